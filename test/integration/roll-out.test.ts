import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import type { NewWaveInput } from '#lib/domain/roll-out/forms.ts';
import { itemEvents, itemLifecycle, itemStates, type ItemEvent, type ItemState } from '#lib/domain/roll-out/lifecycle.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { today } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { acceptItems, reopenItem, returnItem, waiveStep } from '#lib/server/roll-out/decisions.ts';
import { nameResponsible, setOwnDue } from '#lib/server/roll-out/arrange.ts';
import { askWaiver, claimSteps, takeBackClaim } from '#lib/server/roll-out/claims.ts';
import { readCells } from '#lib/server/roll-out/cells.ts';
import { loadMember, loadWave } from '#lib/server/roll-out/facts.ts';
import { addStep, changeStep, dropStep, moveDue, previewDueMove } from '#lib/server/roll-out/plan.ts';
import { recordReported } from '#lib/server/roll-out/reported.ts';
import { recordProofs } from '#lib/server/roll-out/prove.ts';
import { remindOfSteps } from '#lib/server/roll-out/remind.ts';
import { addUnits, previewUnits, removeUnit } from '#lib/server/roll-out/units.ts';
import { changeWave, closeWave, createWave, keepPlanAsDefault, openWave } from '#lib/server/roll-out/waves.ts';
import { rollOutProofs as proofs } from '#lib/server/roll-out-proofs.ts';
import { loadRollOut, readRollOut } from '../../prisma/seed/roll-out.ts';
import { unitPage, itemPlace } from '#lib/server/roll-out/unit-page.ts';
import { unitsPage } from '#lib/server/roll-out/units-page.ts';
import { editWavePage, wavePage } from '#lib/server/roll-out/wave-page.ts';
import { newWavePage, wavesPage } from '#lib/server/roll-out/waves-page.ts';
import { rollOutDutiesSql } from '#lib/server/roll-out/home-duties.ts';
import { addStepEvidence, removeStepEvidence } from '#lib/server/roll-out/step-evidence.ts';
import { createCycle } from '#lib/server/audits/cycles/draft.ts';
import { editCyclePage } from '#lib/server/audits/cycles/draft-pages.ts';
import { callOffEvent, closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { refusal } from '#test/support/documents.ts';
import { cycleInput } from '#test/support/cycles.ts';
import { peopleWorld, type World } from '#test/support/people.ts';

let world: World;
const ids: Record<string, string> = {};
const id = (name: string) => ids[name] ?? '';
const as = (name: string) => world.as(id(name));
const day = '2026-11-24';

beforeAll(async () => {
	world = await peopleWorld();
	for (const code of ['A', 'C', 'PARENT']) ids[code] = await world.unit(code);
	const { client } = world.database;
	ids.B = (await client.unit.create({ data: {} })).id;
	await client.unitVersion.create({
		data: { unitId: id('B'), code: 'B', name: 'Đơn vị B', kindCode: 'T-KIND', parentId: id('PARENT'), validFrom: toDbDate('2016-01-01') }
	});
	for (const name of ['coordinator', 'second', 'inspector', 'officer', 'head', 'reader', 'parent', 'stranger', 'both'])
		ids[name] = await world.person(name);
	await world.province(id('coordinator'), 'coordinator');
	await world.province(id('second'), 'coordinator');
	await world.province(id('inspector'), 'inspector');
	for (const code of ['A', 'B']) {
		await world.member(id('officer'), id(code), ['officer']);
		await world.member(id('head'), id(code), ['head']);
	}
	await world.member(id('reader'), id('A'), ['reader']);
	await world.member(id('parent'), id('PARENT'), ['officer']);
	await world.member(id('stranger'), id('C'), ['officer']);
	await world.member(id('both'), id('A'), ['officer']);
	await world.province(id('both'), 'coordinator');
	await transaction(world.system, (ctx) => loadRollOut(ctx, readRollOut()));
});
afterAll(() => world.close());

const newWave = (more: Partial<NewWaveInput> = {}): NewWaveInput => ({
	title: 'Đợt xây dựng mới 2026',
	kind: 'build',
	year: 2026,
	note: '',
	nextId: null,
	fromId: null,
	soonDays: 14,
	lateDays: 1,
	coordinatorDays: 14,
	...more
});
const named = (...codes: string[]) => ({ named: codes.map((code) => ({ code, groupCode: null })), kinds: [], groupCode: null });

/** An open wave with these units; gives the place of each unit in it and the steps by code. */
async function opened(codes: readonly string[], more: Partial<NewWaveInput> = {}) {
	const coordinator = await as('coordinator');
	const { id: waveId } = await createWave(coordinator, newWave(more));
	await addUnits(coordinator, { waveId, ...named(...codes) });
	await openWave(coordinator, { waveId });
	const { client } = world.database;
	const places = await client.rollOutUnit.findMany({ where: { waveId } });
	const steps = await client.rollOutStep.findMany({ where: { waveId } });
	const place = (code: string) => places.find(({ unitId }) => unitId === id(code))?.id ?? '';
	const step = (code: string) => steps.find((one) => one.code === code)?.id ?? '';
	return { waveId, place, step };
}
const cellsOf = async (waveId: string, asOf = today(world.system)) =>
	readCells(world.system, proofs, asOf, Prisma.sql`u.wave_id = ${waveId}::uuid`);
const cellOf = async (waveId: string, rollOutUnitId: string, stepId: string, asOf?: string) =>
	(await cellsOf(waveId, asOf)).find((cell) => cell.rollOutUnitId === rollOutUnitId && cell.stepId === stepId);

describe('a wave', () => {
	it('starts from the plan of its kind, by the days of its year', async () => {
		const { id: waveId, steps } = await createWave(await as('coordinator'), newWave({ year: 2027 }));
		expect(steps).toBe(readRollOut().steps.filter(({ kind }) => kind === 'build').length);
		const dues = await world.database.client.rollOutDue.findMany({ where: { step: { waveId } } });
		expect(dues).toHaveLength(steps);
		expect(dues.every(({ dueOn }) => dueOn?.getUTCFullYear() === 2027)).toBe(true);
	});

	it('is prepared, opened and closed by a coordinator alone, and nobody else sees a draft', async () => {
		for (const name of ['officer', 'head', 'inspector'])
			expect((await refusal(createWave(await as(name), newWave()))).code).toBe('forbidden');
		const { id: waveId } = await createWave(await as('coordinator'), newWave());
		for (const name of ['officer', 'inspector']) expect((await refusal(loadWave(await as(name), waveId))).code).toBe('wave_not_found');
		expect((await refusal(openWave(await as('coordinator'), { waveId }))).code).toBe('wave_empty');
		await addUnits(await as('coordinator'), { waveId, ...named('A') });
		await openWave(await as('coordinator'), { waveId });
		expect((await loadWave(await as('inspector'), waveId)).state).toBe('open');
		expect((await refusal(openWave(await as('coordinator'), { waveId }))).code).toBe('illegal_transition');
		expect(await refusal(closeWave(await as('coordinator'), { waveId, reason: ' ' }))).toMatchObject({ code: 'invalid' });
		await closeWave(await as('coordinator'), { waveId, reason: 'Hết kỳ' });
		expect((await refusal(changeWave(await as('coordinator'), { ...newWave(), waveId, rowVersion: undefined }))).code).toBe('wave_closed');
		expect((await refusal(addUnits(await as('coordinator'), { waveId, ...named('B') }))).code).toBe('wave_closed');
	});

	it('tells the people of its units once it opens', async () => {
		const { waveId } = await opened(['A', 'B']);
		const told = await world.database.client.notice.findMany({ where: { kind: 'roll_out_opened', subjectId: waveId } });
		expect(new Set(told.map(({ userId }) => userId))).toEqual(new Set(['officer', 'head', 'both'].map(id)));
	});

	it('gives its plan to the waves that come after, edits and all', async () => {
		const coordinator = await as('coordinator');
		const { waveId, step } = await opened(['A']);
		await dropStep(coordinator, { stepId: step('approach'), reason: 'Không cần' });
		await moveDue(coordinator, { stepId: step('plan'), dueOn: '2026-02-15', reason: 'Sớm hơn' });
		const { id: copied, steps } = await createWave(coordinator, newWave({ fromId: waveId, year: 2027 }));
		expect(steps).toBe(readRollOut().steps.filter(({ kind }) => kind === 'build').length - 1);
		const [due] = await world.database.client.rollOutDue.findMany({ where: { step: { waveId: copied, code: 'plan' } } });
		expect(due?.dueOn).toEqual(toDbDate('2027-02-15'));
		const before = await world.database.client.rollOutDefaultStep.findMany({ where: { kind: 'build' } });
		await keepPlanAsDefault(coordinator, { waveId });
		expect((await createWave(coordinator, newWave())).steps).toBe(steps);
		// A start of the server leaves it so.
		await transaction(world.system, (ctx) => loadRollOut(ctx, readRollOut()));
		expect(await world.database.client.rollOutDefaultStep.count({ where: { kind: 'build' } })).toBe(steps);
		await world.database.client.rollOutDefaultStep.deleteMany({ where: { kind: 'build' } });
		await world.database.client.rollOutDefaultStep.createMany({ data: before });
	});
});

describe('units of a wave', () => {
	it('join by list or by kind; what nobody knows is named and refused', async () => {
		const coordinator = await as('coordinator');
		const { id: waveId } = await createWave(coordinator, newWave());
		const input = {
			waveId,
			named: [
				{ code: 'a', groupCode: 'A_SUB_AGENCY' },
				{ code: 'KHONG', groupCode: 'X' }
			],
			kinds: [],
			groupCode: null
		};
		expect(await previewUnits(coordinator, input)).toMatchObject({
			joining: [{ code: 'A', groupCode: 'A_SUB_AGENCY' }],
			unknown: ['KHONG'],
			unknownGroups: ['X']
		});
		expect(await refusal(addUnits(coordinator, input))).toMatchObject({ params: { fields: { codes: 'units_unknown:KHONG' } } });
		await addUnits(coordinator, { ...input, leaveOutUnknown: true });
		const rest = await addUnits(coordinator, { waveId, named: [], kinds: ['T-KIND'], groupCode: null });
		expect(rest).toMatchObject({ already: ['A'] });
		expect(rest.joining.map(({ code }) => code).sort()).toEqual(['B', 'C', 'PARENT']);
		expect((await refusal(addUnits(await as('officer'), input))).code).toBe('wave_not_found');
	});

	it('leave with a reason, and an earlier day still shows them', async () => {
		const coordinator = await as('coordinator');
		const { waveId, place } = await opened(['A', 'B']);
		world.clock.set(new Date('2026-11-26T02:00:00Z'));
		expect(await refusal(removeUnit(coordinator, { rollOutUnitId: place('B'), reason: '' }))).toMatchObject({ code: 'invalid' });
		await removeUnit(coordinator, { rollOutUnitId: place('B'), reason: 'Nhầm' });
		expect((await refusal(removeUnit(coordinator, { rollOutUnitId: place('B'), reason: 'Nhầm' }))).code).toBe('roll_out_unit_left');
		const units = async (asOf: string) => new Set((await cellsOf(waveId, asOf)).map(({ unitId }) => unitId)).size;
		expect([await units('2026-11-23'), await units(day), await units('2026-11-25'), await units('2026-11-26')]).toEqual([0, 2, 2, 1]);
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});
});

describe('the plan', () => {
	it('is edited by the coordinator; moving a day says how many units it moves and keeps the old one', async () => {
		const coordinator = await as('coordinator');
		const { waveId, place, step } = await opened(['A', 'B']);
		await setOwnDue(coordinator, { rollOutUnitId: place('B'), stepId: step('use'), dueOn: '2026-12-20', reason: 'Mới sắp xếp' });
		expect(await previewDueMove(coordinator, { stepId: step('use') })).toEqual({ from: '2026-09-30', units: 1, own: 1 });
		world.clock.set(new Date('2026-11-25T02:00:00Z'));
		expect(await refusal(moveDue(coordinator, { stepId: step('use'), dueOn: '2026-12-01', reason: '' }))).toMatchObject({
			code: 'invalid'
		});
		expect((await refusal(moveDue(await as('officer'), { stepId: step('use'), dueOn: '2026-12-01', reason: 'x' }))).code).toBe(
			'wave_not_found'
		);
		expect(await moveDue(coordinator, { stepId: step('use'), dueOn: '2026-12-01', reason: 'Lùi' })).toMatchObject({ units: 1, own: 1 });
		expect(await cellOf(waveId, place('A'), step('use'), day)).toMatchObject({ dueOn: '2026-09-30' });
		expect(await cellOf(waveId, place('A'), step('use'))).toMatchObject({
			dueOn: '2026-12-01',
			planDueOn: '2026-12-01',
			firstDueOn: '2026-09-30'
		});
		expect(await cellOf(waveId, place('B'), step('use'))).toMatchObject({ dueOn: '2026-12-20', planDueOn: '2026-12-01' });
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});

	it('grows and shrinks from today on; what proves a step is fixed once the wave is open', async () => {
		const coordinator = await as('coordinator');
		const { waveId, place, step } = await opened(['A']);
		const input = {
			phaseCode: 'apply',
			position: 30,
			titleVi: 'Bước thêm',
			titleEn: '',
			howVi: '',
			howEn: '',
			proof: null,
			role: 'officer' as const
		};
		expect(await refusal(addStep(coordinator, proofs, { ...input, waveId, dueOn: '2026-12-31', proof: 'bịa' }))).toMatchObject({
			params: { fields: { proof: 'invalid' } }
		});
		const added = await addStep(coordinator, proofs, { ...input, waveId, dueOn: '2026-12-31' });
		expect(await cellOf(waveId, place('A'), added.id)).toMatchObject({ state: 'open', dueOn: '2026-12-31' });
		expect((await refusal(changeStep(coordinator, proofs, { ...input, stepId: added.id, proof: 'committee' }))).code).toBe('proof_fixed');
		await changeStep(coordinator, proofs, { ...input, stepId: added.id, titleVi: 'Tên khác' });
		world.clock.set(new Date('2026-11-25T02:00:00Z'));
		await dropStep(coordinator, { stepId: step('survey'), reason: 'Gộp' });
		expect(await cellOf(waveId, place('A'), step('survey'))).toBeUndefined();
		expect(await cellOf(waveId, place('A'), step('survey'), day)).toBeDefined();
		expect((await refusal(dropStep(coordinator, { stepId: step('survey'), reason: 'Gộp' }))).code).toBe('step_dropped');
		expect(
			(await refusal(claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('survey')], doneOn: day }))).code
		).toBe('step_not_found');
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});
});

