import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { loadDocument } from '../document-facts.ts';
import { divisionOptions, referenceOptions, staffOptions } from './options.ts';

/** Who keeps a document and whom it reaches, with what can be chosen instead. @throws Forbidden, NotFound */
export async function documentSettings(ctx: Ctx, documentId: string) {
	const { document, subject } = await loadDocument(ctx, documentId);
	authorize(ctx, 'document.manage', subject);
	const [divisions, people, documents, versions] = await Promise.all([
		divisionOptions(ctx, document.unitId),
		staffOptions(ctx, document.unitId),
		referenceOptions(ctx, document.unitId, document.id),
		ctx.db.version.findMany({ where: { documentId }, select: { state: true } })
	]);
	const lines = document.audience;
	const issued = versions.some((version) => version.state === 'issued' || version.state === 'withdrawn');
	return {
		id: document.id,
		code: document.code,
		title: document.title,
		status: document.status,
		rowVersion: document.rowVersion,
		/** The code belongs to the document from the first issue on. */
		canRecode: !issued,
		canAbandon: document.status === 'open' && versions.every((version) => version.state === 'cancelled'),
		values: {
			ownerDivisionId: document.ownerDivisionId,
			ownerId: document.ownerId,
			parentId: document.parentId,
			replacesId: document.replacesId,
			drafters: document.drafters.map((drafter) => drafter.userId),
			medium: document.medium,
			distribution: document.distribution,
			visibility: document.visibility,
			reach: lines.some((line) => line.kind === 'unit') ? 'unit' : lines.length > 0 ? 'some' : 'nobody',
			audienceDivisions: lines.flatMap((line) => line.divisionId ?? []),
			audienceRoles: lines.flatMap((line) => line.role ?? []),
			audiencePeople: lines.flatMap((line) => line.userId ?? [])
		},
		divisions,
		people,
		documents
	};
}
