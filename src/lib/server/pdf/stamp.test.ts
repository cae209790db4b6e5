import { createHash } from 'node:crypto';
import { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler';
import { degrees, PDFArray, PDFDict, PDFDocument, PDFName, PDFNumber, PDFRef, rgb, StandardFonts } from '@cantoo/pdf-lib';
import * as fontkit from 'fontkit';
import { afterAll, describe, expect, it } from 'vitest';
import { openPdf } from '#lib/server/files/pdf-reader.ts';
import { encryptedPdf, pdfOfPages, pdfWith, writePdf } from '#test/support/hostile-files/pdf.ts';
import { cut, greyAt, inkOf, largestDifference, renderPage, textOf, type Picture } from '#test/support/pdf-pages.ts';
import { readFont, type FontStyle } from './fonts.ts';
import { qrRuns } from './qr.ts';
import { renderForm } from './render.ts';
import { stampPdf, type Stamp } from './stamp.ts';
import { stopTypst } from './typst.ts';

const root = process.cwd();
const stamp: Stamp = {
	code: 'QT.07',
	title: 'Tiếp nhận và giải quyết thủ tục hành chính',
	numbers: 'Lần ban hành 02 · sửa đổi 01 · hiệu lực từ 01/03/2026',
	mark: { kind: 'in_force', text: 'TÀI LIỆU ĐƯỢC KIỂM SOÁT', across: null },
	pageWords: 'Trang {page}/{pages}',
	address: 'https://iso.example.vn/v/7K3F9Q2M4X8TB6YV1C0DZRWPGH',
	addressWords: 'Kiểm tra tình trạng hiện tại: https://iso.example.vn/v/7K3F9Q2M4X8TB6YV1C0DZRWPGH',
	personal: null
};
const a4 = { width: 595, height: 842 } as const;
const [topBand, bottomBand] = [27, 57];

type Page = { width?: number; height?: number; angle?: number; crop?: readonly [number, number, number, number]; draw?: string };

/** Pages with a chessboard over all of the visible part, or with the operators given. */
async function pdfPages(...pages: Page[]): Promise<Uint8Array> {
	const document = await PDFDocument.create({ updateMetadata: false });
	for (const { width = a4.width, height = a4.height, angle = 0, crop, draw } of pages) {
		const page = document.addPage([width, height]);
		page.setRotation(degrees(angle));
		if (crop) page.setCropBox(...crop);
		if (draw !== undefined) {
			page.node.set(PDFName.of('Contents'), document.context.register(document.context.stream(draw)));
			continue;
		}
		const [left, bottom, across, up] = crop ?? [0, 0, width, height];
		for (let row = 0; row * 40 < up; row += 1) {
			for (let column = row % 2; column * 40 < across; column += 2) {
				const grey = 0.2 + ((row * 7 + column) % 5) * 0.12;
				page.drawRectangle({ x: left + column * 40, y: bottom + row * 40, width: 40, height: 40, color: rgb(grey, grey, grey) });
			}
		}
	}
	return document.save({ useObjectStreams: false });
}

function bands(picture: Picture, unit = 1, perPoint = 1): { top: Picture; bottom: Picture } {
	const whole = { left: 0, right: picture.width };
	return {
		top: cut(picture, { ...whole, top: 0, bottom: topBand * unit * perPoint }),
		bottom: cut(picture, { ...whole, top: picture.height - bottomBand * unit * perPoint, bottom: picture.height })
	};
}

/** The part of a stamped page between the bands that holds the original's content, and the original rendered at that size. */
function contentBeside(original: Uint8Array, stamped: Uint8Array, page: number, size: { width: number; height: number }) {
	const unit = Math.min(size.width, size.height) / 595.28;
	const scale = 1 - ((topBand + bottomBand) * unit) / size.height;
	const perPoint = 2;
	const shown = renderPage(stamped, page, 72 * perPoint);
	const left = ((1 - scale) / 2) * size.width * perPoint;
	const top = topBand * unit * perPoint;
	const before = renderPage(original, page, 72 * perPoint * scale);
	const area = { left, top, right: Math.round(left) + before.width, bottom: Math.round(top) + before.height };
	return { before, after: cut(shown, area) };
}

describe('the content of a page', () => {
	it.each([
		['upright', {}, a4],
		['landscape', { width: 842, height: 595 }, { width: 842, height: 595 }],
		['turned by 90', { angle: 90 }, { width: 842, height: 595 }],
		['turned by 180', { angle: 180 }, a4],
		['turned by 270', { width: 842, height: 595, angle: 270 }, a4],
		['cropped and turned', { width: 800, height: 1000, crop: [120, 90, 595, 842], angle: 90 }, { width: 842, height: 595 }],
		['small', { width: 300, height: 420 }, { width: 300, height: 420 }],
		['large', { width: 1191, height: 1684 }, { width: 1191, height: 1684 }]
	] as const)('is all there and unchanged: %s', async (_name, page, size) => {
		const original = await pdfPages(page);
		const { before, after } = contentBeside(original, await stampPdf(original, stamp), 1, size);
		expect(inkOf(before).amount).toBeGreaterThan(1000);
		// A shift by part of a pixel shows at edges only; a square that was missing or covered would differ by a hundred.
		expect(largestDifference(before, after, 8)).toBeLessThan(45);
	});

	it('keeps its text for readers, search and screen readers', async () => {
		const stamped = await stampPdf(pdfWith(), stamp);
		expect(textOf(stamped)).toContain('Quy trinh mot cua');
		expect(textOf(stamped)).toContain('TÀI LIỆU ĐƯỢC KIỂM SOÁT');
	});

	it('is drawn whether it is one stream, several or none', async () => {
		const parts = (contents: string) =>
			writePdf({
				objects: {
					1: '<< /Type /Catalog /Pages 2 0 R >>',
					2: '<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 595 842] /Resources << >> >>',
					3: `<< /Type /Page /Parent 2 0 R ${contents} >>`,
					4: { dict: '', bytes: Buffer.from('100 100 300') },
					5: { dict: '', bytes: Buffer.from('300 re f') }
				}
			});
		const split = renderPage(await stampPdf(parts('/Contents [4 0 R 5 0 R]'), stamp));
		expect(greyAt(split, 297, 842 - 57 - 200)).toBe(0);
		for (const empty of ['', '/Contents []', '/Contents 9 0 R']) {
			expect(textOf(await stampPdf(parts(empty), stamp))).toContain('Trang 1/1');
		}
	});
});

describe('the bands', () => {
	const blank = { draw: '' };

	it('lie at the visible top and bottom, however the page is turned and cropped', async () => {
		const upright = bands(renderPage(await stampPdf(await pdfPages(blank), stamp), 1, 144), 1, 2);
		expect(inkOf(upright.top).amount).toBeGreaterThan(500);
		expect(inkOf(upright.bottom).amount).toBeGreaterThan(2000);
		const turned = await pdfPages(
			{ ...blank, width: 842, height: 595, angle: 90 },
			{ ...blank, angle: 180 },
			{ ...blank, width: 842, height: 595, angle: 270 },
			{ ...blank, width: 842, height: 595, angle: -90 },
			{ ...blank, width: 1000, height: 1000, crop: [50, 70, 595, 842] }
		);
		for (const page of [1, 2, 3, 4, 5]) {
			const number = { ...stamp, pageWords: 'Trang 1/1' };
			const shown = bands(renderPage(await stampPdf(turned, number), page, 144), 1, 2);
			expect(largestDifference(shown.top, upright.top, 4)).toBeLessThan(40);
			expect(largestDifference(shown.bottom, upright.bottom, 4)).toBeLessThan(40);
		}
	});

	it.each([
		['a page that is all black', '0 g -100 -100 5000 5000 re f'],
		['a page that leaves a clip', '0 0 20 20 re W n'],
		['a page that leaves states open', 'q q q 0.1 0 0 0.1 0 0 cm 3 Tr 1 1 1 rg /Nowhere gs'],
		['a page that closes states it did not open', 'Q Q Q Q 0 g -100 -100 5000 5000 re f Q Q'],
		['a page that ends within a string', 'BT (never closed'],
		['a page that ends within a picture', 'BI /W 10 /H 10 /BPC 8 /CS /G ID 0123456789']
	])('are the same on %s', async (_name, draw) => {
		const clean = bands(renderPage(await stampPdf(await pdfPages(blank), stamp), 1, 144), 1, 2);
		const shown = bands(renderPage(await stampPdf(await pdfPages({ draw }), stamp), 1, 144), 1, 2);
		expect(largestDifference(shown.top, clean.top)).toBeLessThan(10);
		expect(largestDifference(shown.bottom, clean.bottom)).toBeLessThan(10);
	});

	it('and the strips beside the content show nothing that lay outside the page', async () => {
		const shown = renderPage(await stampPdf(await pdfPages({ draw: '0 g -100 -100 5000 5000 re f' }), stamp));
		const strip = { top: topBand + 1, bottom: shown.height - bottomBand - 1 };
		expect(inkOf(cut(shown, { ...strip, left: 0, right: 26 })).amount).toBe(0);
		expect(inkOf(cut(shown, { ...strip, left: shown.width - 26, right: shown.width })).amount).toBe(0);
		expect(greyAt(shown, 40, 400)).toBe(0);
	});

	it('number the pages and say what they are', async () => {
		const stamped = await stampPdf(pdfOfPages(3), { ...stamp, personal: 'Bản in từ hệ thống cho Nguyễn Thị Thanh Huyền' });
		for (const page of [1, 2, 3]) {
			const words = textOf(stamped, page);
			for (const expected of ['QT.07', stamp.title, stamp.numbers, stamp.mark.text, stamp.addressWords, 'Thanh Huyền', `Trang ${page}/3`]) {
				expect(words).toContain(expected);
			}
		}
	});

	it('shorten what is too long and print what is hostile as text', async () => {
		const title = `\u202eQuy trình ${'rất dài '.repeat(500)}(chưa đóng \\ <</JS>> 𝔘`;
		const words = textOf(
			await stampPdf(pdfWith(), { ...stamp, title, code: 'X'.repeat(300), numbers: `${stamp.numbers} ${'9'.repeat(400)}` })
		);
		expect(words).toContain('…');
		expect(words).toContain('Trang 1/1');
		expect(words).not.toContain('\u202e');
	});

	it('fit on pages of every shape', async () => {
		const shapes: Page[] = [
			{ width: 30, height: 30, draw: '' },
			{ width: 4000, height: 60, draw: '' },
			{ width: 60, height: 4000, draw: '' },
			{ width: 2384, height: 3370, draw: '' }
		];
		const stamped = await stampPdf(await pdfPages(...shapes), stamp);
		shapes.forEach(({ width = 0, height = 0 }, index) => {
			const shown = renderPage(stamped, index + 1, 72);
			expect([shown.width, shown.height]).toEqual([width, height]);
			expect(inkOf(shown).amount).toBeGreaterThan(0);
		});
	});

	it('carry a code that can be read module by module', async () => {
		const { size, runs } = qrRuns(stamp.address, 'L');
		const dark = new Set(runs.flatMap(([x, y, length]) => Array.from({ length }, (_, step) => `${x + step} ${y}`)));
		const perPoint = 8;
		const shown = renderPage(await stampPdf(await pdfPages({ draw: '' }), stamp), 1, 72 * perPoint);
		const step = (38 * perPoint * (a4.width / 595.28)) / size;
		const [left, top] = [28 * perPoint * (a4.width / 595.28), shown.height - 51 * perPoint * (a4.width / 595.28)];
		for (let y = 0; y < size; y += 1) {
			for (let x = 0; x < size; x += 1) {
				const grey = greyAt(shown, Math.round(left + (x + 0.5) * step), Math.round(top + (y + 0.5) * step));
				expect(grey < 128, `module ${x}, ${y}`).toBe(dark.has(`${x} ${y}`));
			}
		}
	});
});

describe('letters', () => {
	const lower = 'aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ';
	const compiler = NodeCompiler.create({ fontArgs: [{ fontBlobs: [readFont(root, 'regular'), readFont(root, 'bold')] }] });
	const perPoint = 6;

	/** The same letters at the same places, set by another program from the same font. */
	function setByTypst(letters: string, x: readonly number[], style: FontStyle, size: number): Picture {
		const placed = [...letters].map((letter, index) => `#place(dx: ${x[index]}pt, dy: 10pt, [${letter}])`).join('\n');
		const source = `#set page(width: 3000pt, height: 40pt, margin: 0pt)\n#set text(font: "Tinos", size: ${size}pt, weight: "${style}", fill: rgb("${style === 'bold' ? '#8c2f1b' : '#221e1a'}"))\n${placed}`;
		return renderPage(compiler.pdf({ mainFileContent: source }), 1, 72 * perPoint);
	}

	it.each([
		['regular', 'title', 8.5, lower],
		['regular', 'title', 8.5, lower.toUpperCase()],
		['bold', 'mark', 9, lower],
		['bold', 'mark', 9, lower.toUpperCase()],
		// Composed letters are printed whatever form the text came in.
		['regular', 'title', 8.5, lower.normalize('NFD')]
	] as const)('are all visible on the page: %s in the %s', async (style, place, size, given) => {
		const letters = given.normalize('NFC');
		const text = [...given.normalize('NFC')].join(' ').normalize(given === letters ? 'NFC' : 'NFD');
		const isTitle = place === 'title';
		const shown = await stampPdf(await pdfPages({ width: 3000, height: 595.28, draw: '' }), {
			...stamp,
			code: '',
			numbers: '',
			title: isTitle ? text : '',
			mark: { ...stamp.mark, text: isTitle ? '' : text },
			addressWords: '',
			pageWords: ''
		});
		const picture = renderPage(shown, 1, 72 * perPoint);
		const font = fontkit.create(readFont(root, style));
		const spacing = isTitle ? 0 : 0.35;
		const advance = (letter: string) => (font.layout(letter).glyphs[0]?.advanceWidth ?? 0) * (size / font.unitsPerEm) + spacing;
		let at = isTitle ? 28 + 7 : 28 + 38 + 10 + 6;
		const places = [...letters].map((letter) => {
			const from = at;
			at += advance(letter) + advance(' ');
			return { letter, from, to: from + advance(letter) };
		});
		const rows = isTitle ? { top: 6, bottom: 25 } : { top: 595.28 - 35.5 - 9.6, bottom: 595.28 - 35.5 + 3.6 };
		const reference = setByTypst(
			letters,
			places.map(({ from }) => from),
			style,
			size
		);
		for (const { letter, from, to } of places) {
			const across = { left: (from - 0.6) * perPoint, right: (to + 0.6) * perPoint };
			const ours = inkOf(cut(picture, { ...across, top: rows.top * perPoint, bottom: rows.bottom * perPoint }));
			const theirs = inkOf(cut(reference, { ...across, top: 0, bottom: 40 * perPoint }));
			expect(ours.amount / theirs.amount, `ink of ${letter}`).toBeCloseTo(1, 1);
			const height = (box: typeof ours.box) => box.bottom - box.top;
			expect(Math.abs(height(ours.box) - height(theirs.box)), `height of ${letter}`).toBeLessThanOrEqual(2);
		}
	});
});

describe('the mark of a past version', () => {
	it('lies large across every page, and what is under it can still be read', async () => {
		const mark = { kind: 'past', text: 'HẾT HIỆU LỰC SAU NGÀY 30/04/2026', across: 'HẾT HIỆU LỰC' } as const;
		for (const page of [{ draw: '' }, { width: 842, height: 595, draw: '' }, { angle: 90, draw: '' }]) {
			const plain = renderPage(await stampPdf(await pdfPages(page), stamp));
			const marked = renderPage(await stampPdf(await pdfPages(page), { ...stamp, mark }));
			const middle = { left: 0, right: marked.width, top: topBand + 1, bottom: marked.height - bottomBand - 1 };
			expect(inkOf(cut(plain, middle)).amount).toBe(0);
			const grey = cut(marked, middle);
			let [left, right, top, bottom] = [grey.width, 0, grey.height, 0];
			let darkest = 255;
			for (let y = 0; y < grey.height; y += 1) {
				for (let x = 0; x < grey.width; x += 1) {
					if (greyAt(grey, x, y) > 250) continue;
					[left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
					darkest = Math.min(darkest, greyAt(grey, x, y));
				}
			}
			expect((right - left) / grey.width).toBeGreaterThan(0.5);
			expect((bottom - top) / grey.height).toBeGreaterThan(0.5);
			expect(darkest).toBeGreaterThan(170);
		}
	});

	it('cannot be hidden by a page that is a picture', async () => {
		const mark = { kind: 'past', text: 'HẾT HIỆU LỰC', across: 'HẾT HIỆU LỰC' } as const;
		const white = renderPage(await stampPdf(await pdfPages({ draw: '1 g 0 0 595 842 re f' }), { ...stamp, mark }));
		const blank = renderPage(await stampPdf(await pdfPages({ draw: '' }), { ...stamp, mark }));
		expect(largestDifference(white, blank)).toBeLessThan(10);
	});
});

/** The pieces of the first page that its tags name, and those that its content draws, as pdf.js sees them. */
async function tagsOf(pdf: Uint8Array): Promise<{ tagged: string[]; drawn: string[] }> {
	const reader = await openPdf(Buffer.from(pdf));
	try {
		const page = await reader.getPage(1);
		const idsIn = (value: unknown): string[] => {
			if (typeof value !== 'object' || value === null) return [];
			const own = 'type' in value && value.type === 'content' && 'id' in value ? [String(value.id)] : [];
			return [...own, ...('children' in value && Array.isArray(value.children) ? value.children.flatMap(idsIn) : [])];
		};
		const { items } = await page.getTextContent({ includeMarkedContent: true });
		return {
			tagged: idsIn(await page.getStructTree()).sort(),
			drawn: items.flatMap((item) => ('id' in item && item.id ? [item.id] : []))
		};
	} finally {
		await reader.loadingTask.destroy();
	}
}

describe('what points into the content', () => {
	afterAll(stopTypst);

	it('follows it: links, places, notes and tags', async () => {
		const file = pdfWith({
			catalog: '/Outlines 10 0 R /StructTreeRoot 20 0 R /Metadata 30 0 R /Names << /Dests << /Names [(a) [3 0 R /FitH 400]] >> >>',
			page: '/Annots [13 0 R 14 0 R 15 0 R] /StructParents 0',
			content: { dict: '', bytes: Buffer.from('/P << /MCID 0 >> BDC BT /F1 24 Tf 50 700 Td (Muc 1) Tj ET EMC') },
			objects: {
				10: '<< /Type /Outlines /First 11 0 R /Last 11 0 R /Count 1 >>',
				11: '<< /Title (1) /Parent 10 0 R /Dest [3 0 R /XYZ 50 720 null] >>',
				13: '<< /Type /Annot /Subtype /Link /Rect [50 690 150 720] /QuadPoints [50 720 150 720 50 690 150 690] /A << /S /URI /URI (https://a.example) >> >>',
				14: '<< /Type /Annot /Subtype /Stamp /Rect [-200 -50 -10 -5] >>',
				15: '<< /Type /Annot /Subtype /Square /Rect [500 -100 700 300] /C [1 0 0] >>',
				20: '<< /Type /StructTreeRoot /K 21 0 R /ParentTree << /Nums [0 [22 0 R]] >> >>',
				21: '<< /Type /StructElem /S /Document /P 20 0 R /K [22 0 R] >>',
				22: '<< /Type /StructElem /S /P /P 21 0 R /Pg 3 0 R /K 0 >>',
				30: { dict: '/Type /Metadata /Subtype /XML', bytes: Buffer.from('<pdfaid:part>2</pdfaid:part>') }
			}
		});
		const document = await PDFDocument.load(await stampPdf(file, stamp), { updateMetadata: false });
		const [page] = document.getPages();
		if (!page) throw new Error('no page');
		const scale = 1 - (84 * (595 / 595.28)) / 842;
		const dx = ((1 - scale) * 595) / 2;
		const dy = 57 * (595 / 595.28);
		const numbers = (array: unknown) =>
			array instanceof PDFArray ? array.asArray().flatMap((item) => (item instanceof PDFNumber ? [item.asNumber()] : [])) : [];
		const close = (found: number[], wanted: number[]) => {
			expect(found).toHaveLength(wanted.length);
			found.forEach((value, index) => expect(value).toBeCloseTo(wanted[index] ?? Number.NaN, 1));
		};
		const annotations = page.node.Annots()?.asArray() ?? [];
		expect(annotations).toHaveLength(2);
		const [link, square] = annotations.map((ref) => document.context.lookup(ref, PDFDict));
		close(numbers(link?.get(PDFName.of('Rect'))), [50 * scale + dx, 690 * scale + dy, 150 * scale + dx, 720 * scale + dy]);
		expect(numbers(link?.get(PDFName.of('QuadPoints')))).toHaveLength(8);
		// What reached out over the edge ends where the content ends.
		close(numbers(square?.get(PDFName.of('Rect'))), [500 * scale + dx, dy, 595 * scale + dx, 300 * scale + dy]);

		const bookmark = document.context.lookup(PDFRef.of(11), PDFDict).get(PDFName.of('Dest'));
		close(numbers(bookmark), [50 * scale + dx, 720 * scale + dy]);

		const tag = document.context.lookup(PDFRef.of(22), PDFDict).lookup(PDFName.of('K'), PDFDict);
		const form = tag.get(PDFName.of('Stm'));
		expect(page.node.Resources()?.lookup(PDFName.of('XObject'), PDFDict).get(PDFName.of('C'))).toBe(form);
		expect(tag.get(PDFName.of('MCID'))?.toString()).toBe('0');
		// The copy does not claim to be the archive file that it is not.
		expect(document.catalog.has(PDFName.of('Metadata'))).toBe(false);
	});

	it('is found by the reader in the page: every piece that is tagged is one that is drawn', async () => {
		const original = await renderForm(
			{
				agency: 'Sở Nội vụ',
				parentAgency: null,
				title: 'Phiếu yêu cầu',
				code: 'BM.01',
				issueNo: 1,
				revisionNo: 0,
				issuedOn: null,
				addressee: null,
				nationalHeading: true,
				blocks: [{ type: 'text', paragraphs: ['Một', 'Hai'] }]
			},
			{ createdAt: new Date(0) }
		);
		const [before, after] = [await tagsOf(original), await tagsOf(await stampPdf(original, stamp))];
		expect(before.tagged.length).toBeGreaterThan(5);
		expect(after.tagged).toHaveLength(before.tagged.length);
		expect(after.drawn).toEqual(expect.arrayContaining(after.tagged));
	});

	it('can be read but not filled in or taken for signed', async () => {
		const file = pdfWith({
			catalog: '/AcroForm << /Fields [13 0 R 14 0 R] /SigFlags 3 >> /Perms << /DocMDP 15 0 R >>',
			page: '/Annots [13 0 R 14 0 R]',
			objects: {
				13: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (x) /Rect [50 690 150 720] >>',
				14: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (s) /V 15 0 R /Rect [50 600 150 620] >>',
				15: '<< /Type /Sig /Filter /Adobe.PPKLite /Contents <00> /ByteRange [0 0 0 0] >>'
			}
		});
		const document = await PDFDocument.load(await stampPdf(file, stamp), { updateMetadata: false });
		const field = (number: number) => document.context.lookup(PDFRef.of(number), PDFDict);
		expect(field(13).get(PDFName.of('Ff'))?.toString()).toBe('1');
		expect(field(13).get(PDFName.of('V'))?.toString()).toBe('(x)');
		expect(field(14).has(PDFName.of('V'))).toBe(false);
		expect(document.catalog.has(PDFName.of('Perms'))).toBe(false);
	});

	it('is on paper what it is on the screen', async () => {
		const drawing = { dict: '/Type /XObject /Subtype /Form /BBox [0 0 9 9]', bytes: Buffer.from('0 0 9 9 re f') };
		const widget = '/Type /Annot /Subtype /Widget /Rect [50 600 150 620] /AP << /N 16 0 R >>';
		const file = pdfWith({
			catalog:
				'/AcroForm << /Fields [13 0 R] /NeedAppearances true >> /ViewerPreferences << /PrintPageRange [1 1] /DisplayDocTitle true >>',
			page: '/Annots [13 0 R 14 0 R 15 0 R]',
			objects: {
				13: `<< ${widget} /FT /Sig /T (s) >>`,
				14: '<< /Type /Annot /Subtype /Stamp /F 36 /Rect [50 690 150 720] /AP << /N 16 0 R >> >>',
				15: '<< /Type /Annot /Subtype /Stamp /F 2 /Rect [50 690 150 720] /AP << /N 16 0 R >> >>',
				16: drawing
			}
		});
		const document = await PDFDocument.load(await stampPdf(file, stamp), { updateMetadata: false });
		const annotations = document.getPage(0).node.Annots()?.asArray() ?? [];
		expect(annotations.map(String)).toEqual(['13 0 R', '15 0 R']);
		const flags = annotations.map((ref) => document.context.lookup(ref, PDFDict).get(PDFName.of('F'))?.toString());
		expect(flags).toEqual(['4', '2']);
		expect(document.catalog.lookup(PDFName.of('AcroForm'), PDFDict).has(PDFName.of('NeedAppearances'))).toBe(false);
		expect(document.catalog.lookup(PDFName.of('ViewerPreferences'), PDFDict).toString()).not.toContain('PrintPageRange');
	});
});

describe('the file', () => {
	const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

	it('is the same for the same input, another for another, and leaves the original alone', async () => {
		const original = await pdfPages({}, { angle: 90 });
		const before = hash(original);
		const first = hash(await stampPdf(original, stamp));
		expect(hash(await stampPdf(original, stamp))).toBe(first);
		expect(hash(await stampPdf(original, { ...stamp, title: 'Khác' }))).not.toBe(first);
		expect(hash(original)).toBe(before);
	});

	it('holds one stamp for each size of page, not one for each page', async () => {
		const stamped = await PDFDocument.load(await stampPdf(await pdfPages({}, { angle: 180 }, {}, { width: 842, height: 595 }), stamp));
		const overlays = stamped.getPages().map((page) => page.node.Resources()?.lookup(PDFName.of('XObject'), PDFDict).get(PDFName.of('S')));
		expect(new Set(overlays).size).toBe(2);
		expect(overlays[0]).toBe(overlays[1]);
	});

	it('is refused when it is locked or broken', async () => {
		await expect(stampPdf(await encryptedPdf({ owner: 'geheim' }), stamp)).rejects.toThrow(/encrypted/i);
		await expect(stampPdf(await encryptedPdf({ user: 'a', owner: 'b' }), stamp)).rejects.toThrow();
		await expect(stampPdf(Buffer.from('%PDF-1.7\nnothing'), stamp)).rejects.toThrow();
		await expect(stampPdf(new Uint8Array(), stamp)).rejects.toThrow();
		await expect(stampPdf(pdfWith({ mediaBox: '[0 0 0 0]' }), stamp)).rejects.toThrow();
	});

	it('does not grow without end when pages share their content', async () => {
		const shared = { dict: '', bytes: Buffer.from(`% ${'x'.repeat(1_000_000)}\n0 0 9 9 re f`) };
		const kids = Array.from({ length: 200 }, (_page, index) => index + 10);
		const pages = (resources: string) =>
			writePdf({
				objects: {
					1: '<< /Type /Catalog /Pages 2 0 R >>',
					2: `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} /MediaBox [0 0 595 842] >>`,
					3: '<< >>',
					4: shared,
					...Object.fromEntries(kids.map((kid) => [kid, `<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources ${resources} >>`]))
				}
			});
		expect((await stampPdf(pages('3 0 R'), stamp)).length).toBeLessThan(2_000_000);
		await expect(stampPdf(pages('<< >>'), stamp)).rejects.toThrow(/share/);
	});

	it('takes about as long as reading and writing it takes', async () => {
		const document = await PDFDocument.create();
		const font = await document.embedFont(StandardFonts.TimesRoman);
		for (let page = 0; page < 100; page += 1) {
			const sheet = document.addPage([595, 842]);
			for (let line = 0; line < 40; line += 1)
				sheet.drawText(`Dong ${line} cua trang ${page}`, { x: 60, y: 780 - line * 18, size: 12, font });
		}
		const bytes = await document.save();
		const time = async (work: () => Promise<unknown>) => {
			const times: number[] = [];
			for (let round = 0; round < 7; round += 1) {
				const from = process.cpuUsage();
				await work();
				const { user, system } = process.cpuUsage(from);
				times.push(user + system);
			}
			return times.sort((a, b) => a - b)[2] ?? 0;
		};
		const plain = await time(async () => (await PDFDocument.load(bytes)).save({ updateFieldAppearances: false }));
		const stamping = await time(() => stampPdf(bytes, stamp));
		expect(stamping / plain).toBeLessThan(6);
	});
});
