/**
 * Search answers as pieces of text, some of them hits: pages mark them without ever building HTML from a document's words. Words
 * are compared without accents, as search does.
 */
export type Segment = { readonly text: string; readonly hit: boolean };

/** What is looked for: folded words; the last one may be the beginning of a word. */
export type SearchWords = { readonly words: readonly string[]; readonly lastIsPrefix: boolean };

/** Lower case, no accents, đ as d. */
export function foldText(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase().normalize('NFC');
}

/** At most twelve words; the last counts as a beginning when it has three letters or more. */
export function searchWords(q: string): SearchWords {
	const words = (foldText(q).match(/[\p{L}\p{N}]+/gu) ?? []).slice(0, 12);
	const last = words.at(-1) ?? '';
	return { words, lastIsPrefix: last.length >= 3 && !/\s$/.test(q) };
}

export function highlight(text: string, search: SearchWords): Segment[] {
	const found = joined(hits(text, search), text);
	const segments: Segment[] = [];
	let at = 0;
	for (const { from, to } of found) {
		if (from > at) segments.push({ text: text.slice(at, from), hit: false });
		segments.push({ text: text.slice(from, to), hit: true });
		at = to;
	}
	if (at < text.length) segments.push({ text: text.slice(at), hit: false });
	return segments;
}

/**
 * A piece of a longer text around the place where most of the words stand together, on one line. Null when none is in it. The text
 * is looked through as it is, by patterns that know the accents: folding a whole document for one line would take longer than the
 * search.
 */
export function snippet(text: string, search: SearchWords, length = 160): Segment[] | null {
	const rough = search.words.flatMap((word) => places(text, word));
	const start = densest(rough, 2 * length);
	if (start === null) return null;
	const part = text.slice(Math.max(0, start - length), start + 4 * length);
	const isCut = start - length > 0;
	return cutAround(isCut ? part.slice(part.search(/\s/) + 1) : part, search, length, {
		before: isCut,
		after: start + 4 * length < text.length
	});
}

const rememberedPlaces = 200;

function places(text: string, word: string): { at: number; word: string }[] {
	const found: { at: number; word: string }[] = [];
	for (const match of text.matchAll(accentedPattern(word))) {
		found.push({ at: match.index, word });
		if (found.length >= rememberedPlaces) break;
	}
	return found;
}

/** Where a window begins that holds the most different words. */
function densest(found: readonly { at: number; word: string }[], width: number): number | null {
	const sorted = [...found].sort((a, b) => a.at - b.at);
	let best: { at: number; words: number; span: number } | null = null;
	for (const [index, start] of sorted.entries()) {
		const seen = new Set<string>();
		let span = 0;
		for (let next = index; next < sorted.length; next += 1) {
			const place = sorted[next];
			if (!place || place.at > start.at + width) break;
			if (seen.has(place.word)) continue;
			seen.add(place.word);
			span = place.at - start.at;
		}
		if (best === null || seen.size > best.words || (seen.size === best.words && span < best.span)) {
			best = { at: start.at, words: seen.size, span };
		}
	}
	return best?.at ?? null;
}

const accented: Record<string, string> = {
	a: 'aàáảãạăằắẳẵặâầấẩẫậ',
	d: 'dđ',
	e: 'eèéẻẽẹêềếểễệ',
	i: 'iìíỉĩị',
	o: 'oòóỏõọôồốổỗộơờớởỡợ',
	u: 'uùúủũụưừứửữự',
	y: 'yỳýỷỹỵ'
};

function accentedPattern(word: string): RegExp {
	const letters = [...word].map((letter) => (accented[letter] ? `[${accented[letter]}]` : letter)).join('');
	return new RegExp(`(?<![\\p{L}\\p{N}])${letters}`, 'giu');
}

function cutAround(text: string, search: SearchWords, length: number, more: { before: boolean; after: boolean }): Segment[] | null {
	const line = text.replace(/\s+/gu, ' ').trim();
	const found = hits(line, search);
	const [first] = found;
	if (!first) return null;
	const best = found.reduce((a, b) => (isBetter(windowAt(found, b, length), windowAt(found, a, length)) ? b : a), first);
	const start = wordStart(line, Math.max(0, best.from - 40));
	const end = Math.min(line.length, start + length);
	const cut = end < line.length ? Math.max(line.lastIndexOf(' ', end), best.to) : end;
	const before = start > 0 || more.before ? '…' : '';
	const after = cut < line.length || more.after ? '…' : '';
	return highlight(`${before}${line.slice(start, cut).trim()}${after}`, search);
}

/** How many different words stand within reach of a hit, and how far apart. */
function windowAt(found: readonly Hit[], start: Hit, length: number): { words: number; span: number } {
	const seen = new Set<string>();
	let span = 0;
	for (const hit of found) {
		if (hit.from < start.from || hit.to > start.from + length - 40 || seen.has(hit.word)) continue;
		seen.add(hit.word);
		span = hit.to - start.from;
	}
	return { words: seen.size, span };
}

function isBetter(a: { words: number; span: number }, b: { words: number; span: number }): boolean {
	return a.words > b.words || (a.words === b.words && a.span < b.span);
}

function wordStart(line: string, at: number): number {
	return at === 0 ? 0 : line.indexOf(' ', at) + 1;
}

type Hit = { from: number; to: number; word: string };

function hits(text: string, { words, lastIsPrefix }: SearchWords): Hit[] {
	if (words.length === 0) return [];
	const { folded, places } = foldWithPlaces(text);
	const prefix = lastIsPrefix ? words.at(-1) : undefined;
	const wanted = new Set(words);
	const found: Hit[] = [];
	for (const match of folded.matchAll(/[\p{L}\p{N}]+/gu)) {
		const [word] = match;
		const isPrefix = prefix !== undefined && word.startsWith(prefix);
		if (!wanted.has(word) && !isPrefix) continue;
		const length = wanted.has(word) ? word.length : (prefix?.length ?? 0);
		const from = places[match.index];
		const to = places[match.index + length];
		if (from === undefined || to === undefined) continue;
		found.push({ from, to, word });
	}
	return found;
}

/** Neighbouring words are one mark. */
function joined(found: readonly Hit[], text: string): Hit[] {
	const marks: Hit[] = [];
	for (const hit of found) {
		const before = marks.at(-1);
		if (before && /^\s+$/.test(text.slice(before.to, hit.from))) marks[marks.length - 1] = { ...before, to: hit.to };
		else marks.push(hit);
	}
	return marks;
}

/** The folded text, and for each of its characters where it stands in the original; one more place for the end. */
function foldWithPlaces(text: string): { folded: string; places: number[] } {
	const places: number[] = [];
	let folded = '';
	let at = 0;
	for (const character of text) {
		const part = foldCharacter(character);
		for (let index = 0; index < part.length; index += 1) places.push(at);
		folded += part;
		at += character.length;
	}
	places.push(at);
	return { folded, places };
}

/** Texts of a language are made of few characters, and a page of hits folds tens of thousands of them. */
const foldedCharacters = new Map<string, string>();
const mostCharacters = 2_000;

function foldCharacter(character: string): string {
	const known = foldedCharacters.get(character);
	if (known !== undefined) return known;
	const folded = foldText(character);
	if (foldedCharacters.size < mostCharacters) foldedCharacters.set(character, folded);
	return folded;
}
