import {
	boardSorts,
	countStates,
	latenessOf,
	sortBoard,
	sortClauses,
	withScores,
	type BoardFilter,
	type BoardLine,
	type BoardRow,
	type BoardSort,
	type ClauseCell
} from '#lib/domain/audits/cycle-board.ts';
import { percentOf } from '#lib/domain/audits/inspection-points.ts';
import { inspectionStates } from '#lib/domain/audits/inspection-lifecycle.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadCycle, type LoadedCycle } from './facts.ts';
import { clauseCells, findingCounts, kindCells, readRows } from './board-facts.ts';

export type BoardQuery = BoardFilter & { readonly sort: BoardSort; readonly page: number };

export function boardQuery(params: URLSearchParams): BoardQuery {
	const given = (name: string) => params.get(name)?.trim().slice(0, 100) || null;
	const page = Number(params.get('page'));
	return {
		state: inspectionStates.find((state) => state === params.get('state')) ?? null,
		team: given('team'),
		kind: given('kind'),
		late: params.get('late') === '1',
		q: given('q') ?? '',
		sort: boardSorts.find((sort) => sort === params.get('sort')) ?? 'late',
		page: Number.isSafeInteger(page) && page > 0 ? page : 1
	};
}

export const boardPageSize = 20;

export type Board = {
	readonly cycle: ReturnType<typeof aboutCycle>;
	readonly rows: readonly BoardLine[];
	readonly states: ReturnType<typeof countStates>;
	readonly lateCount: number;
	/** Every inspection that the reader sees, before any filter. */
	readonly units: number;
	readonly average: number | null;
	/** Of the units inspected in both cycles. */
	readonly averageDelta: number | null;
	readonly kinds: readonly { value: string; label: string }[];
	readonly teams: readonly { value: string; label: string }[];
	readonly everyUnit: boolean;
};

/** What the reader sees of a cycle that was opened, filtered and sorted. Two queries. */
export async function readBoard(ctx: Ctx, cycleId: string, query: BoardQuery): Promise<Board & { loaded: LoadedCycle }> {
	const { cycle } = await loadCycle(ctx, cycleId);
	const everyUnit = may(ctx.actor, 'cycle.manage');
	const own = userIdOf(ctx.actor);
	const teams = cycle.cycleTeamCycle.filter((team) => everyUnit || team.cycleTeamMemberTeam.some(({ userId }) => userId === own));
	const day = today(ctx);
	const found = await readRows(ctx, cycle, everyUnit ? null : teams.map(({ id }) => id));
	const all = found.map((row) => withScores(row, latenessOf(row, fromDbDate(cycle.windowTo), day)));
	const words = fold(query.q);
	const asked = all.filter(
		(row) =>
			(query.state === null || row.state === query.state) &&
			(query.team === null || (row.teamId ?? 'none') === query.team) &&
			(query.kind === null || row.kindCode === query.kind) &&
			(!query.late || row.late !== null) &&
			(words === '' || fold(`${row.code} ${row.name}`).includes(words))
	);
	return {
		loaded: cycle,
		cycle: aboutCycle(cycle),
		rows: sortBoard(asked, query.sort),
		states: countStates(all),
		lateCount: all.filter(({ late }) => late !== null).length,
		units: all.length,
		average: averageOf(all.map(({ percent }) => percent)),
		averageDelta: averageOf(all.map(({ delta }) => delta)),
		kinds: [...new Map(all.map((row) => [row.kindCode, { value: row.kindCode, label: row.kindName }])).values()],
		teams: teams.map(({ id, name }) => ({ value: id, label: name })),
		everyUnit
	};
}

/**
 * The Department's board of a cycle: a page of units with their state, team, day, score and what is late, what the teams said by clause in
 * these units and in each kind of unit, and findings by clause and grade beside those of the last cycle. Five queries, whatever the number of
 * units. An inspector sees the units of their own teams.
 * @throws NotFound `cycle_not_found`
 */
export async function cycleBoard(ctx: Ctx, cycleId: string, query: BoardQuery) {
	const { loaded, ...board } = await readBoard(ctx, cycleId, query);
	const from = (query.page - 1) * boardPageSize;
	const rows = board.rows.slice(from, from + boardPageSize);
	const only = board.everyUnit ? null : board.teams.map(({ value }) => value);
	const cells = await clauseCells(
		ctx,
		rows.map(({ id }) => id)
	);
	const byKind = await kindCells(ctx, loaded.id, only);
	const findings = await findingCounts(ctx, loaded, only);
	return {
		...board,
		rows,
		list: { page: query.page, pageSize: boardPageSize, total: board.rows.length },
		query,
		today: today(ctx),
		heat: heatOf(cells, byKind),
		findings,
		can: { manage: board.everyUnit }
	};
}
export type BoardPage = Awaited<ReturnType<typeof cycleBoard>>;

function heatOf(cells: readonly ClauseCell[], byKind: readonly ClauseCell[]) {
	const percent = (cell: ClauseCell) => ({ ...cell, percent: percentOf(cell.points, cell.max) });
	return {
		clauses: sortClauses(byKind.map(({ clause }) => clause)),
		cells: cells.map(percent),
		byKind: byKind.map(percent)
	};
}

function averageOf(numbers: readonly (number | null)[]): number | null {
	const known = numbers.filter((number) => number !== null);
	return known.length === 0 ? null : Math.round(known.reduce((sum, number) => sum + number, 0) / known.length);
}

/** What a page says of a cycle. */
export function aboutCycle(cycle: LoadedCycle) {
	return {
		id: cycle.id,
		number: cycle.number,
		title: cycle.title,
		state: cycle.state,
		decisionNumber: cycle.decisionNumber,
		decisionDate: fromDbDate(cycle.decisionDate),
		windowFrom: fromDbDate(cycle.windowFrom),
		windowTo: fromDbDate(cycle.windowTo),
		evidenceRequest: cycle.evidenceRequest,
		selfDays: cycle.selfDays,
		recommendationDays: cycle.recommendationDays,
		checklist: cycle.checklistVersion ? { title: cycle.checklistVersion.checklist.title, number: cycle.checklistVersion.number } : null,
		criteriaSet: cycle.criteriaSet,
		previous: cycle.previous,
		closedReason: cycle.closedReason,
		rowVersion: cycle.rowVersion
	};
}
export type { BoardRow };
