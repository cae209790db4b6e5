import { diffArrays } from 'diff';

/**
 * What changed between two texts: paragraphs first, then the words of those that changed. Pure and bounded: a text that would take too long
 * is compared more coarsely and the result says so (docs/decisions/0322). Uploaded files give their lines and pages; sections and steps of
 * structured procedures are compared by the same functions, one text at a time.
 */
export type Span = { readonly text: string; readonly change: 'same' | 'removed' | 'added' };
export type Paragraph = { readonly text: string; /** From 1; of a text without pages always 1. */ readonly page: number };

export type Hunk =
	| {
			readonly kind: 'same';
			readonly paragraphs: readonly Paragraph[];
			/** Page of the first one in the new text. */ readonly pageAfter: number;
	  }
	| { readonly kind: 'removed'; readonly page: number; readonly before: readonly Span[] }
	| { readonly kind: 'added'; readonly page: number; readonly after: readonly Span[] }
	| {
			readonly kind: 'changed';
			readonly page: number;
			readonly pageAfter: number;
			readonly before: readonly Span[];
			readonly after: readonly Span[];
			/** Both in one, for reading in line. */
			readonly inline: readonly Span[];
	  };

export type Comparison = {
	readonly hunks: readonly Hunk[];
	/** `words`; `paragraphs` where some paragraphs are shown whole; `pages` where only pages could be told apart. */
	readonly precision: 'words' | 'paragraphs' | 'pages';
	readonly changed: number;
};

export type Limits = {
	/** Paragraphs added and removed at most, before only pages are compared. */
	readonly paragraphEdits: number;
	/** Words added and removed in one place at most, before it is shown whole. */
	readonly wordEdits: number;
	/** Words of all changed places together. */
	readonly words: number;
};

export const compareLimits: Limits = { paragraphEdits: 1_000, wordEdits: 600, words: 60_000 };

/** Compares two texts whose lines end in `\n` and whose pages end in `\f`. */
export function compareText(before: string, after: string, limits: Limits = compareLimits): Comparison {
	const [old, now] = [paragraphsOf(before), paragraphsOf(after)];
	const parts = diffArrays<Paragraph>(old, now, { comparator: isSame, maxEditLength: limits.paragraphEdits });
	if (!parts) return comparePages(before, after, limits);
	const budget = { words: limits.words, coarse: false };
	const hunks: Hunk[] = [];
	let position = { old: 0, now: 0 };
	let removed: Paragraph[] = [];
	let added: Paragraph[] = [];
	const flush = () => {
		if (removed.length > 0 || added.length > 0) hunks.push(changeOf(removed, added, limits, budget));
		[removed, added] = [[], []];
	};
	for (const part of parts) {
		const { count } = part;
		if (part.removed) {
			removed.push(...old.slice(position.old, position.old + count));
			position = { ...position, old: position.old + count };
		} else if (part.added) {
			added.push(...now.slice(position.now, position.now + count));
			position = { ...position, now: position.now + count };
		} else {
			flush();
			hunks.push({
				kind: 'same',
				paragraphs: old.slice(position.old, position.old + count),
				pageAfter: now[position.now]?.page ?? 1
			});
			position = { old: position.old + count, now: position.now + count };
		}
	}
	flush();
	return { hunks, precision: budget.coarse ? 'paragraphs' : 'words', changed: hunks.filter(({ kind }) => kind !== 'same').length };
}

function isSame(a: Paragraph, b: Paragraph): boolean {
	return a.text === b.text;
}

function changeOf(
	removed: readonly Paragraph[],
	added: readonly Paragraph[],
	limits: Limits,
	budget: { words: number; coarse: boolean }
): Hunk {
	const join = (paragraphs: readonly Paragraph[]) => paragraphs.map(({ text }) => text).join('\n');
	const [before, after] = [join(removed), join(added)];
	const page = removed[0]?.page ?? 1;
	const pageAfter = added[0]?.page ?? 1;
	if (removed.length === 0) return { kind: 'added', page: pageAfter, after: [{ text: after, change: 'added' }] };
	if (added.length === 0) return { kind: 'removed', page, before: [{ text: before, change: 'removed' }] };
	const inline = compareWords(before, after, limits, budget);
	return {
		kind: 'changed',
		page,
		pageAfter,
		before: inline.filter(({ change }) => change !== 'added'),
		after: inline.filter(({ change }) => change !== 'removed'),
		inline
	};
}

/** Syllables, numbers, spaces and single signs: Vietnamese writes its words apart by syllable, and a number is one thing. */
const token = /[\p{L}\p{M}]+|\d+(?:[.,/]\d+)*|\s+|[^\s\p{L}\p{M}\d]/gu;

/** The words of two short texts in one row of spans. Beyond the limits: the one removed, the other added. */
export function compareWords(
	before: string,
	after: string,
	limits: Limits = compareLimits,
	budget: { words: number; coarse: boolean } = { words: limits.words, coarse: false }
): Span[] {
	const old = before.normalize('NFC').match(token) ?? [];
	const now = after.normalize('NFC').match(token) ?? [];
	budget.words -= old.length + now.length;
	const parts = budget.words < 0 ? undefined : diffArrays(old, now, { maxEditLength: limits.wordEdits });
	if (!parts) {
		budget.coarse = true;
		return [
			{ text: before, change: 'removed' },
			{ text: after, change: 'added' }
		];
	}
	return parts.map(({ value, added, removed }) => ({ text: value.join(''), change: added ? 'added' : removed ? 'removed' : 'same' }));
}

