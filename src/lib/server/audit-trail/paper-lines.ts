import { codePattern, readCode } from './checkpoint-code.ts';

/** What one line of a paper refers to: the code, or chain, number, hash and time as they stand there. Null: not on the line. */
export type PaperPoint = {
	readonly code: string | null;
	readonly label: string | null;
	readonly seq: number | null;
	/** Lower case, without spaces. Where a printed line has something else in the place of its hash, that. */
	readonly hash: string | null;
	/** `16:42 24/11/2026`, with seconds when the line has them. */
	readonly at: string | null;
};

const wholeHash = /(?<![0-9a-zA-Z])(?:[0-9a-fA-F]{8} ?){3,7}[0-9a-fA-F]{8}(?![0-9a-zA-Z])/u;
const numbered = /([\p{L}\p{N}][\p{L}\p{N}.\-_/]*)\s*#\s*(\d{1,12})/u;
const listed = /^\s*([\p{L}\p{N}][\p{L}\p{N}.\-_/]*)\s*·\s*(\d{1,12})\s*·/u;
const moments = /(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2}))?\s+(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/gu;

/** What a text refers to, line by line; a line that names nothing is passed over. */
export function readPaper(text: string): PaperPoint[] {
	// Text copied from a PDF may be full of places where long words may break.
	const plain = text.normalize('NFC').replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/gu, '');
	if (readCode(plain.trim())) return [onlyCode(plain.trim())];
	return plain.split(/\r?\n/).flatMap((line): PaperPoint[] => {
		const codes = [...line.matchAll(codePattern)];
		if (codes.length > 1) return codes.map(([code]) => onlyCode(code));
		const place = numbered.exec(line) ?? listed.exec(line);
		const label = place?.[1]?.toUpperCase() ?? null;
		const seq = place?.[2] ? Number(place[2]) : null;
		const whole = wholeHash.exec(line)?.[0] ?? null;
		const code = codes[0]?.[0] ?? null;
		if (code === null && (seq === null || whole === null)) return [];
		const after = line.slice(place ? place.index + place[0].length : 0, codes[0]?.index);
		const hash = whole ?? (place && code ? inPlaceOfHash(after) : null);
		return [{ code, label, seq, hash: hash && hash.replaceAll(' ', '').toLowerCase(), at: lastMoment(after) }];
	});
}

function onlyCode(code: string): PaperPoint {
	return { code, label: null, seq: null, hash: null, at: null };
}

/** A line as we print it has `· hash · time ·` between number and code: a hash in which a letter is wrong is still what was typed there. */
function inPlaceOfHash(between: string): string | null {
	const parts = between.split('·').map((part) => part.trim());
	return parts.find((part) => part !== '' && lastMoment(part) === null) ?? null;
}

/** A foot may say before the line when the page was printed; the time of the checkpoint is the one next to its code. */
function lastMoment(text: string): string | null {
	const found = [...text.matchAll(moments)].at(-1);
	if (!found) return null;
	const [, hour = '', minute = '', second, day = '', month = '', year = ''] = found;
	const clock = [hour.padStart(2, '0'), minute, ...(second ? [second] : [])].join(':');
	return `${clock} ${day.padStart(2, '0')}/${month.padStart(2, '0')}/${year}`;
}