describe('a step of a unit', () => {
	it('goes the ways of the table and no other', async () => {
		const { waveId, place, step } = await opened(['A', 'B']);
		const rollOutUnitId = place('A');
		const stepId = step('approach');
		const itemId = async () => (await world.database.client.rollOutItem.findFirstOrThrow({ where: { rollOutUnitId, stepId } })).id;
		const officer = await as('officer');
		const coordinator = await as('coordinator');
		const acts: Record<Exclude<ItemEvent, 'prove' | 'lose_proof'>, () => Promise<unknown>> = {
			record: async () =>
				recordReported(coordinator, { waveId, rows: [{ unitId: id('A'), stepCode: 'approach', doneOn: '2026-11-20' }], source: '12/BC' }),
			claim: () => claimSteps(officer, { rollOutUnitId, stepIds: [stepId], doneOn: '2026-11-20' }),
			take_back: () => takeBackClaim(officer, { rollOutUnitId, stepId }),
			return: async () => returnItem(coordinator, { itemId: await itemId(), reason: 'Thiếu' }),
			accept: async () => acceptItems(coordinator, { itemIds: [await itemId()] }),
			ask_waiver: () => askWaiver(officer, { rollOutUnitId, stepId, reason: 'Không có' }),
			accept_waiver: async () => acceptItems(coordinator, { itemIds: [await itemId()] }),
			waive: () => waiveStep(coordinator, { rollOutUnitId, stepId, reason: 'Không có' }),
			reopen: async () => reopenItem(coordinator, { itemId: await itemId(), reason: 'Nhầm' })
		};
		/** From open to each state, by acts. */
		const way: Record<Exclude<ItemState, 'proven'>, (keyof typeof acts)[]> = {
			open: [],
			claimed: ['claim'],
			accepted: ['claim', 'accept'],
			waiver_asked: ['ask_waiver'],
			not_applicable: ['waive']
		};
		const back: Record<Exclude<ItemState, 'proven'>, (keyof typeof acts)[]> = {
			open: [],
			claimed: ['return'],
			accepted: ['reopen'],
			waiver_asked: ['take_back'],
			not_applicable: ['reopen']
		};
		await acts.claim();
		await acts.take_back();
		for (const state of itemStates) {
			if (state === 'proven') continue;
			for (const event of itemEvents) {
				// Taking the step as it is: a proof and its loss are other tests, and one command accepts both kinds of claims.
				if (
					event === 'prove' ||
					event === 'lose_proof' ||
					(event === 'accept' && state === 'waiver_asked') ||
					(event === 'accept_waiver' && state === 'claimed')
				)
					continue;
				for (const act of way[state]) await acts[act]();
				if (event === 'record' && state !== 'open') {
					// A list leaves what is settled or claimed as it is.
					expect(await acts.record()).toEqual({ recorded: 0, already: 1 });
					for (const act of back[state]) await acts[act]();
					continue;
				}
				const row = itemLifecycle.find((one) => one.event === event && one.from.some((from) => from === state));
				if (row) {
					await acts[event]();
					expect(
						await world.database.client.rollOutItem.findFirstOrThrow({ where: { rollOutUnitId, stepId } }),
						`${state} ${event}`
					).toMatchObject({ state: row.to });
					for (const act of row.to === 'proven' ? [] : back[row.to]) await acts[act]();
				} else {
					expect((await refusal(acts[event]())).code, `${state} ${event}`).toBe('illegal_transition');
					for (const act of back[state]) await acts[act]();
				}
			}
		}
		expect(await world.database.client.rollOutItem.findFirstOrThrow({ where: { rollOutUnitId, stepId } })).toMatchObject({
			state: 'open',
			doneOn: null
		});
	});

	it('keeps both days: when it was done, and when it was claimed and accepted', async () => {
		const { waveId, place, step } = await opened(['A', 'B']);
		const at = { rollOutUnitId: place('A'), stepIds: [step('approach'), step('survey')] };
		world.clock.set(new Date('2026-11-25T02:00:00Z'));
		const { items } = await claimSteps(await as('officer'), { ...at, doneOn: '2026-03-15', note: 'Đã chọn tự làm' });
		world.clock.set(new Date('2026-11-28T02:00:00Z'));
		expect(await acceptItems(await as('coordinator'), { itemIds: items })).toEqual({ accepted: 2 });
		const on = (asOf: string) => cellOf(waveId, place('A'), step('approach'), asOf);
		expect(await on(day)).toMatchObject({ state: 'open', doneOn: null, claimedOn: null });
		expect(await on('2026-11-27')).toMatchObject({ state: 'claimed', doneOn: '2026-03-15', claimedOn: '2026-11-25', settledOn: null });
		expect(await on('2026-11-28')).toMatchObject({
			state: 'accepted',
			doneOn: '2026-03-15',
			claimedOn: '2026-11-25',
			settledOn: '2026-11-28'
		});
		expect(await on('2027-06-01')).toMatchObject({ state: 'accepted' });
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});

	it('is claimed by officer or head of the unit alone, and read by those the matrix names', async () => {
		const { place, step } = await opened(['A', 'B']);
		const claim = async (name: string, code = 'A') =>
			claimSteps(await as(name), { rollOutUnitId: place(code), stepIds: [step('approach')], doneOn: day });
		for (const name of ['reader', 'stranger', 'parent']) expect((await refusal(claim(name))).code, name).toBe('roll_out_unit_not_found');
		expect((await refusal(claim('parent', 'B'))).code).toBe('forbidden');
		for (const name of ['coordinator', 'inspector']) expect((await refusal(claim(name))).code, name).toBe('forbidden');
		expect((await loadMember(await as('parent'), place('B'))).unitId).toBe(id('B'));
		const { items } = await claim('head');
		for (const name of ['officer', 'head', 'inspector'])
			expect((await refusal(acceptItems(await as(name), { itemIds: items }))).code, name).toBe('forbidden');
		expect((await refusal(acceptItems(await as('stranger'), { itemIds: items }))).code).toBe('roll_out_item_not_found');
		expect(
			await refusal(claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('survey')], doneOn: addDays(day, 1) }))
		).toMatchObject({
			params: { fields: { doneOn: 'day_in_future' } }
		});
	});

	it('is not accepted by who claimed it, whatever else they are', async () => {
		const { place, step } = await opened(['A', 'B']);
		const { items } = await claimSteps(await as('both'), { rollOutUnitId: place('A'), stepIds: [step('approach')], doneOn: day });
		expect((await refusal(acceptItems(await as('both'), { itemIds: items }))).code).toBe('separation_of_duties');
		await acceptItems(await as('second'), { itemIds: items });
	});

	it('tells who claimed it what became of it, and names who answers', async () => {
		const { place, step } = await opened(['A', 'B']);
		const at = { rollOutUnitId: place('A'), stepId: step('approach') };
		expect(await refusal(nameResponsible(await as('officer'), { ...at, userId: id('stranger') }))).toMatchObject({
			params: { fields: { userId: 'not_in_unit' } }
		});
		await nameResponsible(await as('officer'), { ...at, userId: id('reader') });
		const { items } = await claimSteps(await as('officer'), { ...at, stepIds: [at.stepId], doneOn: day });
		const [itemId = ''] = items;
		expect(await refusal(returnItem(await as('coordinator'), { itemId, reason: '' }))).toMatchObject({ code: 'invalid' });
		await returnItem(await as('coordinator'), { itemId, reason: 'Chưa có hợp đồng' });
		const told = () => world.database.client.notice.findMany({ where: { subjectId: itemId, lapsedAt: null } });
		expect((await told()).map(({ userId, kind }) => [userId, kind]).sort()).toEqual(
			[
				[id('officer'), 'roll_out_returned'],
				[id('reader'), 'roll_out_returned']
			].sort()
		);
		await claimSteps(await as('officer'), { ...at, stepIds: [at.stepId], doneOn: day });
		expect(await told()).toEqual([]);
	});

	it('stands still once the unit has left or the wave is closed', async () => {
		const { waveId, place, step } = await opened(['A', 'B']);
		const claim = async (code: string) =>
			claimSteps(await as('officer'), { rollOutUnitId: place(code), stepIds: [step('approach')], doneOn: day });
		await removeUnit(await as('coordinator'), { rollOutUnitId: place('B'), reason: 'Nhầm' });
		expect((await refusal(claim('B'))).code).toBe('roll_out_unit_left');
		await closeWave(await as('coordinator'), { waveId, reason: 'Hết' });
		expect((await refusal(claim('A'))).code).toBe('wave_not_open');
	});
});

