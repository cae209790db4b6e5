import { afterAll, beforeAll, expect, it } from 'vitest';
import { askCorrectionOnly, approvePlan } from '#lib/server/corrective-actions/plan.ts';
import { askExtension } from '#lib/server/corrective-actions/extensions.ts';
import { recordCorrection } from '#lib/server/corrective-actions/analysis.ts';
import { askVoidAction } from '#lib/server/corrective-actions/void.ts';
import { systemFigures } from '#lib/server/roll-out/announcements/figures.ts';
import { assignedAction, completedAction, submittedAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, password, type DocumentsWorld } from '#test/support/documents.ts';

/* What is asked of an action beside its plan, and how others count it while it waits for its check. */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

it('the signature of the plan ends what was asked about the plan, and nothing else', async () => {
	const { id: actionId } = await submittedAction(world);
	await askExtension(await world.as('drafter'), { actionId, dueOn: world.day(60), reason: 'Chờ phần mềm' });
	await askVoidAction(await world.as('deputy'), { actionId, reason: 'Lập nhầm đơn vị' });
	expect(await noticesOf(world, 'head', actionId)).toEqual(expect.arrayContaining(['action_plan_asked', 'action_extension_asked']));
	await approvePlan(await world.as('head'), { actionId, password });
	expect(await noticesOf(world, 'head', actionId)).not.toContain('action_plan_asked');
	expect(await noticesOf(world, 'head', actionId)).toContain('action_extension_asked');
	expect(await noticesOf(world, 'officer', actionId)).toContain('action_void_asked');
});

it('a correction that closes the action ends what was asked of its day', async () => {
	const { id: actionId } = await assignedAction(world);
	const owner = await world.as('drafter');
	await recordCorrection(owner, {
		...{ actionId, correction: 'Đã trả kết quả và xin lỗi.', correctionDoneOn: world.day(), correctionImpossible: null },
		consequences: 'Không có.'
	});
	const { id } = await askExtension(owner, { actionId, dueOn: world.day(60), reason: 'Nghỉ phép' });
	await askCorrectionOnly(owner, { actionId, reason: 'Lỗi nhỏ, không lặp lại', riskTouched: false });
	await approvePlan(await world.as('head'), { actionId, password });
	expect(await world.client.correctiveAction.findUniqueOrThrow({ where: { id: actionId } })).toMatchObject({ state: 'closed' });
	expect(await world.client.actionExtension.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'lapsed' });
	expect(await noticesOf(world, 'head', actionId)).toEqual([]);
});

it('done in time and waiting for its check, it is open and not late in the figures that a head signs', async () => {
	const before = (await systemFigures(world.system, world.unitId, world.day())).openActions;
	await completedAction(world, { dueIn: 5, checkDays: 60 });
	await assignedAction(world, { dueIn: 5 });
	const on = async (days: number) => (await systemFigures(world.system, world.unitId, world.day(days))).openActions;
	expect(await on(5)).toMatchObject({ total: before.total + 2, late: before.late });
	expect(await on(6)).toMatchObject({ total: before.total + 2, late: before.late + 1 });
});
