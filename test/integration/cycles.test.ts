import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeCycle } from '#lib/server/audits/cycles/close.ts';
import { addUnit, reassignInspection } from '#lib/server/audits/cycles/change-open.ts';
import { changeCycle, createCycle } from '#lib/server/audits/cycles/draft.ts';
import { loadCycle } from '#lib/server/audits/cycles/facts.ts';
import { setIndependenceMonths } from '#lib/server/audits/cycles/independence.ts';
import { listCycles } from '#lib/server/audits/cycles/list.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { addMember, endMember, removeTeam, saveTeam } from '#lib/server/audits/cycles/teams.ts';
import { assignUnits, spreadUnits } from '#lib/server/audits/cycles/units.ts';
import { importVisits } from '#lib/server/audits/cycles/visits-file.ts';
import { endInspections } from '#lib/server/audits/cycles/unit-end.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { cancelInspection } from '#lib/server/audits/inspections/direct.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { today } from '#lib/server/platform/context.ts';
import { anEdit } from '#test/support/answering.ts';
import { refusal } from '#test/support/documents.ts';
import { clauses, cycleInput, publishedList, readyCycle } from '#test/support/cycles.ts';
import { peopleWorld, type World } from '#test/support/people.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

let world: World;
const ids: Record<string, string> = {};
const id = (name: string) => ids[name] ?? '';
const as = (name: string) => world.as(id(name));
let list: string;
const questions = 6;

beforeAll(async () => {
	world = await peopleWorld();
	for (const code of ['A', 'B', 'C', 'D']) ids[code] = await world.unit(code);
	for (const name of ['coordinator', 'lead', 'other', 'third', 'officer', 'head', 'administrator']) ids[name] = await world.person(name);
	await world.province(id('coordinator'), 'coordinator');
	for (const name of ['lead', 'other', 'third']) await world.province(id(name), 'inspector');
	await world.member(id('officer'), id('A'), ['officer']);
	await world.member(id('head'), id('A'), ['head']);
	await clauses(world);
	list = await publishedList(await as('coordinator'), questions);
});
afterAll(() => world.close());

const ready = async (codes: string[], more = {}) =>
	readyCycle(await as('coordinator'), { codes, unitIds: codes.map(id), lead: id('lead'), checklistVersionId: list, ...more });
const inspectionsOf = (cycleId: string) => world.database.client.inspection.findMany({ where: { cycleId }, orderBy: { id: 'asc' } });

describe('a draft', () => {
	it('takes its units by kind or by code and says which codes nobody knows', async () => {
		const byKind = await createCycle(await as('coordinator'), cycleInput({ scope: 'kind', kinds: ['T-KIND'] }));
		expect(byKind.units).toBe(4);
		expect(byKind.number).toMatch(/^CK-2026-\d\d$/);
		const wrong = await refusal(createCycle(await as('coordinator'), cycleInput({ codes: ['a', 'KHONG-CO'] })));
		expect(wrong).toMatchObject({ code: 'invalid', params: { fields: { codes: 'units_unknown:KHONG-CO' } } });
	});

	it('is the coordinator’s alone', async () => {
		for (const name of ['lead', 'officer', 'head'])
			expect((await refusal(createCycle(await as(name), cycleInput()))).code).toBe('forbidden');
		const { id: cycleId } = await ready(['A']);
		expect((await refusal(loadCycle(await as('lead'), cycleId))).code).toBe('cycle_not_found');
		expect((await refusal(openCycle(await as('head'), { cycleId }))).code).toBe('cycle_not_found');
	});

	it('is not opened before it has what it needs, and says what that is', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId } = await createCycle(coordinator, cycleInput({ decisionNumber: '', codes: [] }));
		const gaps = async () => {
			const { params } = await refusal(openCycle(await as('coordinator'), { cycleId }));
			return params.gaps;
		};
		expect(await gaps()).toBe('decision, units, checklist, teams');
		await changeCycle(coordinator, { ...cycleInput({ codes: ['A', 'B'], checklistVersionId: list }), cycleId });
		await saveTeam(coordinator, { cycleId, teamId: null, name: 'Đoàn 1' });
		expect(await gaps()).toBe('leads');
	});

	it('keeps team and day of units that stay in scope', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId, teamId } = await ready(['A', 'B']);
		await changeCycle(coordinator, { ...cycleInput({ codes: ['B', 'C'], checklistVersionId: list }), cycleId });
		const rows = await world.database.client.cycleUnit.findMany({ where: { cycleId } });
		expect(new Map(rows.map((row) => [row.unitId, row.teamId]))).toEqual(
			new Map([
				[id('B'), teamId],
				[id('C'), null]
			])
		);
		expect(await refusal(changeCycle(coordinator, { ...cycleInput(), cycleId, rowVersion: 1 }))).toMatchObject({ code: 'stale' });
	});
});

