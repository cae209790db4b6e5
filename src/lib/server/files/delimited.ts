import { FileRefusal } from './rules.ts';

export type TableRow = {
	/** The line of the file, or the row of the sheet, on which it begins; counted from 1. */
	readonly line: number;
	readonly cells: readonly string[];
};

/** UTF-8 or, as Excel saves "Unicode text", UTF-16 with its mark. */
export function decodeTable(bytes: Buffer): string {
	const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		throw new FileRefusal('table_encoding');
	}
}

/** Tab if there is one in the first line; else comma or, as Excel writes for Vietnamese, semicolon: whichever comes more often. */
export function delimiterOf(text: string): string {
	const first = /^(?:[^"\r\n]|"[^"]*")*/.exec(text)?.[0] ?? '';
	const bare = first.replace(/"[^"]*"/g, '');
	if (bare.includes('\t')) return '\t';
	return bare.split(';').length > bare.split(',').length ? ';' : ',';
}

/** Reads rows one after another; quoted cells may hold delimiters, line ends and doubled quotes. */
export function* readDelimited(text: string, delimiter: string): Generator<TableRow> {
	let at = 0;
	let line = 1;
	while (at < text.length) {
		const started = line;
		const cells: string[] = [];
		for (;;) {
			const cell = readCell(text, at, delimiter);
			cells.push(cell.value);
			line += cell.lineEnds;
			at = cell.next;
			if (text[at] !== delimiter) break;
			at += 1;
		}
		if (text[at] === '\r') at += 1;
		if (text[at] === '\n') at += 1;
		line += 1;
		yield { line: started, cells };
	}
}

function readCell(text: string, start: number, delimiter: string): { value: string; next: number; lineEnds: number } {
	if (text[start] !== '"') {
		let next = start;
		while (next < text.length && text[next] !== delimiter && text[next] !== '\n' && text[next] !== '\r') next += 1;
		return { value: text.slice(start, next), next, lineEnds: 0 };
	}
	let value = '';
	let from = start + 1;
	for (;;) {
		const quote = text.indexOf('"', from);
		if (quote < 0) throw new FileRefusal('table_broken');
		value += text.slice(from, quote);
		from = quote + 1;
		if (text[from] !== '"') break;
		value += '"';
		from += 1;
	}
	// What follows the closing quote belongs to the cell: programs differ here, and losing it would be worse.
	const rest = readUnquoted(text, from, delimiter);
	return { value: value + rest, next: from + rest.length, lineEnds: value.split('\n').length - 1 };
}

function readUnquoted(text: string, start: number, delimiter: string): string {
	let next = start;
	while (next < text.length && text[next] !== delimiter && text[next] !== '\n' && text[next] !== '\r') next += 1;
	return text.slice(start, next);
}
