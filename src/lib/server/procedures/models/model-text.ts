import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { isFileType } from '#lib/server/files/rules.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { findContent } from '../content-store.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** What a version says: structured content, or the file that was uploaded. */
export type VersionBody = { readonly content: ProcedureContent | null; readonly source: VersionFile | null };

/** No question of rights: the caller has asked whether the version may be read. */
export async function bodyOf(ctx: Ctx, versionId: string): Promise<VersionBody> {
	const version = await ctx.db.version.findUniqueOrThrow({
		where: { id: versionId },
		select: { structured: true, sourceSha256: true, sourceName: true, sourceType: true, source: { select: { size: true } } }
	});
	const stored = version.structured ? await findContent(ctx, versionId) : null;
	return stored ? { content: stored.content, source: null } : { content: null, source: fileOf(version) };
}

function fileOf(version: {
	sourceSha256: string | null;
	sourceName: string | null;
	sourceType: string | null;
	source: { size: bigint | number } | null;
}): VersionFile | null {
	const { sourceSha256: sha256, sourceName: fileName, sourceType, source } = version;
	if (!sha256 || !fileName || !source || !sourceType || !isFileType(sourceType)) return null;
	return { sha256, fileName, fileType: sourceType, size: Number(source.size), pages: null };
}
