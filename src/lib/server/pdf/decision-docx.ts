import {
	AlignmentType,
	BorderStyle,
	convertMillimetersToTwip,
	Document,
	Header,
	LineRuleType,
	Packer,
	PageBreak,
	PageNumber,
	Paragraph,
	Table,
	TableCell,
	TableLayoutType,
	TableRow,
	TextRun,
	VerticalAlignTable,
	WidthType,
	type IRunOptions
} from 'docx';
import { longDay, twoDigits } from './decision-day.ts';
import { tidy } from './printable.ts';
import type { DecisionData, DecisionLine } from './report-data.ts';

/*
 * The same paper as templates/decision.typ, for who goes on writing it in Word (NĐ 30/2020/NĐ-CP, Phụ lục I). Texts of people become
 * runs of text and nothing else: no field, no style, no markup of theirs.
 */
const font = 'Times New Roman';
/** Sizes are in half points. */
const body = 28;
const small = 26;
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };
const mm = convertMillimetersToTwip;
const textWidth = 165;

type RunLook = Pick<IRunOptions, 'bold' | 'italics' | 'size'>;

/** A text with its own line breaks. What XML cannot hold is taken out. */
function runs(text: string, look: RunLook = {}): TextRun[] {
	const clean = tidy(text).replace(/[\ufffe\uffff]/g, '');
	return clean.split('\n').map((line, at) => new TextRun({ text: line, break: at > 0 ? 1 : 0, font, size: body, ...look }));
}

type ParagraphLook = { align?: (typeof AlignmentType)[keyof typeof AlignmentType]; indent?: boolean; after?: number; before?: number };

function paragraph(
	children: readonly TextRun[],
	{ align = AlignmentType.BOTH, indent = false, after = 6, before = 0 }: ParagraphLook = {}
) {
	return new Paragraph({
		children: [...children],
		alignment: align,
		spacing: { after: after * 20, before: before * 20 },
		...(indent ? { indent: { firstLine: mm(10) } } : {})
	});
}

const centred = (text: string, look: RunLook = {}, more: ParagraphLook = {}) =>
	paragraph(runs(text, look), { align: AlignmentType.CENTER, after: 0, ...more });
const upper = (text: string) => text.toLocaleUpperCase('vi');

/** The short line below a heading, in the middle of the room that it has; an underlined text would be as long as the text. In mm. */
function rule(length: number, room: number): Paragraph {
	const side = mm((room - length) / 2);
	return new Paragraph({
		indent: { left: side, right: side },
		spacing: { before: 40, after: 0, line: 40, lineRule: LineRuleType.EXACT },
		border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: 'auto' } }
	});
}

function sideBySide(left: readonly Paragraph[], right: readonly Paragraph[], widths: readonly [number, number]): Table {
	const cell = (children: readonly Paragraph[], width: number) =>
		new TableCell({
			children: [...children],
			width: { size: mm(width), type: WidthType.DXA },
			borders: noBorders,
			margins: { left: 0, right: 0 }
		});
	return new Table({
		rows: [new TableRow({ children: [cell(left, widths[0]), cell(right, widths[1])], cantSplit: true })],
		width: { size: mm(textWidth), type: WidthType.DXA },
		columnWidths: widths.map((width) => mm(width)),
		layout: TableLayoutType.FIXED,
		borders: noBorders
	});
}

function heading(data: DecisionData): Table {
	// Both names of 12 points on one line each: the usual parent agency is 70 mm wide, the name of the state 90.
	const [leftWidth, rightWidth] = [72, 93] as const;
	const left = [
		...(data.parentAgency === null ? [] : [centred(upper(data.parentAgency), { size: 24 })]),
		centred(upper(data.agency), { size: 24, bold: true }),
		rule(24, leftWidth),
		centred(`Số: ${data.number === '' ? '         /QĐ-……' : data.number}`, { size: small }, { before: 8 }),
		...(data.mark === null ? [] : [centred(upper(data.mark), { size: small, bold: true }, { before: 4 })])
	];
	const right = [
		centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { size: 24, bold: true }),
		centred('Độc lập - Tự do - Hạnh phúc', { size: small, bold: true }),
		rule(52, rightWidth),
		centred([data.place, longDay(data.decidedOn)].filter(Boolean).join(', '), { size: small, italics: true }, { before: 8 })
	];
	return sideBySide(left, right, [leftWidth, rightWidth]);
}

function articles(data: DecisionData): Paragraph[] {
	const issued = data.documents.length;
	const withdrawn = data.withdrawn.length;
	const system = `của Hệ thống quản lý chất lượng`;
	const of = `theo ${data.standard} của ${data.agency} (danh mục kèm theo)`;
	const withdrawal = `Bãi bỏ ${twoDigits(withdrawn)} tài liệu ${system} ${issued > 0 ? 'ghi tại mục II của danh mục kèm theo' : of}.`;
	const article = (no: number, text: string) => paragraph([...runs(`Điều ${no}. `, { bold: true }), ...runs(text)], { indent: true });
	return [
		article(1, issued > 0 ? `Ban hành kèm theo Quyết định này ${twoDigits(issued)} tài liệu ${system} ${of}.` : withdrawal),
		...(issued > 0 && withdrawn > 0 ? [paragraph(runs(withdrawal), { indent: true })] : []),
		article(
			2,
			`Quyết định này có hiệu lực kể từ ${longDay(data.effectiveOn)}.` +
				(issued > 0 ? ' Các lần ban hành trước của tài liệu có tên trong danh mục hết hiệu lực kể từ ngày đó.' : '')
		),
		article(3, `${data.responsible} chịu trách nhiệm thi hành Quyết định này./.`)
	];
}

