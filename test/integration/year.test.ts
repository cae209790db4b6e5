import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { objectiveForm } from '#lib/domain/reviews/objectives/forms.ts';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { areaForm } from '#lib/domain/audits/area-forms.ts';
import type { RollOverInput } from '#lib/domain/year/forms.ts';
import { yearParts } from '#lib/domain/year/parts.ts';
import { createArea } from '#lib/server/audits/area-acts.ts';
import { homePage } from '#lib/server/home.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { createSeries } from '#lib/server/records/series.ts';
import { createObjectiveSet } from '#lib/server/reviews/objectives/create.ts';
import { saveObjective } from '#lib/server/reviews/objectives/edit.ts';
import { objectiveSetPage } from '#lib/server/reviews/objectives/page.ts';
import { recordResult } from '#lib/server/reviews/objectives/results.ts';
import { approveObjectives, submitObjectives } from '#lib/server/reviews/objectives/sign.ts';
import { planNeed } from '#lib/server/reviews/training/needs.ts';
import { addStep, tickStep } from '#lib/server/units/quality-system/plan-steps.ts';
import { beginStandard } from '#lib/server/units/quality-system/standards.ts';
import { provinceYear, yearOrProvince, yearPage, yearState } from '#lib/server/year/page.ts';
import { remindOfYear } from '#lib/server/year/remind.ts';
import { rollOver } from '#lib/server/year/roll-over.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, noticesOf, password, refusal, trailOf, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-12-01T02:00:00Z');
	await loadStandards(world.system, await readEditions());
});
afterAll(() => world.close());

const code = async (act: Promise<unknown>) => (await refusal(act)).code;
const wanted = (more: Partial<RollOverInput>): RollOverInput => ({
	...{ parts: [...yearParts], objectives: [], steps: [], needs: [], reviewOn: null, ended: [], ...more }
});
const roll = async (who: Who, more: Partial<RollOverInput>, year = 2027) =>
	rollOver(await world.as(who), { ...wanted(more), unitId: world.unitId, year });
const pageOf = async (year = 2027) => yearPage(await world.as('officer'), world.unitId, year);
const results = (outcomes: Awaited<ReturnType<typeof roll>>) => outcomes.map(({ part, result }) => `${part} ${result}`);

/** What the unit had in 2026: two signed objectives, one with a result; a plan with one step done; training; two lines of records. */
async function lastYear() {
	const officer = await world.as('officer');
	const { id } = await createObjectiveSet(officer, { unitId: world.unitId, year: 2026, copy: false });
	const lines: string[] = [];
	for (const text of ['MT-01', 'MT-02']) {
		const { rowVersion } = await objectiveSetPage(officer, id);
		const objective = objectiveForm.omit({ rowVersion: true }).parse({
			...{ code: text, statement: `Mục tiêu ${text}`, indicator: 'Tỷ lệ', measure: '%', direction: 'at_least', target: '98' },
			...{ judging: 'latest', period: 'half_year', ownerId: world.ids.drafter, dueOn: '2026-12-31' }
		});
		lines.push((await saveObjective(officer, { setId: id, lineId: null, rowVersion, objective })).lineId);
	}
	await submitObjectives(officer, { setId: id, rowVersion: (await objectiveSetPage(officer, id)).rowVersion });
	const { rowVersion, sha256 } = await objectiveSetPage(await world.as('head'), id);
	await approveObjectives(await world.as('head'), { setId: id, rowVersion, sha256, password });
	const [first = '', second = ''] = lines;
	await recordResult(officer, { setId: id, lineId: first, period: 1, value: 90, note: '', source: 'Một cửa', reason: '' });
	const step = async (what: string, responsibleId: string | null, responsibleName: string) =>
		(await addStep(officer, { unitId: world.unitId, year: 2026, what, responsibleId, responsibleName, dueOn: '2026-06-30' })).id;
	const done = await step('Đánh giá nội bộ', world.ids.drafter, '');
	await step('Họp ban chỉ đạo', null, 'Trần Văn Ngoài');
	await tickStep(officer, { id: done, rowVersion: 1, doneOn: '2026-07-01', result: 'Xong' });
	const need = { unitId: world.unitId, year: 2026, reason: '', audience: 'Toàn đơn vị', responsibleId: null };
	await planNeed(officer, { ...need, topic: 'Đào tạo đánh giá viên', plannedOn: '2026-05-31' });
	const series = async (name: string) =>
		(
			await createSeries(
				officer,
				world.unitId,
				seriesForm.omit({ rowVersion: true }).parse({ code: name, name: `Hồ sơ ${name}`, place: 'Tủ 1' })
			)
		).id;
	return { lines: [first, second], series: [await series('HS-01'), await series('HS-02')] };
}

