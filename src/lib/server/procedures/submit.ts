import { checkProcedure, mayBeSent } from '#lib/domain/procedures/checks.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { submitVersion, type ActInput, type ActResult } from '#lib/server/documents/review.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { editVersion } from '#lib/server/documents/versions.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { checkFacts } from './check-facts.ts';
import { findContent } from './content-store.ts';
import { sealProcedure } from './seal.ts';

export type SubmitInput = ActInput & {
	reviewer?: string | null;
	/** What changed, when it is given with the act; kept as by `editVersion`. */
	summary?: string;
	/** The revision of the text that the sender saw. */
	revision?: number;
};

/**
 * V3 for any version. One that is written here gets its files first: the paper and the text, in the store before a row refers to them.
 * Then `submitVersion` with all its guards. When that refuses, the files stay with the draft until its text changes.
 * @throws as `submitVersion`; Conflict `procedure_unfinished` with `count` places to mend, `stale` when the text went on
 */
export async function submitProcedure(
	ctx: Ctx,
	tools: Pick<UploadTools, 'store' | 'tempDir'>,
	{ summary, revision, ...input }: SubmitInput
): Promise<ActResult> {
	const { version, subject } = await loadVersion(ctx, input.versionId);
	const stored = version.structured && version.state === 'draft' ? await findContent(ctx, version.id) : null;
	if (!stored) return submitVersion(ctx, input);
	authorize(ctx, 'version.submit', subject);
	if (revision !== undefined && revision !== stored.revision) throw new Conflict('stale', { revision: stored.revision });
	if ((summary ?? version.summary).trim() === '') throw new Invalid({ summary: 'summary_required' });
	const checks = checkProcedure(stored.content, await checkFacts(ctx, version.documentId, stored.content));
	if (!mayBeSent(checks))
		throw new Conflict('procedure_unfinished', { count: checks.filter(({ severity }) => severity === 'stop').length });
	const edited =
		summary === undefined || summary === version.summary
			? { rowVersion: input.rowVersion ?? version.rowVersion }
			: await editVersion(ctx, { versionId: version.id, summary, rowVersion: input.rowVersion });
	const { rowVersion } = await sealProcedure(ctx, tools, {
		versionId: version.id,
		rowVersion: edited.rowVersion,
		reviewerId: input.reviewer
	});
	return submitVersion(ctx, { ...input, rowVersion });
}
