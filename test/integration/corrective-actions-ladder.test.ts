import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { setActionDays, setProvinceActionDays } from '#lib/server/corrective-actions/action-days.ts';
import { assignAction, reassignAction } from '#lib/server/corrective-actions/assign.ts';
import { askExtension, grantExtension } from '#lib/server/corrective-actions/extensions.ts';
import { remindOfActions } from '#lib/server/corrective-actions/ladder.ts';
import { answerSister, closeShared, remindOfSisters, shareFinding } from '#lib/server/corrective-actions/sister-checks.ts';
import { sisterList, sisterPage } from '#lib/server/corrective-actions/sister-pages.ts';
import { nameVerifier } from '#lib/server/corrective-actions/verifier.ts';
import { actionRow, assignedAction, completedAction, raisedAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/*
 * The ladder of states.md §10 with a moved clock, by whose days it goes; and "same finding elsewhere".
 */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-02T02:00:00Z', { max: 16 });
});
afterAll(() => world.close());

const pass = (days: number) => world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
const told = (who: Who, id: string) => noticesOf(world, who, id);
const none = { checkDays: null, soonDays: null, officerDays: null, headDays: null, coordinatorDays: null };

describe('the ladder', () => {
	it('climbs by −7, +1, +7, +30, each rung once per date, and the Department hears no text', async () => {
		const start = world.clock.now();
		const action = await assignedAction(world, { dueIn: 10, statement: 'BÍ MẬT CỦA ĐƠN VỊ' });
		await remindOfActions(world.system);
		expect(await told('drafter', action.id)).toEqual(['action_assigned']);
		pass(3);
		await remindOfActions(world.system);
		await remindOfActions(world.system);
		expect(await told('drafter', action.id)).toEqual(['action_assigned', 'action_soon']);
		pass(8);
		await remindOfActions(world.system);
		expect(await told('officer', action.id)).toEqual(['action_late']);
		expect(await told('drafter', action.id)).toEqual(['action_assigned', 'action_late']);
		expect(await told('head', action.id)).not.toContain('action_late_head');
		pass(6);
		await remindOfActions(world.system);
		expect(await told('head', action.id)).toContain('action_late_head');
		expect(await told('coordinator', action.id)).toEqual([]);
		pass(23);
		await remindOfActions(world.system);
		expect(await told('coordinator', action.id)).toEqual(['action_late_province']);
		const { params } = await world.client.notice.findFirstOrThrow({ where: { kind: 'action_late_province', subjectId: action.id } });
		expect(JSON.stringify(params)).not.toContain('BÍ MẬT');
		expect(params).toMatchObject({ number: action.number, unit: 'Đơn vị SO-NV' });
		expect(await world.client.actionReminder.count({ where: { actionId: action.id } })).toBe(4);
		world.clock.set(start);
	});

	it('makes up for days on which nothing ran, and begins again at a new date', async () => {
		const start = world.clock.now();
		const action = await assignedAction(world, { dueIn: 5 });
		pass(13);
		await remindOfActions(world.system);
		expect(await told('officer', action.id)).toContain('action_late');
		expect(await told('head', action.id)).toContain('action_late_head');
		const { id } = await askExtension(await world.as('drafter'), { actionId: action.id, dueOn: world.day(3), reason: 'Thêm người' });
		await grantExtension(await world.as('head'), { extensionId: id, reason: 'Đồng ý' });
		expect(await told('officer', action.id)).not.toContain('action_late');
		await remindOfActions(world.system);
		expect(await told('drafter', action.id)).toContain('action_soon');
		pass(4);
		await remindOfActions(world.system);
		expect(await told('officer', action.id)).toContain('action_late');
		world.clock.set(start);
	});

	it('keeps the word ahead for an owner who can hear it', async () => {
		const start = world.clock.now();
		const action = await raisedAction(world);
		const [officer, leaving] = [await world.as('officer'), await world.addPerson(['reader'])];
		await assignAction(officer, { actionId: action.id, ownerId: leaving, dueOn: world.day(5) });
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: leaving }, data: { validTo: toDbDate(world.day()) } }));
		await remindOfActions(world.system);
		expect(await world.client.actionReminder.count({ where: { actionId: action.id } })).toBe(0);
		await reassignAction(officer, { actionId: action.id, ownerId: world.ids.staff, reason: 'Đã nghỉ việc' });
		await remindOfActions(world.system);
		expect(await told('staff', action.id)).toContain('action_soon');
		world.clock.set(start);
	});

	it('goes by the days of the unit, else of the province', async () => {
		const start = world.clock.now();
		await setActionDays(await world.as('officer'), { ...none, unitId: world.unitId, officerDays: 3, rowVersion: 0 });
		await setProvinceActionDays(await world.as('coordinator'), {
			checkDays: 60,
			soonDays: 7,
			officerDays: 1,
			headDays: 4,
			coordinatorDays: 30,
			rowVersion: 0
		});
		const action = await assignedAction(world, { dueIn: 2 });
		pass(4);
		await remindOfActions(world.system);
		expect(await told('officer', action.id)).not.toContain('action_late');
		pass(1);
		await remindOfActions(world.system);
		expect(await told('officer', action.id)).toContain('action_late');
		expect(await told('head', action.id)).not.toContain('action_late_head');
		pass(1);
		await remindOfActions(world.system);
		expect(await told('head', action.id)).toContain('action_late_head');
		world.clock.set(start);
		for (const who of ['drafter', 'staff', 'coordinator'] as const)
			expect((await refusal(setActionDays(await world.as(who), { ...none, unitId: world.unitId, rowVersion: 1 }))).code).toBe('forbidden');
		const stale = { ...none, unitId: world.unitId, rowVersion: 7 };
		expect((await refusal(setActionDays(await world.as('head'), stale))).code).toBe('stale');
		expect(await trailOf(world, world.unitId)).toContain('unit.set_action_days');
	});

	it('tells the verifier on the day of the check, and whoever can name one', async () => {
		const start = world.clock.now();
		const [named, bare] = [await completedAction(world, { checkDays: 20 }), await completedAction(world, { checkDays: 20 })];
		await nameVerifier(await world.as('officer'), { actionId: named.id, userId: world.ids.reviewer });
		pass(19);
		await remindOfActions(world.system);
		expect(await told('reviewer', named.id)).toEqual(['action_verifier_named']);
		pass(1);
		await remindOfActions(world.system);
		expect(await told('reviewer', named.id)).toContain('action_check_due');
		expect(await told('officer', bare.id)).toContain('action_check_unnamed');
		// Done, so late no more.
		pass(60);
		await remindOfActions(world.system);
		expect(await told('head', named.id)).not.toContain('action_late_head');
		world.clock.set(start);
	});
});

