import {
	AlignmentType,
	BorderStyle,
	convertMillimetersToTwip,
	HeadingLevel,
	Paragraph,
	Table,
	TableCell,
	TableRow,
	TextRun,
	VerticalAlignTable,
	WidthType
} from 'docx';
import { tidy } from '#lib/server/pdf/printable.ts';

/** Half points. */
const textSize = 26;
const tableSize = 24;
/** Millimetres between the margins of the page. */
export const textWidth = 160;

type Look = { strong?: boolean; slanted?: boolean; centre?: boolean; size?: number; after?: number; indent?: number };

/** The library's own words for looks are `bold` and `italics`; the linter takes them for the methods of String. */
function run(text: string, { strong = false, slanted = false, size = textSize }: Look): TextRun {
	const look = { bold: strong, italics: slanted, size, color: '000000' };
	return new TextRun({ text, ...look });
}

/** One paragraph for each line of a text; at least one. */
export function lines(text: string, look: Look = {}): Paragraph[] {
	return tidy(text)
		.split('\n')
		.map(
			(line) =>
				new Paragraph({
					alignment: look.centre ? AlignmentType.CENTER : AlignmentType.LEFT,
					spacing: { after: look.after ?? 80 },
					...(look.indent ? { indent: { left: look.indent, hanging: look.indent } } : {}),
					children: [run(line, look)]
				})
		);
}

export function heading(text: string, level: 1 | 2): Paragraph {
	return new Paragraph({
		heading: level === 1 ? HeadingLevel.HEADING_1 : HeadingLevel.HEADING_2,
		keepNext: true,
		spacing: { before: 200, after: 100 },
		children: [run(tidy(text).replaceAll('\n', ' '), { strong: true })]
	});
}

export function dashes(items: readonly string[]): Paragraph[] {
	return items.flatMap((item) => lines(`- ${item}`));
}

const line = { style: BorderStyle.SINGLE, size: 4, color: '000000' } as const;
export const ruled = { top: line, bottom: line, left: line, right: line, insideHorizontal: line, insideVertical: line } as const;

export type Column = { readonly head: string; /** Millimetres. */ readonly width: number; readonly centre?: boolean };

/** A ruled table whose head is repeated on every page. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): Table {
	const widths = columns.map(({ width }) => convertMillimetersToTwip(width));
	const row = (cells: readonly string[], isHead: boolean) =>
		new TableRow({
			...(isHead ? { tableHeader: true } : {}),
			cantSplit: true,
			children: columns.map(({ centre }, index) =>
				cell(lines(cells[index] ?? '', { size: tableSize, after: 0, strong: isHead, centre: isHead || centre }), widths[index] ?? 0)
			)
		});
	return new Table({
		width: { size: widths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
		columnWidths: widths,
		borders: ruled,
		rows: [
			row(
				columns.map(({ head }) => head),
				true
			),
			...rows.map((cells) => row(cells, false))
		]
	});
}

/** A cell of so many twips. */
export function cell(children: readonly Paragraph[], width: number): TableCell {
	return new TableCell({
		width: { size: width, type: WidthType.DXA },
		verticalAlign: VerticalAlignTable.CENTER,
		margins: { left: 80, right: 80, top: 40, bottom: 40 },
		children: [...children]
	});
}
