import { readFile } from 'node:fs/promises';
import mammoth from 'mammoth';
import { docxLimits, type DocxBlock } from '#lib/domain/procedures/docx-blocks.ts';
import { tidy } from '#lib/server/pdf/printable.ts';
import { decodeEntities } from './xml.ts';

export type BlocksRequest = { readonly path: string };

/** Headings, paragraphs and tables of a Word file in their order. Runs in the limited process only: call `FileParser.blocks` instead. */
export async function docxBlocksFrom({ path }: BlocksRequest): Promise<DocxBlock[]> {
	const { value } = await mammoth.convertToHtml(
		{ buffer: await readFile(path) },
		// Pictures are no text; as data they would be most of the answer.
		{ convertImage: mammoth.images.imgElement(() => Promise.resolve({ src: '' })), includeEmbeddedStyleMap: false }
	);
	return blocksOfHtml(value.slice(0, docxLimits.characters * 4));
}

type Cell = { text: string; rows: number; columns: number };

/** Blocks of the HTML that mammoth writes: few tags, well formed, all text escaped. */
export function blocksOfHtml(html: string): DocxBlock[] {
	const blocks: DocxBlock[] = [];
	let text = '';
	let level = 0;
	let lists = 0;
	let tables = 0;
	let cells: Cell[][] = [];
	const flush = () => {
		const words = tidy(decodeEntities(text))
			.replace(/[^\S\n]+/gu, ' ')
			.trim();
		if (words !== '' && blocks.length < docxLimits.blocks) blocks.push({ kind: 'text', text: words, level, item: lists > 0 });
		text = '';
	};
	const endCell = () => {
		const cell = cells.at(-1)?.at(-1);
		if (cell)
			cell.text = tidy(decodeEntities(text))
				.replace(/[^\S\n]+/gu, ' ')
				.replace(/\n{2,}/gu, '\n')
				.trim();
		text = '';
	};
	for (const [, close = '', name = '', attributes = '', words = ''] of html.matchAll(/<(\/?)([a-z]+\d?)([^>]*)>|([^<]+)/gu)) {
		if (name === '') {
			text += words;
			continue;
		}
		const opens = close === '';
		if (name === 'br') text += '\n';
		if (name === 'table') {
			if (opens && tables === 0) {
				flush();
				cells = [];
			}
			tables += opens ? 1 : -1;
			if (!opens && tables === 0 && blocks.length < docxLimits.blocks) blocks.push({ kind: 'table', rows: spread(cells) });
		} else if (tables > 0) {
			// A table in a table is part of the cell's text.
			if (tables === 1 && name === 'tr' && opens) cells.push([]);
			else if (tables === 1 && (name === 'td' || name === 'th')) {
				if (opens) cells.at(-1)?.push({ text: '', rows: span(attributes, 'rowspan'), columns: span(attributes, 'colspan') });
				else endCell();
				text = '';
			} else if (!opens && /^(?:p|li|h\d|tr)$/u.test(name)) text += '\n';
		} else if (/^(?:p|li|h\d|ul|ol)$/u.test(name)) {
			flush();
			if (name === 'ul' || name === 'ol') lists += opens ? 1 : -1;
			level = opens && /^h\d$/u.test(name) ? Number(name.slice(1)) : 0;
		}
	}
	flush();
	return blocks;
}

const widest = 50;

function span(attributes: string, name: string): number {
	return Math.min(widest, Math.max(1, Number(new RegExp(`${name}="(\\d+)"`, 'u').exec(attributes)?.[1] ?? 1)));
}

/** Joined cells take their places, so that every row has the same columns; their text stands in the first. */
function spread(rows: readonly (readonly Cell[])[]): string[][] {
	const held = new Map<number, number>();
	return rows.map((row) => {
		const line: string[] = [];
		const skip = () => {
			for (let left = held.get(line.length) ?? 0; left > 0; left = held.get(line.length) ?? 0) {
				held.set(line.length, left - 1);
				line.push('');
			}
		};
		for (const cell of row) {
			skip();
			for (let column = 0; column < cell.columns && line.length < widest; column += 1) {
				if (cell.rows > 1) held.set(line.length, cell.rows - 1);
				line.push(column === 0 ? cell.text : '');
			}
		}
		skip();
		return line;
	});
}
