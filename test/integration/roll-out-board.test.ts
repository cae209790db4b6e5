import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { daysBetween, toDbDate } from '#lib/domain/shared/day.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { exportBoard } from '#lib/server/roll-out/board-export.ts';
import { boardPage } from '#lib/server/roll-out/board-page.ts';
import { boardQuery } from '#lib/server/roll-out/board.ts';
import { claimSteps } from '#lib/server/roll-out/claims.ts';
import { acceptItems, waiveStep } from '#lib/server/roll-out/decisions.ts';
import { recordReported } from '#lib/server/roll-out/reported.ts';
import { addUnits, removeUnit } from '#lib/server/roll-out/units.ts';
import { createWave, openWave } from '#lib/server/roll-out/waves.ts';
import { rollOutProofs as proofs } from '#lib/server/roll-out-proofs.ts';
import { loadRollOut, readRollOut } from '../../prisma/seed/roll-out.ts';
import { apiClient, type ApiClient } from '#test/support/api-client.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { openRoute } from '#test/support/page-loads.ts';

/*
 * Two waves opened in January. What each figure must be is counted here from the plan of the seed and from what the test itself claims, never from
 * the code that draws the board.
 */
let world: DocumentsWorld;
let api: ApiClient;
let build: string;
let maintain: string;
let parentOfficer: string;
const step = new Map<string, string>();
const place = new Map<string, string>();
const unitIds = new Map<string, string>();
const now = '2026-07-01';
const plan = readRollOut()
	.steps.filter(({ kind }) => kind === 'build')
	.map(({ code, phaseCode, dueMonth, dueDay }) => ({
		code,
		phase: phaseCode,
		due: `2026-${String(dueMonth).padStart(2, '0')}-${String(dueDay).padStart(2, '0')}`
	}));
const overdue = plan.filter(({ due }) => due < now);
const codes = (count: number) => Array.from({ length: count }, (_, at) => `X${at}`);
const asked = (params: Record<string, string> = {}) => boardQuery(new URLSearchParams(params));
const shown = async (who: Parameters<DocumentsWorld['as']>[0], params: Record<string, string> = {}) => {
	const { page } = await boardPage(await world.as(who), proofs, asked(params));
	if (!page?.board) throw new Error('no board');
	return page.board;
};
const named = (list: readonly string[]) => ({ named: list.map((code) => ({ code, groupCode: 'E_NTM_52' })), kinds: [], groupCode: null });
const wave = { year: 2026, note: '', nextId: null, fromId: null, soonDays: 14, lateDays: 1, coordinatorDays: 14 };

beforeAll(async () => {
	world = await documentsWorld('2026-01-12T02:00:00Z', { parent: 'UBND' });
	await transaction(world.system, (ctx) => loadRollOut(ctx, readRollOut()));
	for (const code of codes(60)) unitIds.set(code, await world.addUnit(code));
	const parentUnitId = world.parentUnitId ?? '';
	parentOfficer = await world.addPerson(['officer'], { unitId: parentUnitId });
	const coordinator = await world.as('coordinator');
	({ id: build } = await createWave(coordinator, { ...wave, title: 'Đợt xây dựng', kind: 'build' }));
	({ id: maintain } = await createWave(coordinator, { ...wave, title: 'Duy trì', kind: 'maintain' }));
	await addUnits(coordinator, { waveId: build, ...named([...codes(60), 'SO-NV']) });
	await addUnits(coordinator, { waveId: maintain, ...named(['SO-TC']) });
	for (const waveId of [build, maintain]) await openWave(coordinator, { waveId });
	for (const row of await world.client.rollOutStep.findMany({ where: { waveId: build } })) step.set(row.code, row.id);
	for (const row of await world.client.rollOutUnit.findMany({
		where: { waveId: build },
		include: { unit: { include: { versions: { select: { code: true } } } } }
	}))
		place.set(row.unit.versions[0]?.code ?? '', row.id);

	world.clock.set(new Date('2026-06-30T02:00:00Z'));
	const source = 'Báo cáo 12';
	const every = plan.map(({ code }) => ({ unitId: unitIds.get('X0') ?? '', stepCode: code, doneOn: '2026-06-20' }));
	// X0 has done all of it; X1 all that is due; X2 claims its first step; X3 leaves on the last day.
	const due = overdue.map(({ code, due }) => ({ unitId: unitIds.get('X1') ?? '', stepCode: code, doneOn: due }));
	await recordReported(await world.as('coordinator'), { waveId: build, rows: [...every, ...due], source });
	world.clock.set(new Date(`${now}T02:00:00Z`));
	const officer = await world.addPerson(['officer'], { unitId: unitIds.get('X2') ?? '' });
	const claimed = { rollOutUnitId: place.get('X2') ?? '', doneOn: '2026-03-01', note: '' };
	const stepIds = overdue.map(({ code }) => step.get(code) ?? '');
	await claimSteps(await world.asId(officer), { ...claimed, stepIds });
	await removeUnit(await world.as('coordinator'), { rollOutUnitId: place.get('X3') ?? '', reason: 'Giải thể' });
	api = await apiClient(world);
}, 120_000);
afterAll(async () => {
	await api.close();
	await world.close();
});

