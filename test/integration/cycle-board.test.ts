import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { boardQuery, cycleBoard } from '#lib/server/audits/cycles/board.ts';
import { exportBoard } from '#lib/server/audits/cycles/board-export.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { addMember, saveTeam } from '#lib/server/audits/cycles/teams.ts';
import { reassignInspection } from '#lib/server/audits/cycles/change-open.ts';
import { notifyInspection } from '#lib/server/audits/inspections/notify.ts';
import { startVisit } from '#lib/server/audits/inspections/visit.ts';
import { sendAnswers } from '#lib/server/audits/answering/send.ts';
import { anEdit } from '#test/support/answering.ts';
import { counting } from '#test/support/counting.ts';
import { refusal } from '#test/support/documents.ts';
import { clauses, publishedList, readyCycle } from '#test/support/cycles.ts';
import { peopleWorld, type World } from '#test/support/people.ts';

let world: World;
const ids: Record<string, string> = {};
const id = (name: string) => ids[name] ?? '';
const as = (name: string) => world.as(id(name));
let list: string;
let small: string;
let large: string;
const codes = (count: number) => Array.from({ length: count }, (_, at) => `U${at}`);
const asked = (params: Record<string, string> = {}) => boardQuery(new URLSearchParams(params));

async function opened(count: number, more: { previousId?: string } = {}): Promise<{ cycleId: string; teamId: string }> {
	const wanted = codes(count);
	const ready = await readyCycle(await as('coordinator'), {
		codes: wanted,
		unitIds: wanted.map(id),
		lead: id('lead'),
		checklistVersionId: list,
		more
	});
	await openCycle(await as('coordinator'), { cycleId: ready.id });
	return { cycleId: ready.id, teamId: ready.teamId };
}

const inspectionOf = (cycleId: string, unit: string) =>
	world.database.client.inspection.findUniqueOrThrow({ where: { cycleId_unitId: { cycleId, unitId: id(unit) } } });

beforeAll(async () => {
	world = await peopleWorld();
	for (const code of codes(30)) ids[code] = await world.unit(code);
	for (const name of ['coordinator', 'lead', 'other', 'head']) ids[name] = await world.person(name);
	await world.province(id('coordinator'), 'coordinator');
	await world.province(id('lead'), 'inspector');
	await world.province(id('other'), 'inspector');
	await world.member(id('head'), id('U0'), ['head']);
	await clauses(world);
	list = await publishedList(await as('coordinator'), 6);
	({ cycleId: small } = await opened(2));
	({ cycleId: large } = await opened(30, { previousId: small }));
});
afterAll(() => world.close());