describe('a unit that has nothing of the year before', () => {
	it('sees the year that is asked for, and is refused what cannot be made, each part with its reason', async () => {
		const page = await yearPage(await world.as('head'), world.unitId, undefined);
		expect([page.year, page.may.rollOver, page.unit.missing]).toEqual([2027, false, [...yearParts]]);
		expect(page.offers?.steps.map(({ id }) => id)).toContain('audit');
		const outcomes = await roll('officer', { parts: ['programme', 'training', 'records'] });
		expect(outcomes.map((one) => [one.part, one.result === 'refused' && one.why.code])).toEqual([
			['programme', 'programme_without_areas'],
			['training', 'year_nothing_chosen'],
			['records', 'record_year_empty']
		]);
		expect((await pageOf()).unit.missing).toEqual([...yearParts]);
		expect(await trailOf(world, world.unitId)).not.toContain('year.roll_over');
	});

	it('is the officer’s alone to begin', async () => {
		for (const who of ['head', 'drafter', 'staff', 'outsider', 'coordinator', 'administrator'] as const)
			expect(await code(roll(who, {})), who).toBe('forbidden');
		for (const who of ['staff', 'drafter', 'reviewer', 'coordinator'] as const)
			expect(await code(yearPage(await world.as(who), world.unitId, 2027).then(() => undefined)), who).toBe('forbidden');
		expect(await code(rollOver(world.nobody, { ...wanted({}), unitId: world.unitId, year: 2027 }))).toBe('unauthenticated');
	});

	it('is this year and the next one only, and asks for something', async () => {
		expect((await refusal(roll('officer', {}, 2028))).params.fields).toEqual({ year: 'invalid' });
		expect((await refusal(roll('officer', {}, 2025))).params.fields).toEqual({ year: 'invalid' });
		expect(await code(roll('officer', { parts: [] }))).toBe('year_no_part');
		expect(await code(pageOf(2028))).toBe('not_found');
	});
});