describe('the same finding elsewhere', () => {
	it('goes out in words that the unit wrote, is answered once, and raises an action where it happens too', async () => {
		const start = world.clock.now();
		const action = await assignedAction(world, { grade: 'major', statement: 'LỜI RIÊNG CỦA ĐƠN VỊ' });
		const third = await world.addUnit('SO-KH');
		const chosen = { text: 'Kiểm tra có hồ sơ trễ không xin lỗi', dueOn: world.day(14), unitIds: [world.otherUnitId, third] };
		const { id, units } = await shareFinding(await world.as('officer'), { actionId: action.id, ...chosen });
		expect(units).toBe(2);
		expect(await told('outsider', id)).toEqual(['sister_asked']);
		const seen = await sisterPage(await world.as('outsider'), id);
		expect(seen).toMatchObject({ text: chosen.text, from: null, overview: false });
		expect(seen.checks.map(({ unitId }) => unitId)).toEqual([world.otherUnitId]);
		expect(JSON.stringify(seen)).not.toContain('LỜI RIÊNG');
		const answer = { sharedId: id, unitId: world.otherUnitId, answer: 'here' as const, text: 'Có hai hồ sơ như vậy' };
		const { action: raised } = await answerSister(await world.as('outsider'), answer);
		expect(await actionRow(world, raised?.id ?? '')).toMatchObject({
			unitId: world.otherUnitId,
			source: 'sister_check',
			grade: 'major',
			state: 'raised'
		});
		expect((await refusal(answerSister(await world.as('outsider'), answer))).code).toBe('sister_answered');
		expect(await told('officer', id)).toEqual(['sister_answered']);
		expect(await told('outsider', id)).toEqual([]);
		pass(16);
		// Nobody works in the other unit yet: it is late all the same.
		await remindOfSisters(world.system);
		expect(await told('outsider', id)).toEqual([]);
		const list = await sisterList(await world.as('head'));
		expect(list.shared).toMatchObject([{ id, asked: 2, answered: 1, here: 1, late: 1 }]);
		await closeShared(await world.as('officer'), { sharedId: id });
		const ended = { sharedId: id, unitId: third, answer: 'not_here' as const, text: 'x' };
		const newcomer = await world.asId(await world.addPerson(['officer'], { unitId: third }));
		expect((await refusal(answerSister(newcomer, ended))).code).toBe('sister_closed');
		world.clock.set(start);
	});

	it('tells those who are late, once', async () => {
		const start = world.clock.now();
		const action = await assignedAction(world);
		const { id } = await shareFinding(await world.as('head'), {
			actionId: action.id,
			text: 'Kiểm tra sổ',
			dueOn: world.day(3),
			unitIds: [world.otherUnitId]
		});
		pass(4);
		expect(await remindOfSisters(world.system)).toBe(1);
		expect(await remindOfSisters(world.system)).toBe(0);
		expect(await told('outsider', id)).toEqual(['sister_late']);
		world.clock.set(start);
	});

	it('is refused to everybody else', async () => {
		const action = await assignedAction(world);
		const input = { actionId: action.id, text: 'x', dueOn: world.day(9), unitIds: [world.otherUnitId] };
		for (const [who, code] of [
			['drafter', 'forbidden'],
			['staff', 'corrective_action_not_found'],
			['outsider', 'corrective_action_not_found'],
			['coordinator', 'forbidden'],
			['administrator', 'corrective_action_not_found']
		] as const)
			expect([who, (await refusal(shareFinding(await world.as(who), input))).code]).toEqual([who, code]);
		const officer = await world.as('officer');
		expect((await refusal(shareFinding(officer, { ...input, unitIds: [world.unitId] }))).params['fields']).toEqual({ units: 'required' });
		const { id } = await shareFinding(officer, input);
		const answer = { sharedId: id, answer: 'not_here' as const, text: 'x' };
		for (const who of ['officer', 'staff', 'coordinator'] as const)
			expect((await refusal(answerSister(await world.as(who), { ...answer, unitId: world.otherUnitId }))).code).toBe(
				'sister_check_not_found'
			);
		expect((await refusal(sisterPage(await world.as('staff'), id))).code).toBe('sister_check_not_found');
		const sql = (text: string) => onItsDay(world, (db) => db.$executeRawUnsafe(text));
		const bySql = /content_frozen|append_only|illegal_transition/;
		await expect(sql(`update shared_finding set text = 'y' where id = '${id}'`)).rejects.toThrow(bySql);
		await expect(
			sql(
				`update sister_check set answer = 'here', text = 'x', answered_by_id = '${world.ids.outsider}', answered_at = eiso_now() where shared_id = '${id}'`
			)
		).rejects.toThrow(bySql);
		await expect(
			sql(`insert into sister_check (id, shared_id, unit_id) values (gen_random_uuid(), '${id}', '${world.unitId}')`)
		).rejects.toThrow(bySql);
		await expect(sql(`delete from sister_check where shared_id = '${id}'`)).rejects.toThrow(bySql);
	});
});
