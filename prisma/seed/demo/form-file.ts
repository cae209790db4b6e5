import { AlignmentType, Document, Packer, Paragraph, Table, TableCell, TableRow, TextRun, WidthType } from 'docx';
import type { DocumentContent, FormBlock } from '../content/types.ts';

const font = 'Times New Roman';
const size = 26;
const dots = '.'.repeat(60);

function line(text: string, more: { bold?: boolean; centre?: boolean; italics?: boolean } = {}): Paragraph {
	const run = { text, font, size, bold: more.bold, italics: more.italics };
	return new Paragraph({
		alignment: more.centre ? AlignmentType.CENTER : AlignmentType.LEFT,
		spacing: { after: 120 },
		children: [new TextRun(run)]
	});
}

type FormContent = Pick<DocumentContent, 'code' | 'title' | 'body' | 'issueNo' | 'revisionNo'> & {
	readonly unit: { readonly name: string };
};

/** The editable file of a blank form: what a unit really controls (states.md §13). */
export async function formFile(content: FormContent): Promise<Buffer> {
	if (content.body.type !== 'form') throw new Error(`${content.code} is no form`);
	const { body } = content;
	const document = new Document({
		creator: content.unit.name,
		title: content.title,
		sections: [
			{
				children: [
					line(content.unit.name.toUpperCase(), { bold: true }),
					...(body.nationalHeading
						? [
								line('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', { bold: true, centre: true }),
								line('Độc lập - Tự do - Hạnh phúc', { bold: true, centre: true })
							]
						: []),
					line(`${content.code} · Lần ban hành ${two(content.issueNo)} · sửa đổi ${two(content.revisionNo)}`, { italics: true }),
					line(content.title.toUpperCase(), { bold: true, centre: true }),
					...(body.addressee ? [line(body.addressee, { centre: true })] : []),
					...body.blocks.flatMap(blockParts)
				]
			}
		]
	});
	return Packer.toBuffer(document);
}

const two = (value: number) => String(value).padStart(2, '0');

function blockParts(block: FormBlock): (Paragraph | Table)[] {
	switch (block.type) {
		case 'fields':
			return block.labels.map((label) => line(`${label}: ${dots}`));
		case 'text':
			return block.paragraphs.map((text) => line(text));
		case 'table':
			return [table(block.head, block.emptyRows)];
		case 'signatures':
			return [new Paragraph({ text: '' }), table(block.roles, 1)];
	}
}

function table(head: readonly string[], emptyRows: number): Table {
	const row = (texts: readonly string[], bold: boolean) =>
		new TableRow({ children: texts.map((text) => new TableCell({ children: [line(text, { bold, centre: bold })] })) });
	return new Table({
		width: { size: 100, type: WidthType.PERCENTAGE },
		rows: [
			row(head, true),
			...Array.from({ length: emptyRows }, () =>
				row(
					head.map(() => ''),
					false
				)
			)
		]
	});
}
