import { decide } from '#lib/domain/permissions/decide.ts';
import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { findContent } from './content-store.ts';

export type ReadContent = {
	versionId: string;
	revision: number;
	sha256: string;
	savedAt: Date;
	content: ProcedureContent;
	mayEdit: boolean;
};

/**
 * The text of a version for whoever may read that version.
 * @throws NotFound `version_not_found`; `content_not_found` when it is not written here
 */
export async function readContent(ctx: Ctx, versionId: string): Promise<ReadContent> {
	const { version, subject } = await loadVersion(ctx, versionId);
	const stored = await findContent(ctx, version.id);
	if (!stored) throw new NotFound('content_not_found');
	const { content, revision, sha256, savedAt } = stored;
	const mayEdit = version.state === 'draft' && decide(ctx.actor, 'version.edit', subject).allowed;
	return { versionId: version.id, revision, sha256, savedAt, content, mayEdit };
}
