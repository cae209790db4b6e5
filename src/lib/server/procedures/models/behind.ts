import { behindOf, type Behind } from '#lib/domain/procedures/models/adoption-state.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { documentListPage, type DocumentListPage } from '#lib/server/documents/queries/list-page.ts';
import { documentPage, type DocumentAsk, type DocumentPage } from '#lib/server/documents/queries/document-page.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readAdoptions, readModels, type AdoptionRow, type LoadedModel } from './facts.ts';
import { stanceOf, unitRow, type Stance } from './pages.ts';

/** A document of a unit that has not followed the newest version of its model. */
export type BehindDocument = { readonly adoptionId: string; readonly sourceCode: string; readonly behind: Behind };

/** The model, or form of a model, that a document of a unit came of. */
export type FollowedModel = {
	readonly modelId: string;
	readonly code: string;
	/** Of the version that the unit follows; null: none any more. */
	readonly following: string | null;
	readonly newest: string | null;
	readonly stance: Stance;
	readonly adoptionId: string;
	readonly canMerge: boolean;
};

/** The models on offer, and their forms, that these adoptions are about, by the Department's document. */
async function sourcesOf(ctx: Ctx, adoptions: readonly AdoptionRow[]): Promise<Map<string, LoadedModel>> {
	const ids = adoptions.map(({ sourceDocumentId }) => sourceDocumentId);
	const sources = ids.length === 0 ? [] : await readModels(ctx, Prisma.sql`d.id = any(${ids}::uuid[]) and m.retired_on is null`, 'forms');
	return new Map(sources.map((source) => [source.documentId, source]));
}

/** Which of these documents are behind, forms too: two statements, one where none of them came of a model. No question of rights. */
export async function documentsBehind(ctx: Ctx, documentIds: readonly string[]): Promise<Record<string, BehindDocument>> {
	if (documentIds.length === 0) return {};
	const adoptions = await readAdoptions(ctx, { ownDocumentIds: documentIds });
	const sources = await sourcesOf(ctx, adoptions);
	return Object.fromEntries(
		adoptions.flatMap((adoption) => {
			const source = sources.get(adoption.sourceDocumentId);
			const behind = source && !adoption.notApplicable ? behindOf(source, adoption) : null;
			if (!source || !behind || adoption.documentId === null) return [];
			return [[adoption.documentId, { adoptionId: adoption.id, sourceCode: source.code, behind }] as const];
		})
	);
}

/** The master list, and which of its lines are behind their model, for whoever keeps these documents. As `documentListPage`. */
export async function documentListWithModels(
	ctx: Ctx,
	params: URLSearchParams,
	activeUnitId: string | null
): Promise<DocumentListPage & { readonly behind: Readonly<Record<string, BehindDocument>> }> {
	const page = await documentListPage(ctx, params, activeUnitId);
	// What is missing today says nothing about another day.
	const kept = page.asOf === today(ctx) ? page.list.items.filter(({ unitId }) => may(ctx.actor, 'model.adopt', { unitId })) : [];
	return {
		...page,
		behind: await documentsBehind(
			ctx,
			kept.map(({ id }) => id)
		)
	};
}

/** A document as its page shows it, with the model that it came of for who may know. As `documentPage`. @throws NotFound */
export async function documentWithModel(
	ctx: Ctx,
	documentId: string,
	ask: DocumentAsk
): Promise<{ view: DocumentPage; model: FollowedModel | null }> {
	const view = await documentPage(ctx, documentId, ask);
	const { unitId } = view;
	if (!may(ctx.actor, 'model.read', { unitId })) return { view, model: null };
	const adoptions = await readAdoptions(ctx, { ownDocumentIds: [view.id] });
	const sources = await sourcesOf(ctx, adoptions);
	const [adoption] = adoptions;
	const source = adoption && sources.get(adoption.sourceDocumentId);
	if (!adoption || !source) return { view, model: null };
	const [newest] = source.versions;
	const model = {
		modelId: source.id,
		code: source.code,
		following: adoption.base ? shortNumbers(adoption.base) : null,
		newest: newest ? shortNumbers(newest) : null,
		stance: stanceOf(source, await unitRow(ctx, unitId), adoption),
		adoptionId: adoption.id,
		canMerge: may(ctx.actor, 'model.adopt', { unitId })
	};
	return { view, model };
}
