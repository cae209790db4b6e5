import { coveredCodePoints } from './fonts.ts';

/**
 * Text as it may be printed. Composed letters (pdf and font tables know `ế`, not `e` with two marks), no characters that
 * steer or hide (a right-to-left mark makes "QT.01" read otherwise than it is), and a visible box where the fonts have no
 * glyph, since a missing one raises no error anywhere and PDF/A forbids it.
 */
const box = '\u25a1';
/** Soft hyphens, zero-width and bidirectional controls, byte order mark, what is no character (no XML may carry it), tags, variation selectors. */
const steering =
	/\u034f|\u17b4|\u17b5|[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]/gu;
// eslint-disable-next-line no-control-regex -- control characters are what this takes out
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const longWord = /\S{41,}/gu;
const zeroWidthSpace = '\u200b';

export function tidy(text: string): string {
	return text
		.toWellFormed()
		.normalize('NFC')
		.replace(/\r\n?|\u2028|\u2029/g, '\n')
		.replace(/\t/g, ' ')
		.replace(steering, '')
		.replace(controls, ' ');
}

function isCovered(covered: ReadonlySet<number>, character: string): boolean {
	return character === '\n' || covered.has(character.codePointAt(0) ?? 0);
}

/** The characters of a text that the fonts cannot print, each once. */
export function missingGlyphs(text: string, projectRoot: string): string[] {
	const covered = coveredCodePoints(projectRoot);
	return [...new Set(tidy(text))].filter((character) => !isCovered(covered, character));
}

/** One line of printable text. */
export function printableLine(text: string, projectRoot: string): string {
	return printable(text, projectRoot).replace(/\s+/g, ' ').trim();
}

function printable(text: string, projectRoot: string): string {
	const covered = coveredCodePoints(projectRoot);
	let result = '';
	for (const character of tidy(text)) result += isCovered(covered, character) ? character : box;
	return result;
}

/** A word of hundreds of letters has no place to break and would run off the paper. */
function breakable(text: string): string {
	// Every fourth letter is enough for the narrowest column, and quicker to set by as much.
	return text.replace(longWord, (word) => word.replace(/.{4}(?=.)/gu, `$&${zeroWidthSpace}`));
}

/** Makes every text in a value printable, whatever the shape of the value. */
export function printableData(value: unknown, projectRoot: string): unknown {
	if (typeof value === 'string') return breakable(printable(value, projectRoot));
	if (Array.isArray(value)) return value.map((item) => printableData(item, projectRoot));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, printableData(item, projectRoot)]));
}
