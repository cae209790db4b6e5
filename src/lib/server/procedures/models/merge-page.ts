import type { PartValue } from '#lib/domain/procedures/content-parts.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { formatNumber } from '#lib/format.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { partWords } from '#lib/procedure-parts.ts';
import { mergeState } from './merge.ts';
import { readModels } from './facts.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * The difference between the model as the unit received it and as it is now, beside what the unit has, part by part.
 * @throws NotFound for who is no officer of the unit; Conflict `not_adopted`; when there is nothing newer the page says so
 */
export async function mergePage(ctx: Ctx, adoptionId: string) {
	const state = await mergeState(ctx, adoptionId);
	const { adoption } = state;
	const sources = [adoption.sourceDocumentId, adoption.source.parentId].filter((id) => id !== null);
	const [model] = await readModels(ctx, Prisma.sql`m.document_id = any(${sources}::uuid[])`);
	if (!model) throw new Conflict('not_adopted');
	const document = await ctx.db.document.findUniqueOrThrow({
		where: { id: adoption.documentId },
		select: { id: true, code: true, title: true }
	});
	return {
		modelId: model.id,
		source: { ...adoption.source, documentId: adoption.sourceDocumentId },
		document,
		base: state.base,
		newest: state.newest,
		own: state.own ? { id: state.own.id, state: state.own.state, numbers: shortNumbers(state.own) } : null,
		waits: state.own !== null && ['in_review', 'in_approval', 'approved'].includes(state.own.state),
		revision: state.texts?.revision ?? null,
		offers: state.offers.map((offer) => ({
			part: offer.part,
			label: partWords(offer.part, ctx.locale),
			conflict: offer.conflict,
			isText: offer.isText,
			text: typeof offer.merged === 'string' ? offer.merged : '',
			base: linesOf(offer.base),
			mine: linesOf(offer.mine),
			theirs: linesOf(offer.theirs),
			merged: linesOf(offer.merged)
		})),
		file: state.texts === null ? { name: state.file.model?.fileName ?? null, unchanged: state.file.unchanged } : null
	};
}

/** A part as lines of plain text: a row of a list is one line. */
function linesOf(value: PartValue): string[] {
	if (value === null || value === '') return [];
	if (typeof value === 'string') return value.split('\n');
	if (!Array.isArray(value)) return [rowWords(value)];
	return value.map((item: unknown) => (typeof item === 'string' ? item : rowWords(item)));
}

/** What a row says, without its id and its links. */
function rowWords(row: unknown): string {
	if (typeof row !== 'object' || row === null) return '';
	if ('value' in row && 'unit' in row && typeof row.value === 'number') return `${formatNumber(row.value)} ${String(row.unit)}`;
	return Object.entries(row)
		.filter(([name]) => name !== 'id' && !name.endsWith('Id'))
		.flatMap(([, field]: [string, unknown]) => {
			if (typeof field === 'string') return field.trim() === '' ? [] : [field.trim()];
			return typeof field === 'object' && field !== null ? [rowWords(field)] : [];
		})
		.join(' · ');
}
