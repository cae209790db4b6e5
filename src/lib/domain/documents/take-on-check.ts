import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { plainName } from '#lib/domain/shared/table-head.ts';
import { dayFrom } from '#lib/domain/units/import-rows.ts';
import { looksLikeFormula } from '#lib/domain/units/unit.ts';
import { codeKey, isCode, tidyCode } from './code.ts';
import { documentClasses } from './document-forms.ts';
import { classNames } from './import-rows.ts';
import { compareNumbers, type Numbers } from './numbering.ts';
import type { TakeOnColumn, TypedLine } from './take-on.ts';

/** What is wrong with a row. The words are `take_on_reason_<code>`. */
export const takeOnReasons = [
	'required',
	'formula',
	'too_long',
	'code_invalid',
	'kind_unknown',
	'kind_differs',
	'class_unknown',
	'class_of_procedures',
	'numbers_invalid',
	'date_invalid',
	'decision_in_future',
	'not_in_force_yet',
	'end_before_start',
	'end_not_past',
	'has_versions',
	'overlaps',
	'numbers_not_increasing',
	'not_in_force',
	'file_unknown',
	'file_type'
] as const;
export type TakeOnReason = (typeof takeOnReasons)[number];
/** What a person should look at again; it may be right. The words are `take_on_hint_<code>`. */
export const takeOnHints = ['before_decision', 'file_twice', 'gap', 'renames'] as const;
export type TakeOnHint = (typeof takeOnHints)[number];

export type TakeOnFileFacts = { readonly id: string; readonly fileName: string; readonly fileType: string };
type Kind = {
	readonly code: string;
	readonly nameVi: string;
	readonly nameEn: string;
	readonly pdfRequired: boolean;
	readonly sourceRequired: boolean;
};
/** What the unit has already, by the key of the code. */
type Known = { readonly id: string; readonly kind: string; readonly title: string; readonly hasVersions: boolean };
export type TakeOnFacts = {
	readonly today: Day;
	readonly kinds: readonly Kind[];
	readonly known: ReadonlyMap<string, Known>;
	readonly files: readonly TakeOnFileFacts[];
};

export type Told<Code> = { readonly column: TakeOnColumn; readonly code: Code };
export type CheckedLine = Numbers & {
	readonly key: string;
	readonly code: string;
	/** A document that is there and has no version yet; null: a new one. */
	readonly documentId: string | null;
	readonly kind: string;
	readonly class: (typeof documentClasses)[number] | null;
	readonly title: string;
	readonly decisionNumber: string;
	readonly decisionDate: Day | null;
	readonly from: Day | null;
	/** The first day without it, by the row or by the next one of the same document; null: in force today. */
	readonly to: Day | null;
	readonly file: TakeOnFileFacts | null;
	readonly source: TakeOnFileFacts | null;
	readonly problems: readonly Told<TakeOnReason>[];
	readonly hints: readonly Told<TakeOnHint>[];
};
type Draft = { -readonly [Key in keyof CheckedLine]: CheckedLine[Key] } & {
	problems: Told<TakeOnReason>[];
	hints: Told<TakeOnHint>[];
};

const classByName = new Map(documentClasses.flatMap((one) => [one, ...classNames[one]].map((name) => [plainName(name), one] as const)));
const longest = { code: 40, title: 300, decisionNumber: 60 } as const;

/**
 * Says of each row of a list what is wrong with it and what it would bring in. Rows of one code are versions of one document: the last by
 * its day is in force today, an earlier one ends where it says or where the next begins.
 */
