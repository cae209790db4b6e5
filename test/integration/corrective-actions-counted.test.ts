import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import { setActionDays, setProvinceActionDays } from '#lib/server/corrective-actions/action-days.ts';
import { remindOfActions } from '#lib/server/corrective-actions/ladder.ts';
import { recurrenceOf, recurrences } from '#lib/server/corrective-actions/recurrences.ts';
import { assignedAction } from '#test/support/actions.ts';
import { documentsWorld, noticesOf, type DocumentsWorld } from '#test/support/documents.ts';
import { random } from '#test/support/random.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

/* The ladder of states.md §10 under settings that change on the way and runs at once; recurrence against a count made another way. */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-02T02:00:00Z', { max: 16 });
});
afterAll(() => world.close());

const pass = (days: number) => world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
const kept = { checkDays: null, soonDays: null, officerDays: null, headDays: null, coordinatorDays: null };
const province = { checkDays: 60, soonDays: 7, officerDays: 1, headDays: 7, coordinatorDays: 30 };
/** Every time anybody was told, lapsed or not. */
const timesTold = (kind: string, subjectId: string) => world.client.notice.count({ where: { kind, subjectId } });

describe('the ladder', () => {
	it('is told once by two runs at the same moment', async () => {
		const start = world.clock.now();
		const action = await assignedAction(world, { dueIn: 2 });
		pass(40);
		const told = await Promise.all([remindOfActions(world.system), remindOfActions(world.system), remindOfActions(world.system)]);
		expect(told.reduce((sum, one) => sum + one, 0)).toBe(3);
		expect(await world.client.actionReminder.count({ where: { actionId: action.id } })).toBe(3);
		// Owner and officer; both heads; the coordinator. Nobody twice.
		expect(await timesTold('action_late', action.id)).toBe(2);
		expect(await timesTold('action_late_head', action.id)).toBe(2);
		expect(await timesTold('action_late_province', action.id)).toBe(1);
		world.clock.set(start);
	});

	it('follows settings from the next run on, and repeats no rung that was told', async () => {
		const start = world.clock.now();
		const action = await assignedAction(world, { dueIn: 10 });
		const officer = await world.as('officer');
		await setActionDays(officer, { ...kept, unitId: world.unitId, soonDays: 3, rowVersion: 0 });
		pass(4);
		await remindOfActions(world.system);
		expect(await timesTold('action_soon', action.id)).toBe(0);
		await setActionDays(officer, { ...kept, unitId: world.unitId, soonDays: 6, rowVersion: 1 });
		await remindOfActions(world.system);
		expect(await timesTold('action_soon', action.id)).toBe(1);
		pass(7);
		await remindOfActions(world.system);
		expect(await timesTold('action_late', action.id)).toBe(2);
		// Later now: what was told stays told, and is not told again on the later day.
		await setActionDays(officer, { ...kept, unitId: world.unitId, officerDays: 4, headDays: 20, rowVersion: 2 });
		pass(3);
		await remindOfActions(world.system);
		expect(await timesTold('action_late', action.id)).toBe(2);
		// The unit gives its own days up: what the province has, changed meanwhile, reaches it at once.
		await setProvinceActionDays(await world.as('coordinator'), { ...province, headDays: 4, coordinatorDays: 365, rowVersion: 0 });
		await setActionDays(officer, { ...kept, unitId: world.unitId, rowVersion: 3 });
		await remindOfActions(world.system);
		expect(await timesTold('action_late_head', action.id)).toBe(2);
		pass(30);
		await remindOfActions(world.system);
		expect(await timesTold('action_late_province', action.id)).toBe(0);
		expect(await noticesOf(world, 'coordinator', action.id)).toEqual([]);
		world.clock.set(start);
	});
});

type Made = {
	id: string;
	unitId: string;
	clause: string | null;
	grade: 'major' | 'minor' | 'recommendation';
	raisedOn: Day;
	at: Date;
	void: boolean;
};

/** A day so many months earlier, as people count: the 31st becomes the last day of a shorter month. */
function monthsBefore(day: Day, months: number): Day {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	const last = new Date(Date.UTC(year, month - months, 0)).getUTCDate();
	return new Date(Date.UTC(year, month - 1 - months, Math.min(date, last))).toISOString().slice(0, 10);
}

describe('recurrence', () => {
	it('is counted by grade and clause as a count made by hand', async () => {
		const { pick, below, chance } = random(20261126);
		const made: Made[] = [];
		const now = world.clock.now().getTime();
		await pastGuards(world.client, ['corrective_action'], async (tx) => {
			for (let n = 0; n < 150; n += 1) {
				const at = new Date(now - below(1_400 * 1_440) * 60_000);
				const one = {
					unitId: pick([world.unitId, world.otherUnitId]),
					clause: pick(['7.5', '7.5.3', '8.5.1', '9.2', null]),
					grade: pick(['major', 'minor', 'minor', 'recommendation'] as const),
					void: chance(0.15)
				};
				const { id } = await tx.correctiveAction.create({
					data: {
						unitId: one.unitId,
						number: `KPH-2020-${String(n).padStart(3, '0')}`,
						source: 'self_found',
						grade: one.grade,
						clause: one.clause,
						statement: 'x',
						raisedAt: at,
						...(one.void ? { state: 'closed' as const, outcome: 'void' as const } : {})
					}
				});
				made.push({ ...one, id, at, raisedOn: dayOf(at) });
			}
		});
		const counted = made.filter((one) => !one.void && one.grade !== 'recommendation' && one.clause !== null);
		const earlierOf = (one: Made) =>
			counted.filter(
				(other) =>
					other !== one &&
					other.unitId === one.unitId &&
					other.clause === one.clause &&
					other.at < one.at &&
					other.raisedOn > monthsBefore(one.raisedOn, 24)
			);
		// Those of the tests above are of this unit too.
		const mine = new Set(made.map(({ id }) => id));
		await pastGuards(world.client, ['corrective_action'], (tx) =>
			tx.correctiveAction.updateMany({ where: { id: { notIn: [...mine] } }, data: { clause: null } })
		);
		for (const [of, who, inside] of [
			['province', 'coordinator', made],
			[{ unitId: world.unitId }, 'officer', made.filter(({ unitId }) => unitId === world.unitId)]
		] as const) {
			const since = monthsBefore(world.day(), 24);
			const expected = new Map<string, { actions: number; again: number; units: Set<string> }>();
			for (const one of inside.filter((each) => counted.includes(each) && each.raisedOn > since)) {
				const key = `${one.grade} ${one.clause}`;
				const row = expected.get(key) ?? { actions: 0, again: 0, units: new Set<string>() };
				row.actions += 1;
				if (earlierOf(one).length > 0) {
					row.again += 1;
					row.units.add(one.unitId);
				}
				expected.set(key, row);
			}
			const rows = await recurrences(await world.as(who), of);
			expect(new Map(rows.map(({ grade, clause, ...row }) => [`${grade} ${clause}`, row]))).toEqual(
				new Map([...expected].map(([key, { actions, again, units }]) => [key, { actions, again, units: units.size }]))
			);
		}
		for (const one of counted.slice(0, 20)) {
			const again = await recurrenceOf(world.system, { id: one.id, recurrenceOfId: null });
			const earlier = earlierOf(one).map(({ id }) => id);
			expect(again.time).toBe(Math.min(earlier.length, 20) + 1);
			expect(new Set(again.earlier.map(({ id }) => id))).toEqual(new Set(earlier));
		}
	});
});