describe('a team', () => {
	it('has inspectors with a current appointment and nobody else, each once', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId, teamId } = await ready(['B']);
		const member = (userId: string, lead = false) => addMember(coordinator, { cycleId, teamId, userId, lead });
		expect(await refusal(member(id('officer')))).toMatchObject({ params: { fields: { userId: 'not_inspector' } } });
		expect(await refusal(member(id('lead'), true))).toMatchObject({ code: 'in_team_already' });
		await member(id('other'));
		await member(id('other'), true);
		const { cycle } = await loadCycle(coordinator, cycleId);
		expect(cycle.cycleTeamCycle[0]?.cycleTeamMemberTeam.map(({ userId, isLead }) => [userId, isLead])).toEqual([
			[id('lead'), true],
			[id('other'), true]
		]);
		expect(await refusal(removeTeam(coordinator, { cycleId, teamId }))).toMatchObject({ code: 'team_in_use' });
	});

	it('does not open a cycle with somebody who was in the unit within the months that the province has set', async () => {
		const coordinator = await as('coordinator');
		await world.member(id('third'), id('C'), ['officer'], { from: '2023-01-01', to: '2025-06-01' });
		const { id: cycleId, teamId } = await ready(['C']);
		await addMember(coordinator, { cycleId, teamId, userId: id('third'), lead: false });
		const refused = await refusal(openCycle(coordinator, { cycleId }));
		expect(refused).toMatchObject({ code: 'team_conflicts', params: { who: 'third', count: 1 } });
		await setIndependenceMonths(coordinator, { months: 12 });
		try {
			expect(await openCycle(coordinator, { cycleId })).toMatchObject({ state: 'open', inspections: 1 });
		} finally {
			await setIndependenceMonths(coordinator, { months: 24 });
		}
		expect((await refusal(setIndependenceMonths(await as('lead'), { months: 0 }))).code).toBe('forbidden');
		// What was opened by another rule is held by the rule of the day on which the unit is told.
		const [inspection] = await inspectionsOf(cycleId);
		expect(await refusal(notifyInspection(coordinator, { inspectionId: inspection?.id ?? '' }))).toMatchObject({ code: 'team_conflict' });
	});
});