describe('what eISO knows', () => {
	const committee = (unitId: string, from: string) =>
		world.database.client.steeringCommittee.create({
			data: {
				...{ unitId, decisionNumber: '1/QĐ', decisionDate: toDbDate(from), validFrom: toDbDate(from) },
				createdAt: world.system.clock.now()
			}
		});

	it('proves a step without the job, on its first day; the job records it once', async () => {
		const { waveId, place, step } = await opened(['A', 'B']);
		const { items } = await claimSteps(await as('officer'), {
			rollOutUnitId: place('A'),
			stepIds: [step('committee')],
			doneOn: '2026-01-02'
		});
		await committee(id('A'), '2026-05-05');
		const cell = await cellOf(waveId, place('A'), step('committee'));
		expect(cell).toMatchObject({ state: 'proven', doneOn: '2026-05-05' });
		expect(await cellOf(waveId, place('B'), step('committee'))).toMatchObject({ state: 'open' });
		expect(await recordProofs(world.system, proofs)).toBeGreaterThan(0);
		expect(await recordProofs(world.system, proofs)).toBe(0);
		const item = await world.database.client.rollOutItem.findFirstOrThrow({
			where: { id: items[0] ?? '' },
			include: { acts: { orderBy: { number: 'asc' } } }
		});
		expect(item).toMatchObject({ state: 'proven', doneOn: toDbDate('2026-05-05') });
		expect(item.acts.map(({ event }) => event)).toEqual(['claim', 'prove']);
		expect((await refusal(acceptItems(await as('coordinator'), { itemIds: items }))).code).toBe('illegal_transition');
	});

	it('of a list that maintains counts in its year alone', async () => {
		const { waveId, place, step } = await opened(['A', 'B'], { kind: 'maintain', title: 'Duy trì 2026' });
		// A committee goes on from earlier years; a plan is of its year.
		expect(await cellOf(waveId, place('A'), step('committee'))).toMatchObject({ state: 'proven', doneOn: '2026-05-05' });
		const plan = (year: number, createdAt: string) =>
			world.database.client.isoPlanStep.create({
				data: {
					unitId: id('B'),
					year,
					position: 1,
					what: 'x',
					responsibleName: 'x',
					dueOn: toDbDate(`${year}-06-01`),
					createdAt: new Date(createdAt)
				}
			});
		await plan(2025, '2025-02-01T02:00:00Z');
		expect(await cellOf(waveId, place('B'), step('plan'))).toMatchObject({ state: 'open' });
		await plan(2026, '2025-12-20T02:00:00Z');
		expect(await cellOf(waveId, place('B'), step('plan'))).toMatchObject({ state: 'proven', doneOn: '2026-01-01' });
	});

	it.each(Object.keys(proofs))('%s is asked of many units in SQL that runs', async (code) => {
		const proof = proofs[code];
		if (!proof) throw new Error(code);
		const rows = await world.database.client.$queryRaw<
			{ unit_id: string }[]
		>`select unit_id, since, until from (${proof.held(Prisma.sql`select id from unit`, Prisma.sql`${day}::date`)}) p`;
		expect(rows.every((row) => typeof row.unit_id === 'string')).toBe(true);
	});
});

