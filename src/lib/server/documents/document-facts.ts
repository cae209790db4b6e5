import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { decide, may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

export const documentSelect = {
	id: true,
	unitId: true,
	code: true,
	codeKey: true,
	kindCode: true,
	class: true,
	title: true,
	status: true,
	visibility: true,
	medium: true,
	distribution: true,
	parentId: true,
	replacesId: true,
	ownerDivisionId: true,
	ownerId: true,
	rowVersion: true,
	createdById: true,
	unit: { select: { numberingScheme: true } },
	drafters: { select: { userId: true } },
	audience: { select: { kind: true, divisionId: true, role: true, userId: true } }
} as const satisfies Prisma.DocumentSelect;

export type LoadedDocument = Prisma.DocumentGetPayload<{ select: typeof documentSelect }>;

export function documentSubject(document: LoadedDocument): Subject {
	return {
		unitId: document.unitId,
		visibility: document.visibility,
		drafterIds: document.drafters.map((drafter) => drafter.userId)
	};
}

/**
 * A document that this actor may see: because they keep the unit's documents or are named to it, or because one of its versions
 * is visible to them. Else it does not exist: 404.
 */
export async function loadDocument(ctx: Ctx, documentId: string): Promise<{ document: LoadedDocument; subject: Subject }> {
	const document = isUuid(documentId) ? await ctx.db.document.findUnique({ where: { id: documentId }, select: documentSelect }) : null;
	if (!document) throw new NotFound('document_not_found');
	const subject = documentSubject(document);
	if (!keeps(ctx, subject) && !(await hasVisibleVersion(ctx, documentId))) throw new NotFound('document_not_found');
	return { document, subject };
}

/** Who may see a document before it has any version others can see. */
function keeps(ctx: Ctx, subject: Subject): boolean {
	return may(ctx.actor, 'batch.read', subject) || decide(ctx.actor, 'version.create', subject).allowed;
}

async function hasVisibleVersion(ctx: Ctx, documentId: string): Promise<boolean> {
	const found = await ctx.db.version.findFirst({
		where: { AND: [{ documentId }, visibleVersions(ctx.actor, 'version.read', today(ctx))] },
		select: { id: true }
	});
	return found !== null;
}
