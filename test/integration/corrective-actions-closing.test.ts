import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordUnitEvent } from '#lib/server/unit-closing.ts';
import { homePage } from '#lib/server/home.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { loadAction } from '#lib/server/corrective-actions/action-facts.ts';
import { raiseByHand, reassignAction, reassignLine } from '#lib/server/corrective-actions/assign.ts';
import { actionRow, assignedAction, plannedAction, raisedAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

it('an action passes to the successor with its number, its first date and its history', async () => {
	// The same number stands in the successor already.
	const own = await raiseByHand(await world.as('outsider'), {
		unitId: world.otherUnitId,
		source: 'self_found',
		grade: 'minor',
		statement: 'Việc của đơn vị kế thừa'
	});
	const action = await assignedAction(world);
	const bare = await raisedAction(world);
	const planned = await plannedAction(world);
	expect(own.number).toBe(action.number);
	const before = await actionRow(world, action.id);
	const moved = (id: string) =>
		onItsDay(world, (db) => db.$executeRawUnsafe(`update corrective_action set unit_id = '${world.otherUnitId}' where id = '${id}'`));
	await expect(moved(action.id)).rejects.toThrow(/content_frozen|illegal_transition/);

	const to = [{ unitId: world.otherUnitId }, { unitId: await world.addUnit('SO-MOI') }];
	await recordUnitEvent(await world.as('coordinator'), { kind: 'SPLIT', effectiveOn: world.day(), from: [world.unitId], to });
	const after = await actionRow(world, action.id);
	expect(after).toMatchObject({
		unitId: world.otherUnitId,
		numberUnitId: world.unitId,
		number: before.number,
		state: before.state,
		firstDueOn: before.firstDueOn,
		ownerId: before.ownerId
	});
	expect((await actionRow(world, bare.id)).unitId).toBe(world.otherUnitId);
	const heir = await world.as('outsider');
	expect((await loadAction(heir, action.id)).action.number).toBe(action.number);
	expect(await world.client.actionAct.count({ where: { actionId: action.id } })).toBe(3);
	expect(await trailOf(world, action.id)).toContain('corrective_action.pass_on');
	expect(await noticesOf(world, 'outsider', action.id)).toEqual(['action_raised']);
	expect((await verifyChain(world.system, world.unitId)).broken).toBeNull();
	// Nobody of the old unit came along: who answers for it, and who does what is left of its plan, is named anew.
	const asked = async () =>
		(await homePage(await world.as('outsider'), world.otherUnitId)).duties
			.filter(({ what }) => what === 'action_reassign')
			.map(({ subjectId }) => subjectId)
			.toSorted();
	expect(await asked()).toEqual([action.id, planned.id].toSorted());
	const why = 'Đơn vị cũ đã sáp nhập';
	await reassignAction(heir, { actionId: action.id, ownerId: world.ids.outsider, reason: why });
	expect((await actionRow(world, action.id)).ownerId).toBe(world.ids.outsider);
	await reassignAction(heir, { actionId: planned.id, ownerId: world.ids.outsider, reason: why });
	expect(await asked()).toEqual([planned.id]);
	const line = await world.client.actionLine.findFirstOrThrow({ where: { actionId: planned.id } });
	const doerId = await world.addPerson(['reader'], { unitId: world.otherUnitId });
	await reassignLine(heir, { actionId: planned.id, lineId: line.id, doerId, reason: why });
	expect(await asked()).toEqual([]);
});