describe('the calendar of a draft', () => {
	it('is spread over working days without putting a team where it may not be', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId } = await createCycle(coordinator, cycleInput({ codes: ['A', 'B', 'C', 'D'], checklistVersionId: list }));
		const teams: string[] = [];
		for (const name of ['third', 'other']) {
			const { id: teamId } = await saveTeam(coordinator, { cycleId, teamId: null, name });
			await addMember(coordinator, { cycleId, teamId, userId: id(name), lead: true });
			teams.push(teamId);
		}
		const outcome = await spreadUnits(coordinator, { cycleId, perDay: 1, all: false, daysOff: ['2026-12-08'] });
		expect(outcome).toEqual({ changed: 4, without: 0 });
		const rows = await world.database.client.cycleUnit.findMany({ where: { cycleId } });
		expect(rows.find(({ unitId }) => unitId === id('C'))?.teamId).toBe(teams[1]);
		for (const { visitOn } of rows) expect([0, 6]).not.toContain(visitOn?.getUTCDay());
		expect(await refusal(spreadUnits(coordinator, { cycleId, perDay: 1, all: true, daysOff: ['x'] }))).toMatchObject({ code: 'invalid' });
	});

	it('comes in from a table, all or nothing', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId, teamId } = await ready(['A', 'B']);
		const table = (...rows: string[][]) => [['Mã đơn vị', 'Đoàn', 'Ngày kiểm tra'], ...rows].map((cells, at) => ({ line: at + 1, cells }));
		const bad = importVisits(coordinator, {
			cycleId,
			rows: table(['A', 'Đoàn 1', '14/12/2026'], ['X', 'Đoàn 1', ''], ['B', 'Đoàn 9', ''])
		});
		expect(await refusal(bad)).toMatchObject({ params: { fields: { file: 'visits_faults:3, 4' } } });
		expect(await importVisits(coordinator, { cycleId, rows: table(['A', 'đoàn 1', '14/12/2026'], ['B', '', '']) })).toEqual({ changed: 2 });
		const rows = await world.database.client.cycleUnit.findMany({
			where: { cycleId },
			orderBy: { visitOn: { sort: 'asc', nulls: 'last' } }
		});
		expect(rows.map((row) => [row.teamId, row.visitOn?.toISOString().slice(0, 10) ?? null])).toEqual([
			[teamId, '2026-12-14'],
			[null, null]
		]);
		expect(await refusal(assignUnits(coordinator, { cycleId, rows: [{ unitId: id('D'), teamId, visitOn: null }] }))).toMatchObject({
			code: 'invalid'
		});
	});
});