describe('reminders', () => {
	it('are told once per rung by the days of the wave, and lapse with the step', async () => {
		const { place, step } = await opened(['B']);
		const { client } = world.database;
		for (const other of readRollOut().steps.filter(({ kind, code }) => kind === 'build' && code !== 'post' && code !== 'announce'))
			await dropStep(await as('coordinator'), { stepId: step(other.code), reason: 'Không theo dõi' });
		const itemOf = () => client.rollOutItem.findFirst({ where: { rollOutUnitId: place('B'), stepId: step('post') } });
		const told = async () => {
			const notices = await client.notice.findMany({
				where: { subjectId: (await itemOf())?.id ?? id('B'), createdAt: { gte: world.clock.now() } }
			});
			return notices.map(({ kind, userId }) => `${kind} ${Object.keys(ids).find((name) => ids[name] === userId) ?? ''}`);
		};
		// `post` is due on 15/12.
		for (const [moment, expected] of [
			['2026-11-30T02:00:00Z', []],
			['2026-12-01T02:00:00Z', ['roll_out_soon officer']],
			['2026-12-02T02:00:00Z', []],
			['2026-12-15T02:00:00Z', []],
			['2026-12-16T02:00:00Z', ['roll_out_late head', 'roll_out_late officer']],
			['2026-12-28T02:00:00Z', []],
			// The step before it is late as well: it is that one that the coordinator hears of, until it is done.
			['2026-12-29T02:00:00Z', []],
			['2026-12-30T02:00:00Z', ['roll_out_late_province both', 'roll_out_late_province coordinator', 'roll_out_late_province second']]
		] as const) {
			world.clock.set(new Date(moment));
			if (moment.startsWith('2026-12-30'))
				await claimSteps(await as('officer'), { rollOutUnitId: place('B'), stepIds: [step('announce')], doneOn: '2026-12-20' });
			await remindOfSteps(world.system, proofs);
			expect((await told()).sort(), moment).toEqual(expected);
		}
		await claimSteps(await as('officer'), { rollOutUnitId: place('B'), stepIds: [step('post')], doneOn: '2026-12-20' });
		const item = await client.rollOutItem.findFirstOrThrow({ where: { rollOutUnitId: place('B'), stepId: step('post') } });
		expect(await client.notice.count({ where: { subjectId: item.id, lapsedAt: null } })).toBe(0);
		await remindOfSteps(world.system, proofs);
		expect(await client.notice.count({ where: { subjectId: item.id, lapsedAt: null } })).toBe(0);
		// Another day is another ladder.
		await takeBackClaim(await as('officer'), { rollOutUnitId: place('B'), stepId: step('post') });
		await moveDue(await as('coordinator'), { stepId: step('post'), dueOn: '2027-01-05', reason: 'Gia hạn' });
		await remindOfSteps(world.system, proofs);
		expect(
			await client.rollOutReminder.count({ where: { rollOutUnitId: place('B'), stepId: step('post'), dueOn: toDbDate('2027-01-05') } })
		).toBe(1);
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});
});

