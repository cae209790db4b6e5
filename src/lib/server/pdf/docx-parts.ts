import {
	AlignmentType,
	BorderStyle,
	convertMillimetersToTwip,
	Document,
	Header,
	LineRuleType,
	Packer,
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
import type { Day } from '#lib/domain/shared/day.ts';
import { longDay } from './decision-day.ts';
import { tidy } from './printable.ts';

/*
 * Parts of an administrative document for who goes on writing it in Word (NĐ 30/2020/NĐ-CP, Phụ lục I). Texts of people become runs of text
 * and nothing else: no field, no style, no markup of theirs.
 */
export const font = 'Times New Roman';
/** Sizes are in half points. */
export const body = 28;
export const small = 26;
const none = { style: BorderStyle.NONE, size: 0, color: 'auto' } as const;
const noBorders = { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none };
export const mm = convertMillimetersToTwip;
export const textWidth = 165;

export type RunLook = Pick<IRunOptions, 'bold' | 'italics' | 'size'>;

/** A text with its own line breaks. What XML cannot hold is taken out. */
export function runs(text: string, look: RunLook = {}): TextRun[] {
	const clean = tidy(text).replace(/[\ufffe\uffff]/g, '');
	return clean.split('\n').map((line, at) => new TextRun({ text: line, break: at > 0 ? 1 : 0, font, size: body, ...look }));
}

type ParagraphLook = { align?: (typeof AlignmentType)[keyof typeof AlignmentType]; indent?: boolean; after?: number; before?: number };

export function paragraph(
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

export const centred = (text: string, look: RunLook = {}, more: ParagraphLook = {}) =>
	paragraph(runs(text, look), { align: AlignmentType.CENTER, after: 0, ...more });
export const upper = (text: string) => text.toLocaleUpperCase('vi');

/** The short line below a heading, in the middle of the room that it has; an underlined text would be as long as the text. In mm. */
export function rule(length: number, room: number): Paragraph {
	const side = mm((room - length) / 2);
	return new Paragraph({
		indent: { left: side, right: side },
		spacing: { before: 40, after: 0, line: 40, lineRule: LineRuleType.EXACT },
		border: { top: { style: BorderStyle.SINGLE, size: 6, space: 1, color: 'auto' } }
	});
}

export function sideBySide(left: readonly Paragraph[], right: readonly Paragraph[], widths: readonly [number, number]): Table {
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

export type OfficialHead = {
	readonly agency: string;
	readonly parentAgency: string | null;
	/** With the dots of a number that is still to come. */
	readonly number: string;
	readonly mark: string | null;
	readonly place: string;
	readonly day: Day | null;
};

/** Quốc hiệu, tiêu ngữ, name of the agency, number, place and day. */
export function officialHeading(data: OfficialHead): Table {
	// Both names of 12 points on one line each: the usual parent agency is 70 mm wide, the name of the state 90.
	const [leftWidth, rightWidth] = [72, 93] as const;
	const left = [
		...(data.parentAgency === null ? [] : [centred(upper(data.parentAgency), { size: 24 })]),
		centred(upper(data.agency), { size: 24, bold: true }),
		rule(24, leftWidth),
		centred(`Số: ${data.number}`, { size: small }, { before: 8 }),
		...(data.mark === null ? [] : [centred(upper(data.mark), { size: small, bold: true }, { before: 4 })])
	];
	const right = [
		centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { size: 24, bold: true }),
		centred('Độc lập - Tự do - Hạnh phúc', { size: small, bold: true }),
		rule(52, rightWidth),
		centred([data.place, longDay(data.day)].filter(Boolean).join(', '), { size: small, italics: true }, { before: 8 })
	];
	return sideBySide(left, right, [leftWidth, rightWidth]);
}

export type OfficialFoot = {
	readonly recipients: readonly string[];
	readonly signer: { readonly heading: readonly string[]; readonly name: string };
};

/** Nơi nhận, and the room for the signature. */
export function officialFoot(data: OfficialFoot): Table {
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

/** A ruled table whose head comes again on each page. Widths in mm, of `textWidth` together. */
export function ruledTable(
	widths: readonly number[],
	head: readonly string[],
	rows: readonly (readonly string[])[],
	middle: (column: number) => boolean,
	strong: (row: number) => boolean = () => false
): Table {
	const cells = (texts: readonly string[], look: RunLook, isMiddle: (at: number) => boolean) =>
		texts.map(
			(text, at) =>
				new TableCell({
					children: [
						paragraph(runs(text, { size: 24, ...look }), { align: isMiddle(at) ? AlignmentType.CENTER : AlignmentType.LEFT, after: 0 })
					],
					width: { size: mm(widths[at] ?? 0), type: WidthType.DXA },
					verticalAlign: VerticalAlignTable.CENTER,
					margins: { left: mm(1.5), right: mm(1.5), top: mm(0.8), bottom: mm(0.8) }
				})
		);
	return new Table({
		width: { size: mm(textWidth), type: WidthType.DXA },
		columnWidths: widths.map((width) => mm(width)),
		layout: TableLayoutType.FIXED,
		rows: [
			new TableRow({ tableHeader: true, children: cells(head, { bold: true }, () => true) }),
			...rows.map((row, at) => new TableRow({ cantSplit: true, children: cells(row, strong(at) ? { bold: true } : {}, middle) }))
		]
	});
}

/** A Word file of such parts. Page numbers stand at the top from the second page on. */
export async function officialDocx(title: string, createdAt: Date, children: readonly (Paragraph | Table)[]): Promise<Uint8Array> {
	const pageNumber = new Paragraph({
		alignment: AlignmentType.CENTER,
		children: [new TextRun({ children: [PageNumber.CURRENT], font, size: small })]
	});
	const document = new Document({
		creator: 'eISO',
		title: tidy(title).slice(0, 100),
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
				children: [...children]
			}
		]
	});
	return new Uint8Array(await Packer.toBuffer(document));
}
