import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendRevision, packed, pdfWith, type PageOptions, type PdfStream } from '#test/support/hostile-files/pdf.ts';
import { createFileParser, type FileParser } from './inspect.ts';
import { FileRefusal } from './rules.ts';

let tempDir: string;
let parser: FileParser;
let count = 0;

beforeAll(async () => {
	tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-faces-'));
	parser = createFileParser({ tempDir, filesEach: 1000 });
});
afterAll(async () => {
	await parser.close();
	await rm(tempDir, { recursive: true });
});

/** `accepted`, or the code of the refusal and what was found. */
async function verdict(bytes: Buffer): Promise<string> {
	const file = path.join(tempDir, String((count += 1)));
	await writeFile(file, bytes);
	try {
		await parser.inspect(file, { fileName: 'a.pdf', purpose: 'reading' });
		return 'accepted';
	} catch (error) {
		if (error instanceof FileRefusal) return `${error.code} ${String(error.params.what)}`;
		throw error;
	} finally {
		await rm(file);
	}
}

const drawn = (text: string): PdfStream => ({
	dict: '/Type /XObject /Subtype /Form /BBox [0 0 400 40] /Resources << /Font << /F1 5 0 R >> >>',
	bytes: Buffer.from(`1 1 1 rg 0 0 400 40 re f 0 g BT /F1 24 Tf 2 10 Td (${text}) Tj ET`)
});
const empty: PdfStream = { ...drawn(''), bytes: Buffer.from('') };

/** A page with one note whose drawing is object 11; `about` is the rest of its dictionary. */
const note = (about: string, more: PageOptions['objects'] = {}): PageOptions => ({
	page: '/Annots [10 0 R]',
	objects: { 10: `<< /Type /Annot /Rect [72 690 472 730] ${about} >>`, 11: drawn('30 ngay'), ...more }
});

/** A page with two layers, objects 10 and 11, of the given usage. */
const layers = (config: string, first = '', second = ''): PageOptions => ({
	catalog: `/OCProperties << /OCGs [10 0 R 11 0 R] /D << /Order [10 0 R 11 0 R] ${config} >> >>`,
	page: '/Resources << /Font << /F1 5 0 R >> /Properties << /V 10 0 R /P 11 0 R >> >>',
	content: { dict: '', bytes: Buffer.from('/OC /V BDC BT /F1 24 Tf 72 600 Td (MIEN PHI) Tj ET EMC /OC /P BDC BT (500.000) Tj ET EMC') },
	objects: { 10: `<< /Type /OCG /Name (V) ${first} >>`, 11: `<< /Type /OCG /Name (P) ${second} >>` }
});
const usage = (view: string, print: string) =>
	`/Usage << /View << /ViewState /${view} >> /Print << /PrintState /${print} >> /Export << /ExportState /${view} >> >>`;
const rules = (categories: readonly string[]) =>
	`/AS [${categories.map((one) => `<< /Event /${one === 'Zoom' ? 'View' : one} /Category [/${one}] /OCGs [10 0 R 11 0 R] >>`).join(' ')}]`;

const form = (about: string, fields = '', more: PageOptions['objects'] = {}): PageOptions => ({
	...note(`/Subtype /Widget /T (a) /F 4 ${about}`, more),
	catalog: `/AcroForm << /Fields [10 0 R] /DA (/F1 12 Tf) /DR << /Font << /F1 5 0 R >> >> ${fields} >>`
});