describe('the board', () => {
	it('asks the database at most five times, whatever the number of units', async () => {
		for (const cycleId of [small, large]) {
			const { ctx, count } = counting(await as('coordinator'));
			const board = await cycleBoard(ctx, cycleId, asked());
			expect(board.rows.length).toBe(cycleId === small ? 2 : 20);
			expect(count()).toBeLessThanOrEqual(5);
		}
	});

	it('shows an inspector the units of their own teams, and others nothing', async () => {
		const coordinator = await as('coordinator');
		const { id: teamId } = await saveTeam(coordinator, { cycleId: large, teamId: null, name: 'Đoàn 2' });
		await addMember(coordinator, { cycleId: large, teamId, userId: id('other'), lead: true });
		const { id: inspectionId } = await inspectionOf(large, 'U3');
		await reassignInspection(coordinator, { inspectionId, teamId });
		const own = await cycleBoard(await as('other'), large, asked());
		expect(own.rows.map(({ code }) => code)).toEqual(['U3']);
		expect(own.can.manage).toBe(false);
		expect((await cycleBoard(await as('lead'), large, asked())).units).toBe(29);
		expect((await refusal(cycleBoard(await as('other'), small, asked()))).code).toBe('cycle_not_found');
		expect((await refusal(cycleBoard(await as('head'), large, asked()))).code).toBe('cycle_not_found');
	});

	it('filters by state, team, lateness and words, and pages', async () => {
		const coordinator = await as('coordinator');
		const { id: inspectionId } = await inspectionOf(large, 'U5');
		await notifyInspection(await as('lead'), { inspectionId });
		const notified = await cycleBoard(coordinator, large, asked({ state: 'notified' }));
		expect(notified.rows.map(({ code }) => code)).toEqual(['U5']);
		expect(notified.states.find(({ state }) => state === 'scheduled')?.count).toBe(29);
		expect((await cycleBoard(coordinator, large, asked({ q: 'don vi u7' }))).rows.map(({ code }) => code)).toEqual(['U7']);
		expect((await cycleBoard(coordinator, large, asked({ page: '2' }))).rows).toHaveLength(10);
		expect((await cycleBoard(coordinator, large, asked({ late: '1' }))).rows).toEqual([]);
	});

	it('scores by clause, and holds the unit against the last cycle', async () => {
		const coordinator = await as('coordinator');
		const { id: inspectionId } = await inspectionOf(large, 'U0');
		await notifyInspection(await as('lead'), { inspectionId });
		await startVisit(await as('lead'), { inspectionId, reason: 'Đơn vị đề nghị kiểm tra sớm' });
		const answers = await world.database.client.inspectionAnswer.findMany({ where: { inspectionId }, orderBy: { position: 'asc' } });
		const results = ['met', 'partly', 'not_met', 'met', 'met', 'met'] as const;
		const edits = answers.map((answer, at) =>
			anEdit(answer.id, { result: results[at] ?? 'met', note: 'Ghi chú' }, { madeAt: world.clock.now().toISOString() })
		);
		await sendAnswers(await as('lead'), { sheet: { kind: 'inspection', id: inspectionId }, edits });
		const board = await cycleBoard(coordinator, large, asked());
		expect(board.heat.clauses).toEqual(['4.4', '7.5', '10.2']);
		// Two questions of two points each per clause: met and met, partly and met, not met and met.
		const cells = board.heat.byKind.map(({ clause, percent, notMet, partly }) => [clause, percent, notMet, partly]);
		expect(cells.toSorted()).toEqual([
			['10.2', 50, 1, 0],
			['4.4', 100, 0, 0],
			['7.5', 75, 0, 1]
		]);
		expect(board.heat.cells.every(({ of }) => of === inspectionId)).toBe(true);
	});

	it('says what is late and by how much', async () => {
		const { id: inspectionId } = await inspectionOf(large, 'U9');
		await notifyInspection(await as('lead'), { inspectionId });
		world.clock.set(new Date('2026-12-12T02:00:00Z'));
		try {
			const board = await cycleBoard(await as('coordinator'), large, asked({ late: '1', q: 'U9' }));
			expect(board.lateCount).toBe(30);
			expect(board.rows[0]?.late).toEqual({ what: 'visit', days: 2 });
		} finally {
			world.clock.set(new Date('2026-11-24T02:00:00Z'));
		}
	});
});

describe('the board on paper and as a spreadsheet', () => {
	it('has every unit of the query, for whoever sees the board', async () => {
		const sheet = await exportBoard(await as('coordinator'), large, asked(), 'xlsx');
		const rows = await readSheet(Buffer.from(sheet.bytes), 1);
		expect(rows).toHaveLength(31);
		expect(rows.map((row) => row[0])).toContain('U29');
		const own = await readSheet(Buffer.from((await exportBoard(await as('other'), large, asked(), 'xlsx')).bytes), 1);
		expect(own.slice(1).map((row) => row[0])).toEqual(['U3']);
		const paper = await exportBoard(await as('coordinator'), large, asked({ state: 'notified' }), 'pdf');
		expect(Buffer.from(paper.bytes).toString('latin1', 0, 5)).toBe('%PDF-');
		expect((await refusal(exportBoard(await as('head'), large, asked(), 'pdf'))).code).toBe('cycle_not_found');
	});
});
