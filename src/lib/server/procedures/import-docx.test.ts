import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocxBlock } from '#lib/domain/procedures/docx-blocks.ts';
import { importDocx } from '#lib/domain/procedures/import-docx.ts';
import { placeKeys, placeText } from '#lib/domain/procedures/import-place.ts';
import { emptyContent, type ProcedureContent } from '#lib/domain/procedures/content.ts';
import { blocksOfHtml } from '#lib/server/files/docx-blocks.ts';
import { createFileParser, type FileParser } from '#lib/server/files/inspect.ts';
import { sampleHead, sampleProcedure } from '#test/support/procedure-samples.ts';
import { procedureDocx } from './docx.ts';
import { paperOf } from './paper.ts';

let tempDir: string;
let parser: FileParser;
beforeAll(async () => {
	tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-docx-'));
	parser = createFileParser({ tempDir });
});
afterAll(async () => {
	await parser.close();
	await rm(tempDir, { recursive: true, force: true });
});

let ids = 0;
const newId = () => `n${(ids += 1)}`;

/** Without the ids of rows, which a file does not carry. */
function bare(content: ProcedureContent): unknown {
	return JSON.parse(JSON.stringify(content, (key, value: unknown) => (key === 'id' ? undefined : value)));
}

const generated = Array.from({ length: 20 }, (_none, index) => ({
	seed: 100 + index,
	steps: 5 + Math.round((55 * index) / 19),
	forService: index % 3 !== 2
}));

describe('a procedure that goes out as a Word file', () => {
	it.each(generated)(
		'comes back with the same structure: $steps steps, seed $seed, of a service: $forService',
		async ({ seed, steps, forService }) => {
			const content = sampleProcedure(seed, steps, forService);
			const file = path.join(tempDir, `${seed}.docx`);
			await writeFile(file, await procedureDocx(paperOf(content, sampleHead, {})));
			// Our own files pass the checks of an upload.
			expect((await parser.inspect(file, { fileName: 'a.docx', purpose: 'source' })).type).toBe('docx');
			const read = importDocx(await parser.blocks(file), newId);
			expect(bare(read.content)).toEqual(bare(content));
			expect(read.unplaced).toEqual([]);
			expect(read.front.join('\n')).toContain('SOẠN THẢO');
		}
	);
});

const text = (words: string, level = 0, item = false): DocxBlock => ({ kind: 'text', text: words, level, item });

