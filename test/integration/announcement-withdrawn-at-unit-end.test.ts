import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { publicActor } from '#lib/domain/permissions/actor.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { createContext } from '#lib/server/platform/context.ts';
import { announcementPage } from '#lib/server/roll-out/announcements/page.ts';
import { registerUnit } from '#lib/server/roll-out/announcements/register.ts';
import { withdrawAnnouncement } from '#lib/server/roll-out/announcements/sign.ts';
import { callOffEvent, closeEndedUnits, recordUnitEvent } from '#lib/server/unit-closing.ts';
import { previewEntry } from '#lib/server/unit-event-preview.ts';
import { documentsWorld, password, trailOf, type DocumentsWorld } from '#test/support/documents.ts';
import { announced } from '#test/support/open-things.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

/* A head has withdrawn the announcement from a day that the unit does not live to see. */
let world: DocumentsWorld;
let id: string;
let end: string;
let from: string;

beforeAll(async () => {
	world = await documentsWorld();
	await loadStandards(world.system, await readEditions());
	[end, from] = [world.day(20), world.day(30)];
	({ id } = await announced(world, 'CB-1', '2026-02-01', null));
	await withdrawAnnouncement(await world.as('head'), { id, rowVersion: 1, password, reason: 'Hệ thống viết lại', from });
});
afterAll(() => world.close());

const row = () => world.client.announcement.findUniqueOrThrow({ where: { id } });
const register = () => registerUnit(createContext({ actor: publicActor, client: world.client, clock: world.clock }), world.unitId);
const merge = () => ({ kind: 'MERGE' as const, from: [world.unitId], to: [{ unitId: world.otherUnitId }], effectiveOn: end });
const enter = async () => recordUnitEvent(await world.as('coordinator'), merge());
const raw = (sql: string) => onItsDay(world, (db) => db.$executeRawUnsafe(`update announcement set ${sql} where id = '${id}'`));

it('is named in the preview, ends with the unit, and keeps the day that was signed', async () => {
	expect(await row()).toMatchObject({ effectiveTo: toDbDate(from), endedFor: 'withdrawn' });
	const { closing } = await previewEntry(await world.as('coordinator'), merge());
	expect(closing?.sections.find(({ key }) => key === 'announcements')?.items?.map((item) => item.id)).toEqual([id]);

	const { eventId } = await enter();
	const ended = { state: 'withdrawn', effectiveTo: toDbDate(end), endedFor: 'unit_ended', withdrawnFrom: toDbDate(from) };
	expect(await row()).toMatchObject(ended);
	expect((await register()).current).toMatchObject({ id, phase: 'in_force', effectiveTo: end });
	for (const sql of [
		`effective_to = '${from}', ended_for = 'withdrawn'`,
		`effective_to = '${addDays(end, 1)}'`,
		`withdrawn_from = '${addDays(from, 1)}'`
	])
		await expect(raw(sql)).rejects.toThrow();
	expect(await row()).toMatchObject(ended);

	// Called off, the withdrawal is what ends it, on the day that was signed.
	await callOffEvent(await world.as('coordinator'), { eventId, reason: 'Nghị quyết hoãn' });
	expect(await row()).toMatchObject({ state: 'withdrawn', effectiveTo: toDbDate(from), endedFor: 'withdrawn' });
	expect((await register()).current).toMatchObject({ id, effectiveTo: from });
	await expect(raw(`effective_to = '${end}', ended_for = 'unit_ended'`)).rejects.toThrow();
	expect(await trailOf(world, id)).toEqual(['announcement.withdraw', 'announcement.end_with_unit', 'announcement.go_on']);
});

it('says on and after the day that the unit ended', async () => {
	await enter();
	world.clock.set(new Date(`${end}T02:00:00Z`));
	await closeEndedUnits(world.system);
	const entry = await register();
	expect(entry).toMatchObject({ current: null, unit: { endedOn: end } });
	expect(entry.entries.map(({ phase, effectiveTo }) => [phase, effectiveTo])).toEqual([['unit_ended', end]]);
	expect(await announcementPage(await world.as('coordinator'), id)).toMatchObject({
		...{ phase: 'unit_ended', effectiveTo: end, withdrawReason: 'Hệ thống viết lại' }
	});
});
