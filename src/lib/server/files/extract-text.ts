import { readFile } from 'node:fs/promises';
import mammoth from 'mammoth';
import { openPdf } from './pdf-reader.ts';
import { fileLimits, type FileType } from './rules.ts';
import { decodeEntities, decodeXml } from './xml.ts';
import { openZip, unpack, unpackWhole, type Zip } from './zip.ts';

export type TextRequest = { readonly path: string; readonly type: FileType };

const limits = fileLimits.text;
const partBytes = 64 * 1024 * 1024;

export type Words = {
	/** For search: one space between words. */
	readonly text: string;
	/** For comparing: lines end in `\n`, pages in `\f`. */
	readonly layout: string;
};

/** The words of a file. Runs in the limited process only: call `extractText` of `text.ts` instead. */
export async function extractTextFrom(request: TextRequest): Promise<Words> {
	const found = await rawText(request);
	return { text: foldSpaces(found), layout: keepLines(found) };
}

async function rawText({ path, type }: TextRequest): Promise<string> {
	const bytes = await readFile(path);
	switch (type) {
		case 'pdf':
			return pdfText(bytes);
		case 'docx':
			return (await mammoth.extractRawText({ buffer: bytes })).value;
		case 'xlsx':
			return workbookText(openZip(bytes));
		case 'odt':
			return openDocumentText(openZip(bytes));
		case 'png':
		case 'jpeg':
			return '';
	}
}

async function pdfText(bytes: Buffer): Promise<string> {
	const document = await openPdf(bytes);
	const text = createCollector('\f');
	try {
		for (let number = 1; number <= Math.min(document.numPages, limits.pages) && !text.isFull(); number += 1) {
			const page = await document.getPage(number);
			const { items } = await page.getTextContent();
			text.add(items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''));
			page.cleanup();
		}
	} finally {
		await document.loadingTask.destroy();
	}
	return text.end();
}

/** Words are in the shared strings and in inline strings; both are read piece by piece, because a sheet may be huge. */
async function workbookText(zip: Zip): Promise<string> {
	const text = createCollector('\n');
	for (const entry of zip.entries.values()) {
		if (!/^xl\/(?:sharedStrings|worksheets\/[^/]+)\.xml$/i.test(entry.name)) continue;
		const decoder = new TextDecoder();
		let rest = '';
		for await (const chunk of unpack(zip, entry)) {
			const xml = rest + decoder.decode(chunk, { stream: true });
			let read = 0;
			for (const match of xml.matchAll(/<t(?:\s[^>]*)?>([^<]*)<\/t>/g)) {
				text.add(decodeEntities(match[1] ?? ''));
				read = match.index + match[0].length;
			}
			rest = xml.slice(Math.max(read, xml.length - 64 * 1024));
			if (text.isFull()) return text.end();
		}
	}
	return text.end();
}

async function openDocumentText(zip: Zip): Promise<string> {
	const entry = zip.entries.get('content.xml');
	if (!entry) return '';
	const xml = decodeXml(await unpackWhole(zip, entry, partBytes));
	const body = xml.slice(Math.max(0, xml.indexOf('<office:body')));
	const spaced = body.replace(/<\/text:(?:p|h)>|<text:(?:line-break|tab|s)\b[^>]*>|<\/table:table-cell>/g, ' ');
	const text = createCollector('\n');
	text.add(decodeEntities(spaced.replace(/<[^>]*>/g, '')));
	return text.end();
}

/** @param between what separates the pieces: pages of a PDF, cells of a table */
function createCollector(between: '\f' | '\n') {
	const pieces: string[] = [];
	let length = 0;
	return {
		add(piece: string) {
			pieces.push(piece);
			length += piece.length + 1;
		},
		isFull: () => length > limits.characters,
		end: () => pieces.join(between)
	};
}

/** NFC, lines and pages kept, runs of spaces folded, nothing unprintable. */
function keepLines(text: string): string {
	return text
		.slice(0, limits.characters)
		.toWellFormed()
		.normalize('NFC')
		.replace(/\r\n?/g, '\n')
		.replace(/[^\S\n\f]+|[^\P{Cc}\n\f]+|[\p{Co}\ufffd]+/gu, ' ')
		.replace(/ ?\n ?/g, '\n')
		.replace(/\n{3,}/g, '\n\n')
		.trim();
}

/** NFC, one space between words, no control characters (PostgreSQL refuses NUL), no half of a character at the cut. */
function foldSpaces(text: string): string {
	return text
		.slice(0, limits.characters)
		.toWellFormed()
		.normalize('NFC')
		.replace(/[\s\p{Cc}\p{Co}\ufffd]+/gu, ' ')
		.trim();
}