describe('the turn of the year', () => {
	let last: Awaited<ReturnType<typeof lastYear>>;
	beforeAll(async () => {
		last = await lastYear();
		const area = areaForm.omit({ rowVersion: true }).parse({ name: 'Văn phòng', risk: 'medium', clauses: ['7.5', '9.1'] });
		await createArea(await world.as('officer'), { ...area, unitId: world.unitId });
	});

	it('names what the year before leaves open', async () => {
		const { left } = await pageOf();
		expect(left.map(({ kind, count }) => `${kind} ${count}`)).toEqual([
			'results 1',
			'missed 1',
			'review 1',
			'steps 1',
			'needs 1',
			'records 2'
		]);
		expect(left.find(({ kind }) => kind === 'results')?.items[0]?.href).toContain(last.lines[1]);
	});

	it('makes every part that was ticked as a draft of its own kind', async () => {
		const { offers } = await pageOf();
		expect(offers?.objectives.map(({ id, value, state }) => [id, value, state])).toEqual([
			[last.lines[0], 90, expect.any(String)],
			[last.lines[1], null, expect.any(String)]
		]);
		const steps = offers?.steps ?? [];
		expect(steps.map(({ text, dueOn, state }) => [text, dueOn, state])).toEqual([
			['Đánh giá nội bộ', '2027-06-30', 'done'],
			['Họp ban chỉ đạo', '2027-06-30', 'late']
		]);
		const outcomes = await roll('officer', {
			objectives: [last.lines[0] ?? ''],
			steps: steps.map(({ id }) => id),
			needs: offers?.needs.map(({ id }) => id) ?? [],
			reviewOn: '2027-11-10',
			ended: [last.series[1] ?? '']
		});
		expect(results(outcomes)).toEqual(yearParts.map((part) => `${part} made`));
		const { unit } = await pageOf();
		expect(unit.missing).toEqual([]);
		expect(unit.parts.map(({ part, state, count }) => [part, state, count])).toEqual([
			['programme', 'draft', 1],
			['objectives', 'draft', 1],
			['plan', 'begun', 2],
			['training', 'begun', 1],
			['review', 'planned', 1],
			['records', 'begun', 1]
		]);
		const { client, unitId } = world;
		expect(
			await client.isoPlanStep.findMany({
				where: { unitId, year: 2027 },
				orderBy: { position: 'asc' },
				select: { what: true, responsibleId: true, responsibleName: true }
			})
		).toMatchObject([{ responsibleId: world.ids.drafter }, { responsibleId: null, responsibleName: 'Trần Văn Ngoài' }]);
		const series = await client.recordSeries.findMany({ where: { unitId }, orderBy: { code: 'asc' }, select: { endedOn: true } });
		expect(series.map(({ endedOn }) => endedOn?.toISOString().slice(0, 10) ?? null)).toEqual([null, '2027-01-01']);
		expect(await client.managementReview.findFirst({ where: { unitId }, select: { chairId: true, secretaryId: true } })).toEqual({
			chairId: world.ids.head,
			secretaryId: world.ids.officer
		});
		expect(await trailOf(world, unitId)).toContain('year.roll_over');
	});

	it('makes nothing twice', async () => {
		const { client, unitId } = world;
		const counts = async () =>
			Promise.all([
				client.auditProgramme.count({ where: { unitId } }),
				client.objectiveSet.count({ where: { unitId } }),
				client.isoPlanStep.count({ where: { unitId } }),
				client.trainingNeed.count({ where: { unitId } }),
				client.managementReview.count({ where: { unitId } }),
				client.recordYear.count({ where: { unitId } }),
				client.auditTrail.count({ where: { event: 'year.roll_over' } })
			]);
		const before = await counts();
		const steps = await client.isoPlanStep.findMany({ where: { unitId, year: 2026 }, select: { id: true } });
		const needs = await client.trainingNeed.findMany({ where: { unitId, year: 2026 }, select: { id: true } });
		const again = { steps: steps.map(({ id }) => id), needs: needs.map(({ id }) => id) };
		const both = await Promise.all([roll('officer', again), roll('officer', again)]);
		for (const outcomes of both) expect(results(outcomes)).toEqual(yearParts.map((part) => `${part} exists`));
		expect(await counts()).toEqual(before);
		expect((await pageOf()).offers).toMatchObject({ steps: [], needs: [], objectives: [], series: [] });
	});

	it('takes a refused part back whole and keeps the others', async () => {
		world.clock.set(new Date('2027-12-05T02:00:00Z'));
		const { client, unitId } = world;
		const outcomes = await roll(
			'officer',
			{ parts: ['objectives', 'review', 'records'], reviewOn: '2029-01-01', ended: [world.ids.head] },
			2028
		);
		expect(results(outcomes)).toEqual(['objectives made', 'review refused', 'records refused']);
		expect(await client.recordYear.count({ where: { unitId, year: 2028 } })).toBe(0);
		expect(await client.managementReview.count({ where: { unitId } })).toBe(1);
		expect((await yearState(await world.as('head'), unitId, 2028)).missing).toEqual(['programme', 'plan', 'training', 'review', 'records']);
		world.clock.set(new Date('2026-12-01T02:00:00Z'));
	});

	it('lists its year once, for ever', async () => {
		await expect(onItsDay(world, (db) => db.recordYear.deleteMany({}))).rejects.toThrow(/append_only/);
	});
});

