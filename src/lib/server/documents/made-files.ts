import { decide } from '#lib/domain/permissions/decide.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { addStoredFiles } from '#lib/server/files/stored-files.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { enqueueText } from './text-jobs.ts';
import { loadVersion } from './version-facts.ts';

/** A file that eISO made of a version's text; its bytes are in the store. */
export type MadeFile = { readonly sha256: string; readonly size: number; readonly fileName: string };

/**
 * Gives a draft the files that were made of its text: PDF and canonical JSON. Who has them made is no author by it, nothing is written;
 * hence it is for those who may edit or submit. Records `version.edit` with the hashes. The same files again change nothing.
 * @throws Conflict `stale` with the row version as it is, `illegal_transition` when it is no draft; Forbidden; NotFound
 */
export function setMadeFiles(
	ctx: Ctx,
	input: { versionId: string; rowVersion?: number; pdf: MadeFile & { readonly pages: number }; source: MadeFile }
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { pdf, source } = input;
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const edit = decide(ctx.actor, 'version.edit', subject);
		const decision = edit.allowed ? edit : decide(ctx.actor, 'version.submit', subject);
		if (!decision.allowed) throw new Forbidden(decision.reason);
		if (version.state !== 'draft') throw new Conflict('illegal_transition', { state: version.state, event: 'edit' });
		const stale = new Conflict('stale', { state: version.state, rowVersion: version.rowVersion });
		if (input.rowVersion !== undefined && input.rowVersion !== version.rowVersion) throw stale;
		if (version.pdfSha256 === pdf.sha256 && version.sourceSha256 === source.sha256) return { rowVersion: version.rowVersion };
		await addStoredFiles(ctx, [
			{ sha256: pdf.sha256, size: pdf.size, contentType: 'application/pdf' },
			{ sha256: source.sha256, size: source.size, contentType: 'application/json' }
		]);
		const { count } = await ctx.db.version.updateMany({
			where: { id: version.id, state: 'draft', rowVersion: version.rowVersion },
			data: {
				pdfSha256: pdf.sha256,
				pdfName: pdf.fileName,
				pdfPages: pdf.pages,
				sourceSha256: source.sha256,
				sourceName: source.fileName,
				sourceType: 'json',
				updatedAt: ctx.clock.now(),
				rowVersion: version.rowVersion + 1
			}
		});
		if (count !== 1) throw stale;
		await record(ctx, {
			event: 'version.edit',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			role: decision.role,
			before: { pdfSha256: version.pdfSha256, sourceSha256: version.sourceSha256 },
			after: { pdfSha256: pdf.sha256, sourceSha256: source.sha256, pdfPages: pdf.pages }
		});
		await enqueueText(ctx, version.id, { pdf: { ...pdf, fileType: 'pdf' } });
		return { rowVersion: version.rowVersion + 1 };
	});
}