/** Only which pages differ: for texts that have hardly anything in common. */
function comparePages(before: string, after: string, limits: Limits): Comparison {
	const pages = (text: string): Paragraph[] =>
		text.split('\f').map((page, index) => ({ text: page.normalize('NFC').replace(/\s+/g, ' ').trim(), page: index + 1 }));
	const [old, now] = [pages(before), pages(after)];
	const hunks = Array.from({ length: Math.max(old.length, now.length) }, (_, index): Hunk => {
		const [was, is] = [old[index], now[index]];
		if (was && is && was.text === is.text) return { kind: 'same', paragraphs: [was], pageAfter: is.page };
		return changeOf(was ? [was] : [], is ? [is] : [], { ...limits, wordEdits: 0 }, { words: 0, coarse: true });
	});
	return { hunks, precision: 'pages', changed: hunks.filter(({ kind }) => kind !== 'same').length };
}

/** What begins a paragraph of its own: a number (`5.7`, `1)`, `a)`), a bullet, an article. */
const begins = /^(?:\d+(?:\.\d+)*[.)]?\s|[a-zđ]\)\s|[-–•+*]\s|(?:Điều|Chương|Mục|Phần|Phụ lục)\s)/u;
const ends = /[.:;!?…]$/u;

/**
 * The paragraphs of a text. Lines that a page only broke are put together again, so that a word more at the top does not change every line below;
 * what stands at the head and foot of most pages is left out.
 */
export function paragraphsOf(text: string): Paragraph[] {
	const pages = text
		.normalize('NFC')
		.split('\f')
		.map((page) => page.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()));
	const paragraphs: { text: string; page: number; open: boolean }[] = [];
	withoutRunning(pages).forEach((lines, index) => {
		lines.forEach((line, at) => {
			const last = paragraphs.at(-1);
			if (line === '') {
				if (last) last.open = false;
				return;
			}
			const open = !ends.test(line);
			// A sentence goes on over the end of a page; a heading at its foot does not.
			const goesOn = last?.open && !begins.test(line) && (at > 0 || index === 0 || /^\p{Ll}/u.test(line));
			if (last && goesOn) {
				last.text += ` ${line}`;
				last.open = open;
			} else paragraphs.push({ text: line, page: index + 1, open });
		});
	});
	return paragraphs.map(({ text, page }) => ({ text, page }));
}

/** How many lines with words a head or foot has at most: agencies put theirs in a table, whose cells are read one after the other. */
const edge = 12;
/** The same line whatever page, version and day it bears. */
const shape = (line: string): string => line.replace(/\d+/g, '#').replace(/(?<=^|\s)(?:trang|page) [ivxl]+(?=\W|$)/iu, 'trang #');
/** So long that it stands on page after page only as a mark across the page: BẢN NHÁP, who signed it and when. */
const markLength = 8;

/** The pages without their heads, feet and marks, and without the empty lines that stood around these. */
function withoutRunning(pages: readonly (readonly string[])[]): string[][] {
	const placed = pages.map(placedShapes);
	const inHead = repeated(placed.map((lines) => lines.flatMap(({ place, shape: one }) => (place ? [`${place} ${one}`] : []))));
	const anywhere = repeated(pages.length < 4 ? [] : placed.map(onceOnPage), 0.8);
	return pages.map((lines, index) => {
		const known = new Map(placed[index]?.map((one) => [one.at, one]));
		const kept = lines.map((line, at) => {
			const found = known.get(at);
			const runs = found && ((found.place && inHead.has(`${found.place} ${found.shape}`)) || anywhere.has(found.shape));
			return { line, runs: runs === true };
		});
		const left = kept.filter(({ line, runs }, at) => !runs && !(line === '' && kept[at - 1]?.runs)).map(({ line }) => line);
		const first = left.findIndex((line) => line !== '');
		return first < 0 ? [] : left.slice(first, left.findLastIndex((line) => line !== '') + 1);
	});
}

type PlacedShape = { readonly at: number; readonly shape: string; readonly place: 'head' | 'foot' | null };

function placedShapes(lines: readonly string[]): PlacedShape[] {
	const filled = lines.flatMap((line, at) => (line === '' ? [] : [{ at, shape: shape(line) }]));
	return filled.map((line, index) => ({
		...line,
		place: index < edge && index < filled.length / 2 ? 'head' : index >= filled.length - edge ? 'foot' : null
	}));
}

function onceOnPage(lines: readonly PlacedShape[]): string[] {
	const counts = new Map<string, number>();
	for (const { shape: one } of lines) if (one.length >= markLength) counts.set(one, (counts.get(one) ?? 0) + 1);
	return [...counts].filter(([, count]) => count === 1).map(([one]) => one);
}

/** What stands on most pages; of two pages on both. */
function repeated(pages: readonly (readonly string[])[], share = 0.6): Set<string> {
	const counts = new Map<string, number>();
	for (const page of pages) for (const one of new Set(page)) counts.set(one, (counts.get(one) ?? 0) + 1);
	const most = Math.max(2, Math.ceil(pages.filter(({ length }) => length > 0).length * share));
	return new Set([...counts].filter(([, count]) => count >= most).map(([one]) => one));
}