describe('a file that somebody else wrote', () => {
	it('is read by other words, numbers, and tables without all columns', () => {
		const { content, unplaced } = importDocx(
			[
				text('UBND TỈNH'),
				text('I. MỤC ĐÍCH'),
				text('Quy định cách làm.'),
				text('II. PHẠM VI ÁP DỤNG:'),
				text('Toàn Sở.'),
				text('III. TÀI LIỆU LIÊN QUAN'),
				text('Luật Lưu trữ', 0, true),
				text('IV. Thuật ngữ và chữ viết tắt'),
				text('• TTHC: Thủ tục hành chính'),
				text('Câu không phải định nghĩa nào cả'),
				text('V. NỘI DUNG QUY TRÌNH'),
				text('Đoạn mở đầu.'),
				text('5.1 Thời hạn giải quyết: 12 ngày làm việc kể từ ngày nhận đủ hồ sơ'),
				text('5.2 Phí, lệ phí: Không'),
				text('5.3 Trình tự thực hiện'),
				{
					kind: 'table',
					rows: [
						['Bước', 'Nội dung công việc', 'Đơn vị thực hiện', 'Thời gian thực hiện', 'Ghi chú'],
						['1', 'Tiếp nhận', 'Một cửa', '1/2 ngày', ''],
						['2', 'Thẩm định', 'Phòng', 'Giờ hành chính', 'xem điều 5']
					]
				},
				text('VI. BIỂU MẪU'),
				text('BM.01.02 - Phiếu kiểm soát'),
				text('VII. LƯU TRỮ HỒ SƠ'),
				{
					kind: 'table',
					rows: [
						['STT', 'Hồ sơ lưu', 'Thời hạn lưu'],
						['1', 'Hồ sơ cấp', '5 năm']
					]
				},
				{
					kind: 'table',
					rows: [
						['a', 'b'],
						['c', 'd']
					]
				}
			],
			newId
		);
		expect(content.purpose).toBe('Quy định cách làm.');
		expect(content.scope).toBe('Toàn Sở.');
		expect(content.references.map((row) => row.text)).toEqual(['Luật Lưu trữ']);
		expect(content.definitions.map(({ term, meaning }) => [term, meaning])).toEqual([['TTHC', 'Thủ tục hành chính']]);
		expect(content.service).toMatchObject({ timeLimit: { value: 12, unit: 'days' }, timeNote: 'kể từ ngày nhận đủ hồ sơ', fee: 'Không' });
		expect(content.steps.map(({ what, who, time }) => [what, who, time?.value ?? null])).toEqual([
			['Tiếp nhận', 'Một cửa', 0.5],
			['Thẩm định', 'Phòng', null]
		]);
		expect(content.forms.map(({ code, name }) => [code, name])).toEqual([['BM.01.02', 'Phiếu kiểm soát']]);
		expect(content.records.map(({ name, keptFor }) => [name, keptFor])).toEqual([['Hồ sơ cấp', '5 năm']]);
		expect(unplaced.map((one) => one.text)).toEqual([
			'Đoạn mở đầu.',
			'B2: Giờ hành chính',
			'2: xem điều 5',
			'a | b\nc | d',
			'Câu không phải định nghĩa nào cả'
		]);
	});

	it('without any heading that is known is left to be placed, all of it', () => {
		const { content, unplaced, front } = importDocx([text('Thư gửi'), text('Kính gửi ông')], newId);
		expect(bare(content)).toEqual(bare(emptyContent(false)));
		expect(unplaced.map((one) => one.text)).toEqual(['Thư gửi', 'Kính gửi ông']);
		expect(front).toEqual([]);
	});

	it('loses no row and no letter beyond the limits', () => {
		const rows = Array.from({ length: 250 }, (_none, index) => [`${index}`, `Hồ sơ ${index}`, '1 năm']);
		const { content, unplaced } = importDocx(
			[
				text('1. Mục đích'),
				text('x'.repeat(20_005)),
				text('7. Hồ sơ lưu'),
				{ kind: 'table', rows: [['TT', 'Tên hồ sơ', 'Thời gian lưu'], ...rows] }
			],
			newId
		);
		expect(content.records).toHaveLength(200);
		expect(unplaced).toHaveLength(51);
		expect(unplaced.at(-1)?.text).toBe('x'.repeat(5));
	});

	it('is taken apart tag by tag: joined cells, lists, breaks, a table in a table', () => {
		const html =
			'<h1>Một &amp; hai</h1><p>a<br />b</p><ul><li>c</li></ul><table><tr><td rowspan="2">x</td><td><p>y</p><p>z</p></td></tr>' +
			'<tr><td><table><tr><td>trong</td></tr></table></td></tr></table><p>&lt;script&gt;</p>';
		expect(blocksOfHtml(html)).toEqual([
			text('Một & hai', 1),
			text('a\nb'),
			text('c', 0, true),
			{
				kind: 'table',
				rows: [
					['x', 'y\nz'],
					['', 'trong']
				]
			},
			text('<script>')
		]);
	});
});

it('puts a piece by hand into every place, and keeps its words', () => {
	for (const place of placeKeys) {
		const placed = placeText(emptyContent(true), place, 'Một dòng\nHai dòng', newId);
		expect(JSON.stringify(placed), place).toContain('Một dòng');
		expect(JSON.stringify(placed), place).toContain('Hai dòng');
	}
});