describe('a unit that has announced', () => {
	it('joins the wave that follows and stays in its own', async () => {
		const coordinator = await as('coordinator');
		const { id: nextId } = await createWave(coordinator, newWave({ kind: 'maintain', title: 'Duy trì' }));
		const { waveId, place, step } = await opened(['A', 'B'], { nextId });
		const { items } = await claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('announce')], doneOn: day });
		await acceptItems(coordinator, { itemIds: items });
		await recordProofs(world.system, proofs);
		await recordProofs(world.system, proofs);
		const next = await world.database.client.rollOutUnit.findMany({ where: { waveId: nextId } });
		expect(next.map(({ unitId, predecessorId }) => [unitId, predecessorId])).toEqual([[id('A'), place('A')]]);
		expect(new Set((await cellsOf(waveId)).map(({ unitId }) => unitId)).size).toBe(2);
	});

	it('joins once, though two waves lead there', async () => {
		const coordinator = await as('coordinator');
		const { id: nextId } = await createWave(coordinator, newWave({ kind: 'maintain', title: 'Duy trì sau hai đợt' }));
		const waves = [await opened(['A', 'B'], { nextId }), await opened(['A'], { nextId })];
		for (const { place, step } of waves) {
			const { items } = await claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('announce')], doneOn: day });
			await acceptItems(coordinator, { itemIds: items });
		}
		await recordProofs(world.system, proofs);
		const next = await world.database.client.rollOutUnit.findMany({ where: { waveId: nextId } });
		expect(next.map(({ unitId }) => unitId)).toEqual([id('A')]);
		expect(waves.map(({ place }) => place('A'))).toContain(next[0]?.predecessorId);
	});
});