export function checkTakeOn(lines: readonly TypedLine[], facts: TakeOnFacts): CheckedLine[] {
	const kindByName = new Map(
		facts.kinds.flatMap((kind) => [kind.code, kind.nameVi, kind.nameEn].map((name) => [plainName(name), kind] as const))
	);
	const alone = new Map<string, number>();
	for (const line of lines) alone.set(codeKey(line.code), (alone.get(codeKey(line.code)) ?? 0) + 1);
	const rows = lines.map((line) => checkRow(line, facts, kindByName, alone.get(codeKey(line.code)) === 1));
	for (const [key, versions] of Map.groupBy(rows, (row) => row.key)) if (key !== '') checkVersions(versions, facts.today);
	hintSharedFiles(rows);
	return rows;
}

function checkRow(line: TypedLine, facts: TakeOnFacts, kindByName: ReadonlyMap<string, Kind>, alone: boolean): Draft {
	const problems: Told<TakeOnReason>[] = [];
	const hints: Told<TakeOnHint>[] = [];
	const wrong = (column: TakeOnColumn, code: TakeOnReason) => problems.push({ column, code });
	for (const column of ['code', 'title', 'decisionNumber'] as const) {
		if (looksLikeFormula(line[column])) wrong(column, 'formula');
		else if (line[column].length > longest[column]) wrong(column, 'too_long');
	}
	for (const column of ['code', 'title', 'numbers', 'decisionNumber', 'decisionDate', 'effectiveFrom'] as const)
		if (line[column] === '') wrong(column, 'required');
	if (line.code !== '' && !isCode(tidyCode(line.code))) wrong('code', 'code_invalid');
	const key = codeKey(line.code);
	const known = facts.known.get(key) ?? null;
	if (known?.hasVersions) wrong('code', 'has_versions');
	if (known && !known.hasVersions && line.title !== '' && known.title !== line.title) hints.push({ column: 'title', code: 'renames' });

	const kind = kindByName.get(plainName(line.kind === '' ? (known?.kind ?? /^\p{L}+/u.exec(line.code)?.[0] ?? '') : line.kind)) ?? null;
	if (!kind && (line.code !== '' || line.kind !== '')) wrong('kind', 'kind_unknown');
	if (kind && known && known.kind !== kind.code) wrong('kind', 'kind_differs');
	const documentClass = classByName.get(plainName(line.class)) ?? null;
	if (line.class !== '' && !documentClass) wrong('class', 'class_unknown');
	else if (documentClass && kind && kind.code !== 'QT') wrong('class', 'class_of_procedures');

	const numbers = printedNumbers(line.numbers);
	if (line.numbers !== '' && !numbers) wrong('numbers', 'numbers_invalid');
	const [decisionDate, from, lastDay] = [line.decisionDate, line.effectiveFrom, line.lastDay].map(dayFrom);
	for (const column of ['decisionDate', 'effectiveFrom', 'lastDay'] as const)
		if (line[column] !== '' && dayFrom(line[column]) === null) wrong(column, 'date_invalid');
	if (decisionDate && decisionDate > facts.today) wrong('decisionDate', 'decision_in_future');
	if (from && from > facts.today) wrong('effectiveFrom', 'not_in_force_yet');
	if (lastDay && from && lastDay < from) wrong('lastDay', 'end_before_start');
	else if (lastDay && lastDay >= facts.today) wrong('lastDay', 'end_not_past');
	if (decisionDate && from && from < decisionDate) hints.push({ column: 'effectiveFrom', code: 'before_decision' });

	const pdf = namedFile(line.file, facts.files) ?? (line.file === '' && alone ? fileOfCode(line.code, facts.files, true) : null);
	const source = namedFile(line.source, facts.files) ?? (line.source === '' && alone ? fileOfCode(line.code, facts.files, false) : null);
	if (line.file !== '' && !pdf) wrong('file', 'file_unknown');
	else if (pdf && pdf.fileType !== 'pdf') wrong('file', 'file_type');
	if (line.source !== '' && !source) wrong('source', 'file_unknown');
	else if (source?.fileType === 'pdf') wrong('source', 'file_type');
	if (line.file === '' && !pdf && kind?.pdfRequired !== false) wrong('file', 'required');
	// A form that is a scan alone is still the form as it was found.
	if (kind && !kind.pdfRequired && !pdf && !source && line.file === '' && line.source === '') wrong('source', 'required');

	return {
		key,
		code: tidyCode(line.code),
		documentId: known?.id ?? null,
		kind: kind?.code ?? '',
		class: documentClass,
		title: line.title,
		issueNo: numbers?.issueNo ?? 0,
		revisionNo: numbers?.revisionNo ?? 0,
		decisionNumber: line.decisionNumber,
		decisionDate: decisionDate ?? null,
		from: from ?? null,
		to: lastDay ? addDays(lastDay, 1) : null,
		file: pdf,
		source,
		problems,
		hints
	};
}

