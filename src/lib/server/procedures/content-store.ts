import { createHash } from 'node:crypto';
import { canonicalContent, procedureContent, type PartKey, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { partsOf, withParts } from '#lib/domain/procedures/content-parts.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { citeNamed } from './citations.ts';

export type StoredContent = { content: ProcedureContent; revision: number; sha256: string; savedById: string; savedAt: Date };
export type Revision = { revision: number; savedById: string; savedAt: Date; before: Readonly<Partial<Record<PartKey, unknown>>> };

/** SHA-256 of the canonical text: also the name in the store of the file that is made of it. */
export function contentSha256(content: ProcedureContent): string {
	return createHash('sha256').update(canonicalContent(content)).digest('hex');
}

/** The text of a version, or null when its files were uploaded. Asks for no permission. */
export async function findContent(ctx: Ctx, versionId: string): Promise<StoredContent | null> {
	const row = await ctx.db.procedureContent.findUnique({ where: { versionId } });
	return row && { ...row, content: procedureContent.parse(row.content) };
}

/**
 * The same, held until the transaction ends: saves of one version go one after the other.
 * @throws NotFound `content_not_found` when the version is not written here
 */
export async function holdContent(ctx: Ctx, versionId: string): Promise<StoredContent> {
	await ctx.db.$queryRaw`select 1 from procedure_content where version_id = ${versionId}::uuid for update`;
	const stored = await findContent(ctx, versionId);
	if (!stored) throw new NotFound('content_not_found');
	return stored;
}

/** The saves after a revision, newest first. */
export async function revisionsSince(ctx: Ctx, versionId: string, revision: number): Promise<Revision[]> {
	const rows = await ctx.db.procedureContentRevision.findMany({
		where: { versionId, revision: { gt: revision } },
		orderBy: { revision: 'desc' },
		select: { revision: true, savedById: true, savedAt: true, before: true }
	});
	return rows.map((row) => ({ ...row, before: isObject(row.before) ? row.before : {} }));
}

function isObject(value: unknown): value is Readonly<Partial<Record<PartKey, unknown>>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The text as it was at a revision: what was changed since, taken back.
 * @throws Conflict `stale` for a revision that never was
 */
export function contentBefore(stored: StoredContent, since: readonly Revision[], revision: number): ProcedureContent {
	if (revision < 1 || revision > stored.revision) throw new Conflict('stale', { revision: stored.revision });
	return since.reduce((content, save) => withParts(content, save.before), stored.content);
}

/** The first text of a version that was made in this transaction. */
export async function addContent(ctx: Ctx, versionId: string, content: ProcedureContent, savedById: string): Promise<StoredContent> {
	const row = { revision: 1, sha256: contentSha256(content), savedById, savedAt: ctx.clock.now() };
	await ctx.db.procedureContent.create({ data: { versionId, content: plain(content), ...row } });
	await ctx.db.procedureContentRevision.create({ data: { versionId, before: {}, noted: true, ...row } });
	await citeNamed(ctx, versionId, null, content);
	return { content, ...row };
}

/** The next text of a version, with its revision. `noted`: whether the trail names this save. */
export async function writeContent(
	ctx: Ctx,
	versionId: string,
	stored: StoredContent,
	next: { content: ProcedureContent; savedById: string; changed: readonly PartKey[]; noted: boolean }
): Promise<StoredContent> {
	const { content, savedById, changed, noted } = next;
	const row = { revision: stored.revision + 1, sha256: contentSha256(content), savedById, savedAt: ctx.clock.now() };
	const { count } = await ctx.db.procedureContent.updateMany({
		where: { versionId, revision: stored.revision },
		data: { content: plain(content), ...row }
	});
	if (count !== 1) throw new Conflict('stale');
	const parts = partsOf(stored.content);
	const before = Object.fromEntries(changed.map((part) => [part, parts[part]]));
	await ctx.db.procedureContentRevision.create({ data: { versionId, before: plain(before), noted, ...row } });
	await citeNamed(ctx, versionId, stored.content, content);
	return { content, ...row };
}

/** As JSON has it: what is no value of JSON (undefined) is left out. */
function plain(value: object): Prisma.InputJsonObject {
	const copy: unknown = JSON.parse(JSON.stringify(value));
	if (!isJsonObject(copy)) throw new Error('not an object');
	return copy;
}

function isJsonObject(value: unknown): value is Prisma.InputJsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
