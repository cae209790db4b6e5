import { afterAll, beforeAll, expect, it } from 'vitest';
import { seriesForm } from '#lib/domain/records/forms.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { raiseByHand } from '#lib/server/corrective-actions/assign.ts';
import { createSeries } from '#lib/server/records/series.ts';
import { closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { documentsWorld, refusal, type DocumentsWorld } from '#test/support/documents.ts';

/* Several events of one day: what a unit hands over passes on where its successor ends on that day as well. */
process.env.SECRET_KEY ??= Buffer.alloc(32, 7).toString('base64');

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

it('passes things on through a successor that ends on the same day, whichever comes first by its id', async () => {
	const end = world.day(10);
	const [last, middle, first] = [await world.addUnit('XA-1'), await world.addUnit('XA-2'), await world.addUnit('XA-3')];
	const actionIn = async (unitId: string) => {
		const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
		return (await raiseByHand(officer, { unitId, source: 'self_found', grade: 'minor', statement: 'Hồ sơ thiếu chữ ký' })).id;
	};
	const actions = [await actionIn(first), await actionIn(middle)];
	const coordinator = await world.as('coordinator');
	const merge = (from: string, to: string) =>
		recordUnitEvent(coordinator, { kind: 'MERGE', from: [from], to: [{ unitId: to }], effectiveOn: end });
	await merge(first, middle);
	await merge(middle, last);
	expect((await refusal(merge(first, last))).code).toMatch(/unit_not_on_day|unit_changed_later/);
	world.clock.set(new Date(`${end}T00:01:00+07:00`));
	expect(await closeEndedUnits(world.system)).toBe(2);
	const rows = await world.client.correctiveAction.findMany({ where: { id: { in: actions } }, select: { unitId: true } });
	expect(rows).toEqual([{ unitId: last }, { unitId: last }]);
	for (const unitId of [first, middle]) expect((await verifyChain(world.system, unitId)).broken).toBeNull();
});

it('ends actions and gives records to the unit above when nobody follows, and offers nothing', async () => {
	const above = await world.addUnit('HU-1');
	const unitId = await world.addUnit('XA-4', above);
	const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
	const { id } = await raiseByHand(officer, { unitId, source: 'self_found', grade: 'minor', statement: 'Hồ sơ thiếu chữ ký' });
	const series = seriesForm.parse({ code: 'HS.01', name: 'Hồ sơ', place: 'Kho', retentionYears: '10' });
	const { id: seriesId } = await createSeries(officer, unitId, series);
	const { eventId } = await recordUnitEvent(await world.as('coordinator'), {
		kind: 'ABOLISH',
		from: [unitId],
		to: [],
		effectiveOn: world.day()
	});
	expect(await world.client.correctiveAction.findUnique({ where: { id } })).toMatchObject({
		unitId,
		state: 'closed',
		outcome: 'unit_ended'
	});
	expect(await world.client.recordSeries.findUnique({ where: { id: seriesId } })).toMatchObject({ unitId, custodyUnitId: above });
	expect(await world.client.handedOver.count({ where: { eventId } })).toBe(0);
	expect(await verifyChain(world.system, unitId)).toMatchObject({ broken: null, chain: { closedAt: world.clock.now() } });
});
