import { ZodError } from 'zod';
import { isServicePart, samePart, partsOf, withParts, type PartValue } from '../content-parts.ts';
import { partKeys, limits, type PartKey, type ProcedureContent } from '../content.ts';
import { mergeContent, type Merge, type MergeConflict } from '../merge.ts';

/**
 * A new version of a model brought into a unit's text, part by part. `base` is the model as the unit received it, `theirs` the model as it
 * is now, both in the unit's own words; `mine` is the unit's text.
 */
export const mergeChoices = ['merged', 'mine', 'theirs', 'edit'] as const;
export type MergeChoice = (typeof mergeChoices)[number];

/** A part that the model changed and that the unit does not have like that already. */
export type MergeOffer = {
	readonly part: PartKey;
	readonly base: PartValue;
	readonly mine: PartValue;
	readonly theirs: PartValue;
	/** What is proposed: the model's changes in the unit's text; where both changed one thing, both texts. */
	readonly merged: PartValue;
	/** Both changed one thing, in two ways. */
	readonly conflict: boolean;
	/** A text, which can be written anew here. */
	readonly isText: boolean;
};

export function offersOf(base: ProcedureContent, mine: ProcedureContent, theirs: ProcedureContent): MergeOffer[] {
	const { merged, conflicts } = mergeWhatFits(base, mine, theirs);
	const [was, own, model, result] = [partsOf(base), partsOf(mine), partsOf(theirs), partsOf(keepBoth(merged, conflicts))];
	return partKeys
		.filter((part) => mine.service !== null || !isServicePart(part))
		.filter((part) => !samePart(was[part], model[part]) && !samePart(own[part], model[part]))
		.map((part) => ({
			part,
			base: was[part],
			mine: own[part],
			theirs: model[part],
			merged: result[part],
			conflict: conflicts.some((conflict) => conflict.part === part),
			isText: typeof own[part] === 'string'
		}));
}

/** Of a list that would become longer than it may, the unit's rows are proposed, and it is said: nothing is cut off. */
function mergeWhatFits(base: ProcedureContent, mine: ProcedureContent, theirs: ProcedureContent): Merge {
	try {
		return mergeContent(base, mine, theirs);
	} catch (error) {
		const full = error instanceof ZodError ? partKeys.filter((part) => error.issues.some(({ path }) => path.join('.') === part)) : [];
		if (full.length === 0) throw error;
		const [was, own, model] = [partsOf(base), partsOf(mine), partsOf(theirs)];
		const { merged, conflicts } = mergeContent(base, mine, withParts(theirs, Object.fromEntries(full.map((part) => [part, own[part]]))));
		const said = full.map((part) => ({ part, kind: 'part' as const, base: was[part], mine: own[part], theirs: model[part] }));
		return { merged, conflicts: [...conflicts, ...said] };
	}
}

/**
 * The unit's text after the choices; without one what is proposed is taken. Parts that the model did not change stay as they are.
 * @param texts of parts that were written anew
 * @throws z.ZodError when it is more than fits
 */
export function applyChoices(
	mine: ProcedureContent,
	offers: readonly MergeOffer[],
	choices: Readonly<Partial<Record<PartKey, MergeChoice>>>,
	texts: Readonly<Partial<Record<PartKey, string>>> = {}
): ProcedureContent {
	const parts = Object.fromEntries(
		offers.map((offer) => {
			const choice = choices[offer.part] ?? 'merged';
			const written = texts[offer.part];
			if (choice === 'edit' && offer.isText && written !== undefined) return [offer.part, written];
			return [offer.part, choice === 'edit' ? offer.merged : offer[choice]];
		})
	);
	return withParts(mine, parts);
}

/**
 * Where both sides changed one text, both stand in it, the unit's first: whoever edits the draft sees them and chooses. What is no text
 * (a time, a box) stays the unit's, and so does a short text that together with the other would not fit; the model's is in the model.
 */
export function keepBoth(merged: ProcedureContent, conflicts: readonly MergeConflict[]): ProcedureContent {
	return conflicts.reduce((content, conflict) => {
		if (conflict.kind === 'part') return withParts(content, { [conflict.part]: bothOf(conflict, isShortPart(conflict.part)) });
		if (conflict.kind !== 'field') return content;
		const rows: unknown = partsOf(content)[conflict.part];
		if (!Array.isArray(rows)) return content;
		const { rowId, field } = conflict;
		return withParts(content, {
			[conflict.part]: rows.map((row: unknown) =>
				isRow(row) && row.id === rowId ? { ...row, [field]: bothOf(conflict, shortFields.has(field)) } : row
			)
		});
	}, merged);
}

const shortFields: ReadonlySet<string> = new Set(['term', 'form', 'heading', 'who', 'code', 'keptBy', 'keptFor']);
const isShortPart = (part: PartKey) => part === 'service.serviceCode' || part === 'service.dossierSets';

type TwoTexts = { readonly base: unknown; readonly mine: unknown; readonly theirs: unknown };

/** Never what stood there before: a second merge would take that for a text that the unit did not touch. */
function bothOf({ base, mine, theirs }: TwoTexts, short: boolean): unknown {
	if (typeof mine !== 'string' || typeof theirs !== 'string' || mine.includes(theirs)) return mine;
	if (theirs.includes(mine)) return theirs;
	const join = (one: string, other: string) => (short ? `${one} / ${other}` : `${one}\n${other}`);
	const both = join(mine, theirs) === base ? join(theirs, mine) : join(mine, theirs);
	return both.length <= (short ? limits.short : limits.text) ? both : mine;
}

function isRow(value: unknown): value is { id: string } {
	return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
