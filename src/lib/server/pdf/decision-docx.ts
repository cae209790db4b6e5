import { AlignmentType, PageBreak, Paragraph, type Table } from 'docx';
import { longDay, twoDigits } from './decision-day.ts';
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
import type { DecisionData, DecisionLine } from './report-data.ts';

/** The same paper as templates/decision.typ, for who goes on writing it in Word (NĐ 30/2020/NĐ-CP, Phụ lục I). */

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

function list(data: DecisionData, lines: readonly DecisionLine[], reasons: boolean): Table {
	const codeWidth = 36;
	const numberWidths = data.twoNumbers ? [17, 16] : [22];
	const fixed = [10, codeWidth, 24, ...numberWidths, ...(reasons ? [36] : [])].reduce((sum, width) => sum + width, 0);
	const widths = [10, codeWidth, textWidth - fixed, 24, ...numberWidths, ...(reasons ? [36] : [])];
	const heads = ['TT', 'Mã hiệu', 'Tên tài liệu', 'Loại', ...(data.twoNumbers ? ['Lần ban hành', 'Lần sửa đổi'] : ['Lần'])];
	const number = (value: number | null) => (value === null ? '–' : twoDigits(value));
	const isNumber = (at: number) => at === 0 || (at >= 4 && at < 4 + numberWidths.length);
	return ruledTable(
		widths,
		[...heads, ...(reasons ? ['Lý do'] : [])],
		lines.map((line, at) => {
			const numbers = data.twoNumbers ? [number(line.issueNo), number(line.revisionNo)] : [line.numbers];
			return [String(at + 1), line.code, line.title, line.kind, ...numbers, ...(reasons ? [line.reason] : [])];
		}),
		isNumber
	);
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

/** The decision with its annex as a Word file. */
export function decisionDocx(data: DecisionData, createdAt: Date): Promise<Uint8Array> {
	const number = data.number === '' ? '         /QĐ-……' : data.number;
	return officialDocx(`Quyết định ${data.number}`, createdAt, [
		officialHeading({ ...data, number, day: data.decidedOn }),
		centred('QUYẾT ĐỊNH', { bold: true }, { before: 16 }),
		centred(data.subject, { bold: true }),
		rule(28, textWidth),
		centred(upper(data.authority), { bold: true }, { before: 10, after: 8 }),
		...data.grounds.map((ground) => paragraph(runs(ground, { italics: true }), { indent: true })),
		centred('QUYẾT ĐỊNH:', { bold: true }, { before: 6, after: 6 }),
		...articles(data),
		paragraph([], { after: 4 }),
		officialFoot(data),
		...annex(data)
	]);
}
