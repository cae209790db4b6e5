import type { Paragraph, Table } from 'docx';
import type { ProcedureData } from '#lib/server/pdf/procedure-data.ts';
import { dashes, heading, lines, table } from './docx-parts.ts';

/** The headings of sections 1 to 7, in order. */
export const headings = [
	'MỤC ĐÍCH',
	'PHẠM VI',
	'TÀI LIỆU VIỆN DẪN',
	'ĐỊNH NGHĨA, VIẾT TẮT',
	'NỘI DUNG',
	'BIỂU MẪU',
	'HỒ SƠ CẦN LƯU'
] as const;

type Blocks = (Paragraph | Table)[];
const none = 'Không có.';
const listOr = (items: readonly string[]) => (items.length === 0 ? lines(none) : dashes(items));
const counted = (rows: readonly (readonly string[])[]) => rows.map((row, index) => [String(index + 1), ...row]);

/** Sections 1 to 7. */
export function bodyOf(data: ProcedureData): Blocks {
	const { clauses = [] } = data;
	const parts: readonly Blocks[] = [
		lines(data.purpose),
		lines(data.scope),
		[...listOr(data.references), ...(clauses.length > 0 ? lines(`Điều khoản áp dụng của ${data.standard}: ${clauses.join('; ')}.`) : [])],
		listOr(data.definitions.map(({ term, meaning }) => `${term}: ${meaning}`)),
		content(data),
		data.forms.length === 0
			? lines(none)
			: [
					table(
						[
							{ head: 'TT', width: 12, centre: true },
							{ head: 'Mã hiệu', width: 48 },
							{ head: 'Tên biểu mẫu', width: 100 }
						],
						counted(data.forms.map(({ code, name }) => [code, name]))
					)
				],
		[...(data.records.length === 0 ? lines(none) : [records(data)]), ...(data.retention ? lines(data.retention) : [])]
	];
	return headings.flatMap((title, index) => [heading(`${index + 1}. ${title}`, 1), ...(parts[index] ?? [])]);
}

function records(data: ProcedureData): Table {
	return table(
		[
			{ head: 'TT', width: 12, centre: true },
			{ head: 'Tên hồ sơ', width: 68 },
			{ head: 'Nơi lưu', width: 50 },
			{ head: 'Thời gian lưu', width: 30, centre: true }
		],
		counted(data.records.map(({ name, keptBy, keptFor }) => [name, keptBy ?? '', keptFor ?? '']))
	);
}

/** Section 5: its blocks are numbered as they come. */
function content(data: ProcedureData): Blocks {
	const blocks: [string, Blocks][] = [
		...serviceBlocks(data),
		...(data.sections ?? []).map((section): [string, Blocks] => [section.heading, section.paragraphs.flatMap((text) => lines(text))])
	];
	if (data.steps.length > 0) blocks.push(['Quy trình xử lý công việc', steps(data)]);
	if (data.legalBasis.length > 0) blocks.push(['Cơ sở pháp lý', dashes(data.legalBasis)]);
	const code = data.service?.code ? lines(`Mã thủ tục hành chính: ${data.service.code}.`) : [];
	return [...code, ...blocks.flatMap(([title, body], index) => [heading(`5.${index + 1}. ${title}`, 2), ...body])];
}

function steps(data: ProcedureData): Blocks {
	const rows = table(
		[
			{ head: 'TT', width: 12, centre: true },
			{ head: 'Trình tự', width: 58 },
			{ head: 'Trách nhiệm', width: 33 },
			{ head: 'Thời gian', width: 22, centre: true },
			{ head: 'Biểu mẫu/ Kết quả', width: 35 }
		],
		data.steps.map(({ no, what, who, time, result }) => [no, what, who, time, result])
	);
	return [rows, ...(data.stepNotes ?? []).flatMap((note) => lines(note))];
}

function serviceBlocks({ service }: ProcedureData): [string, Blocks][] {
	if (!service) return [];
	const mark = (on: boolean) => (on ? 'x' : '');
	const dossier = table(
		[
			{ head: 'TT', width: 12, centre: true },
			{ head: 'Tên giấy tờ', width: 70 },
			{ head: 'Bản chính', width: 21, centre: true },
			{ head: 'Bản sao', width: 21, centre: true },
			{ head: 'Biểu mẫu', width: 36 }
		],
		counted(service.dossier.map(({ name, original, copy, form }) => [name, mark(original), mark(copy), form ?? '']))
	);
	const channels = service.channels ?? [];
	return [
		['Điều kiện thực hiện thủ tục hành chính', listOr(service.conditions)],
		['Thành phần hồ sơ', [dossier]],
		['Số lượng hồ sơ', lines(service.dossierSets)],
		['Thời gian xử lý', lines(service.timeLimit)],
		[
			'Nơi tiếp nhận và trả kết quả',
			[...lines(service.place), ...(channels.length > 0 ? lines(`Cách thức: ${channels.join('; ')}.`) : [])]
		],
		['Lệ phí', lines(service.fee)]
	];
}
