import { PDFArray, PDFDict, PDFNumber, PDFObjectParser, PDFRawStream, PDFRef, type PDFContext, type PDFDocument } from '@cantoo/pdf-lib';
import { createStreamReader } from '#lib/server/files/pdf-streams.ts';
import { lookup } from './pdf-signatures.ts';

/** One cross-reference section: where each object of an update lies. */
type Section = {
	readonly at: number;
	readonly previous: number;
	readonly isTable: boolean;
	readonly root: string;
	readonly used: ReadonlyMap<number, number>;
	/** Numbers of objects inside an object stream, by the number of the stream. */
	readonly packed: ReadonlyMap<number, ReadonlySet<number>>;
};

const mostSections = 50;
const mostEntries = 100_000;

/**
 * Whether what follows after `end` are updates that every reader takes in the same way: each section is linked to the one before, names only
 * objects that lie in its own update, each of them once, and frees none. Without this an update could call forth what lay hidden in the signed
 * part, and a program that reads the file from its start would not see what a reader shows.
 */
export function isPlainUpdate({ context }: PDFDocument, bytes: Uint8Array, end: number): boolean {
	const text = Buffer.from(bytes).toString('latin1');
	const last = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(text.slice(-256))?.[1];
	const before = /startxref\s+(\d{1,10})\s+%%EOF\s*$/.exec(text.slice(Math.max(0, end - 256), end))?.[1];
	if (last === undefined || before === undefined) return false;
	const sections: Section[] = [];
	for (let at = Number(last); at >= end;) {
		const section = readSection(context, bytes, text, at);
		if (!section || section.previous >= at || sections.length >= mostSections) return false;
		sections.unshift(section);
		at = section.previous;
		if (at < end && at !== Number(before)) return false;
	}
	const appended = text.slice(end);
	const count = (word: RegExp) => [...appended.matchAll(word)].length;
	const root = context.trailerInfo.Root;
	return (
		count(/startxref/g) === sections.length &&
		count(/\btrailer\b/g) === sections.filter(({ isTable }) => isTable).length &&
		sections.every((section) => root instanceof PDFRef && section.root === root.tag) &&
		holdsTogether(context, bytes, text, end, sections)
	);
}

function holdsTogether(context: PDFContext, bytes: Uint8Array, text: string, end: number, sections: readonly Section[]): boolean {
	let from = end;
	const found = [...text.slice(end).matchAll(/(?<!\d)(\d{1,8})\s+\d{1,5}\s+obj(?![a-z])/g)].map((match) => ({
		number: Number(match[1]),
		at: end + match.index
	}));
	for (const section of sections) {
		const own = found.filter(({ at }) => at >= from && at <= section.at);
		const isOwn = ({ number, at }: { number: number; at: number }) =>
			section.used.get(number) === at || (!section.isTable && at === section.at);
		if (!own.every(isOwn) || new Set(own.map(({ number }) => number)).size !== own.length) return false;
		if (![...section.used].every(([number, at]) => own.some((object) => object.number === number && object.at === at))) return false;
		if (section.packed.size > 1) return false;
		for (const [stream, numbers] of section.packed) {
			const at = section.used.get(stream);
			const inside = at === undefined ? null : numbersIn(context, bytes, text, at);
			if (!inside || inside.length !== numbers.size || !inside.every((number) => numbers.has(number) && !section.used.has(number)))
				return false;
		}
		from = section.at + 1;
	}
	return found.every(({ at }) => at < from);
}

function readSection(context: PDFContext, bytes: Uint8Array, text: string, at: number): Section | null {
	return text.startsWith('xref', at) ? readTable(context, bytes, text, at) : readStream(context, bytes, text, at);
}

function readTable(context: PDFContext, bytes: Uint8Array, text: string, start: number): Section | null {
	const used = new Map<number, number>();
	const head = /\s*(\d{1,8})\s+(\d{1,6})\s*(?=\d{10} )/y;
	const entry = /(\d{10}) (\d{5}) ([nf])\s{1,2}/y;
	let at = start + 4;
	for (;;) {
		head.lastIndex = at;
		const group = head.exec(text);
		if (!group) break;
		at = head.lastIndex;
		for (let index = 0; index < Number(group[2]); index += 1) {
			entry.lastIndex = at;
			const found = entry.exec(text);
			if (!found || used.size > mostEntries) return null;
			at = entry.lastIndex;
			const number = Number(group[1]) + index;
			if (found[3] === 'n') used.set(number, Number(found[1]));
			else if (number !== 0) return null;
		}
	}
	const trailer = /\s*trailer\s*/y;
	trailer.lastIndex = at;
	if (!trailer.test(text)) return null;
	const dict = parseAt(context, bytes, trailer.lastIndex);
	if (!(dict instanceof PDFDict) || lookup(context, dict, 'XRefStm')) return null;
	return { ...linksOf(context, dict), at: start, isTable: true, used, packed: new Map() };
}

