import { compareLimits, compareWords, type Span } from '#lib/domain/documents/compare.ts';
import { partsOf, samePart, type Parts } from './content-parts.ts';
import { compareRows, type FieldChange, type RowChange } from './compare-rows.ts';
import type { PartKey, ProcedureContent } from './content.ts';
import { sectionsOf, type EditorPart, type EditorSection, type RowsPart, type SectionKey } from './editor-sections.ts';
import { isDuration, rowsIn } from './part-forms.ts';

/** One part that differs. Of a list every row is there, also those that stayed as they were: they say where the others stand. */
export type PartChange =
	| { readonly part: PartKey; readonly kind: 'value'; readonly value: FieldChange }
	| {
			readonly part: PartKey;
			readonly kind: 'words';
			readonly kept: readonly string[];
			readonly removed: readonly string[];
			readonly added: readonly string[];
	  }
	| { readonly part: RowsPart; readonly kind: 'rows'; readonly rows: readonly RowChange[] };

export type SectionChange = {
	readonly key: SectionKey;
	/** Number on the paper of the later version; of one that went, of the earlier. */
	readonly no: string;
	/** `added`: nothing stood there before. `removed`: nothing stands there now. */
	readonly kind: 'changed' | 'added' | 'removed';
	readonly parts: readonly PartChange[];
};

export type ProcedureComparison = {
	/** In the order of the paper. */
	readonly sections: readonly SectionChange[];
	/** Sections in which something stands and nothing changed. */
	readonly same: readonly { readonly key: SectionKey; readonly no: string }[];
	/** Whether some texts are shown whole, because too much in them differs. */
	readonly coarse: boolean;
};

/**
 * What changed between two procedures that are kept as data: by section, in lists by row (found again by its id, wherever it was moved)
 * and by field. Equal contents give no section; both contents can be read out of the result where they differ. Pure and bounded.
 */
export function compareProcedures(before: ProcedureContent, after: ProcedureContent): ProcedureComparison {
	const [was, is] = [partsOf(before), partsOf(after)];
	const budget = { words: compareLimits.words, coarse: false };
	const words = (old: string, now: string): Span[] => compareWords(old, now, compareLimits, budget);
	const sections: SectionChange[] = [];
	const same: { key: SectionKey; no: string }[] = [];
	for (const { key, no, parts } of allSections(before, after)) {
		const changes = parts.flatMap((part) => changeOf(part, was, is, words));
		const stoodThere = parts.some(({ part }) => isFilled(was[part]));
		const standsThere = parts.some(({ part }) => isFilled(is[part]));
		if (changes.length > 0)
			sections.push({ key, no, kind: stoodThere && standsThere ? 'changed' : standsThere ? 'added' : 'removed', parts: changes });
		else if (standsThere) same.push({ key, no });
	}
	return { sections, same, coarse: budget.coarse };
}

/** The sections of both, those of a service too when only one of them has it. Numbered as in the later one where it has them. */
function allSections(before: ProcedureContent, after: ProcedureContent): EditorSection[] {
	const numbers = new Map(sectionsOf(after).map(({ key, no }) => [key, no]));
	return sectionsOf({ service: after.service ?? before.service }).map((section) => ({
		...section,
		no: numbers.get(section.key) ?? section.no
	}));
}

function isFilled(value: Parts[PartKey]): boolean {
	return value !== null && (typeof value === 'string' ? value !== '' : !Array.isArray(value) || value.length > 0);
}

function changeOf(part: EditorPart, before: Parts, after: Parts, words: (old: string, now: string) => Span[]): PartChange[] {
	const [was, is] = [before[part.part], after[part.part]];
	if (samePart(was, is)) return [];
	if (part.kind === 'rows') {
		const rows = compareRows(rowsIn(was), rowsIn(is), part.columns, words);
		// Written anew with the same words: only ids differ.
		return rows.every(({ kind }) => kind === 'same') ? [] : [{ part: part.part, kind: 'rows', rows }];
	}
	if (part.kind === 'words' || part.kind === 'channels') return wordsChange(part.part, asWords(was), asWords(is));
	if (part.kind === 'time')
		return [{ part: part.part, kind: 'value', value: { field: 'time', kind: 'time', before: asTime(was), after: asTime(is) } }];
	return [{ part: part.part, kind: 'value', value: { field: 'text', kind: 'text', spans: words(asText(was), asText(is)) } }];
}

/** Clauses and channels have no order of their own. */
function wordsChange(part: PartKey, before: readonly string[], after: readonly string[]): PartChange[] {
	const [was, is] = [new Set(before), new Set(after)];
	const removed = before.filter((word) => !is.has(word));
	const added = after.filter((word) => !was.has(word));
	const kept = after.filter((word) => was.has(word));
	return removed.length + added.length === 0 ? [] : [{ part, kind: 'words', kept, removed, added }];
}

function asWords(value: Parts[PartKey]): string[] {
	return Array.isArray(value) ? value.map(String) : [];
}
function asText(value: Parts[PartKey]): string {
	return typeof value === 'string' ? value : '';
}
function asTime(value: Parts[PartKey]) {
	return isDuration(value) ? value : null;
}