function foot(data: DecisionData): Table {
	const left = [
		paragraph(runs('Nơi nhận:', { size: 24, bold: true, italics: true }), { align: AlignmentType.LEFT, after: 0 }),
		...data.recipients.map((recipient) => paragraph(runs(`- ${recipient}`, { size: 22 }), { align: AlignmentType.LEFT, after: 0 }))
	];
	const right = [
		...data.signer.heading.map((line) => centred(upper(line), { bold: true })),
		...Array.from({ length: 4 }, () => centred('')),
		centred(data.signer.name, { bold: true })
	];
	return sideBySide(left, right, [82, 83]);
}

function list(data: DecisionData, lines: readonly DecisionLine[], reasons: boolean): Table {
	const codeWidth = 36;
	const numberWidths = data.twoNumbers ? [17, 16] : [22];
	const fixed = [10, codeWidth, 24, ...numberWidths, ...(reasons ? [36] : [])].reduce((sum, width) => sum + width, 0);
	const widths = [10, codeWidth, textWidth - fixed, 24, ...numberWidths, ...(reasons ? [36] : [])];
	const heads = ['TT', 'Mã hiệu', 'Tên tài liệu', 'Loại', ...(data.twoNumbers ? ['Lần ban hành', 'Lần sửa đổi'] : ['Lần'])];
	const number = (value: number | null) => (value === null ? '–' : twoDigits(value));
	const cells = (texts: readonly string[], look: RunLook, middle: (at: number) => boolean) =>
		texts.map(
			(text, at) =>
				new TableCell({
					children: [
						paragraph(runs(text, { size: 24, ...look }), { align: middle(at) ? AlignmentType.CENTER : AlignmentType.LEFT, after: 0 })
					],
					width: { size: mm(widths[at] ?? 0), type: WidthType.DXA },
					verticalAlign: VerticalAlignTable.CENTER,
					margins: { left: mm(1.5), right: mm(1.5), top: mm(0.8), bottom: mm(0.8) }
				})
		);
	const isNumber = (at: number) => at === 0 || (at >= 4 && at < 4 + numberWidths.length);
	return new Table({
		width: { size: mm(textWidth), type: WidthType.DXA },
		columnWidths: widths.map((width) => mm(width)),
		layout: TableLayoutType.FIXED,
		rows: [
			new TableRow({ tableHeader: true, children: cells([...heads, ...(reasons ? ['Lý do'] : [])], { bold: true }, () => true) }),
			...lines.map((line, at) => {
				const numbers = data.twoNumbers ? [number(line.issueNo), number(line.revisionNo)] : [line.numbers];
				const texts = [String(at + 1), line.code, line.title, line.kind, ...numbers, ...(reasons ? [line.reason] : [])];
				return new TableRow({ cantSplit: true, children: cells(texts, {}, isNumber) });
			})
		]
	});
}

function annex(data: DecisionData): (Paragraph | Table)[] {
	const both = data.documents.length > 0 && data.withdrawn.length > 0;
	const title = data.documents.length > 0 ? 'DANH MỤC TÀI LIỆU BAN HÀNH' : 'DANH MỤC TÀI LIỆU BÃI BỎ';
	const of = `(Kèm theo Quyết định số ${data.number === '' ? '……/QĐ-……' : data.number} ${longDay(data.decidedOn)} của ${data.agency})`;
	const part = (text: string) => paragraph(runs(text, { bold: true }), { align: AlignmentType.LEFT, before: 8 });
	return [
		new Paragraph({ children: [new PageBreak()] }),
		centred(title, { bold: true }),
		centred(of, { size: small, italics: true }, { after: 8 }),
		...(both ? [part('I. Tài liệu được ban hành')] : []),
		...(data.documents.length > 0 ? [list(data, data.documents, false)] : []),
		...(both ? [part('II. Tài liệu bị bãi bỏ')] : []),
		...(data.withdrawn.length > 0 ? [list(data, data.withdrawn, true)] : [])
	];
}

/** The decision with its annex as a Word file. Page numbers stand at the top from the second page on. */
export async function decisionDocx(data: DecisionData, createdAt: Date): Promise<Uint8Array> {
	const pageNumber = new Paragraph({
		alignment: AlignmentType.CENTER,
		children: [new TextRun({ children: [PageNumber.CURRENT], font, size: small })]
	});
	const document = new Document({
		creator: 'eISO',
		title: tidy(`Quyết định ${data.number}`).slice(0, 100),
		description: createdAt.toISOString(),
		styles: { default: { document: { run: { font, size: body, language: { value: 'vi-VN' } } } } },
		sections: [
			{
				properties: {
					titlePage: true,
					page: {
						size: { width: mm(210), height: mm(297) },
						margin: { top: mm(22), bottom: mm(20), left: mm(30), right: mm(15), header: mm(10) }
					}
				},
				headers: { default: new Header({ children: [pageNumber] }), first: new Header({ children: [new Paragraph('')] }) },
				children: [
					heading(data),
					centred('QUYẾT ĐỊNH', { bold: true }, { before: 16 }),
					centred(data.subject, { bold: true }),
					rule(28, textWidth),
					centred(upper(data.authority), { bold: true }, { before: 10, after: 8 }),
					...data.grounds.map((ground) => paragraph(runs(ground, { italics: true }), { indent: true })),
					centred('QUYẾT ĐỊNH:', { bold: true }, { before: 6, after: 6 }),
					...articles(data),
					paragraph([], { after: 4 }),
					foot(data),
					...annex(data)
				]
			}
		]
	});
	return new Uint8Array(await Packer.toBuffer(document));
}