const faces: Record<string, [PageOptions, string]> = {
	'layers that the printer shows otherwise, by rule': [layers(rules(['View', 'Print']), usage('ON', 'OFF'), usage('OFF', 'ON')), 'Usage'],
	'a layer that says so without a rule': [layers('', usage('ON', 'OFF')), 'Usage'],
	'a layer that is switched off at opening and on by its usage': [layers('/OFF [10 0 R]', usage('ON', 'ON')), 'Usage'],
	'layers by magnification': [layers(rules(['Zoom']), '/Usage << /Zoom << /max 2 >> >>'), 'AS'],
	'an action on opening that switches layers': [
		{ ...layers(''), catalog: '/OpenAction << /S /SetOCGState /State [/Toggle 10 0 R] >>' },
		'SetOCGState'
	],
	'a link that switches layers': [
		note('/Subtype /Link /A << /S /GoTo /D [3 0 R /Fit] /Next << /S /SetOCGState /State [/OFF 12 0 R] >> >>'),
		'SetOCGState'
	],
	'an action that hides a note': [note('/Subtype /Link /A << /S /Hide /T (a) >>'), 'Hide'],
	'an action that empties a form': [note('/Subtype /Link /A << /S /ResetForm >>'), 'ResetForm'],
	'a stamp on the screen only': [note('/Subtype /Stamp /F 0 /AP << /N 11 0 R >>'), 'Print'],
	'a stamp on paper only': [note('/Subtype /Stamp /F 36 /AP << /N 11 0 R >>'), 'NoView'],
	'a note that turns up under the pointer': [note('/Subtype /FreeText /F 260 /AP << /N 11 0 R >>'), 'ToggleNoView'],
	'a hidden note that turns up under the pointer': [note('/Subtype /FreeText /F 262 /AP << /N 11 0 R >>'), 'ToggleNoView'],
	'a note that some programs hide': [note('/Subtype /Stamp /F 5 /AP << /N 11 0 R >>'), 'Invisible'],
	'a link with a drawing': [note('/Subtype /Link /AP << /N 11 0 R >>'), 'Print'],
	'a note with another drawing under the pointer': [
		note('/Subtype /Stamp /F 4 /AP << /N 11 0 R /R 12 0 R >>', { 12: drawn('5 ngay') }),
		'Rollover'
	],
	'a text that each program draws itself': [note('/Subtype /FreeText /F 4 /Contents (30 ngay) /DA (/Helv 12 Tf)'), 'Appearance'],
	'a white box that each program draws itself': [note('/Subtype /Square /F 4 /IC [1 1 1]'), 'Appearance'],
	'a mark for the printer in its own place': [note('/Subtype /Watermark /F 4 /AP << /N 11 0 R >> /FixedPrint << >>'), 'FixedPrint'],
	'a form whose drawings are made anew': [form('/FT /Tx /V (30 ngay) /AP << /N 11 0 R >>', '/NeedAppearances true'), 'NeedAppearances'],
	'a filled field without a drawing': [form('/FT /Tx /V (30 ngay)'), 'Appearance'],
	'a field filled by the one it belongs to': [
		form('/Parent 12 0 R', '', { 12: '<< /FT /Tx /V (30 ngay) /Kids [10 0 R] >>' }),
		'Appearance'
	],
	'a field whose drawing says something else': [form('/FT /Tx /V (5 ngay) /AP << /N 11 0 R >>'), 'Value'],
	'a field whose drawing is blank': [form('/FT /Tx /V (5 ngay) /AP << /N 11 0 R >>', '', { 11: empty }), 'Value'],
	'an empty field whose drawing is not': [form('/FT /Tx /AP << /N 11 0 R >>'), 'Value'],
	'another picture for the printer': [
		{
			objects: {
				10: {
					dict: '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /Alternates [<< /Image 10 0 R /DefaultForPrinting true >>]',
					bytes: Buffer.from('a')
				}
			}
		},
		'Alternates'
	]
};

describe('a PDF with two faces', () => {
	it.each(Object.entries(faces))('%s: refused', async (_what, [options, what]) => {
		expect(await verdict(pdfWith(options))).toBe(`pdf_two_faces ${what}`);
		expect(await verdict(await packed(pdfWith(options)))).toBe(`pdf_two_faces ${what}`);
	});

	it('is refused also when a later revision of the file hides it', async () => {
		const file = pdfWith(note('/Subtype /Stamp /F 36 /AP << /N 11 0 R >>'));
		const later = appendRevision(file, { 10: '<< /Type /Annot /Subtype /Stamp /F 4 /Rect [72 690 472 730] /AP << /N 11 0 R >> >>' });
		expect(await verdict(later)).toBe('pdf_two_faces NoView');
	});
});