describe('the board of the roll-out', () => {
	it('asks the database at most five times, whatever the number of units', async () => {
		for (const waveId of [build, maintain]) {
			const { ctx, count } = counting(await world.as('coordinator'));
			const { page } = await boardPage(ctx, proofs, asked({ wave: waveId }));
			expect(page?.board?.units).toBe(waveId === build ? 60 : 1);
			expect(count()).toBeLessThanOrEqual(5);
		}
	});

	it('says how units stand, late first', async () => {
		const board = await shown('coordinator', { wave: build });
		expect(Object.fromEntries(board.states.map(({ state, count }) => [state, count]))).toEqual({
			late: 57,
			waiting: 1,
			on_track: 1,
			done: 1,
			not_started: 0
		});
		expect(board.totals).toEqual({
			units: 60,
			steps: 60 * plan.length,
			settled: plan.length + overdue.length,
			late: 57,
			waiting: 1,
			done: 1
		});
		expect(board.rows).toHaveLength(50);
		expect(board.rows[0]?.lateDays).toBe(daysBetween('2026-02-28', now));
		expect(board.rows[0]?.lateSteps).toBe(overdue.length);
		const rest = await shown('coordinator', { wave: build, page: '2' });
		expect(rest.rows.slice(-3).map(({ code, state }) => [code, state])).toEqual([
			['X2', 'waiting'],
			['X1', 'on_track'],
			['X0', 'done']
		]);
		expect(rest.list).toEqual({ page: 2, pageSize: 50, total: 60 });
	});

	it('shows in a stage what presses most, and leads to that step', async () => {
		const board = await shown('coordinator', { wave: build, q: 'x2' });
		expect(board.columns.map(({ key }) => key)).toEqual([...new Set(plan.map(({ phase }) => phase))]);
		const row = board.rows.find(({ code }) => code === 'X2');
		expect(row?.cells[0]).toMatchObject({ look: 'claimed', stepId: step.get('plan'), steps: 4, settled: 0 });
		const late = (await shown('coordinator', { wave: build, q: 'X9' })).rows.find(({ code }) => code === 'X9');
		expect(late?.cells[0]).toMatchObject({ look: 'late', days: daysBetween('2026-02-28', now), stepId: step.get('plan') });
		const steps = await shown('coordinator', { wave: build, q: 'X1', columns: 'prepare' });
		expect(steps.columns.map(({ key }) => key)).toEqual(['plan', 'committee', 'approach', 'training'].map((code) => step.get(code)));
		expect(steps.rows.find(({ code }) => code === 'X1')?.cells.map((cell) => [cell?.look, cell?.day])).toEqual([
			['done', '2026-02-28'],
			['done', '2026-03-10'],
			['done', '2026-03-20'],
			['done', '2026-03-31']
		]);
	});

	it('draws plan against actual from the same steps', async () => {
		const { curve } = await shown('coordinator', { wave: build });
		expect(curve.total).toBe(60 * plan.length);
		const at = (day: string) => curve.points.find((point) => point.day === day);
		expect(at('2026-03-31')).toEqual({ day: '2026-03-31', planned: 60 * 4, actual: 4 });
		expect(at(now)).toEqual({ day: now, planned: 60 * overdue.length, actual: plan.length + overdue.length });
		expect(at('2026-12-31')).toEqual({ day: '2026-12-31', planned: 60 * plan.length, actual: null });
	});

	it('counts by kind, group, what units stand under, stage and wave', async () => {
		const { by } = await shown('coordinator', { wave: build });
		expect(by.kind.map(({ key, units, late }) => [key, units, late])).toEqual([['T-KIND', 60, 57]]);
		expect(by.group.map(({ key, units }) => [key, units])).toEqual([['E_NTM_52', 60]]);
		expect(by.parent.find(({ key }) => key === world.parentUnitId)).toMatchObject({ label: 'Đơn vị UBND', units: 1 });
		expect(by.phase.map(({ key, units }) => [key, units]).filter(([, units]) => units !== 0)).toEqual([
			['prepare', 57],
			['apply', 2],
			['none', 1]
		]);
		expect(by.wave.map(({ key, units }) => [key, units])).toEqual([
			[build, 60],
			[maintain, 1]
		]);
	});

	it('filters by state, stage, step, kind, what units stand under and words', async () => {
		const found = async (params: Record<string, string>) =>
			(await shown('coordinator', { wave: build, ...params })).rows.map(({ code }) => code);
		expect(await found({ state: 'done' })).toEqual(['X0']);
		expect(await found({ phase: 'apply' })).toEqual(['X2', 'X1']);
		expect(await found({ parent: world.parentUnitId ?? '' })).toEqual(['SO-NV']);
		expect(await found({ q: 'don vi x12' })).toEqual(['X12']);
		expect(await found({ kind: 'OTHER' })).toEqual([]);
		const owing = await shown('coordinator', { wave: build, step: step.get('plan') ?? '' });
		expect(owing.list.total).toBe(58);
	});

	it('shows of an earlier day what was known then: who left since, and nothing that came later', async () => {
		const before = await shown('coordinator', { wave: build, asOf: '2026-06-29' });
		expect(before.units).toBe(61);
		expect(before.rows.some(({ code }) => code === 'X3') || before.list.total > 50).toBe(true);
		expect((await shown('coordinator', { wave: build, asOf: '2026-06-29', q: 'X3' })).rows.map(({ code }) => code)).toContain('X3');
		expect(before.totals.settled).toBe(0);
		expect((await shown('coordinator', { wave: build, asOf: '2026-06-30' })).totals.settled).toBe(plan.length + overdue.length);
		expect((await shown('coordinator', { wave: build })).wave.left).toBe(1);
		expect((await shown('coordinator', { wave: build, asOf: '2026-01-11' })).units).toBe(0);
	});

	it('answers a day that lies ahead or is none with today, and makes no file of it', async () => {
		const ctx = await world.as('coordinator');
		for (const asOf of ['2027-01-01', 'mai']) {
			const { page } = await boardPage(ctx, proofs, asked({ asOf }));
			expect(page?.board?.day).toBe(now);
			expect(page?.asked.ahead).toBe(asOf !== 'mai');
			expect((await refusal(exportBoard(ctx, proofs, asked({ asOf }), 'xlsx'))).code).toBe('invalid');
		}
	});

	it('leaves out of plan and actual what a unit was let off', async () => {
		await waiveStep(await world.as('coordinator'), {
			rollOutUnitId: place.get('X4') ?? '',
			stepId: step.get('post') ?? '',
			reason: 'Không có'
		});
		const board = await shown('coordinator', { wave: build });
		expect(board.curve.total).toBe(60 * plan.length - 1);
		expect(board.totals.settled).toBe(plan.length + overdue.length + 1);
	});
});

