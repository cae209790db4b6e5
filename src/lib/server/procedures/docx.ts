import {
	AlignmentType,
	convertMillimetersToTwip,
	Document,
	Header,
	Packer,
	PageNumber,
	PageOrientation,
	Paragraph,
	Table,
	TableRow,
	TextRun,
	WidthType,
	type ISectionOptions
} from 'docx';
import type { PaperHead, ProcedureData } from '#lib/server/pdf/procedure-data.ts';
import { tidy } from '#lib/server/pdf/printable.ts';
import { bodyOf, headings } from './docx-body.ts';
import { cell, lines, ruled, table, textWidth } from './docx-parts.ts';

const mm = convertMillimetersToTwip;
const two = (number: number) => String(number).padStart(2, '0');
const day = (value: string | null) => (value === null ? '…/…/……' : value.split('-').reverse().join('/'));
/** A4 with the margins of NĐ 30/2020/NĐ-CP, Phụ lục I. */
const page = {
	size: { width: mm(210), height: mm(297), orientation: PageOrientation.PORTRAIT },
	margin: { top: mm(20), bottom: mm(20), left: mm(30), right: mm(20), header: mm(10), footer: mm(10) }
} as const;

/** The procedure as a Word file: the layout of the PDF without the flow chart, to be worked on. Equal data, equal words. */
export async function procedureDocx(data: ProcedureData): Promise<Buffer> {
	const document = new Document({
		creator: tidy(data.agency),
		title: tidy(`${data.code} ${data.title}`),
		styles: { default: { document: { run: { font: 'Times New Roman', size: 26 } } } },
		sections: [
			{ properties: { page }, children: cover(data) },
			{
				properties: { page: { ...page, margin: { ...page.margin, top: mm(42) } } },
				headers: { default: runningHeader(data) },
				children: content(data)
			}
		]
	});
	return Packer.toBuffer(document);
}

function cover(data: PaperHead): ISectionOptions['children'] {
	const { drafted, reviewed, approved } = data.signers;
	const parties = [drafted, reviewed, approved];
	const fact = (label: string, value: string) => lines(`${label} ${value}`, { centre: true });
	return [
		...(data.parentAgency === null ? [] : lines(data.parentAgency.toUpperCase(), { centre: true })),
		...lines(data.agency.toUpperCase(), { centre: true, strong: true, after: 300 }),
		...lines('HỆ THỐNG QUẢN LÝ CHẤT LƯỢNG', { centre: true }),
		...lines(`theo ${data.standard}`, { centre: true, after: 2400 }),
		...lines(data.kind.toUpperCase(), { centre: true, strong: true, size: 52 }),
		...lines(data.title.toUpperCase(), { centre: true, strong: true, size: 40, after: 400 }),
		...fact('Mã hiệu:', data.code),
		...fact('Lần ban hành:', two(data.issueNo)),
		...fact('Lần sửa đổi:', two(data.revisionNo)),
		...fact('Ngày ban hành:', day(data.issuedOn)),
		...fact('Ngày hiệu lực:', day(data.effectiveOn)),
		...lines('', { after: 1600 }),
		table(
			[
				{ head: '', width: 25 },
				{ head: 'SOẠN THẢO', width: 45, centre: true },
				{ head: 'SOÁT XÉT', width: 45, centre: true },
				{ head: 'PHÊ DUYỆT', width: 45, centre: true }
			],
			[
				['Họ và tên', ...parties.map((party) => party?.name ?? '')],
				['Chữ ký', ...parties.map(() => '\n\n\n')],
				['Chức vụ', ...parties.map((party) => party?.position ?? '')]
			]
		),
		...(data.coverNote ? lines(data.coverNote, { centre: true, slanted: true, size: 22 }) : [])
	];
}

function runningHeader(data: PaperHead): Header {
	const small = { size: 20, after: 0 } as const;
	const numbers = new Paragraph({
		children: [
			new TextRun({ text: 'Trang: ', size: 20 }),
			new TextRun({ children: [PageNumber.CURRENT, '/', PageNumber.TOTAL_PAGES], size: 20 })
		]
	});
	const widths = [mm(40), mm(70), mm(50)];
	const facts = [
		...lines(`Mã hiệu: ${data.code}`, small),
		...lines(`Ngày ban hành: ${day(data.issuedOn)}`, small),
		...lines(`Lần ban hành: ${two(data.issueNo)} · sửa đổi: ${two(data.revisionNo)}`, small),
		numbers
	];
	const middle = [
		...lines(data.kind.toUpperCase(), { ...small, strong: true, centre: true }),
		...lines(data.title.toUpperCase(), { ...small, strong: true, centre: true })
	];
	const cells = [lines(data.agency.toUpperCase(), { ...small, strong: true, centre: true }), middle, facts];
	const row = new TableRow({ children: cells.map((children, index) => cell(children, widths[index] ?? 0)) });
	return new Header({
		children: [
			new Table({ width: { size: mm(textWidth), type: WidthType.DXA }, columnWidths: widths, borders: ruled, rows: [row] }),
			new Paragraph({ alignment: AlignmentType.LEFT, children: [] })
		]
	});
}

function content(data: ProcedureData): ISectionOptions['children'] {
	return [
		...lines('MỤC LỤC', { centre: true, strong: true }),
		...headings.map((title, index) => lines(`${index + 1}. ${title}`)).flat(),
		...lines('SỬA ĐỔI TÀI LIỆU', { centre: true, strong: true }),
		table(
			[
				{ head: 'Yêu cầu sửa đổi, bổ sung', width: 38 },
				{ head: 'Trang/Phần liên quan', width: 32 },
				{ head: 'Mô tả nội dung sửa đổi', width: 42 },
				{ head: 'Lần ban hành/ sửa đổi', width: 24, centre: true },
				{ head: 'Ngày', width: 24, centre: true }
			],
			data.revisions.map(({ request, part, description, issueNo, revisionNo, on }) => [
				request,
				part,
				description,
				`${two(issueNo)} / ${two(revisionNo)}`,
				day(on)
			])
		),
		new Paragraph({ pageBreakBefore: true, children: [] }),
		...bodyOf(data)
	];
}