const ordinary: Record<string, PageOptions> = {
	'layers of a plan, some switched off': layers('/OFF [11 0 R]'),
	'a layer of Acrobat that is the same on all occasions': layers(
		`/ON [10 0 R 11 0 R] ${rules(['View', 'Print', 'Export'])}`,
		usage('ON', 'ON'),
		usage('ON', 'ON')
	),
	'a layer that is off on all occasions': layers('/BaseState /OFF /ON [11 0 R]', usage('OFF', 'OFF')),
	'a link': note('/Subtype /Link /Border [0 0 1] /A << /S /URI /URI (https://hatinh.gov.vn) >>'),
	'a link to the next page': note('/Subtype /Link /A << /S /Named /N /NextPage >>'),
	'a marked line that is printed': note('/Subtype /Highlight /F 4 /QuadPoints [72 730 472 730 72 690 472 690] /AP << /N 11 0 R >>'),
	'a marked line without a drawing': note('/Subtype /Highlight /F 4 /QuadPoints [72 730 472 730 72 690 472 690]'),
	'a note at the margin with its window': {
		page: '/Annots [10 0 R 12 0 R]',
		objects: {
			10: '<< /Type /Annot /Subtype /Text /F 28 /Rect [72 690 92 710] /Contents (xem lai) /Popup 12 0 R /AP << /N 11 0 R >> >>',
			11: drawn('i'),
			12: '<< /Type /Annot /Subtype /Popup /F 28 /Rect [100 600 300 700] /Parent 10 0 R >>'
		}
	},
	'a printed stamp': note('/Subtype /Stamp /F 4 /AP << /N 11 0 R >>'),
	'a note hidden everywhere': note('/Subtype /Stamp /F 2 /AP << /N 11 0 R >>'),
	'a signature made elsewhere': form('/FT /Sig /F 132 /V 12 0 R /AP << /N 11 0 R >>', '/SigFlags 3', {
		12: '<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached /ByteRange [0 1 2 3] /Contents <00> >>'
	}),
	'a signature whose program forgot to say that it prints': {
		...note('/Subtype /Widget /FT /Sig /T (s) /F 0 /AP << /N 11 0 R >>'),
		catalog: '/AcroForm << /Fields [10 0 R] /SigFlags 3 >>'
	},
	'a signature by a program that asks for new drawings': form('/FT /Sig /F 132 /AP << /N 11 0 R >>', '/NeedAppearances true'),
	'an unseen signature': {
		page: '/Annots [10 0 R]',
		catalog: '/AcroForm << /Fields [10 0 R] /SigFlags 3 >>',
		objects: { 10: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /F 132 /Rect [0 0 0 0] >>' }
	},
	'a filled field with its drawing': form('/FT /Tx /V (30  ngay) /AP << /N 11 0 R >>'),
	'an empty field': form('/FT /Tx /AP << /N 11 0 R >>', '', { 11: empty }),
	'an empty field without a drawing': form('/FT /Tx'),
	'a ticked box': form('/FT /Btn /V /Yes /AS /Yes /AP << /N << /Yes 11 0 R /Off 12 0 R >> /D << /Yes 12 0 R >> >>', '', { 12: empty }),
	'no fields at all': { catalog: '/AcroForm << /Fields [] /NeedAppearances true >>' }
};

describe('a PDF as ordinary programs make it', () => {
	it.each(Object.entries(ordinary))('%s: accepted', async (_what, options) => {
		expect(await verdict(pdfWith(options))).toBe('accepted');
		expect(await verdict(await packed(pdfWith(options)))).toBe('accepted');
	});
});
