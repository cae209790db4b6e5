import { AlignmentType, PageBreak, Paragraph, type Table } from 'docx';
import {
	centred,
	officialDocx,
	officialFoot,
	officialHeading,
	paragraph,
	ruledTable,
	rule,
	runs,
	small,
	textWidth,
	upper
} from './docx-parts.ts';
import type { PeriodicReportPaperData, ReportBlock } from './periodic-report-data.ts';

/** The same paper as templates/periodic-report.typ as a Word file. */
export function periodicReportDocx(data: PeriodicReportPaperData, createdAt: Date): Promise<Uint8Array> {
	return officialDocx(`Báo cáo ${data.number}`, createdAt, [
		officialHeading(data),
		centred('BÁO CÁO', { bold: true }, { before: 16 }),
		centred(data.subject, { bold: true }),
		rule(28, textWidth),
		centred(data.to, {}, { before: 10, after: 8 }),
		...data.blocks.flatMap(parts),
		paragraph([], { after: 4 }),
		officialFoot(data),
		...(data.note === '' ? [] : [paragraph(runs(data.note, { italics: true, size: 19 }), { align: AlignmentType.LEFT, before: 8 })]),
		...(data.annex
			? [
					new Paragraph({ children: [new PageBreak()] }),
					centred(upper(data.annex.title), { bold: true, size: small }, { after: 8 }),
					...data.annex.blocks.flatMap(parts)
				]
			: [])
	]);
}

function parts(block: ReportBlock): (Paragraph | Table)[] {
	if (block.kind === 'heading') return [paragraph(runs(block.text, { bold: true }), { align: AlignmentType.LEFT, before: 8 })];
	if (block.kind === 'text') return block.text.split('\n').map((line) => paragraph(runs(line), { indent: true }));
	const [middle, strong] = [new Set(block.middle), new Set(block.strong)];
	const table = ruledTable(
		block.widths,
		block.head,
		block.rows,
		(column) => middle.has(column),
		(row) => strong.has(row)
	);
	return [table, paragraph([], { after: 2 })];
}