describe('reminders and duties', () => {
	const asked = async () => remindOfYear(world.system);
	const dutiesOf = async (who: Who) =>
		transaction(await world.as(who), async (ctx) => (await homePage(ctx, world.unitId)).duties.filter(({ what }) => what === 'year_late'));

	it('are for units that kept a system before the year began, from December on, each once', async () => {
		world.clock.set(new Date('2026-12-01T02:00:00Z'));
		expect(await asked()).toBe(0);
		await beginStandard(await world.as('officer'), {
			...{ unitId: world.unitId, standardCode: 'ISO9001-2015', scope: 'Toàn bộ', validFrom: '2026-01-01' }
		});
		// 2027 has all its parts.
		expect(await asked()).toBe(0);
		world.clock.set(new Date('2027-11-30T16:59:00Z'));
		expect(await asked()).toBe(0);
		world.clock.set(new Date('2027-11-30T17:00:00Z'));
		expect(await asked()).toBe(1);
		expect(await asked()).toBe(0);
		expect(await noticesOf(world, 'officer', world.unitId)).toEqual(['year_due']);
		expect(await dutiesOf('officer')).toEqual([]);
	});

	it('are late in Home after the fifteenth of January, until everything has begun', async () => {
		world.clock.set(new Date('2028-01-15T02:00:00Z'));
		expect(await dutiesOf('officer')).toEqual([]);
		world.clock.set(new Date('2028-01-15T17:00:00Z'));
		expect(await dutiesOf('officer')).toMatchObject([{ name: '2028', detail: '5' }]);
		expect(await dutiesOf('head')).toEqual([]);
		expect(await asked()).toBe(1);
		expect(await noticesOf(world, 'officer', world.unitId)).toContain('year_late');
		const { offers } = await pageOf(2028);
		const outcomes = await roll('officer', { steps: offers?.steps.map(({ id }) => id), needs: offers?.needs.map(({ id }) => id) }, 2028);
		expect(results(outcomes)).toEqual(yearParts.map((part) => `${part} ${part === 'objectives' ? 'exists' : 'made'}`));
		expect(await dutiesOf('officer')).toEqual([]);
		expect(await world.client.notice.count({ where: { subjectType: 'unit_year', lapsedAt: null } })).toBe(0);
	});
});

describe('the Department', () => {
	it('sees which units have begun a year, without their texts, in one statement', async () => {
		const coordinator = counting(await world.as('coordinator'));
		const page = await yearOrProvince(coordinator.ctx, null, { year: 2028, filter: 'done' });
		expect(coordinator.count()).toBeLessThanOrEqual(5);
		expect(page).toMatchObject({ view: 'province', total: 1, done: 1 });
		expect((await provinceYear(await world.as('coordinator'), 2028, 'missing')).units).toEqual([]);
		expect(await code(provinceYear(await world.as('staff'), 2028, 'all'))).toBe('forbidden');
		expect((await yearState(await world.as('coordinator'), world.unitId, 2027)).missing).toEqual([]);
		expect(await code(yearState(await world.as('outsider'), world.unitId, 2027))).toBe('forbidden');
	});

	it('whose coordinator keeps a unit as well chooses between its year and that of all', async () => {
		const both = await world.addPerson(['officer']);
		await world.client.provinceAppointment.create({
			data: { userId: both, role: 'coordinator', position: '', validFrom: new Date('2016-01-01T00:00:00Z') }
		});
		const seen = async (ctx: Awaited<ReturnType<typeof world.as>>, view?: 'unit' | 'province') =>
			yearOrProvince(ctx, world.unitId, { year: 2028, filter: 'all', view });
		expect(await seen(await world.asId(both))).toMatchObject({ view: 'unit', may: { province: true } });
		expect(await seen(await world.asId(both), 'province')).toMatchObject({ view: 'province', both: true });
		// Who has one of the two sees that, whatever the address asks.
		expect(await seen(await world.as('officer'), 'province')).toMatchObject({ view: 'unit', may: { province: false } });
		expect(await seen(await world.as('coordinator'), 'unit')).toMatchObject({ view: 'province', both: false });
	});
});

describe('a unit that ends', () => {
	it('begins no year that it will not see', async () => {
		world.clock.set(new Date('2028-12-05T02:00:00Z'));
		await onItsDay(world, (db) =>
			db.unitVersion.updateMany({ where: { unitId: world.unitId }, data: { validTo: new Date('2028-12-31T00:00:00Z') } })
		);
		expect(await code(roll('officer', { parts: ['plan'] }, 2029))).toBe('unit_closed');
		world.clock.set(new Date('2029-01-02T02:00:00Z'));
		expect(await code(roll('officer', { parts: ['plan'] }, 2029))).toMatch(/unit_closed|forbidden/);
	});
});
