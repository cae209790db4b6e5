import type { BoardLine, Lateness } from '#lib/domain/audits/cycle-board.ts';
import { formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { latestCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { renderAuditCycle } from '#lib/server/pdf/render.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { wordsOf } from '#lib/words.ts';
import { readBoard, type Board, type BoardQuery } from './board.ts';

export type ExportedBoard = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

/** The board of a query as a spreadsheet or on paper, all rows of it. Noted in the access log. @throws NotFound */
export async function exportBoard(ctx: Ctx, cycleId: string, query: BoardQuery, format: 'xlsx' | 'pdf'): Promise<ExportedBoard> {
	const board = await readBoard(ctx, cycleId, query);
	logRead(ctx, { action: 'export', unitId: null, detail: `audit cycle ${format} ${board.cycle.number}` });
	const fileName = `${board.cycle.number} ${today(ctx)}.${format}`;
	if (format === 'pdf') return { bytes: await paper(ctx, board, query), fileName, contentType: 'application/pdf' };
	const bytes = await writeSheet(board.rows, columnsFor(ctx, board), m.cycles_export_sheet({}, { locale: ctx.locale }));
	return { bytes, fileName, contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
}

function columnsFor(ctx: Ctx, board: Board): SheetColumn<BoardLine>[] {
	const at = { locale: ctx.locale };
	return [
		{ header: m.cycles_column_code({}, at), value: (row) => row.code, width: 18 },
		{ header: m.cycles_column_unit({}, at), value: (row) => row.name, width: 40 },
		{ header: m.cycles_column_kind({}, at), value: (row) => row.kindName, width: 20 },
		{ header: m.cycles_column_team({}, at), value: (row) => teamName(ctx, board, row), width: 18 },
		{
			header: m.cycles_column_visit({}, at),
			value: (row) => (row.visitOn === null ? null : new Date(`${row.visitOn}T00:00:00Z`)),
			width: 14
		},
		{ header: m.cycles_column_state({}, at), value: (row) => stateWord(ctx, row), width: 20 },
		{ header: m.cycles_column_late({}, at), value: (row) => lateWords(ctx, row.late), width: 28 },
		{ header: m.cycles_column_score({}, at), value: (row) => row.points, width: 10 },
		{ header: m.cycles_column_max({}, at), value: (row) => row.maxPoints, width: 10 },
		{ header: '%', value: (row) => row.percent, width: 8 },
		{ header: m.cycles_column_delta({}, at), value: (row) => row.delta, width: 14 },
		{ header: m.cycles_grade_major({}, at), value: (row) => row.major, width: 8 },
		{ header: m.cycles_grade_minor({}, at), value: (row) => row.minor, width: 8 },
		{ header: m.cycles_grade_recommendation({}, at), value: (row) => row.recommendations, width: 10 },
		{ header: m.cycles_column_actions({}, at), value: (row) => row.openActions, width: 12 }
	];
}

async function paper(ctx: Ctx, board: Board, query: BoardQuery): Promise<Uint8Array> {
	const at = { locale: ctx.locale };
	const { cycle } = board;
	const period = m.cycles_period_days({ from: formatDay(cycle.windowFrom), to: formatDay(cycle.windowTo) }, at);
	const decision = cycle.decisionDate
		? m.cycles_decision_words({ number: cycle.decisionNumber, day: formatDay(cycle.decisionDate) }, at)
		: cycle.decisionNumber;
	return renderAuditCycle({
		agency: m.common_province({}, at),
		parentAgency: null,
		printedAt: ctx.clock.now(),
		printedFor: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
		locale: ctx.locale,
		number: cycle.number,
		title: cycle.title,
		facts: `${m.cycles_decision({}, at)}: ${decision}. ${m.cycles_period({}, at)}: ${period}.`,
		filter: filterWords(ctx, board, query),
		rows: board.rows.map((row) => ({
			code: row.code,
			unit: row.name,
			team: teamName(ctx, board, row),
			visitOn: row.visitOn,
			state: stateWord(ctx, row),
			late: lateWords(ctx, row.late),
			score: row.points === null ? '–' : `${formatNumber(row.points)}/${row.maxPoints}`,
			percent: row.percent === null ? '–' : `${row.percent}%`,
			delta: row.delta === null ? '–' : `${row.delta > 0 ? '+' : ''}${row.delta}`,
			findings:
				row.major + row.minor + row.recommendations === 0
					? ''
					: m.cycles_findings_words(
							{ major: String(row.major), minor: String(row.minor), recommendations: String(row.recommendations) },
							at
						),
			actions: row.openActions === 0 ? '' : m.cycles_actions_words({ open: String(row.openActions), late: String(row.lateActions) }, at)
		})),
		checkpoint: await latestCheckpoint(ctx, null)
	});
}

function filterWords(ctx: Ctx, board: Board, query: BoardQuery): string | null {
	const at = { locale: ctx.locale };
	const said = [
		query.state && (wordsOf(`inspections_state_${query.state}`, {}, ctx.locale) ?? query.state),
		query.team && (board.teams.find(({ value }) => value === query.team)?.label ?? m.cycles_no_team({}, at)),
		query.kind && board.kinds.find(({ value }) => value === query.kind)?.label,
		query.late && m.cycles_late_only({}, at),
		query.q
	].filter((words) => typeof words === 'string' && words !== '');
	return said.length === 0 ? null : m.cycles_pdf_filter({ filter: said.join(', ') }, at);
}

function teamName(ctx: Ctx, board: Board, row: BoardLine): string {
	return board.teams.find(({ value }) => value === row.teamId)?.label ?? m.cycles_no_team({}, { locale: ctx.locale });
}

function stateWord(ctx: Ctx, row: BoardLine): string {
	return wordsOf(`inspections_state_${row.state}`, {}, ctx.locale) ?? row.state;
}

function lateWords(ctx: Ctx, late: Lateness | null): string {
	return late === null ? '' : (wordsOf(`cycles_late_${late.what}`, { days: String(late.days) }, ctx.locale) ?? '');
}
