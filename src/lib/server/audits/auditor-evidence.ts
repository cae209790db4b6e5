import type { VersionFile } from '#lib/server/documents/files.ts';
import { addEvidence, removeEvidence } from '#lib/server/corrective-actions/evidence.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { holdAuditor, loadAuditor } from './auditor-acts.ts';

/** Adds the certificate or other proof to an entry of the register. @throws NotFound, Forbidden, Invalid; Conflict `auditor_ended` */
export function addAuditorFiles(ctx: Ctx, auditorId: string, files: readonly VersionFile[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { auditor, subject } = await loadAuditor(ctx, auditorId);
		const role = authorize(ctx, 'auditor.manage', subject);
		if (auditor.endedOn) throw new Conflict('auditor_ended');
		await addEvidence(ctx, { subjectType: 'auditor', subjectId: auditor.id, unitId: auditor.unitId, files, role, trail: place(auditor) });
	});
}

/** A head takes away what was added by mistake, until the entry ends; not their own. @throws as `removeEvidence`; Conflict `auditor_ended` */
export function removeAuditorFile(ctx: Ctx, auditorId: string, input: { evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { auditor, subject } = await holdAuditor(ctx, auditorId);
		const by = { action: 'auditor.remove_evidence', subject } as const;
		await removeEvidence(ctx, { ...input, subjectType: 'auditor', subjectIds: [auditor.id], by, trail: place(auditor) });
	});
}

const place = (auditor: { id: string; user: { fullName: string } }) => ({
	subjectType: 'auditor',
	subjectId: auditor.id,
	name: auditor.user.fullName
});
