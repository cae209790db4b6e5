import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseActionQuery } from '#lib/domain/corrective-actions/list-query.ts';
import { addDays } from '#lib/domain/shared/day.ts';
import { waitingDuties } from '#lib/server/documents/queries/home-duties.ts';
import { laterDuties } from '#lib/server/home.ts';
import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import { loadActionOutline } from '#lib/server/corrective-actions/action-facts.ts';
import { isAsSigned } from '#lib/server/corrective-actions/act-signatures.ts';
import { addLine, changeLine, recordCause, recordCorrection, removeLine } from '#lib/server/corrective-actions/analysis.ts';
import { assignAction, raiseByHand, reassignAction, reassignLine } from '#lib/server/corrective-actions/assign.ts';
import { deliverEvidence } from '#lib/server/corrective-actions/evidence-list.ts';
import { confirmFault, declineFault, reportFault } from '#lib/server/corrective-actions/fault-reports.ts';
import { actionList } from '#lib/server/corrective-actions/list.ts';
import { faultReportsPage } from '#lib/server/corrective-actions/new-pages.ts';
import { approvePlan, askCorrectionOnly, planContent, returnPlan, submitPlan } from '#lib/server/corrective-actions/plan.ts';
import { addActionEvidence, completeAction, dropLine, removeActionEvidence, reportLine } from '#lib/server/corrective-actions/progress.ts';
import { askVoidAction, confirmVoidAction } from '#lib/server/corrective-actions/void.ts';
import { noticeText } from '#lib/server/notifications/notice-words.ts';
import { evidenceReaders } from '#lib/server/evidence-readers.ts';
import { actionRow, assignedAction, plannedAction, raisedAction, type AnAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, password, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/*
 * states.md §10, C1 to C7, C9 and C12 row by row, reports of faults, who sees how much, evidence, and what the database refuses by itself.
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 16 });
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const missing = async (act: Promise<unknown>) => (await refusal(act)).params['missing'];
const lineOf = (action: AnAction) => world.client.actionLine.findFirstOrThrow({ where: { actionId: action.id, removedAt: null } });
const dutiesOf = async (who: Who, action: { id: string }) => {
	const ctx = await world.as(who);
	if (ctx.actor.kind !== 'user') throw new Error('nobody');
	return (await waitingDuties(ctx, ctx.actor, laterDuties)).filter(({ subjectId }) => subjectId === action.id).map(({ what }) => what);
};
const correction = { correction: 'Bổ sung giờ giao nhận.', correctionDoneOn: '2026-11-26', correctionImpossible: null, consequences: '' };
const cause = {
	method: 'five_whys',
	whys: ['Không có cột'],
	outline: '',
	rootCause: 'Mẫu thiếu cột giờ.',
	riskTouched: false,
	riskNote: ''
} as const;

describe('C1 raise', () => {
	it('is numbered in its unit and year, told to officers and heads, waits in Home', async () => {
		const action = await raisedAction(world);
		expect(action.number).toMatch(/^KPH-2026-\d{3}$/);
		expect(await trailOf(world, action.id)).toEqual(['corrective_action.raise']);
		expect(await noticesOf(world, 'head', action.id)).toEqual(['action_raised']);
		expect(await noticesOf(world, 'officer', action.id)).toEqual([]);
		expect(await dutiesOf('officer', action)).toEqual(['action_assign']);
		expect(await dutiesOf('drafter', action)).toEqual([]);
	});
	it('is for officer, head and internal auditor, of a known source and with a statement', async () => {
		const input = { unitId: world.unitId, source: 'complaint', grade: 'minor', statement: 'Dân phản ánh chậm.' } as const;
		for (const who of ['staff', 'drafter', 'reviewer', 'outsider', 'coordinator', 'administrator'] as const)
			expect(await code(raiseByHand(await world.as(who), input)), who).toBe('forbidden');
		const auditor = await world.asId(await world.addPerson(['internal_auditor']));
		await raiseByHand(auditor, input);
		expect((await refusal(raiseByHand(auditor, { ...input, statement: ' ' }))).params['fields']).toEqual({ statement: 'required' });
	});
});

describe('C2 assign', () => {
	it('names owner and first date; the owner is told and has it in Home', async () => {
		const action = await assignedAction(world);
		expect(await noticesOf(world, 'drafter', action.id)).toEqual(['action_assigned']);
		expect(await dutiesOf('drafter', action)).toEqual(['action_analyse']);
		expect(await dutiesOf('officer', action)).toEqual([]);
		expect(await actionRow(world, action.id)).toMatchObject({ state: 'analysing', ownerId: world.ids.drafter });
	});
	it('refuses strangers, past days, and a second time', async () => {
		const { id: actionId } = await raisedAction(world);
		const officer = await world.as('officer');
		const dueOn = world.day(10);
		expect((await refusal(assignAction(officer, { actionId, ownerId: world.ids.outsider, dueOn }))).params['fields']).toEqual({
			ownerId: 'person_unknown'
		});
		expect((await refusal(assignAction(officer, { actionId, ownerId: world.ids.drafter, dueOn: world.day(-1) }))).params['fields']).toEqual(
			{
				dueOn: 'day_in_past'
			}
		);
		await assignAction(officer, { actionId, ownerId: world.ids.drafter, dueOn });
		expect(await code(assignAction(officer, { actionId, ownerId: world.ids.staff, dueOn }))).toBe('illegal_transition');
		await reassignAction(officer, { actionId, ownerId: world.ids.staff, reason: 'Nghỉ ốm' });
		expect(await actionRow(world, actionId)).toMatchObject({ ownerId: world.ids.staff });
		// Who owned it no longer sees it: to them it does not exist.
		expect(await code(actionPage(await world.as('drafter'), actionId))).toBe('corrective_action_not_found');
	});
});

describe('C3 to C5 the plan', () => {
	it('goes up only with correction, cause, a line and the answer about risk', async () => {
		const { id: actionId } = await assignedAction(world);
		const owner = await world.as('drafter');
		expect(await missing(submitPlan(owner, { actionId }))).toBe('correction');
		await recordCorrection(owner, { actionId, ...correction });
		expect(await missing(submitPlan(owner, { actionId }))).toBe('cause');
		await recordCause(owner, { actionId, ...cause, riskTouched: null });
		expect(await missing(submitPlan(owner, { actionId }))).toBe('lines');
		await addLine(owner, { actionId, what: 'Thêm cột giờ', doerId: world.ids.staff, dueOn: world.day(5) });
		expect(await missing(submitPlan(owner, { actionId }))).toBe('risk');
		await recordCause(owner, { actionId, ...cause });
		expect((await actionPage(owner, actionId)).whole?.gates.every(({ met }) => met)).toBe(true);
		expect(await code(submitPlan(await world.as('officer'), { actionId }))).toBe('forbidden');
		await submitPlan(owner, { actionId });
		expect(await noticesOf(world, 'head', actionId)).toContain('action_plan_asked');
		expect(await dutiesOf('head', { id: actionId })).toEqual(['action_approve']);
		expect(await code(recordCorrection(owner, { actionId, ...correction }))).toBe('illegal_transition');
	});
	it('keeps the first date of a line that gets another, and the tree of causes', async () => {
		const { id: actionId } = await assignedAction(world);
		const owner = await world.as('drafter');
		const input = { actionId, what: 'Việc', doerId: world.ids.staff, dueOn: world.day(5) };
		await addLine(owner, input);
		const first = await lineOf({ id: actionId, number: '' });
		await changeLine(owner, { ...input, lineId: first.id, dueOn: world.day(9) });
		const second = await lineOf({ id: actionId, number: '' });
		expect(second.id).not.toBe(first.id);
		await removeLine(owner, { actionId, lineId: second.id });
		expect((await actionPage(owner, actionId)).whole?.lines).toEqual([]);
		await recordCause(owner, { actionId, ...cause, method: 'tree', outline: 'Mẫu\n  Thiếu cột' });
		expect((await actionPage(owner, actionId)).whole?.cause).toEqual({
			method: 'tree',
			roots: [{ text: 'Mẫu', children: [{ text: 'Thiếu cột', children: [] }] }]
		});
		expect(await code(recordCause(await world.as('reviewer'), { actionId, ...cause }))).toBe('corrective_action_not_found');
	});
});

describe('C4 the correction alone', () => {
	it('is for a minor one whose correction is done; a head closes it', async () => {
		const action = await assignedAction(world);
		const [owner, head] = [await world.as('drafter'), await world.as('head')];
		const input = { actionId: action.id, reason: 'Chỉ một phiếu' };
		expect(await missing(askCorrectionOnly(owner, input))).toBe('correction_done');
		await recordCorrection(owner, { actionId: action.id, ...correction });
		// It closes with the head's word, so what closing asks is asked here.
		expect((await refusal(askCorrectionOnly(owner, input))).params).toMatchObject({ fields: { riskTouched: 'required' } });
		const touched = { ...input, riskTouched: true };
		expect((await refusal(askCorrectionOnly(owner, touched))).params).toMatchObject({ fields: { riskNote: 'required' } });
		await askCorrectionOnly(owner, { ...touched, riskNote: 'Rủi ro số 4' });
		expect(await actionRow(world, action.id)).toMatchObject({ riskTouched: true, riskNote: 'Rủi ro số 4' });
		expect(await noticesOf(world, 'head', action.id)).toContain('action_correction_asked');
		await approvePlan(head, { actionId: action.id, password });
		expect(await actionRow(world, action.id)).toMatchObject({ state: 'closed', outcome: 'correction_only', approvedById: world.ids.head });
	});
	it('keeps no note of a risk beside the answer that none is touched, and asks for one that was emptied', async () => {
		const action = await assignedAction(world);
		const owner = await world.as('drafter');
		await recordCorrection(owner, { actionId: action.id, ...correction });
		await recordCause(owner, { actionId: action.id, ...cause, riskTouched: true, riskNote: 'Rủi ro số 4' });
		const input = { actionId: action.id, reason: 'Chỉ một phiếu' };
		const emptied = { ...input, riskTouched: true, riskNote: null };
		expect((await refusal(askCorrectionOnly(owner, emptied))).params).toMatchObject({ fields: { riskNote: 'required' } });
		await askCorrectionOnly(owner, { ...input, riskTouched: false });
		expect(await actionRow(world, action.id)).toMatchObject({ riskTouched: false, riskNote: '' });
	});

	it('is not for a major one', async () => {
		const action = await assignedAction(world, { grade: 'major' });
		const owner = await world.as('drafter');
		await recordCorrection(owner, { actionId: action.id, ...correction });
		expect(await missing(askCorrectionOnly(owner, { actionId: action.id, reason: 'x' }))).toBe('minor');
	});
});

async function submitted(options: { owner?: Who; doer?: Who } = {}): Promise<string> {
	const { id: actionId } = await assignedAction(world, options);
	const owner = await world.as(options.owner ?? 'drafter');
	await recordCorrection(owner, { actionId, ...correction });
	await recordCause(owner, { actionId, ...cause });
	await addLine(owner, { actionId, what: 'Thêm cột giờ', doerId: world.ids[options.doer ?? 'staff'], dueOn: world.day(5) });
	await submitPlan(owner, { actionId });
	return actionId;
}

describe('C6 approve', () => {
	it('is signed by a head over the plan as it stands', async () => {
		const actionId = await submitted();
		const head = await world.as('head');
		expect(await code(approvePlan(head, { actionId, password: 'sai' }))).toBe('signature_refused');
		expect(await code(approvePlan(await world.as('officer'), { actionId, password }))).toBe('forbidden');
		const { rowVersion } = await actionRow(world, actionId);
		expect(await code(approvePlan(head, { actionId, password, rowVersion: rowVersion - 1 }))).toBe('stale');
		await approvePlan(head, { actionId, password, rowVersion });
		const row = await world.client.correctiveAction.findUniqueOrThrow({ where: { id: actionId }, include: { signature: true } });
		const { action } = await loadActionOutline(head, actionId);
		expect(row.signature && isAsSigned(row.signature, planContent(action))).toBe(true);
		expect(row.signature && isAsSigned(row.signature, planContent({ ...action, rootCause: 'khác' }))).toBe(false);
		expect(await noticesOf(world, 'staff', actionId)).toEqual(['action_plan_approved']);
		expect(await dutiesOf('staff', { id: actionId })).toEqual(['action_do']);
	});
	it('is never by the owner or a doer; another head does it', async () => {
		const actionId = await submitted({ owner: 'head' });
		expect(await code(approvePlan(await world.as('head'), { actionId, password }))).toBe('separation_of_duties');
		expect(await code(approvePlan(await world.as('coordinator'), { actionId, password }))).toBe('forbidden');
		await approvePlan(await world.as('deputy'), { actionId, password });
	});
	it('is by the coordinator where no head is left, and says so', async () => {
		const actionId = await submitted({ owner: 'head', doer: 'deputy' });
		expect(await code(approvePlan(await world.as('deputy'), { actionId, password }))).toBe('separation_of_duties');
		expect(await dutiesOf('coordinator', { id: actionId })).toEqual(['action_approve_for_unit']);
		expect(await noticesOf(world, 'coordinator', actionId)).toEqual(['action_plan_asked']);
		const told = await world.client.notice.findFirstOrThrow({ where: { userId: world.ids.coordinator, subjectId: actionId } });
		const { number } = await actionRow(world, actionId);
		expect(noticeText(told, 'vi')).toBe(`Kế hoạch của phiếu ${number} chờ bạn duyệt.`);
		await approvePlan(await world.as('coordinator'), { actionId, password });
		const history = (await actionPage(await world.as('officer'), actionId)).whole?.history;
		expect(history?.at(-1)).toMatchObject({ event: 'approve', details: { forTheUnit: true } });
		expect((await actionPage(await world.as('coordinator'), actionId)).whole).toBeNull();
	});
	it('goes back with a reason', async () => {
		const actionId = await submitted();
		expect((await refusal(returnPlan(await world.as('head'), { actionId, reason: ' ' }))).params['fields']).toEqual({
			reason: 'reason_required'
		});
		await returnPlan(await world.as('head'), { actionId, reason: 'Chưa tới gốc' });
		expect(await actionRow(world, actionId)).toMatchObject({ state: 'analysing' });
		expect(await noticesOf(world, 'drafter', actionId)).toContain('action_plan_returned');
	});
});

describe('C7 and C9 carry out', () => {
	it('reports a line by its doer, with day and evidence, and completes when all is done', async () => {
		const action = await plannedAction(world);
		const [doer, owner] = [await world.as('staff'), await world.as('drafter')];
		const { id: lineId } = await lineOf(action);
		const input = { actionId: action.id, lineId, doneOn: world.day() };
		expect(await code(reportLine(owner, { ...input, files: [await world.pdf()] }))).toBe('forbidden');
		expect((await refusal(reportLine(doer, input))).params['fields']).toEqual({ evidence: 'evidence_required' });
		expect((await refusal(reportLine(doer, { ...input, doneOn: world.day(1), files: [await world.pdf()] }))).params['fields']).toEqual({
			doneOn: 'day_to_come'
		});
		expect(await missing(completeAction(owner, { actionId: action.id }))).toBe('lines_ended');
		await reportLine(doer, { ...input, files: [await world.pdf()] });
		expect(await code(reportLine(doer, { ...input, files: [await world.pdf()] }))).toBe('stale');
		expect(await dutiesOf('drafter', action)).toEqual(['action_complete']);
		expect((await refusal(completeAction(owner, { actionId: action.id, checkDays: 0 }))).params['fields']).toEqual({
			reason: 'reason_required'
		});
		const { checkDueOn } = await completeAction(owner, { actionId: action.id });
		expect(checkDueOn).toBe(addDays(world.day(), 60));
		expect(await actionRow(world, action.id)).toMatchObject({ state: 'verifying', checkDays: 60 });
	});
	it('gives a line whose doer has left to another, not to who approved it', async () => {
		const action = await plannedAction(world);
		const { id: lineId } = await lineOf(action);
		const input = { actionId: action.id, lineId, doerId: world.ids.reviewer2, reason: 'Chuyển công tác' };
		expect(await code(reassignLine(await world.as('drafter'), input))).toBe('forbidden');
		expect(await code(reassignLine(await world.as('officer'), { ...input, doerId: world.ids.head }))).toBe('separation_of_duties');
		await reassignLine(await world.as('officer'), input);
		expect(await dutiesOf('reviewer2', action)).toEqual(['action_do']);
		expect(await code(reportLine(await world.as('staff'), { actionId: action.id, lineId, doneOn: world.day() }))).toBe(
			'corrective_action_not_found'
		);
	});
	it('lets the owner drop a line with a reason, and not all of them', async () => {
		const action = await plannedAction(world);
		const owner = await world.as('drafter');
		const { id: lineId } = await lineOf(action);
		expect(await code(dropLine(await world.as('staff'), { actionId: action.id, lineId, reason: 'x' }))).toBe('forbidden');
		await dropLine(owner, { actionId: action.id, lineId, reason: 'Phần mềm đã có' });
		expect(await missing(completeAction(owner, { actionId: action.id }))).toBe('one_done');
	});
});

describe('C12 void', () => {
	it('takes two: a head and who raised it', async () => {
		const action = await assignedAction(world);
		const [officer, head] = [await world.as('officer'), await world.as('head')];
		expect(await code(confirmVoidAction(head, { actionId: action.id }))).toBe('void_not_asked');
		expect(await code(askVoidAction(await world.as('drafter'), { actionId: action.id, reason: 'x' }))).toBe('forbidden');
		await askVoidAction(officer, { actionId: action.id, reason: 'Lập nhầm' });
		expect(await noticesOf(world, 'head', action.id)).toContain('action_void_asked');
		expect(await code(confirmVoidAction(officer, { actionId: action.id }))).toBe('second_person_needed');
		// A coordinator is of the same side as who raised it.
		expect(await code(confirmVoidAction(await world.as('coordinator'), { actionId: action.id }))).toBe('second_person_needed');
		await confirmVoidAction(head, { actionId: action.id });
		expect(await actionRow(world, action.id)).toMatchObject({ state: 'closed', outcome: 'void' });
		expect(await noticesOf(world, 'drafter', action.id)).toContain('action_void');
	});
	it('is not for what is being verified', async () => {
		const action = await plannedAction(world);
		const { id: lineId } = await lineOf(action);
		await reportLine(await world.as('staff'), { actionId: action.id, lineId, doneOn: world.day(), files: [await world.pdf()] });
		await completeAction(await world.as('drafter'), { actionId: action.id });
		expect(await code(askVoidAction(await world.as('head'), { actionId: action.id, reason: 'x' }))).toBe('illegal_transition');
	});
});

describe('a fault that somebody reports', () => {
	it('becomes an action by an officer, and its reporter hears of it', async () => {
		const staff = await world.as('staff');
		const report = await reportFault(staff, {
			unitId: world.unitId,
			what: 'Giao nhầm kết quả',
			place: 'Một cửa',
			foundOn: world.day(),
			files: [await world.pdf()]
		});
		expect(report.number).toMatch(/^SS-2026-\d{3}$/);
		expect(await dutiesOf('officer', report)).toEqual(['fault_decide']);
		const input = { reportId: report.id, source: 'wrong_result', grade: 'minor' } as const;
		expect(await code(confirmFault(await world.as('head'), input))).toBe('forbidden');
		expect(await code(confirmFault(await world.as('reviewer'), input))).toBe('fault_report_not_found');
		const action = await confirmFault(await world.as('officer'), input);
		expect(await noticesOf(world, 'staff', report.id)).toEqual(['fault_confirmed']);
		expect(await actionRow(world, action.id)).toMatchObject({
			reportId: report.id,
			statement: 'Giao nhầm kết quả',
			source: 'wrong_result'
		});
		expect(await code(declineFault(await world.as('officer'), { reportId: report.id, reason: 'x' }))).toBe('illegal_transition');
	});
	it('is declined with a reason; others of the unit see only their own', async () => {
		const report = await reportFault(await world.as('staff'), { unitId: world.unitId, what: 'Máy in hỏng', foundOn: world.day() });
		await declineFault(await world.as('officer'), { reportId: report.id, reason: 'Việc của văn phòng' });
		expect(await noticesOf(world, 'staff', report.id)).toEqual(['fault_declined']);
		expect((await faultReportsPage(await world.as('drafter'), world.unitId, 1)).items).toEqual([]);
		expect((await faultReportsPage(await world.as('officer'), world.unitId, 1)).total).toBeGreaterThan(1);
		expect(await code(reportFault(await world.as('outsider'), { unitId: world.unitId, what: 'x', foundOn: world.day() }))).toBe(
			'forbidden'
		);
	});
});

describe('who sees how much', () => {
	it('owner, doer and keepers the whole; the coordinator the outline; others nothing', async () => {
		const action = await plannedAction(world, { statement: 'Bí mật của đơn vị' });
		const sights = {
			officer: 'whole',
			head: 'whole',
			drafter: 'whole',
			staff: 'whole',
			coordinator: 'outline',
			inspector: 'outline'
		} as const;
		const all: Who[] = ['officer', 'head', 'drafter', 'staff', 'coordinator', 'reviewer', 'outsider', 'inspector', 'administrator'];
		for (const who of all) {
			const ctx = await world.as(who);
			const expected = Object.entries(sights).find(([name]) => name === who)?.[1] ?? 'corrective_action_not_found';
			const seen = await loadActionOutline(ctx, action.id).then(
				({ sight }) => sight,
				(error: unknown) => (error instanceof Error ? error.message : '')
			);
			expect(seen, who).toBe(expected);
			// The list agrees with the page.
			const query = parseActionQuery(new URLSearchParams({ state: 'all', q: action.number }));
			const items = (await actionList(ctx, who === 'outsider' ? null : world.unitId, query)).items.filter(({ id }) => id === action.id);
			expect(
				items.map(({ statement }) => (statement === null ? 'outline' : 'whole')),
				who
			).toEqual(expected === 'corrective_action_not_found' ? [] : [expected]);
		}
		const shown = JSON.stringify(await actionPage(await world.as('coordinator'), action.id));
		expect(shown).not.toContain('Bí mật');
		// Not by a search over the text either.
		const byText = parseActionQuery(new URLSearchParams({ state: 'all', q: 'Bí mật của đơn vị' }));
		expect((await actionList(await world.as('coordinator'), null, byText)).total).toBe(0);
		expect((await actionList(await world.as('officer'), world.unitId, byText)).total).toBe(1);
	});
	it('says late from the first date as well, late ones first', async () => {
		const before = world.clock.now();
		const action = await assignedAction(world, { dueIn: 1 });
		world.clock.set(new Date(before.getTime() + 4 * 86_400_000));
		const { items } = await actionList(await world.as('officer'), world.unitId, parseActionQuery(new URLSearchParams({ late: '1' })));
		expect(items.find(({ id }) => id === action.id)?.late).toEqual({ days: 3, sinceFirst: 3 });
		world.clock.set(before);
	});
});

describe('evidence', () => {
	it('opens for who sees the action, and is taken away by a head who did not add it', async () => {
		const action = await plannedAction(world);
		await addActionEvidence(await world.as('officer'), { actionId: action.id, files: [await world.pdf()] });
		const file = await world.client.evidenceFile.findFirstOrThrow({ where: { subjectId: action.id } });
		const open = async (who: Who) =>
			deliverEvidence(await world.as(who), { store: world.tools.store, readers: evidenceReaders }, file.id, new Request('http://x/')).then(
				(response) => response.headers.get('content-security-policy'),
				(error: unknown) => (error instanceof Error ? error.message : '')
			);
		expect(await open('staff')).toContain('sandbox');
		for (const who of ['reviewer', 'outsider', 'coordinator', 'administrator'] as const)
			expect(await open(who), who).toBe('corrective_action_not_found');
		const input = { actionId: action.id, evidenceId: file.id, reason: 'Lộ thông tin' };
		expect(await code(removeActionEvidence(await world.as('officer'), input))).toBe('forbidden');
		await removeActionEvidence(await world.as('head'), input);
		expect(await open('staff')).toBe('file_not_found');
		expect((await actionPage(await world.as('officer'), action.id)).whole?.files[0]?.removed?.reason).toBe('Lộ thông tin');
	});
	it('of others is not pointed to', async () => {
		const action = await assignedAction(world);
		const hidden = '0190a2b4-0000-7000-8000-00000000000a';
		expect(await code(addActionEvidence(await world.as('drafter'), { actionId: action.id, documentId: hidden }))).toBe(
			'document_not_found'
		);
	});
});

describe('the database itself', () => {
	it('refuses what the commands would', async () => {
		const planned = await plannedAction(world);
		const waiting = await submitted();
		const line = await lineOf(planned);
		const attacks = [
			`update corrective_action set grade = 'minor', statement = 'khác' where id = '${planned.id}'`,
			`update corrective_action set first_due_on = '2027-01-01' where id = '${planned.id}'`,
			`update corrective_action set due_on = '2027-01-01' where id = '${planned.id}'`,
			`update corrective_action set state = 'closed', outcome = 'effective' where id = '${planned.id}'`,
			`update corrective_action set state = 'in_progress' where id = '${waiting}'`,
			`update corrective_action set state = 'in_progress', approved_by_id = owner_id where id = '${waiting}'`,
			`update action_line set due_on = '2027-01-01' where id = '${line.id}'`,
			`update action_line set what = 'khác' where id = '${line.id}'`,
			`insert into action_line (id, action_id, position, what, doer_id, due_on, first_due_on)
				values (gen_random_uuid(), '${planned.id}', 9, 'x', '${world.ids.staff}', '2026-12-01', '2026-12-01')`,
			`delete from corrective_action where id = '${planned.id}'`,
			`delete from action_line where id = '${line.id}'`,
			`update action_act set text = 'khác' where action_id = '${planned.id}'`,
			`update act_signature set meaning_text = 'khác' where subject_id = '${planned.id}'`,
			`update fault_report set what = 'khác' where unit_id = '${world.unitId}'`,
			`update evidence_file set name = 'khác' where unit_id = '${world.unitId}'`
		];
		for (const attack of attacks)
			await expect(
				onItsDay(world, (db) => db.$executeRawUnsafe(attack)),
				attack
			).rejects.toThrow();
		expect(await actionRow(world, planned.id)).toMatchObject({ state: 'in_progress', grade: 'minor' });
	});
});
