import { compareNumbers, type NumberStep } from '#lib/domain/documents/numbering.ts';
import { emptyContent, emptyService, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { createVersion, type VersionText } from '#lib/server/documents/versions.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addContent, findContent } from './content-store.ts';

/** Kinds that can be written in eISO. */
const writtenKinds: ReadonlySet<string> = new Set(['QT']);

/** What the next version would begin with: `latest` is the text of the newest version that was written here. */
export type WritingStart = { canWrite: boolean; latest: { versionId: string; content: ProcedureContent } | null };

/** Whether the next version of a document can be written in eISO, and from which text. Asks for no permission. */
export async function writingStart(ctx: Ctx, documentId: string): Promise<WritingStart> {
	const document = await ctx.db.document.findUnique({
		where: { id: documentId },
		select: {
			kindCode: true,
			versions: {
				where: { state: { not: 'cancelled' }, structured: true },
				select: { id: true, issueNo: true, revisionNo: true }
			}
		}
	});
	if (!document) return { canWrite: false, latest: null };
	const latest = [...document.versions].sort(compareNumbers).at(-1);
	const stored = latest ? await findContent(ctx, latest.id) : null;
	return {
		canWrite: writtenKinds.has(document.kindCode),
		latest: latest && stored ? { versionId: latest.id, content: stored.content } : null
	};
}

/**
 * V1 for a procedure that is written in eISO: opens the version with the text given, else the latest one's, else an empty one.
 * Records as `createVersion`.
 * @throws as `createVersion`; Conflict `not_written_here` for kinds that are only uploaded
 */
export function createProcedureVersion(
	ctx: Ctx,
	input: VersionText & { documentId: string; step?: NumberStep; content?: ProcedureContent }
): Promise<Awaited<ReturnType<typeof createVersion>>> {
	const { content: given, ...text } = input;
	return transaction(ctx, async (ctx) => {
		const start = await writingStart(ctx, input.documentId);
		const created = await createVersion(ctx, { ...text, structured: true });
		if (!start.canWrite) throw new Conflict('not_written_here');
		const document = await ctx.db.document.findUniqueOrThrow({ where: { id: input.documentId }, select: { class: true } });
		const content = given ?? start.latest?.content ?? emptyContent(document.class === 'tthc');
		const service = document.class === 'tthc' ? (content.service ?? emptyService()) : content.service;
		await addContent(ctx, created.id, { ...content, service }, requireUser(ctx));
		return created;
	});
}

/** What the page of a new version offers; null when it can only be uploaded. Asks for no permission. */
export async function writingOffer(ctx: Ctx, documentId: string): Promise<{ fromLatest: boolean } | null> {
	const { canWrite, latest } = await writingStart(ctx, documentId);
	return canWrite ? { fromLatest: latest !== null } : null;
}

/** Begins to write: the first issue, else the next revision; title and numbers can be changed while it is a draft. */
export async function beginWriting(ctx: Ctx, documentId: string): Promise<{ id: string }> {
	const before = isUuid(documentId) ? await ctx.db.version.count({ where: { documentId, state: { not: 'cancelled' } } }) : 0;
	return createProcedureVersion(ctx, { documentId, step: before > 0 ? 'revision' : 'issue' });
}
