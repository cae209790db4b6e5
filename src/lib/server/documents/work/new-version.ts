import { compareNumbers } from '#lib/domain/documents/numbering.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { officeProgram } from '#lib/server/files/office.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { loadDocument } from '../document-facts.ts';
import { externalChoices, externalReferencesOf } from '../external/references.ts';
import { referenceOptions } from './options.ts';

/** What the form of the next version begins with: the title and the references of the one before. */
export async function newVersionForm(ctx: Ctx, documentId: string) {
	const { document, subject } = await loadDocument(ctx, documentId);
	authorize(ctx, 'version.create', subject);
	const [kind, versions, documents] = await Promise.all([
		ctx.db.documentKind.findUniqueOrThrow({ where: { code: document.kindCode }, select: { pdfRequired: true, sourceRequired: true } }),
		ctx.db.version.findMany({
			where: { documentId, state: { not: 'cancelled' } },
			select: { id: true, state: true, issueNo: true, revisionNo: true, title: true, references: { select: { documentId: true } } }
		}),
		referenceOptions(ctx, document.unitId, documentId)
	]);
	const latest = [...versions].sort(compareNumbers).at(-1);
	const [externalDocuments, externals] = await Promise.all([
		externalChoices(ctx, document.unitId, latest?.id ?? null),
		latest ? externalReferencesOf(ctx, latest.id) : []
	]);
	return {
		documentId,
		code: document.code,
		title: latest?.title ?? document.title,
		scheme: document.unit.numberingScheme,
		kind,
		references: latest?.references.map((reference) => reference.documentId) ?? [],
		externalDocuments,
		externals,
		hasBefore: latest !== undefined,
		canConvert: officeProgram() !== null,
		/** The open version, if there is one: then this form is not for now. */
		openVersionId: versions.find((version) => ['draft', 'in_review', 'in_approval', 'approved'].includes(version.state))?.id ?? null,
		documents
	};
}
