import { addLine, recordCause, recordCorrection } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { approvePlan, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { completeAction, reportLine } from '#lib/server/corrective-actions/progress.ts';
import { password, type DocumentsWorld, type Who } from './documents.ts';

/*
 * Corrective actions of a documents world, step by step through the commands: the officer raises and assigns, the drafter owns, the staff
 * does the one line of the plan, the head signs.
 */
export type AnAction = { readonly id: string; readonly number: string };
export type ActionOptions = {
	grade?: 'major' | 'minor';
	clause?: string | null;
	statement?: string;
	/** Days until it is due, and until its effect is checked. */
	dueIn?: number;
	checkDays?: number;
	owner?: Who;
	doer?: Who;
};

export async function raisedAction(world: DocumentsWorld, options: ActionOptions = {}): Promise<AnAction> {
	return raiseByHand(await world.as('officer'), {
		unitId: world.unitId,
		source: 'self_found',
		grade: options.grade ?? 'minor',
		clause: options.clause === undefined ? '8.5.1' : options.clause,
		statement: options.statement ?? 'Hồ sơ trả muộn hai ngày, không xin lỗi bằng văn bản.'
	});
}

export async function assignedAction(world: DocumentsWorld, options: ActionOptions = {}): Promise<AnAction> {
	const action = await raisedAction(world, options);
	await assignAction(await world.as('officer'), {
		actionId: action.id,
		ownerId: world.ids[options.owner ?? 'drafter'],
		dueOn: world.day(options.dueIn ?? 30)
	});
	return action;
}

/** The plan waits for its approval: one line. */
export async function submittedAction(world: DocumentsWorld, options: ActionOptions = {}): Promise<AnAction> {
	const action = await assignedAction(world, options);
	const owner = await world.as(options.owner ?? 'drafter');
	const actionId = action.id;
	await recordCorrection(owner, {
		actionId,
		correction: 'Gửi thư xin lỗi và trả kết quả.',
		correctionDoneOn: world.day(),
		correctionImpossible: null,
		consequences: 'Người dân đã nhận kết quả.'
	});
	await recordCause(owner, {
		actionId,
		method: 'five_whys',
		whys: ['Quá hạn', 'Không ai nhắc', 'Không có lịch nhắc'],
		outline: '',
		rootCause: 'Quy trình không có bước nhắc hạn.',
		riskTouched: false,
		riskNote: ''
	});
	await addLine(owner, {
		actionId,
		what: 'Thêm bước nhắc hạn vào quy trình',
		doerId: world.ids[options.doer ?? 'staff'],
		dueOn: world.day(options.dueIn ?? 20)
	});
	await submitPlan(owner, { actionId });
	return action;
}

/** The plan is approved. */
export async function plannedAction(world: DocumentsWorld, options: ActionOptions = {}): Promise<AnAction> {
	const action = await submittedAction(world, options);
	await approvePlan(await world.as('head'), { actionId: action.id, password });
	return action;
}

/** All is done: the effect is to be checked after `checkDays`, by default today. */
export async function completedAction(world: DocumentsWorld, options: ActionOptions = {}): Promise<AnAction> {
	const action = await plannedAction(world, options);
	const line = await world.client.actionLine.findFirstOrThrow({ where: { actionId: action.id }, select: { id: true } });
	await reportLine(await world.as(options.doer ?? 'staff'), {
		actionId: action.id,
		lineId: line.id,
		doneOn: world.day(),
		files: [await world.pdf()]
	});
	await completeAction(await world.as(options.owner ?? 'drafter'), {
		actionId: action.id,
		checkDays: options.checkDays ?? 0,
		reason: (options.checkDays ?? 0) === 0 ? 'Việc lặp lại hằng ngày, thấy ngay kết quả.' : null
	});
	return action;
}

export async function actionRow(world: DocumentsWorld, id: string) {
	return world.client.correctiveAction.findUniqueOrThrow({ where: { id } });
}
