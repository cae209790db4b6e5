import { readFile } from 'node:fs/promises';
import { dayOf } from '#lib/domain/shared/day.ts';
import { attachDecision } from '#lib/server/documents/batch-papers.ts';
import { loadActor } from '#lib/server/identity/actor.ts';
import { fixedClock } from '#lib/server/platform/clock.ts';
import { createContext } from '#lib/server/platform/context.ts';
import type { Runtime } from '#lib/server/runtime.ts';
import { storeBytes } from './store.ts';

const dayMs = 86_400_000;

/**
 * A decision that was signed outside eISO, attached to the batch that it issued. Its authority is a sample and nobody trusts it: the demo shows what
 * an installation sees before its administrator has loaded a certificate.
 */
export async function attachSignedDecision(runtime: Runtime, unitId: string): Promise<void> {
	const { client, clock, tools } = runtime;
	const then = fixedClock(new Date(clock.now().getTime() - dayMs));
	const batch = await client.issueBatch.findFirstOrThrow({ where: { unitId, decisionNumber: '231/QĐ-SNV', state: 'issued' } });
	const officer = await client.membership.findFirstOrThrow({
		where: { unitId, roles: { has: 'officer' }, validTo: null },
		orderBy: { validFrom: 'asc' }
	});
	const actor = await loadActor(client, officer.userId, dayOf(then.now()));
	if (!actor) throw new Error('the officer of the demo cannot act');
	const bytes = await readFile('prisma/seed/data/decision-signed-sample.pdf');
	const file = await storeBytes(tools, bytes, { fileName: 'Quyết định 231-QĐ-SNV (đã ký, tệp mẫu).pdf', fileType: 'pdf', pages: 2 });
	await attachDecision(createContext({ actor, client, clock: then }), tools, { batchId: batch.id, files: [file] });
}
