import { compareProcedures, type ProcedureComparison } from '#lib/domain/procedures/compare.ts';
import { summarise, type SummaryLine } from '#lib/domain/procedures/compare-summary.ts';
import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { comparedPair, comparedText, type CompareAsk } from '#lib/server/documents/compare.ts';
import type { TextTools } from '#lib/server/files/text.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { findContent } from './content-store.ts';
import { citedNames } from './paper-facts.ts';

export type Compared = Awaited<ReturnType<typeof compareVersions>>;

/** Two texts that are kept as data, compared, with what the documents are called that their rows point to. */
export type ComparedContent = {
	readonly comparison: ProcedureComparison;
	readonly summary: readonly SummaryLine[];
	readonly names: Readonly<Record<string, string>>;
};

/**
 * Two versions of a document side by side, both of which the actor may read: what they say of themselves, and what stands in them. Where both
 * were written here it is by section, row and field, and by the words of their printed pages when that is asked for (`by: 'text'`); else by words.
 * @throws NotFound for a version that does not exist or may not be seen
 */
export async function compareVersions(ctx: Ctx, tools: TextTools, documentId: string, ask: CompareAsk & { by?: string | null }) {
	const pair = await comparedPair(ctx, documentId, ask);
	const { from, to, unitId } = pair;
	if (!from || !to) return { ...pair, content: null, text: null, structured: false };
	const [was, is] = [await findContent(ctx, from.id), await findContent(ctx, to.id)];
	if (!was || !is) return { ...pair, content: null, text: await comparedText(ctx, tools, from, to), structured: false };
	if (ask.by === 'text') return { ...pair, content: null, text: await comparedText(ctx, tools, from, to), structured: true };
	return { ...pair, content: await comparedContent(ctx, unitId, was.content, is.content), text: null, structured: true };
}

async function comparedContent(ctx: Ctx, unitId: string, before: ProcedureContent, after: ProcedureContent): Promise<ComparedContent> {
	const comparison = compareProcedures(before, after);
	return { comparison, summary: summarise(comparison), names: await linkNames(ctx, unitId, before, after) };
}

/** Of documents only those that this person may read, and those that the paper names itself. */
async function linkNames(ctx: Ctx, unitId: string, ...contents: ProcedureContent[]): Promise<Record<string, string>> {
	const rows = contents.flatMap(({ references, legalBasis }) => [...references, ...legalBasis]);
	const visible = visibleVersions(ctx.actor, 'version.read', today(ctx));
	const documents = await ctx.db.document.findMany({
		where: { unitId, id: { in: rows.flatMap(({ documentId }) => documentId ?? []) }, versions: { some: visible } },
		select: { id: true, code: true, title: true }
	});
	const externals = await ctx.db.externalDocument.findMany({
		where: { OR: [{ unitId: null }, { unitId }], id: { in: rows.flatMap(({ externalId }) => externalId ?? []) } },
		select: { id: true, number: true, title: true }
	});
	const printed: Record<string, string> = {};
	for (const content of contents) Object.assign(printed, await citedNames(ctx, unitId, content));
	return {
		...printed,
		...Object.fromEntries(documents.map(({ id, code, title }) => [id, `${code} ${title}`])),
		...Object.fromEntries(externals.map(({ id, number, title }) => [id, `${number} ${title}`]))
	};
}
