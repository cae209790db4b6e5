import mammoth from 'mammoth';
import { afterAll, describe, expect, it } from 'vitest';
import { procedureContent, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import type { PaperHead } from '#lib/server/pdf/procedure-data.ts';
import { previewTypst, stopTypst } from '#lib/server/pdf/typst.ts';
import { decodeXml } from '#lib/server/files/xml.ts';
import { openZip, unpackWhole } from '#lib/server/files/zip.ts';
import { cut, inkOf, renderPage, textOf } from '#test/support/pdf-pages.ts';
import { sampleHead, sampleProcedure } from '#test/support/procedure-samples.ts';
import { procedureDocx } from './docx.ts';
import { paperOf } from './paper.ts';

afterAll(stopTypst);

/** Fields that are no text of a person: what refers, and words of a fixed list. */
const fixed = new Set(['id', 'documentId', 'externalId', 'unit', 'channels', 'schema', 'issuedOn', 'effectiveOn', 'on']);

/** The same with this text in every field where a person's text goes, however deep, cut to what the field may hold. */
function filled(value: unknown, text: string, field = ''): unknown {
	if (fixed.has(field)) return value;
	if (typeof value === 'string') return text;
	if (Array.isArray(value)) return value.map((item) => filled(item, text, field));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, text, key)]));
}

const whole: ProcedureContent = { ...sampleProcedure(7, 5), sections: [{ id: 's', heading: 'Yêu cầu', text: 'Văn bản' }] };

function hostile(text: string): { content: ProcedureContent; head: PaperHead } {
	let made = filled(whole, text);
	// A field that is too short for the text takes its beginning: what the schema refuses never comes to the printer.
	const refused = new Set(procedureContent.safeParse(made).error?.issues.map((issue) => issue.path.join('.')) ?? []);
	if (refused.size > 0) made = shortened(made, '', refused);
	return { content: procedureContent.parse(made), head: filled(sampleHead, text.slice(0, 1000)) as PaperHead };
}

function shortened(value: unknown, path: string, refused: ReadonlySet<string>): unknown {
	if (typeof value === 'string') return refused.has(path) ? value.slice(0, 300) : value;
	const below = (key: string) => (path === '' ? key : `${path}.${key}`);
	if (Array.isArray(value)) return value.map((item, index) => shortened(item, below(String(index)), refused));
	if (value === null || typeof value !== 'object') return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, shortened(item, below(key), refused)]));
}

const attacks: readonly (readonly [name: string, text: string])[] = [
	['Typst markup', '#import "a.typ" #eval("1+1") #panic("x") $x^2$ *b* _i_ `c` <l> @r // = + - \\ #read("/etc/passwd") [z] {y}'],
	['backslashes and dollars', '\\#$\\u{41} $$ \\\\ \\" ${x} %s \\n'],
	['a word of 10,000 letters', 'Đ'.repeat(10_000)],
	['letters in parts', 'Quy trình Tiếp nhận hồ sơ'.normalize('NFD')],
	['control characters', 'a\u0000b\u0007c\u001b[31md\u007f\u0085e\ufffef\uffffg'],
	['right-to-left marks', 'QT\u202e.01 \u2066Kiểm\u2069 \u200fابجد'],
	['halves of characters and odd letters', '\ud800x\udc00 文書 😀 ㎡'],
	['markup of XML', '</w:t></w:r><w:r><w:t>&amp;&lt;]]><!-- <?xml ?> <script>alert(1)</script> &#0; "\''],
	['many lines', 'Dòng\r\n'.repeat(300)],
	['nothing', '']
];

describe.each(attacks)('%s in every field', (name, text) => {
	const { content, head } = hostile(text);
	const data = paperOf(content, head, {}, { row: content.steps[1]?.id ?? null });

	it('is printed as the text that it is, within the page', async () => {
		const { pdf, pages } = await previewTypst('procedure', data, { createdAt: new Date(0) });
		const bare = await previewTypst('procedure', paperOf(content, head, {}), { createdAt: new Date(0) });
		expect(pages).toBe(bare.pages);
		for (const page of new Set([1, 2, 3, Math.ceil(pages / 2), pages])) {
			const picture = renderPage(bare.pdf, page, 50);
			expect(inkOf(picture).amount).toBeGreaterThan(5);
			if (page === 1) continue;
			// Nothing stands in the outer 15 millimetres.
			const edge = (15 / 25.4) * 50;
			for (const area of [
				{ left: 0, top: 0, right: edge, bottom: picture.height },
				{ left: picture.width - edge, top: 0, right: picture.width, bottom: picture.height }
			])
				expect(inkOf(cut(picture, area)).amount).toBe(0);
		}
		const words = Array.from({ length: Math.min(pages, 6) }, (_none, index) => textOf(pdf, index + 1)).join('\n');
		expect(words).toContain('BẢN NHÁP');
		expect(words).not.toContain('root:');
		expect(words).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
		if (name === 'Typst markup') expect(words).toContain('#eval(');
		if (name === 'letters in parts') expect(words).toContain('Tiếp nhận hồ sơ');
	});

	it('goes into a Word file that is sound XML', async () => {
		const file = await procedureDocx(data);
		const zip = openZip(file);
		for (const entry of zip.entries.values()) {
			if (!/\.(?:xml|rels)$/.test(entry.name)) continue;
			const xml = decodeXml(await unpackWhole(zip, entry, 64 * 1024 * 1024));
			// eslint-disable-next-line no-control-regex -- the characters that XML forbids
			expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
		}
		const { value, messages } = await mammoth.convertToHtml({ buffer: file });
		expect(messages.filter(({ type }) => type === 'error')).toEqual([]);
		expect(value).toContain('1. MỤC ĐÍCH');
		expect(value).toContain('7. HỒ SƠ CẦN LƯU');
		if (name === 'markup of XML') expect(value).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
	});
});

describe('the flow chart', () => {
	it('tears no box apart over the pages of sixty steps, and draws each step once', async () => {
		const content = sampleProcedure(11, 60);
		const { pdf, pages } = await previewTypst('procedure', paperOf(content, sampleHead, {}), { createdAt: new Date(0) });
		const words = Array.from({ length: pages }, (_none, index) => textOf(pdf, index + 1));
		const chart = words.filter((page) => page.includes('Lưu đồ'));
		expect(chart.length).toBeGreaterThan(2);
		expect(chart[0]).toContain('Bắt đầu');
		expect(chart.at(-1)).toContain('Kết thúc');
		const drawn = chart.flatMap((page) => [...page.matchAll(/B(\d+)\. /g)].map(([, no]) => Number(no)));
		expect(drawn).toEqual(Array.from({ length: 60 }, (_none, index) => index + 1));
	});
});