function readStream(context: PDFContext, bytes: Uint8Array, text: string, start: number): Section | null {
	const stream = streamAt(context, bytes, text, start);
	if (!stream) return null;
	const number = (key: string) => {
		const value = lookup(context, stream.dict, key);
		return value instanceof PDFNumber ? value.asNumber() : 0;
	};
	const numbers = (key: string) => {
		const value = lookup(context, stream.dict, key);
		return value instanceof PDFArray ? value.asArray().map((item) => (item instanceof PDFNumber ? item.asNumber() : -1)) : null;
	};
	const [w1 = -1, w2 = -1, w3 = -1] = numbers('W') ?? [];
	const index = numbers('Index') ?? [0, number('Size')];
	const data = createStreamReader(context).read(stream);
	const rows = data && unpredicted(context, stream.dict, data);
	if (!rows || [w1, w2, w3].some((width) => width < 0 || width > 6) || index.some((value) => value < 0)) return null;
	const used = new Map<number, number>();
	const packed = new Map<number, Set<number>>();
	let at = 0;
	const take = (width: number) => {
		at += width;
		return width === 0 ? 0 : rows.readUIntBE(at - width, width);
	};
	for (let pair = 0; pair + 1 < index.length; pair += 2) {
		for (let step = 0; step < (index[pair + 1] ?? 0); step += 1) {
			if (at + w1 + w2 + w3 > rows.length || used.size + packed.size > mostEntries) return null;
			const object = (index[pair] ?? 0) + step;
			const kind = w1 === 0 ? 1 : take(w1);
			const place = take(w2);
			take(w3);
			if (kind === 1) used.set(object, place);
			else if (kind === 2) packed.set(place, (packed.get(place) ?? new Set()).add(object));
			else if (kind !== 0 || object !== 0) return null;
		}
	}
	return { ...linksOf(context, stream.dict), at: start, isTable: false, used, packed };
}

/** Rows of a table that PNG's "up" filter made smaller, as nearly all programs write them. */
function unpredicted(context: PDFContext, dict: PDFDict, data: Buffer): Buffer | null {
	const parms = lookup(context, dict, 'DecodeParms');
	if (!(parms instanceof PDFDict)) return data;
	const value = (key: string) => {
		const found = lookup(context, parms, key);
		return found instanceof PDFNumber ? found.asNumber() : 0;
	};
	const width = value('Columns');
	if (value('Predictor') < 2) return data;
	if (value('Predictor') < 10 || width < 1 || data.length % (width + 1) !== 0) return null;
	const rows = Buffer.alloc((data.length / (width + 1)) * width);
	for (let row = 0; row * (width + 1) < data.length; row += 1) {
		const filter = data[row * (width + 1)];
		if (filter !== 2 && filter !== 0) return null;
		for (let column = 0; column < width; column += 1) {
			const up = filter === 2 && row > 0 ? (rows[(row - 1) * width + column] ?? 0) : 0;
			rows[row * width + column] = ((data[row * (width + 1) + 1 + column] ?? 0) + up) & 0xff;
		}
	}
	return rows;
}

function linksOf(context: PDFContext, dict: PDFDict): { previous: number; root: string } {
	const previous = lookup(context, dict, 'Prev');
	const root = [...dict.entries()].find(([key]) => key.decodeText() === 'Root')?.[1];
	// Without a link to what was before, the update stands for a whole file: never smaller than itself, so it is refused.
	const at = previous instanceof PDFNumber ? previous.asNumber() : Number.POSITIVE_INFINITY;
	return { previous: at, root: root instanceof PDFRef ? root.tag : '' };
}

/** The numbers that an object stream holds. */
function numbersIn(context: PDFContext, bytes: Uint8Array, text: string, at: number): number[] | null {
	const stream = streamAt(context, bytes, text, at);
	const first = stream && lookup(context, stream.dict, 'First');
	const data = stream && createStreamReader(context).read(stream);
	if (!data || !(first instanceof PDFNumber)) return null;
	const head = data.toString('latin1', 0, Math.min(first.asNumber(), data.length)).trim().split(/\s+/).map(Number);
	const numbers = head.filter((_, index) => index % 2 === 0);
	return new Set(numbers).size === numbers.length ? numbers : null;
}

function streamAt(context: PDFContext, bytes: Uint8Array, text: string, at: number): PDFRawStream | null {
	const head = /\d{1,8}\s+\d{1,5}\s+obj\s*/y;
	head.lastIndex = at;
	const found = head.test(text) ? parseAt(context, bytes, head.lastIndex) : null;
	return found instanceof PDFRawStream ? found : null;
}

function parseAt(context: PDFContext, bytes: Uint8Array, at: number) {
	return PDFObjectParser.forBytes(bytes.subarray(at), context).parseObject();
}