describe('the database itself', () => {
	const attack = (sql: string) =>
		world.database.client.$transaction(async (tx) => {
			await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
			await tx.$executeRawUnsafe(sql);
		});

	it('holds the ways of a step, its days and its persons', async () => {
		const { place, step } = await opened(['A', 'B']);
		const { items } = await claimSteps(await as('officer'), {
			rollOutUnitId: place('A'),
			stepIds: [step('approach')],
			doneOn: '2026-11-20'
		});
		const where = `where id = '${items[0] ?? ''}'`;
		const move = (set: string) => attack(`update roll_out_item set ${set}, row_version = row_version + 1 ${where}`);
		await expect(move("state = 'waiver_asked', done_on = null")).rejects.toThrow(/illegal_transition/);
		await expect(move("state = 'accepted', settled_on = eiso_today(), settled_by_id = claimed_by_id")).rejects.toThrow(
			/roll_out_item_facts/
		);
		await expect(move(`state = 'accepted', settled_on = '2026-11-01', settled_by_id = '${id('coordinator')}'`)).rejects.toThrow(
			/past_fixed/
		);
		await expect(
			move(`state = 'accepted', done_on = '2026-01-01', settled_on = eiso_today(), settled_by_id = '${id('coordinator')}'`)
		).rejects.toThrow(/content_frozen/);
		await expect(move("claimed_on = '2026-01-01'")).rejects.toThrow(/content_frozen/);
		await expect(
			attack(`update roll_out_item set state = 'open', done_on = null, claimed_on = null, claimed_by_id = null ${where}`)
		).rejects.toThrow(/stale/);
		// A state without its act.
		await expect(move(`state = 'accepted', settled_on = eiso_today(), settled_by_id = '${id('coordinator')}'`)).rejects.toThrow(
			/latest act/
		);
		// An act without its state, or of another day.
		const act = (state: string, actedOn = 'eiso_today()') =>
			attack(`insert into roll_out_act (id, item_id, number, event, state, acted_on, at)
			values (gen_random_uuid(), '${items[0] ?? ''}', 3, 'accept', '${state}', ${actedOn}, eiso_now())`);
		await expect(act('accepted')).rejects.toThrow(/latest act/);
		await expect(act('accepted', "'2026-01-01'")).rejects.toThrow(/past_fixed/);
		for (const change of ['update roll_out_act set acted_on = acted_on - 1', 'delete from roll_out_act'])
			await expect(attack(change)).rejects.toThrow(/append_only/);
	});

	it('holds who was in a wave when, its plan and its days', async () => {
		const { waveId, place, step } = await opened(['A', 'B']);
		const unit = `where id = '${place('A')}'`;
		await expect(attack(`update roll_out_unit set joined_on = '2020-01-01' ${unit}`)).rejects.toThrow(/past_fixed/);
		await expect(
			attack(
				`update roll_out_unit set left_on = '2026-11-20', left_for = 'removed', left_reason = 'x', left_by_id = '${id('coordinator')}' ${unit}`
			)
		).rejects.toThrow(/past_fixed|roll_out_unit_range/);
		await expect(attack(`update roll_out_unit set left_on = eiso_today(), left_for = 'removed' ${unit}`)).rejects.toThrow(
			/roll_out_unit_left/
		);
		await expect(
			attack(
				`insert into roll_out_unit (id, wave_id, unit_id, joined_on) values (gen_random_uuid(), '${waveId}', '${id('A')}', eiso_today())`
			)
		).rejects.toThrow(/roll_out_unit_once/);
		await expect(attack(`update roll_out_step set added_on = '2020-01-01' where id = '${step('use')}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update roll_out_step set proof = 'committee' where id = '${step('use')}'`)).rejects.toThrow(/content_frozen/);
		const due = (setOn: string, number: number) =>
			attack(`insert into roll_out_due (id, step_id, due_on, set_on, set_at, set_by_id, number)
			values (gen_random_uuid(), '${step('use')}', '2026-12-01', ${setOn}, eiso_now(), '${id('coordinator')}', ${number})`);
		await expect(due("'2026-01-01'", 2)).rejects.toThrow(/past_fixed/);
		await expect(due('eiso_today()', 5)).rejects.toThrow(/stale/);
		await expect(attack("update roll_out_due set due_on = '2027-01-01'")).rejects.toThrow(/append_only/);
		await expect(attack(`update roll_out_wave set year = 2030 where id = '${waveId}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update roll_out_wave set state = 'draft' where id = '${waveId}'`)).rejects.toThrow(/illegal_transition/);
		await closeWave(await as('coordinator'), { waveId, reason: 'Hết' });
		for (const change of [
			`update roll_out_wave set title = 'x' where id = '${waveId}'`,
			`update roll_out_step set title_vi = 'x' where id = '${step('use')}'`,
			`update roll_out_unit set group_code = null ${unit}`
		])
			await expect(attack(change), change).rejects.toThrow(/content_frozen/);
	});

	it('keeps the evidence of what was accepted', async () => {
		const { place, step } = await opened(['A', 'B']);
		const { items } = await claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('approach')], doneOn: day });
		const pointer = () =>
			attack(`insert into evidence_pointer (id, subject_type, subject_id, added_by_id, added_at)
			values (gen_random_uuid(), 'roll_out_item', '${items[0] ?? ''}', '${id('officer')}', eiso_now())`);
		await acceptItems(await as('coordinator'), { itemIds: items });
		await expect(pointer()).rejects.toThrow(/content_frozen/);
	});
});

