import { may } from '#lib/domain/permissions/decide.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { isUuid, type SubjectRef } from './list.ts';
import { shownTrail, type ShownTrail } from './trail-page.ts';

export type DocumentTrail = ShownTrail & { readonly document: { readonly id: string; readonly code: string; readonly title: string } };

/**
 * Every act on one document: on itself, its versions, its numbered prints and the batches that issued, revoked or withdrew them.
 * @throws NotFound when the document does not exist for the actor, or its trail is not theirs to read
 */
export async function documentTrail(ctx: Ctx, documentId: string, page: number): Promise<DocumentTrail> {
	const document = isUuid(documentId) ? await ctx.db.document.findUnique({ where: { id: documentId }, select: documentFacts }) : null;
	if (!document || !(await mayReadTrail(ctx, document))) throw new NotFound('document_not_found');
	const subjects: SubjectRef[] = [
		{ type: 'document', id: document.id },
		...document.versions.map(({ id }) => ({ type: 'version', id })),
		...document.batchLines.map(({ batchId }) => ({ type: 'issue_batch', id: batchId })),
		...document.batchLines.flatMap(({ batch }) => batch.corrections.map(({ id }) => ({ type: 'batch_correction', id }))),
		...document.prints.map(({ id }) => ({ type: 'numbered_print', id }))
	];
	const list = await shownTrail(ctx, { subjects }, page);
	return { ...list, document: { id: document.id, code: document.code, title: document.title } };
}

const documentFacts = {
	id: true,
	unitId: true,
	code: true,
	title: true,
	versions: { select: { id: true } },
	prints: { select: { id: true } },
	batchLines: { select: { batchId: true, batch: { select: { corrections: { select: { id: true } } } } } }
} as const;

/** The unit's officer and heads always; the Department and inspectors once a version is there for them to read. */
async function mayReadTrail(ctx: Ctx, document: { id: string; unitId: string }): Promise<boolean> {
	const { unitId } = document;
	if (may(ctx.actor, 'trail.read', { unitId })) return true;
	if (!may(ctx.actor, 'trail.read_visible', { unitId })) return false;
	const readable = visibleVersions(ctx.actor, 'version.read', today(ctx));
	return (await ctx.db.version.findFirst({ where: { AND: [{ documentId: document.id }, readable] }, select: { id: true } })) !== null;
}
