import { afterAll, beforeAll, expect, it } from 'vitest';
import { recordUnitEvent } from '#lib/server/documents/unit-closing.ts';
import { documentsWorld, draftVersion, issuedVersion, refusal, versionRow, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;

beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

it('ends with a unit what is in force in it, and lets nothing come into force later', async () => {
	const now = await issuedVersion(world);
	const later = await issuedVersion(world, { effectiveOn: world.day(60) });
	const draft = await draftVersion(world);
	const coordinator = await world.as('coordinator');
	const end = (effectiveOn: string) =>
		recordUnitEvent(coordinator, { kind: 'MERGE', effectiveOn, from: [world.unitId], to: [{ unitId: world.otherUnitId }] });

	expect(await refusal(end(world.day(-1)))).toMatchObject({ code: 'unit_event_late' });
	const { eventId, ended } = await end(world.day(30));
	expect(ended).toEqual([world.unitId]);
	const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? null;
	const [first, upcoming, open] = [await versionRow(world, now.id), await versionRow(world, later.id), await versionRow(world, draft.id)];
	expect({ state: first.state, to: day(first.effectiveTo) }).toEqual({ state: 'issued', to: world.day(30) });
	// An empty range: it is in force on no day.
	expect([day(upcoming.effectiveFrom), day(upcoming.effectiveTo)]).toEqual([world.day(60), world.day(60)]);
	expect(open).toMatchObject({ state: 'draft', effectiveTo: null });
	const row = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'version.end_with_unit', subjectId: now.id } });
	expect(row).toMatchObject({ unitId: world.unitId, after: { until: world.day(30), unitEvent: eventId } });
});

it('leaves documents alone when a unit is renamed', async () => {
	const other = world.otherUnitId;
	const coordinator = await world.as('coordinator');
	const before = await world.client.version.findMany({ orderBy: { id: 'asc' } });
	await recordUnitEvent(coordinator, {
		kind: 'RENAME',
		effectiveOn: world.day(40),
		from: [other],
		to: [{ unitId: other, change: { name: 'Tên khác' } }]
	});
	expect(await world.client.version.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
});
