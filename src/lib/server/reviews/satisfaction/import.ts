import { figureForm, type FigureInput } from '#lib/domain/reviews/satisfaction/forms.ts';
import { figureNames, figureTopics, figuresOf, type FigureName, type FigureTopic } from '#lib/domain/reviews/satisfaction/figures.ts';
import { periodKinds, type PeriodKind } from '#lib/domain/reviews/periods.ts';
import { byPlainName, plainName, readHead } from '#lib/domain/shared/table-head.ts';
import { writtenDay } from '#lib/domain/audits/cycle-forms.ts';
import { keptTable } from '#lib/server/files/kept-table.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { wordsOf } from '#lib/words.ts';
import { enterFigures, faultsOf } from './acts.ts';
import { currentFigures } from './current.ts';

const columns = ['topic', 'year', 'periodKind', 'period', ...figureNames, 'source', 'sourceOn', 'note'] as const;
type Column = (typeof columns)[number];
const names = byPlainName<Column>(
	{
		topic: ['noi dung', 'loai', 'loai so lieu', 'topic'],
		year: ['nam', 'year'],
		periodKind: ['loai ky', 'kind of period', 'every'],
		period: ['ky', 'period'],
		sent: ['so phieu gui', 'phieu gui', 'sent'],
		answered: ['so phieu tra loi', 'phieu tra loi', 'da tra loi', 'tra loi', 'answered'],
		satisfied: ['hai long', 'satisfied'],
		received: ['tiep nhan', 'ho so tiep nhan', 'received'],
		onTime: ['dung va truoc han', 'dung han', 'on time'],
		late: ['tre han', 'qua han', 'late'],
		returned: ['tra lai', 'ho so tra lai', 'returned'],
		source: ['nguon', 'nguon so lieu', 'source'],
		sourceOn: ['ngay so lieu', 'ngay nguon', 'date of source'],
		note: ['ghi chu', 'note']
	},
	columns
);
const topics = byPlainName<FigureTopic>(
	{
		survey: ['khao sat', 'hai long', 'survey'],
		dossiers: ['ho so', 'ho so tthc', 'tthc', 'dossiers'],
		feedback: ['pakn', 'phan anh kien nghi', 'phan anh', 'feedback']
	},
	figureTopics
);
const kinds = byPlainName<PeriodKind>(
	{
		month: ['thang', 'month'],
		quarter: ['quy', 'quarter'],
		half_year: ['6 thang', 'sau thang', 'nua nam', 'half year'],
		year: ['nam', 'ca nam', 'year']
	},
	periodKinds
);

export type ImportedRow = {
	readonly id: string;
	readonly line: number;
	/** Null: the line cannot be read; `faults` says why. */
	readonly input: FigureInput | null;
	/** What is wrong, in the reader's words. */
	readonly faults: readonly { readonly field: string; readonly words: string }[];
	/** The period has figures: these correct them. `same`: nothing changes. */
	readonly does: 'enter' | 'correct' | 'same';
};
export type FiguresPreview = { readonly file: string; readonly fileName: string; readonly rows: readonly ImportedRow[] };

/** What a table that was sent would do, nothing written. @throws Forbidden; NotFound `upload_gone`; Invalid `table` without the columns it needs */
export async function previewFigures(
	ctx: Ctx,
	tools: UploadTools,
	unitId: string | null,
	file: string | null
): Promise<FiguresPreview | null> {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'figure.manage', { unitId });
	if (file === null) return null;
	const { table, fileName } = await keptTable(ctx, tools, file);
	return { file, fileName, rows: await readRows(ctx, unitId, table.rows) };
}

/**
 * Writes what the preview showed, all or nothing; lines that say what is there already are left out. Recorded figure by figure.
 * @throws as `previewFigures`; Conflict `figures_faulty`; Invalid `reason` where something is corrected without one
 */
export async function importFigures(
	ctx: Ctx,
	tools: UploadTools,
	input: { unitId: string | null; file: string; reason: string }
): Promise<{ written: number }> {
	const { unitId } = input;
	const preview = await previewFigures(ctx, tools, unitId, input.file);
	if (!preview || unitId === null || preview.rows.length === 0 || preview.rows.some(({ faults }) => faults.length > 0))
		throw new Conflict('figures_faulty');
	const lines = preview.rows.filter(({ does }) => does !== 'same');
	return transaction(ctx, async (ctx) => {
		for (const { input: figures } of lines)
			if (figures) await enterFigures(ctx, { ...figures, unitId, reason: input.reason, origin: 'imported' });
		return { written: lines.length };
	});
}

async function readRows(ctx: Ctx, unitId: string, rows: readonly TableRow[]): Promise<ImportedRow[]> {
	const { places, faults } = readHead(rows[0], names, ['topic', 'year', 'periodKind', 'period', 'source', 'sourceOn']);
	if (faults.length > 0) throw new Invalid({ table: 'figures_head' });
	const day = today(ctx);
	const fault = (field: string, code: string) => {
		const [name = '', limit = ''] = code.split(':');
		const column = wordsOf(`satisfaction_column_${field.toLowerCase()}`, {}, ctx.locale) ?? field;
		return { field, words: `${column}: ${wordsOf(`field_${name}`, { limit }, ctx.locale) ?? name}` };
	};
	const read = rows.slice(1).map(({ line, cells }) => {
		const cell = (column: Column) => cells[places.get(column) ?? -1] ?? '';
		const numbers = Object.fromEntries(figureNames.map((name) => [name, cell(name)]));
		const parsed = figureForm.safeParse({
			...numbers,
			topic: topics.get(plainName(cell('topic'))),
			year: cell('year'),
			periodKind: kinds.get(plainName(cell('periodKind'))),
			period: cell('period').replace(/\D/g, ''),
			source: cell('source'),
			sourceOn: writtenDay(cell('sourceOn')),
			note: cell('note')
		});
		if (!parsed.success)
			return { line, input: null, faults: parsed.error.issues.map(({ path, message }) => fault(path.map(String).join('.'), message)) };
		const input = parsed.data;
		return { line, input, faults: Object.entries(faultsOf(input, day)).map(([field, code]) => fault(field, code)) };
	});
	const years = read.flatMap(({ input }) => input?.year ?? []);
	const there = years.length === 0 ? [] : await currentFigures(ctx, unitId, { from: Math.min(...years), to: Math.max(...years) });
	const seen = new Set<string>();
	return read.map((row): ImportedRow => {
		const { input } = row;
		if (!input) return { ...row, id: String(row.line), does: 'enter' };
		const key = keyOf(input);
		const twice = seen.has(key);
		seen.add(key);
		const before = there.find((one) => keyOf(one) === key);
		const same =
			before !== undefined &&
			figuresOf[input.topic].every((name: FigureName) => before[name] === input[name]) &&
			before.source === input.source;
		return {
			...row,
			id: String(row.line),
			faults: twice ? [...row.faults, fault('period', 'period_twice')] : row.faults,
			does: same ? 'same' : before ? 'correct' : 'enter'
		};
	});
}

const keyOf = (one: { topic: string; year: number; periodKind: string; period: number }) =>
	`${one.topic}:${one.year}:${one.periodKind}:${one.period}`;
