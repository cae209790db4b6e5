import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runInternalAudits } from '../../prisma/seed/demo/audits.ts';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { demoPassword } from '#lib/domain/identity/demo.ts';
import { hashPassword } from '#lib/server/identity/password.ts';
import { auditHelpers } from '#test/support/audits.ts';
import { documentsWorld, type DocumentsWorld } from '#test/support/documents.ts';
import { aChecklist } from '#test/support/internal-audits.ts';

/* The audits of the sample data are played through the commands; what these would refuse stops the whole demo. */
let world: DocumentsWorld;
const { aWholeArea, anAuditor, approved } = auditHelpers(() => world);
beforeAll(async () => {
	// In January the programme of the year is signed.
	world = await documentsWorld('2026-01-08T02:00:00Z', { max: 20 });
	await loadStandards(world.system, await readEditions());
}, 120_000);
afterAll(() => world.close());

describe('the audits of the demo', () => {
	it('are one that is closed and one in progress, of different areas', async () => {
		const auditors = [await world.addPerson(['internal_auditor']), await world.addPerson(['internal_auditor'])];
		for (const userId of auditors) await anAuditor(userId);
		for (const leader of [world.ids.staff, world.ids.reviewer]) await aWholeArea({ leaderId: leader });
		await aChecklist(world);
		await approved(2026);
		await world.client.user.updateMany({ data: { passwordHash: await hashPassword(demoPassword) } });
		world.clock.set(new Date('2026-11-26T02:00:00Z'));
		await runInternalAudits({ client: world.client, clock: world.clock }, world.unitId);
		const audits = await world.client.internalAudit.findMany({
			orderBy: { startsOn: 'asc' },
			include: { findingAudit: true, auditScopeAreaAudit: true, auditScopeLineAudit: true }
		});
		expect(audits.map(({ state, findingAudit }) => [state, findingAudit.map((finding) => [finding.grade, finding.state])])).toEqual([
			['closed', [['observation', 'fixed']]],
			['in_progress', [['minor', 'draft']]]
		]);
		expect(new Set(audits.flatMap(({ auditScopeLineAudit }) => auditScopeLineAudit.map(({ lineId }) => lineId))).size).toBe(2);
	});
});