describe('an open cycle', () => {
	it('has an inspection per unit with a line per question, and its teams were told', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId } = await ready(['A', 'B', 'D']);
		expect(await openCycle(coordinator, { cycleId })).toMatchObject({ inspections: 3, answers: 3 * questions });
		const made = await inspectionsOf(cycleId);
		expect(made.map(({ state, firstVisitOn }) => [state, firstVisitOn?.toISOString().slice(0, 10)])).toEqual(
			made.map(() => ['scheduled', '2026-12-10'])
		);
		const told = await world.database.client.notice.findMany({ where: { kind: 'cycle_opened', subjectId: cycleId } });
		expect(told.map(({ userId }) => userId)).toEqual([id('lead')]);
		expect(await refusal(openCycle(coordinator, { cycleId }))).toMatchObject({ code: 'illegal_transition' });
		expect(await refusal(changeCycle(coordinator, { ...cycleInput(), cycleId }))).toMatchObject({ code: 'cycle_not_draft' });
		expect((await listCycles(await as('lead'), { state: null, page: 1 })).rows.map((row) => row.id)).toContain(cycleId);
		expect((await listCycles(await as('other'), { state: 'open', page: 1 })).rows.map((row) => row.id)).not.toContain(cycleId);
		expect((await refusal(listCycles(await as('officer'), { state: null, page: 1 }))).code).toBe('forbidden');
	});

	it('opens a unit to its team from the notice to the close', async () => {
		const { id: cycleId } = await ready(['A']);
		await openCycle(await as('coordinator'), { cycleId });
		const [inspection] = await inspectionsOf(cycleId);
		const seen = async () => {
			const { actor } = await as('lead');
			return actor.kind === 'user' && actor.inspectedUnitIds.includes(id('A'));
		};
		expect(await seen()).toBe(false);
		await notifyInspection(await as('lead'), { inspectionId: inspection?.id ?? '' });
		expect(await seen()).toBe(true);
		await cancelInspection(await as('coordinator'), { inspectionId: inspection?.id ?? '', reason: 'Đơn vị sắp xếp lại' });
		expect(await seen()).toBe(false);
	});

	it('takes in a unit with a reason, once, and changes a team before the visit', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId, teamId } = await ready(['A']);
		await openCycle(coordinator, { cycleId });
		const add = (reason: string) => addUnit(coordinator, { cycleId, unit: 'B', teamId, visitOn: null, reason });
		expect(await refusal(add(' '))).toMatchObject({ code: 'invalid' });
		const { inspectionId } = await add('Bổ sung theo công văn 12');
		expect(await world.database.client.inspectionAnswer.count({ where: { inspectionId } })).toBe(questions);
		expect(await refusal(add('Lần nữa'))).toMatchObject({ code: 'unit_in_cycle' });
		const { id: second } = await saveTeam(coordinator, { cycleId, teamId: null, name: 'Đoàn 2' });
		await addMember(coordinator, { cycleId, teamId: second, userId: id('other'), lead: true });
		await reassignInspection(coordinator, { inspectionId, teamId: second, visitOn: '2026-12-15' });
		const [moved] = await world.database.client.inspection.findMany({ where: { id: inspectionId } });
		expect([moved?.teamId, moved?.firstVisitOn?.toISOString().slice(0, 10)]).toEqual([second, '2026-12-15']);
		await notifyInspection(await as('other'), { inspectionId });
		const told = reassignInspection(coordinator, { inspectionId, teamId, visitOn: '2026-12-16', reason: 'Đổi ngày' });
		expect(await refusal(told)).toMatchObject({ code: 'inspection_told' });
		expect((await refusal(reassignInspection(await as('lead'), { inspectionId, teamId }))).code).toBe('inspection_not_found');
	});

	it('keeps a lead in every team and says why somebody left', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId } = await ready(['B']);
		await openCycle(coordinator, { cycleId });
		const { cycle } = await loadCycle(coordinator, cycleId);
		const memberId = cycle.cycleTeamCycle[0]?.cycleTeamMemberTeam[0]?.id ?? '';
		expect(await refusal(endMember(coordinator, { cycleId, memberId, reason: '' }))).toMatchObject({ code: 'invalid' });
		expect(await refusal(endMember(coordinator, { cycleId, memberId, reason: 'Nghỉ' }))).toMatchObject({ code: 'team_without_lead' });
	});

	it('is not closed while a unit answers; cancelling keeps what the unit typed', async () => {
		const coordinator = await as('coordinator');
		const { id: cycleId } = await ready(['A']);
		await openCycle(coordinator, { cycleId });
		const [inspection] = await inspectionsOf(cycleId);
		const inspectionId = inspection?.id ?? '';
		await notifyInspection(await as('lead'), { inspectionId });
		const [answer] = await world.database.client.inspectionAnswer.findMany({ where: { inspectionId }, take: 1 });
		await selfAnswer(answer?.id ?? '', inspectionId);
		expect(await refusal(closeCycle(coordinator, { cycleId }))).toMatchObject({
			code: 'inspections_open',
			params: { count: 1, units: 'Đơn vị A' }
		});
		await cancelInspection(coordinator, { inspectionId, reason: 'Chuyển sang năm sau' });
		expect(await closeCycle(coordinator, { cycleId, reason: 'Xong' })).toMatchObject({ state: 'closed' });
		const kept = await world.database.client.inspectionAnswer.findUniqueOrThrow({ where: { id: answer?.id ?? '' } });
		expect(kept.selfText).toBe('Có kế hoạch số 5');
		expect(await refusal(saveTeam(coordinator, { cycleId, teamId: null, name: 'Đoàn 3' }))).toMatchObject({ code: 'cycle_closed' });
	});
});

async function selfAnswer(answerId: string, inspectionId: string): Promise<void> {
	const edits = [anEdit(answerId, { result: 'met', note: 'Có kế hoạch số 5' }, { madeAt: world.clock.now().toISOString() })];
	await sendAnswers(await as('officer'), { sheet: { kind: 'self', id: inspectionId }, edits });
}