/** `02/01`, `2.1`, `02`, or in words as on a cover: `Lần ban hành 02 · sửa đổi 01`. */
export function printedNumbers(text: string): Numbers | null {
	const found = text.match(/\d+/g) ?? [];
	const [issueNo, revisionNo = 0] = found.map(Number);
	if (found.length === 0 || found.length > 2 || issueNo === undefined || issueNo > 999 || revisionNo > 999) return null;
	return issueNo + revisionNo === 0 ? null : { issueNo, revisionNo };
}

function checkVersions(versions: Draft[], today: Day): void {
	const ordered = versions.filter((row) => row.from !== null).sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
	for (const [index, row] of ordered.entries()) {
		const next = ordered[index + 1];
		if (!next) {
			// Its past alone is no matter of a take-on.
			if (row.to !== null && row.to <= today && !row.problems.some(({ column }) => column === 'lastDay'))
				row.problems.push({ column: 'lastDay', code: 'not_in_force' });
			continue;
		}
		if (next.from === row.from || (row.to !== null && next.from !== null && row.to > next.from))
			next.problems.push({ column: 'effectiveFrom', code: 'overlaps' });
		else if (row.to === null) row.to = next.from;
		else if (next.from !== null && row.to < next.from) next.hints.push({ column: 'effectiveFrom', code: 'gap' });
		if (compareNumbers(next, row) <= 0 && next.issueNo + next.revisionNo > 0)
			next.problems.push({ column: 'numbers', code: 'numbers_not_increasing' });
	}
}

function hintSharedFiles(rows: readonly Draft[]): void {
	const uses = rows.flatMap((row) => [row.file, row.source].flatMap((file) => file?.id ?? []));
	for (const row of rows)
		for (const column of ['file', 'source'] as const)
			if (row[column] && uses.filter((id) => id === row[column]?.id).length > 1) row.hints.push({ column, code: 'file_twice' });
}

const withoutEnding = (name: string) => name.replace(/\.[a-z0-9]{2,5}$/i, '');

/** The file of this name, with or without its ending, whatever case and folder. */
function namedFile(typed: string, files: readonly TakeOnFileFacts[]): TakeOnFileFacts | null {
	if (typed === '') return null;
	const name = fold(typed.split(/[\\/]/).at(-1) ?? '');
	const exact = files.find((file) => fold(file.fileName) === name);
	if (exact) return exact;
	const alike = files.filter((file) => fold(withoutEnding(file.fileName)) === name);
	return alike.length === 1 ? (alike[0] ?? null) : null;
}

/** The only file of its type whose name begins with the code: `QT-01 Tiếp nhận.pdf` is QT.01's. */
function fileOfCode(code: string, files: readonly TakeOnFileFacts[], pdf: boolean): TakeOnFileFacts | null {
	const key = codeKey(code);
	if (key === '') return null;
	const found = files.filter((file) => {
		if ((file.fileType === 'pdf') !== pdf) return false;
		const words = withoutEnding(file.fileName).split(/[\s_]+/);
		return words.some((_word, index) => codeKey(words.slice(0, index + 1).join(' ')) === key);
	});
	return found.length === 1 ? (found[0] ?? null) : null;
}
