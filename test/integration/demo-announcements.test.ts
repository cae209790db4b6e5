import { afterAll, beforeAll, expect, it } from 'vitest';
import { announce } from '../../prisma/seed/demo/announcements.ts';
import { demoAnnouncing, demoCommuneCode } from '../../prisma/seed/content/units.ts';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { hashPassword } from '#lib/server/identity/password.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';

/* The announcements of the sample data are played through the commands; what these would refuse stops the whole demo. */
let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld('2026-11-26T02:00:00Z', { max: 20 });
	await loadStandards(world.system, await readEditions());
}, 120_000);
afterAll(() => world.close());

it('announces in every state, with one in force at the sample unit', async () => {
	const units = new Map([['SO-NV', world.unitId]]);
	for (const code of ['SO-KHCN', 'SO-TTTT', ...demoAnnouncing, demoCommuneCode]) units.set(code, await world.addUnit(code));
	const people = new Map<string, string>();
	for (const [code, unitId] of units)
		for (const who of ['officer', 'head'] as const) people.set(`${code}/${who}`, await world.addPerson([who], { unitId }));
	await world.client.user.updateMany({ data: { passwordHash: await hashPassword(demoPassword) } });
	await announce(world, { units, people }, world.ids.coordinator);
	const rows = await world.client.announcement.findMany({ include: { sendings: true }, orderBy: { createdAt: 'asc' } });
	const codeOf = (unitId: string) => [...units].find(([, id]) => id === unitId)?.[0] ?? '';
	expect(rows.map((row) => [codeOf(row.unitId), row.kind, row.state, row.takenOn, row.endedFor, row.sendings.length]).toSorted()).toEqual(
		[
			['SO-NV', 'first', 'signed', true, 'superseded', 0],
			['SO-NV', 'edition', 'signed', false, 'superseded', 1],
			['SO-NV', 'again', 'signed', false, null, 1],
			['SO-NV', 'again', 'draft', false, null, 0],
			['SO-KHCN', 'first', 'signed', true, null, 0],
			[demoCommuneCode, 'first', 'signed', false, null, 0],
			[demoAnnouncing[0], 'first', 'signed', false, null, 1],
			[demoAnnouncing[1], 'first', 'signed', false, null, 1],
			['SO-TTTT', 'first', 'withdrawn', true, 'withdrawn', 0]
		].toSorted()
	);
});