describe('who sees it', () => {
	it('leads the people of one unit to its page, shows a parent its own units, and hides it from all others', async () => {
		const open = async (ctx: Awaited<ReturnType<DocumentsWorld['as']>>, search = '') => openRoute(world, ctx, '(app)/roll-out', { search });
		for (const who of ['coordinator', 'inspector'] as const) expect((await open(await world.as(who))).status).toBe(200);
		for (const who of ['officer', 'head'] as const)
			expect(await open(await world.as(who))).toEqual({ status: 307, data: `/roll-out/units/${world.unitId}` });
		for (const who of ['drafter', 'administrator'] as const) expect((await open(await world.as(who))).status).toBe(404);
		const parent = await world.asId(parentOfficer);
		const { page } = await boardPage(parent, proofs, asked());
		expect(page?.board?.rows.map(({ code }) => code)).toEqual(['SO-NV']);
		expect(page?.board?.by.wave.map(({ units }) => units)).toEqual([1]);
		expect(page?.board?.waves.map(({ id }) => id)).toEqual([build]);
		expect((await open(parent, `wave=${maintain}`)).status).toBe(404);
		expect((await refusal(exportBoard(parent, proofs, asked({ wave: maintain }), 'xlsx'))).code).toBe('wave_not_found');
		expect((await openRoute(world, await world.as('drafter'), '(app)/roll-out/export')).status).toBe(404);
	});
});

