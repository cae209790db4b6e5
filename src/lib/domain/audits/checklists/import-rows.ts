import { byPlainName, plainName, readHead, type TableLine } from '#lib/domain/shared/table-head.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { looksLikeFormula } from '#lib/domain/units/unit.ts';
import { longest, questionLimit, weights } from './forms.ts';

/*
 * From the cells of a table to questions. Columns are known by their names, in Vietnamese, English or as in our own export; further columns
 * are left alone. Every fault names row, column and reason; nothing is guessed.
 */
export const questionColumns = ['key', 'section', 'text', 'clause', 'evidence', 'guidance', 'weight', 'procedures'] as const;
export type QuestionColumn = (typeof questionColumns)[number];

export const questionReasons = [
	'column_missing',
	'column_twice',
	'required',
	'formula',
	'too_long',
	'too_many',
	'key_form',
	'key_twice',
	'clause_unknown',
	'weight_form',
	'procedure_unknown'
] as const;
export type QuestionReason = (typeof questionReasons)[number];

export type QuestionFault = {
	/** Line of the file, or row of the sheet, from 1. */
	readonly line: number;
	readonly column: QuestionColumn | null;
	readonly reason: QuestionReason;
	/** What stood there. */
	readonly value: string;
};

export type QuestionRow = {
	readonly line: number;
	/** The question that it is, in our own export; null: a new one, or one known by its text. */
	readonly key: string | null;
	readonly section: string;
	readonly text: string;
	readonly clause: string | null;
	readonly evidence: string;
	readonly guidance: string;
	readonly weight: number;
	readonly documentIds: readonly string[];
};

const names: Readonly<Record<QuestionColumn, readonly string[]>> = {
	key: ['ma nhan dien', 'identifier', 'question key'],
	section: ['phan', 'nhom', 'muc', 'noi dung kiem tra', 'topic'],
	text: ['cau hoi', 'noi dung cau hoi', 'question'],
	clause: ['dieu khoan', 'dieu', 'iso clause'],
	evidence: ['bang chung can xem', 'bang chung', 'expected evidence'],
	guidance: ['huong dan', 'cach kiem tra', 'how to check'],
	weight: ['diem', 'diem toi da', 'trong so', 'points', 'max points'],
	procedures: ['quy trinh lien quan', 'quy trinh', 'tai lieu lien quan', 'linked procedures']
};
const columnByName = byPlainName(names, questionColumns);
const lengths = {
	key: 60,
	section: longest.section,
	text: longest.text,
	clause: 20,
	evidence: longest.evidence,
	guidance: longest.guidance
};

/** @param known numbers of the edition's clauses; procedures that may be linked, by code */
export function readQuestionRows(
	lines: readonly TableLine[],
	known: { readonly clauses: ReadonlySet<string>; readonly documents: ReadonlyMap<string, string> }
): { rows: QuestionRow[]; faults: QuestionFault[] } {
	const [head, ...body] = lines;
	const { places, faults: headFaults } = readHead(head, columnByName, ['text']);
	if (headFaults.length > 0) return { rows: [], faults: headFaults };
	if (body.length > questionLimit)
		return { rows: [], faults: [{ line: questionLimit + 2, column: null, reason: 'too_many', value: String(questionLimit) }] };
	const faults: QuestionFault[] = [];
	const rows: QuestionRow[] = [];
	const keys = new Set<string>();
	for (const { line, cells } of body) {
		const cell = (column: QuestionColumn) => (cells[places.get(column) ?? -1] ?? '').normalize('NFC').trim();
		const found: [QuestionColumn, QuestionReason][] = [];
		for (const column of questionColumns) if (looksLikeFormula(cell(column))) found.push([column, 'formula']);
		for (const column of ['key', 'section', 'text', 'clause', 'evidence', 'guidance'] as const)
			if (cell(column).length > lengths[column]) found.push([column, 'too_long']);
		if (cell('text') === '') found.push(['text', 'required']);
		const key = cell('key').toLowerCase();
		if (key !== '' && !isUuid(key)) found.push(['key', 'key_form']);
		if (key !== '' && keys.has(key)) found.push(['key', 'key_twice']);
		keys.add(key);
		const clause = cell('clause').replace(/^(?:điều|clause|§)\s*/iu, '');
		if (clause !== '' && !known.clauses.has(clause)) found.push(['clause', 'clause_unknown']);
		const weight = cell('weight') === '' ? weights.least : Number(cell('weight'));
		if (!Number.isInteger(weight) || weight < weights.least || weight > weights.most) found.push(['weight', 'weight_form']);
		const codes = cell('procedures')
			.split(/[;,\n]/)
			.map(plainName)
			.filter((code) => code !== '');
		const documentIds = codes.flatMap((code) => known.documents.get(code) ?? []);
		if (documentIds.length < codes.length) found.push(['procedures', 'procedure_unknown']);
		if (found.length > 0) {
			faults.push(...found.map(([column, reason]) => ({ line, column, reason, value: cell(column).slice(0, 80) })));
			continue;
		}
		rows.push({
			line,
			key: key || null,
			section: cell('section'),
			text: cell('text'),
			clause: clause || null,
			evidence: cell('evidence'),
			guidance: cell('guidance'),
			weight,
			documentIds: [...new Set(documentIds)]
		});
	}
	if (rows.length === 0 && faults.length === 0) faults.push({ line: (head?.line ?? 1) + 1, column: 'text', reason: 'required', value: '' });
	return { rows, faults };
}

/** How the code of a document is compared in a table. */
export const procedureName = plainName;
