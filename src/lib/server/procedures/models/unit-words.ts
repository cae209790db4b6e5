import type { Localisation } from '#lib/domain/procedures/models/localise.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** A document of the Department and the unit's own that came of it. */
export type Counterpart = {
	readonly sourceDocumentId: string;
	readonly sourceCode: string;
	readonly documentId: string;
	readonly code: string;
};

/** What the unit has adopted, models and forms, abandoned documents left out. */
export async function counterpartsIn(ctx: Ctx, unitId: string): Promise<Counterpart[]> {
	const rows = await ctx.db.modelAdoption.findMany({
		where: { unitId, document: { status: 'open' } },
		select: { sourceDocumentId: true, sourceDocument: { select: { code: true } }, document: { select: { id: true, code: true } } }
	});
	return rows.flatMap(({ sourceDocumentId, sourceDocument, document }) =>
		document ? [{ sourceDocumentId, sourceCode: sourceDocument.code, documentId: document.id, code: document.code }] : []
	);
}

/** Codes and documents of the unit in the place of the model's. */
export function namesOf(counterparts: readonly Counterpart[]): Pick<Localisation, 'codes' | 'documents'> {
	return {
		codes: Object.fromEntries(counterparts.map(({ sourceCode, code }) => [sourceCode, code])),
		documents: Object.fromEntries(counterparts.map(({ sourceDocumentId, documentId }) => [sourceDocumentId, documentId]))
	};
}

/** The unit's own words for roles, those only that differ from the model's. */
export async function roleWordsOf(ctx: Ctx, unitId: string): Promise<Record<string, string>> {
	const words = await ctx.db.modelRoleWord.findMany({ where: { unitId }, select: { role: true, words: true } });
	return Object.fromEntries(words.filter((word) => word.words !== word.role).map((word) => [word.role, word.words]));
}