describe('the pages', () => {
	const codeOf = async (asked: Promise<unknown>) =>
		asked.then(
			() => 'shown',
			(error: unknown) => (error instanceof DomainError ? error.code : String(error))
		);
	const none = new URLSearchParams();

	it('show waves to coordinators and inspectors, and a unit’s own page to the unit, its parent and them', async () => {
		const { waveId, place, step } = await opened(['A', 'B']);
		const { items } = await claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('approach')], doneOn: day });
		const asks = {
			waves: async (name: string) => wavesPage(await as(name), proofs),
			wave: async (name: string) => wavePage(await as(name), proofs, waveId, none),
			new: async (name: string) => newWavePage(await as(name)),
			edit: async (name: string) => editWavePage(await as(name), waveId),
			add: async (name: string) => unitsPage(await as(name), waveId),
			unit: async (name: string) => unitPage(await as(name), proofs, id('A'), none),
			child: async (name: string) => unitPage(await as(name), proofs, id('B'), none),
			item: async (name: string) => itemPlace(await as(name), items[0] ?? '')
		};
		const table: Record<string, Record<keyof typeof asks, string>> = {
			coordinator: {
				waves: 'shown',
				wave: 'shown',
				new: 'shown',
				edit: 'shown',
				add: 'shown',
				unit: 'shown',
				child: 'shown',
				item: 'shown'
			},
			inspector: {
				waves: 'shown',
				wave: 'shown',
				new: 'forbidden',
				edit: 'forbidden',
				add: 'forbidden',
				unit: 'shown',
				child: 'shown',
				item: 'shown'
			},
			officer: {
				waves: 'forbidden',
				wave: 'wave_not_found',
				new: 'forbidden',
				edit: 'wave_not_found',
				add: 'wave_not_found',
				unit: 'shown',
				child: 'shown',
				item: 'shown'
			},
			parent: {
				waves: 'forbidden',
				wave: 'wave_not_found',
				new: 'forbidden',
				edit: 'wave_not_found',
				add: 'wave_not_found',
				unit: 'unit_not_found',
				child: 'shown',
				item: 'roll_out_item_not_found'
			},
			reader: {
				waves: 'forbidden',
				wave: 'wave_not_found',
				new: 'forbidden',
				edit: 'wave_not_found',
				add: 'wave_not_found',
				unit: 'unit_not_found',
				child: 'unit_not_found',
				item: 'roll_out_item_not_found'
			},
			stranger: {
				waves: 'forbidden',
				wave: 'wave_not_found',
				new: 'forbidden',
				edit: 'wave_not_found',
				add: 'wave_not_found',
				unit: 'unit_not_found',
				child: 'unit_not_found',
				item: 'roll_out_item_not_found'
			}
		};
		for (const [name, expected] of Object.entries(table)) {
			const found: Record<string, string> = {};
			for (const [what, ask] of Object.entries(asks)) found[what] = await codeOf(ask(name));
			expect(found, name).toEqual(expected);
		}
		const shown = await unitPage(await as('inspector'), proofs, id('A'), none);
		expect(shown.can).toMatchObject({ claim: false, accept: false, manage: false });
	});

	it('say what is next, and both days of what was done', async () => {
		const { waveId, place, step } = await opened(['A', 'B'], { title: 'Đợt để xem' });
		const params = (text: string) => new URLSearchParams(`wave=${waveId}&${text}`);
		const before = await unitPage(await as('officer'), proofs, id('B'), params(''));
		expect(before.step).toMatchObject({ next: true, shown: 'in_progress' });
		const { items } = await claimSteps(await as('officer'), {
			rollOutUnitId: place('B'),
			stepIds: [step('approach')],
			doneOn: '2026-11-20',
			note: 'Tự làm'
		});
		const page = await unitPage(await as('coordinator'), proofs, id('B'), params(`step=${step('approach')}`));
		expect(page.step).toMatchObject({ shown: 'claimed', doneOn: '2026-11-20', claimedOn: day, ownClaim: false });
		expect(page.step?.acts.map(({ event, text }) => [event, text])).toEqual([['claim', 'Tự làm']]);
		const claims = await wavePage(await as('coordinator'), proofs, waveId, params('view=claims'));
		expect(claims.claims?.map(({ id: itemId, unit, own }) => [itemId, unit, own])).toEqual([[items[0], 'Đơn vị B', false]]);
		const units = await wavePage(await as('coordinator'), proofs, waveId, params('view=units'));
		expect(units.units?.rows.map(({ code, waiting }) => [code, waiting]).sort()).toEqual([
			['A', 0],
			['B', 1]
		]);
		expect(units.totals).toMatchObject({ units: 2, waiting: 1 });
	});

	it('take evidence while a step is not settled, and none of one’s own away', async () => {
		const { place, step } = await opened(['A', 'B']);
		const at = { rollOutUnitId: place('A'), stepId: step('approach') };
		const file = { sha256: 'a'.repeat(64), fileName: 'hop-dong.pdf', fileType: 'pdf' as const, size: 10, pages: 1 };
		await world.database.client.storedFile.upsert({
			where: { sha256: file.sha256 },
			create: { sha256: file.sha256, size: 10n, contentType: 'application/pdf', createdAt: world.clock.now() },
			update: {}
		});
		await addStepEvidence(await as('officer'), { ...at, files: [file] });
		expect((await refusal(addStepEvidence(await as('coordinator'), { ...at, files: [file] }))).code).toBe('forbidden');
		const item = await world.database.client.rollOutItem.findFirstOrThrow({ where: at });
		const [kept] = await world.database.client.evidenceFile.findMany({ where: { subjectId: item.id } });
		const gone = { itemId: item.id, evidenceId: kept?.id ?? '', reason: 'Nhầm' };
		expect((await refusal(removeStepEvidence(await as('officer'), gone))).code).toBe('separation_of_duties');
		await removeStepEvidence(await as('head'), gone);
		const { items } = await claimSteps(await as('officer'), { ...at, stepIds: [at.stepId], doneOn: day });
		await acceptItems(await as('coordinator'), { itemIds: items });
		expect((await refusal(addStepEvidence(await as('officer'), { ...at, files: [file] }))).code).toBe('illegal_transition');
	});

	it('bring to Home what waits: claims for the coordinator, the next step for the officer', async () => {
		const { waveId, place, step } = await opened(['A', 'B'], { title: 'Đợt ở nhà' });
		await claimSteps(await as('officer'), { rollOutUnitId: place('A'), stepIds: [step('approach'), step('survey')], doneOn: day });
		const duties = async (name: string) => {
			const { actor } = await as(name);
			if (actor.kind !== 'user') throw new Error(name);
			const rows = await world.database.client.$transaction(async (tx) => {
				await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
				return tx.$queryRaw<{ what: string; name: string; detail: string; subject_id: string }[]>`${rollOutDutiesSql(proofs)(actor)}`;
			});
			return rows.filter(({ subject_id, name }) => subject_id === waveId || name !== '');
		};
		expect((await duties('coordinator')).find(({ subject_id }) => subject_id === waveId)).toMatchObject({
			what: 'roll_out_accept',
			detail: '2'
		});
		expect((await duties('officer')).filter(({ what }) => what === 'roll_out_next').length).toBeGreaterThan(0);
		expect(await duties('reader')).toEqual([]);
	});
});

