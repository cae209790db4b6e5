import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docxWith, odtWith, sheetRow, xlsxWith } from '#test/support/hostile-files/office.ts';
import { packedZeros, pdfWith } from '#test/support/hostile-files/pdf.ts';
import { createFileStore } from '#lib/server/storage/index.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { createFileParser, type FileParser } from './inspect.ts';
import { contentTypes, type FileType } from './rules.ts';
import { extractText } from './text.ts';

let dir: string;
let tempDir: string;
let store: FileStore;
let parser: FileParser;

beforeAll(async () => {
	dir = await mkdtemp(path.join(os.tmpdir(), 'eiso-text-'));
	tempDir = path.join(dir, 'parse');
	await mkdir(tempDir);
	store = await createFileStore({ kind: 'disk', dir: path.join(dir, 'store') });
	parser = createFileParser({ tempDir });
});
afterAll(async () => {
	await parser.close();
	await rm(dir, { recursive: true });
});

async function textOf(bytes: Buffer, type: FileType, by = parser) {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const file = path.join(dir, 'upload');
	await writeFile(file, bytes);
	await store.put(file, { sha256, size: bytes.length, contentType: contentTypes[type] });
	const text = await extractText({ store, parser: by, tempDir }, sha256, type);
	expect(await readdir(tempDir)).toEqual([]);
	return text;
}

describe('the words of a file', () => {
	it('come out of a PDF, a DOCX, an XLSX and an ODT, in NFC with single spaces', async () => {
		expect(await textOf(pdfWith(), 'pdf')).toMatchObject({ text: 'Quy trinh mot cua' });
		const nfd = '<w:p><w:r><w:t>Quy tri\u0300nh</w:t></w:r></w:p><w:p><w:r><w:t>một  cửa</w:t></w:r></w:p>';
		expect(await textOf(docxWith({ body: nfd }), 'docx')).toMatchObject({ text: 'Quy trình một cửa' });
		expect(await textOf(xlsxWith({ rows: [['Mã', 'Tên & số'], ['QT-01']] }), 'xlsx')).toMatchObject({
			text: 'Mã Tên & số QT-01'
		});
		expect(await textOf(odtWith(), 'odt')).toMatchObject({ text: 'Quy trình tiếp nhận hồ sơ' });
	});

	it('keep their lines and pages apart, for comparing', async () => {
		const body = '<w:p><w:r><w:t>Mục một</w:t></w:r></w:p><w:p><w:r><w:t>Mục hai</w:t></w:r></w:p>';
		const { text, layout } = await textOf(docxWith({ body }), 'docx');
		expect(text).toBe('Mục một Mục hai');
		expect(layout).toBe('Mục một\n\nMục hai');
	});

	it('are cut where they are too many', async () => {
		const rows = Array.from({ length: 100_000 }, (_row, index) => sheetRow([`QT-${index} Quy trình tiếp nhận hồ sơ`], index + 1));
		const { text, problem } = await textOf(xlsxWith({ sheetData: rows.join('') }), 'xlsx');
		expect(problem).toBeUndefined();
		expect(text.startsWith('QT-0 Quy trình')).toBe(true);
		expect(text.length).toBeGreaterThan(1_900_000);
		expect(text.length).toBeLessThanOrEqual(2_000_000);
	});

	it('are none, with a reason, when the file cannot be read', async () => {
		expect(await textOf(Buffer.from('%PDF-1.7 nothing'), 'pdf')).toMatchObject({ text: '', problem: 'unreadable' });
		expect(await textOf(Buffer.from('no archive'), 'docx')).toMatchObject({ text: '', problem: 'unreadable' });
		expect(await textOf(Buffer.from('no archive'), 'xlsx')).toMatchObject({ text: '', problem: 'office_broken' });
		const bomb = { dict: '/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode', bytes: packedZeros(600) };
		const small = createFileParser({ tempDir, memoryMb: 300 });
		try {
			expect((await textOf(pdfWith({ content: bomb }), 'pdf', small)).text).toBe('');
		} finally {
			await small.close();
		}
	});
});
