import { afterEach, beforeEach, expect, it } from 'vitest';
import { recordQuery } from '#lib/domain/records/forms.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { appointDepartment } from '#lib/server/procedures/models/department.ts';
import { register } from '#lib/server/records/queries.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { previewEntry } from '#lib/server/unit-event-preview.ts';
import type { UnitEventInput } from '#lib/server/units/apply-event.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { documentsWorld, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { recordHelpers } from '#test/support/records.ts';

process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

/* A unit is abolished without a successor, and who keeps its records ends as well: the records go on with whoever follows. */
let world: DocumentsWorld;
let [seriesId, recordId, above, heir] = ['', '', '', ''];
const { aSeries, aRecord } = recordHelpers(() => world);

beforeEach(async () => {
	world = await documentsWorld(undefined, { parent: 'UBND' });
	above = world.parentUnitId ?? '';
	heir = await world.addUnit('UBND-MOI');
	seriesId = await aSeries();
	recordId = (await aRecord(seriesId)).id;
	await enter({ kind: 'ABOLISH', from: [world.unitId], to: [], effectiveOn: world.day(5) });
});
afterEach(() => world.close());

type Entry = Pick<UnitEventInput, 'kind' | 'from' | 'to' | 'effectiveOn' | 'choices'>;
const decided = (entry: Entry): UnitEventInput => ({
	...entry,
	decisionNumber: '21/NQ-HĐND',
	decisionDate: world.clock.now().toISOString().slice(0, 10)
});
const enter = async (entry: Entry) => recordUnitEvent(await world.as('coordinator'), decided(entry));
const preview = async (entry: Entry) => {
	const { closing } = await previewEntry(await world.as('coordinator'), decided(entry));
	return { keeper: closing?.keeper, series: closing?.sections.find(({ key }) => key === 'records')?.items?.map(({ id }) => id) };
};
const pass = async (day: string) => {
	world.clock.set(new Date(`${day}T00:01:00+07:00`));
	await closeEndedUnits(world.system);
	return (await world.client.recordSeries.findUniqueOrThrow({ where: { id: seriesId } })).custodyUnitId;
};

it('by an event of the same day that is entered later: who follows the keeper keeps them', async () => {
	const day = world.day(5);
	await enter({ kind: 'MERGE', from: [above], to: [{ unitId: heir }], effectiveOn: day });
	expect(await pass(day)).toBe(heir);
	const officer = await world.asId(await world.addPerson(['officer'], { unitId: heir }));
	expect((await register(officer, heir, recordQuery.parse({}))).items.map(({ id }) => id)).toEqual([recordId]);
	for (const unitId of [world.unitId, above]) expect((await verifyChain(world.system, unitId)).broken).toBeNull();
});

it('before it keeps anything: it is refused while nobody would follow, and names what comes to it', async () => {
	const [ends, later] = [world.day(5), world.day(10)];
	const departmentEnds = { from: [world.otherUnitId], effectiveOn: world.day(20) };
	const abolish = { kind: 'ABOLISH' as const, from: [above], to: [], effectiveOn: later };
	expect(await preview(abolish)).toEqual({ keeper: null, series: [seriesId] });
	const units = await unitNameOn(world.system, world.unitId, world.day(0));
	expect(await refusal(enter(abolish))).toMatchObject({ code: 'records_without_keeper', params: { units } });
	expect(await world.client.unitEvent.count({ where: { kind: 'ABOLISH' } })).toBe(1);

	await appointDepartment(await world.as('coordinator'), { unitId: world.otherUnitId });
	expect(await preview(abolish)).toEqual({ keeper: 'Đơn vị SO-TC', series: [seriesId] });
	await enter(abolish);
	// The next keeper has a next one, or does not end.
	expect((await refusal(enter({ kind: 'ABOLISH', to: [], ...departmentEnds }))).code).toBe('records_without_keeper');
	await enter({ kind: 'MERGE', to: [{ unitId: heir }], ...departmentEnds });

	expect(await pass(ends)).toBe(above);
	const elsewhere = `update record_series set custody_unit_id = '${heir}' where id = '${seriesId}'`;
	await expect(onItsDay(world, (db) => db.$executeRawUnsafe(elsewhere))).rejects.toThrow();
	expect(await pass(later)).toBe(world.otherUnitId);
	expect(await pass(departmentEnds.effectiveOn)).toBe(heir);
	const passed = await world.client.auditTrail.findMany({
		where: { subjectId: seriesId, event: 'record_series.pass_on' },
		orderBy: { at: 'asc' },
		select: { unitId: true }
	});
	expect(passed.map(({ unitId }) => unitId)).toEqual([world.unitId, above, world.otherUnitId]);
});

it('by a split: what comes to it until then goes where it was chosen', async () => {
	const [ends, later] = [world.day(5), world.day(10)];
	const choice = { subjectType: 'record_series' as const, subjectId: seriesId, choice: 'move' as const, target: 1 };
	await enter({
		...{ kind: 'SPLIT', from: [above], to: [{ unitId: world.otherUnitId }, { unitId: heir }], effectiveOn: later },
		choices: [{ ...choice, newCode: null, until: null, askReading: false }]
	});
	expect(await pass(ends)).toBe(above);
	expect(await pass(later)).toBe(heir);
});

it('as chosen also where both ends are carried out late, on one day', async () => {
	const later = world.day(10);
	const choice = { subjectType: 'record_series' as const, subjectId: seriesId, choice: 'move' as const, target: 1 };
	await enter({
		...{ kind: 'SPLIT', from: [above], to: [{ unitId: world.otherUnitId }, { unitId: heir }], effectiveOn: later },
		choices: [{ ...choice, newCode: null, until: null, askReading: false }]
	});
	expect(await pass(later)).toBe(heir);
	const passed = await world.client.auditTrail.findMany({
		where: { subjectId: seriesId, event: 'record_series.pass_on' },
		orderBy: { seq: 'asc' },
		select: { unitId: true }
	});
	expect(passed.map(({ unitId }) => unitId).toSorted()).toEqual([world.unitId, above].toSorted());
});

it('a unit that is to end is not named as the Department’s, where records would be left with nobody', async () => {
	const coordinator = await world.as('coordinator');
	await appointDepartment(coordinator, { unitId: world.otherUnitId });
	await enter({ kind: 'ABOLISH', from: [above], to: [], effectiveOn: world.day(20) });
	await enter({ kind: 'ABOLISH', from: [heir], to: [], effectiveOn: world.day(15) });
	expect((await refusal(appointDepartment(coordinator, { unitId: heir }))).code).toBe('records_without_keeper');
	const named = await world.client.setting.findUniqueOrThrow({ where: { key: 'models.unit' } });
	expect(named.value).toBe(world.otherUnitId);
});
