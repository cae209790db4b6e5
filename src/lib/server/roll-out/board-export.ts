import type { CellLook } from '#lib/domain/roll-out/board.ts';
import { formatDay, formatDayShort } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { latestCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { writeSheet, type SheetColumn, type SheetFacts } from '#lib/server/files/sheet.ts';
import { renderRollOutBoard } from '#lib/server/pdf/render.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { readBoard, requireDay, type Board, type BoardColumn, type BoardQuery } from './board.ts';
import { rowOf, type BoardRow } from './board-page.ts';
import { unitStateWord } from './board-words.ts';
import type { Proofs } from './proofs.ts';

export type ExportedBoard = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

/**
 * The board of a query as a spreadsheet or on paper: all rows of it, the columns that the page shows. Noted in the access log.
 * @throws NotFound; Invalid `asOf` for what is no day or lies ahead
 */
export async function exportBoard(ctx: Ctx, proofs: Proofs, query: BoardQuery, format: 'xlsx' | 'pdf'): Promise<ExportedBoard> {
	requireDay(ctx, query);
	const board = await readBoard(ctx, proofs, query);
	if (!board) throw new NotFound('wave_not_found');
	logRead(ctx, { action: 'export', unitId: null, detail: `roll-out ${format} ${board.wave.title} ${board.day}` });
	const rows = board.lines.map((line) => rowOf(ctx, board, line));
	const at = { locale: ctx.locale };
	const fileName = `${m.rollout_board_file({ wave: board.wave.title, day: board.day }, at)}.${format}`;
	if (format === 'pdf') return { bytes: await paper(ctx, board, rows, query), fileName, contentType: 'application/pdf' };
	const bytes = await writeSheet(rows, columnsFor(ctx, board), m.rollout_board_sheet({}, at), factsOf(ctx, board, query));
	return { bytes, fileName, contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
}

function columnsFor(ctx: Ctx, board: Board): SheetColumn<BoardRow>[] {
	const at = { locale: ctx.locale };
	return [
		{ header: m.rollout_board_column_code({}, at), value: (row) => row.code, width: 18 },
		{ header: m.rollout_board_column_unit({}, at), value: (row) => row.name, width: 40 },
		{ header: m.rollout_board_filter_kind({}, at), value: (row) => row.kindName, width: 22 },
		{ header: m.rollout_board_filter_group({}, at), value: (row) => row.groupName, width: 26 },
		{ header: m.rollout_board_filter_parent({}, at), value: (row) => row.parentName, width: 28 },
		{ header: m.rollout_board_column_state({}, at), value: (row) => row.stateWord, width: 22 },
		{ header: m.rollout_board_column_late({}, at), value: (row) => row.lateDays || null, width: 10 },
		{
			header: m.rollout_board_column_progress({}, at),
			value: (row) => m.rollout_of({ done: String(row.settled), of: String(row.steps) }, at),
			width: 12
		},
		{ header: m.rollout_board_column_next({}, at), value: (row) => row.next, width: 40 },
		...board.columns.map((column, place): SheetColumn<BoardRow> => ({
			header: [column.label, dueWords(ctx, column)].filter(Boolean).join('\n'),
			value: (row) => row.cells[place]?.says ?? null,
			width: 22
		}))
	];
}

function factsOf(ctx: Ctx, board: Board, query: BoardQuery): SheetFacts {
	const at = { locale: ctx.locale };
	return {
		sheet: m.rollout_board_about({}, at),
		lines: [
			[m.rollout_board_about_wave({}, at), board.wave.title],
			[m.rollout_board_about_day({}, at), formatDay(board.day)],
			[m.rollout_board_about_filter({}, at), filterWords(ctx, board, query) ?? m.rollout_board_none({}, at)],
			[m.rollout_board_about_units({}, at), String(board.lines.length)],
			[m.rollout_board_about_total({}, at), String(board.all.length)]
		]
	};
}

/** How a cell is drawn where colour may be missing: a sign in front of its words, of those that the font of papers has; the template explains them. */
const signs: Record<CellLook, string> = {
	late: '!',
	claimed: '?',
	waiver_asked: '?',
	not_applicable: '–',
	in_progress: '►',
	not_started: '',
	done: '√',
	proven: '√'
};

async function paper(ctx: Ctx, board: Board, rows: readonly BoardRow[], query: BoardQuery): Promise<Uint8Array> {
	const at = { locale: ctx.locale };
	return renderRollOutBoard({
		agency: m.common_province({}, at),
		parentAgency: null,
		printedAt: ctx.clock.now(),
		printedFor: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
		locale: ctx.locale,
		title: board.wave.title,
		day: board.day,
		filter: filterWords(ctx, board, query),
		columns: board.columns.map((column) => ({ label: column.label, due: dueWords(ctx, column) })),
		rows: rows.map((row) => ({
			code: row.code,
			unit: row.name,
			facts: row.groupName ?? row.kindName,
			state: row.stateWord,
			progress: m.rollout_of({ done: String(row.settled), of: String(row.steps) }, at),
			cells: row.cells.map((cell) =>
				cell === null ? null : { text: [signs[cell.look], cell.text].filter(Boolean).join(' '), look: cell.look }
			)
		})),
		checkpoint: await latestCheckpoint(ctx, null)
	});
}

function dueWords(ctx: Ctx, column: BoardColumn): string {
	return column.dueOn === null ? '' : m.rollout_board_column_due({ day: formatDayShort(column.dueOn) }, { locale: ctx.locale });
}

function filterWords(ctx: Ctx, board: Board, query: BoardQuery): string | null {
	const at = { locale: ctx.locale };
	const said = [
		query.kind && board.all.find(({ kindCode }) => kindCode === query.kind)?.kindName,
		query.group && board.all.find(({ groupCode }) => groupCode === query.group)?.groupName,
		query.parent && board.all.find(({ parentId }) => parentId === query.parent)?.parentName,
		query.state && unitStateWord(ctx, query.state, board.wave.kind),
		query.phase && (board.steps.find(({ phaseCode }) => phaseCode === query.phase)?.phase ?? m.rollout_board_phase_done({}, at)),
		query.step && board.steps.find(({ id }) => id === query.step)?.title,
		query.q
	].filter((words) => typeof words === 'string' && words !== '');
	return said.length === 0 ? null : said.join(', ');
}
