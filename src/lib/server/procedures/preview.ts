import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { loadDocument } from '#lib/server/documents/document-facts.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { previewProcedure } from '#lib/server/pdf/render.ts';
import type { TypstAnswer } from '#lib/server/pdf/typst.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { citedNames, paperHead } from './paper-facts.ts';
import { paperOf } from './paper.ts';

/**
 * The paper of a text that is being written, saved or not, as the draft of the document would print it: marked BẢN NHÁP, with the
 * places of its parts. Nothing is kept.
 * @param row the row that is being written, which is coloured
 * @throws NotFound `document_not_found`, `content_not_found` when the document has no draft written here; Forbidden
 */
export async function previewOf(
	ctx: Ctx,
	input: { documentId: string; content: ProcedureContent; row: string | null }
): Promise<TypstAnswer> {
	const { document } = await loadDocument(ctx, input.documentId);
	const draft = await ctx.db.version.findFirst({
		where: { documentId: document.id, state: 'draft', content: { isNot: null } },
		select: { id: true }
	});
	if (!draft) throw new NotFound('content_not_found');
	const { version, subject } = await loadVersion(ctx, draft.id);
	const decision = decide(ctx.actor, 'version.edit', subject);
	if (!decision.allowed) throw new Forbidden(decision.reason);
	const head = await paperHead(ctx, version.id, input.content);
	const cited = await citedNames(ctx, version.unitId, input.content);
	return previewProcedure(paperOf(input.content, head, cited, { row: input.row }), { createdAt: ctx.clock.now() });
}