describe('the board as a file', () => {
	it('has every unit of the query with the figures of the page', async () => {
		const ctx = await world.as('coordinator');
		const file = await exportBoard(ctx, proofs, asked({ wave: build }), 'xlsx');
		const [, ...rows] = await readSheet(Buffer.from(file.bytes), 1);
		const pages = [await shown('coordinator', { wave: build }), await shown('coordinator', { wave: build, page: '2' })];
		const lines = pages.flatMap((board) => board.rows);
		expect(rows).toHaveLength(60);
		expect(rows.map((row) => [row[0], row[1], row[5], row[6] ?? 0, row[7], ...row.slice(9).map((cell) => cell ?? null)])).toEqual(
			lines.map((line) => [
				line.code,
				line.name,
				line.stateWord,
				line.lateDays,
				`${line.settled}/${line.steps}`,
				...line.cells.map((cell) => cell?.says ?? null)
			])
		);
		const about = await readSheet(Buffer.from(file.bytes), 2);
		expect(about.map((row) => row[1])).toEqual(['Đợt xây dựng', '01/07/2026', 'Không có', '60', '60']);
		for (const columns of ['', 'all']) {
			const paper = await exportBoard(ctx, proofs, asked({ wave: build, columns }), 'pdf');
			expect(Buffer.from(paper.bytes).toString('latin1', 0, 5)).toBe('%PDF-');
		}
		expect((await openRoute(world, ctx, '(app)/roll-out/export', { search: `wave=${build}` })).status).toBe(200);
	});
});

describe('GET /roll-out', () => {
	const answer = z.object({
		asOf: z.string(),
		units: z.int(),
		left: z.int(),
		total: z.int(),
		items: z.array(z.object({ unit: z.object({ code: z.string() }), state: z.string(), daysLate: z.int(), steps: z.array(z.unknown()) }))
	});
	it('gives a program the same', async () => {
		const seen = await api.get('coordinator', `/roll-out?wave=${build}&state=done`);
		expect(seen.status).toBe(200);
		const body = answer.parse(seen.body);
		expect(body).toMatchObject({ asOf: now, units: 60, left: 1, total: 1 });
		expect(body.items.map(({ unit, steps }) => [unit.code, steps.length])).toEqual([['X0', plan.length]]);
		expect(answer.parse((await api.get('inspector', `/roll-out?wave=${build}&asOf=2026-06-29`)).body).units).toBe(61);
		expect(answer.parse((await api.get('officer', '/roll-out')).body).items.map(({ unit }) => unit.code)).toEqual(['SO-NV']);
		for (const who of ['drafter', 'administrator'] as const) expect((await api.get(who, '/roll-out')).status, who).toBe(404);
		expect((await api.get('nobody', '/roll-out')).status).toBe(401);
		for (const day of ['2027-01-01', 'x']) expect((await api.get('coordinator', `/roll-out?asOf=${day}`)).status).toBe(422);
	});

	it('accepts what it shows as waiting', async () => {
		const items = await world.client.rollOutItem.findMany({ where: { rollOutUnitId: place.get('X2') ?? '', state: 'claimed' } });
		await acceptItems(await world.as('coordinator'), { itemIds: items.map(({ id }) => id) });
		expect((await shown('coordinator', { wave: build, q: 'X2' })).rows.find(({ code }) => code === 'X2')?.state).toBe('on_track');
		expect(toDbDate(now)).toEqual(items[0]?.claimedOn);
	});
});