describe('an audit cycle', () => {
	it('takes the units that are in a wave today', async () => {
		const coordinator = await as('coordinator');
		const { waveId, place } = await opened(['A', 'B', 'C'], { title: 'Đợt để kiểm tra' });
		await removeUnit(coordinator, { rollOutUnitId: place('C'), reason: 'Nhầm' });
		const { id: cycleId, units } = await createCycle(coordinator, cycleInput({ scope: 'wave', waveId }));
		expect(units).toBe(2);
		expect((await editCyclePage(coordinator, cycleId)).cycle).toMatchObject({ scope: 'wave', waveId, kinds: [] });
		const { id: draft } = await createWave(coordinator, newWave());
		await addUnits(coordinator, { waveId: draft, ...named('A') });
		for (const [wave, fault] of [
			[draft, 'invalid'],
			[null, 'required']
		] as const)
			expect(await refusal(createCycle(coordinator, cycleInput({ scope: 'wave', waveId: wave })))).toMatchObject({
				params: { fields: { waveId: fault } }
			});
	});
});

describe('a unit that ends', () => {
	it('leaves the wave on that day, its successor is in it from then on, and a call-off undoes both', async () => {
		const { waveId, place } = await opened(['C', 'A', 'B'], { title: 'Đợt sắp xếp' });
		const end = '2026-12-10';
		const units = async (asOf: string) => [...new Set((await cellsOf(waveId, asOf)).map(({ unitId }) => unitId))].sort();
		const merge = async () =>
			recordUnitEvent(await as('coordinator'), {
				kind: 'MERGE',
				from: [id('C'), id('A')],
				to: [{ unitId: null, facts: { code: 'MOI', name: 'Đơn vị mới', kindCode: 'T-KIND', parentId: null } }],
				effectiveOn: end
			});
		const first = await merge();
		const [heir = ''] = first.begun;
		expect(await units(addDays(end, -1))).toEqual(['A', 'B', 'C'].map(id).sort());
		expect(await units(end)).toEqual([id('B'), heir].sort());
		await callOffEvent(await as('coordinator'), { eventId: first.eventId, reason: 'Hoãn' });
		expect(await units(end)).toEqual(['A', 'B', 'C'].map(id).sort());
		const [again = ''] = (await merge()).begun;
		// Nobody thought of the event here.
		const { waveId: later } = await opened(['C'], { title: 'Đợt mở sau' });
		world.clock.set(new Date(`${end}T02:00:00Z`));
		await closeEndedUnits(world.system);
		expect(await units(addDays(end, -1))).toEqual(['A', 'B', 'C'].map(id).sort());
		expect(await units(end)).toEqual([id('B'), again].sort());
		expect((await cellsOf(later, end)).every(({ unitId }) => unitId === again)).toBe(true);
		expect(await world.database.client.rollOutUnit.count({ where: { waveId: later, unitId: again, leftOn: null } })).toBe(1);
		expect(await world.database.client.rollOutUnit.findFirst({ where: { waveId, unitId: again, leftOn: null } })).toMatchObject({
			joinedById: null
		});
		for (const code of ['A', 'C'])
			expect(await world.database.client.rollOutUnit.findFirst({ where: { id: place(code) } })).toMatchObject({ leftFor: 'reorganised' });
	});
});