describe('the database', () => {
	it('refuses what the commands refuse', async () => {
		const { id: cycleId, teamId } = await ready(['A', 'B']);
		const said = (text: string) =>
			world.database.client.$executeRawUnsafe(text).then(
				() => 'done',
				(error: unknown) => String(error)
			);
		const cycle = `audit_cycle SET row_version = row_version + 1`;
		expect(await said(`UPDATE ${cycle}, state = 'closed', closed_at = now() WHERE id = '${cycleId}'`)).toContain('illegal_transition');
		expect(await said(`UPDATE ${cycle}, state = 'open' WHERE id = '${cycleId}'`)).toContain('gate_not_met');
		expect(await said(`INSERT INTO inspection (id, cycle_id, unit_id) VALUES (gen_random_uuid(), '${cycleId}', '${id('A')}')`)).toContain(
			'illegal_transition'
		);
		await openCycle(await as('coordinator'), { cycleId });
		expect(await said(`UPDATE ${cycle}, decision_number = '9' WHERE id = '${cycleId}'`)).toContain('content_frozen');
		expect(await said(`UPDATE ${cycle}, state = 'closed', closed_at = now() WHERE id = '${cycleId}'`)).toContain('gate_not_met');
		expect(await said(`INSERT INTO cycle_unit (id, cycle_id, unit_id) VALUES (gen_random_uuid(), '${cycleId}', '${id('D')}')`)).toContain(
			'content_frozen'
		);
		expect(await said(`DELETE FROM cycle_unit WHERE cycle_id = '${cycleId}'`)).toContain('append_only');
		expect(await said(`UPDATE cycle_team_member SET is_lead = false WHERE team_id = '${teamId}'`)).toContain('append_only');
		expect(await said(`DELETE FROM audit_cycle WHERE id = '${cycleId}'`)).toContain('append_only');
		const { id: another } = await ready(['A']);
		const foreign = await world.database.client.cycleTeam.findFirstOrThrow({ where: { cycleId: another } });
		expect(await said(`UPDATE inspection SET team_id = '${foreign.id}' WHERE cycle_id = '${cycleId}'`)).toContain('content_frozen');
	});
});

describe('a unit that ends', () => {
	it('has its open inspections cancelled, and keeps what it answered', async () => {
		const { id: cycleId } = await ready(['D']);
		await openCycle(await as('coordinator'), { cycleId });
		const [inspection] = await inspectionsOf(cycleId);
		const ended = await transaction(world.system, (ctx) => endInspections(ctx, id('D'), 'sắp xếp đơn vị'));
		expect(ended).toBeGreaterThan(0);
		const after = await world.database.client.inspection.findUniqueOrThrow({ where: { id: inspection?.id ?? '' } });
		expect([after.state, after.stateReason]).toEqual(['cancelled', 'sắp xếp đơn vị']);
		expect(await world.database.client.inspectionAnswer.count({ where: { inspectionId: after.id } })).toBe(questions);
		expect(await transaction(world.system, (ctx) => endInspections(ctx, id('D'), 'sắp xếp đơn vị'))).toBe(0);
	});

	it('is not inspected: a draft that still has it does not open, and an open cycle does not take it in', async () => {
		const ended = await world.unit('HET');
		const { id: cycleId } = await readyCycle(await as('coordinator'), {
			...{ codes: ['A', 'HET'], unitIds: [id('A'), ended] },
			...{ lead: id('lead'), checklistVersionId: list }
		});
		await pastGuards(world.database.client, ['unit_version'], (db) =>
			db.unitVersion.updateMany({ where: { unitId: ended }, data: { validTo: toDbDate(addDays(today(world.system), 1)) } })
		);
		const tomorrow = async () => ({
			...(await as('coordinator')),
			clock: fixedClock(new Date(world.system.clock.now().getTime() + 86_400_000))
		});
		expect((await refusal(openCycle(await tomorrow(), { cycleId }))).params.gaps).toBe('ended');
		const { id: other } = await ready(['A']);
		await openCycle(await as('coordinator'), { cycleId: other });
		const add = { cycleId: other, unit: ended, teamId: null, visitOn: null, reason: 'Bổ sung' };
		expect((await refusal(addUnit(await tomorrow(), add))).code).toBe('unit_closed');
	});
});
