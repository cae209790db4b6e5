import { curveOf, linesOf, tally, unitStates, type BoardCell, type BoardLine, type Tally } from '#lib/domain/roll-out/board.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { unreadDay } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { cellWords, unitStateWord } from './board-words.ts';
import { cellsOf, readableUnits, readBoard, type Board, type BoardQuery } from './board.ts';
import type { Proofs } from './proofs.ts';

export const boardPageSize = 50;

/**
 * The page of the roll-out: a page of units × steps, figures over all units of the wave, plan against actual, and the same by kind, parent, group,
 * stage and wave. Who has one unit here and none below it is led to its own page (`lead`). Four statements.
 * @throws NotFound
 */
export async function boardPage(ctx: Ctx, proofs: Proofs, query: BoardQuery) {
	const own = may(ctx.actor, 'roll_out.read_waves') ? [] : readableUnits(ctx);
	const [only] = own;
	if (own.length === 1 && only) return { lead: only, page: null };
	const can = {
		waves: may(ctx.actor, 'roll_out.read_waves'),
		manage: may(ctx.actor, 'roll_out.manage'),
		accept: may(ctx.actor, 'roll_out.accept')
	};
	const board = await readBoard(ctx, proofs, query);
	return { lead: null, page: { query, can, asked: askedDay(ctx, query), today: today(ctx), board: board && shown(ctx, board, query) } };
}
export type BoardPage = NonNullable<Awaited<ReturnType<typeof boardPage>>['page']>;
export type ShownBoard = NonNullable<BoardPage['board']>;

function askedDay(ctx: Ctx, { asOf }: BoardQuery): { unread: string | null; ahead: boolean } {
	const unread = unreadDay(asOf);
	return { unread: unread?.slice(0, 40) ?? null, ahead: unread === null && asOf !== null && asOf > today(ctx) };
}

function shown(ctx: Ctx, board: Board, query: BoardQuery) {
	const { wave, waves, day, steps, columns, all, lines } = board;
	const page = Math.min(query.page, Math.max(1, Math.ceil(lines.length / boardPageSize)));
	const from = (page - 1) * boardPageSize;
	return {
		wave,
		waves: waves.map(({ id, title, units }) => ({ id, title, units })),
		day,
		columns: columns.map(({ key, label, title, dueOn }) => ({ key, label, title, dueOn })),
		rows: lines.slice(from, from + boardPageSize).map((line) => rowOf(ctx, board, line)),
		list: { page, pageSize: boardPageSize, total: lines.length },
		states: unitStates.map((state) => ({
			state,
			word: unitStateWord(ctx, state, wave.kind),
			count: all.filter((line) => line.state === state).length
		})),
		units: all.length,
		totals: tally(all),
		curve: curveOf(
			all.flatMap(({ cells }) => cells),
			day
		),
		steps: steps.map(({ id, title }) => ({ value: id, label: title })),
		by: breakdowns(ctx, board)
	};
}

export type WordedCell = BoardCell & { readonly text: string; readonly says: string };
export type BoardRow = Omit<BoardLine, 'cells'> & {
	readonly stateWord: string;
	readonly next: string | null;
	/** One for each column; null where the plan has nothing of it for the unit. */
	readonly cells: readonly (WordedCell | null)[];
};

/** A line with a cell for each column, as page, file and API give it. */
export function rowOf(ctx: Ctx, board: Board, line: BoardLine): BoardRow {
	return {
		...line,
		stateWord: unitStateWord(ctx, line.state, board.wave.kind),
		next: board.steps.find(({ id }) => id === line.nextStepId)?.title ?? null,
		cells: cellsOf(board, line).map((cell) => cell && { ...cell, ...cellWords(ctx, cell) })
	};
}

export type Breakdown = Tally & { readonly key: string; readonly label: string };

/** The units of the wave by what they are and where they stand, and all waves that ran on the day. */
function breakdowns(ctx: Ctx, { all, steps, cells, waves, day }: Board) {
	const none = m.rollout_board_none({}, { locale: ctx.locale });
	const by = (keyOf: (line: BoardLine) => string | null, labelOf: (line: BoardLine) => string | null): Breakdown[] =>
		[...Map.groupBy(all, (line) => keyOf(line) ?? 'none')].map(([key, lines]) => ({
			key,
			label: (lines[0] && labelOf(lines[0])) ?? none,
			...tally(lines)
		}));
	const phases = [...Map.groupBy(steps, ({ phaseCode }) => phaseCode)];
	return {
		kind: by(
			({ kindCode }) => kindCode,
			({ kindName }) => kindName
		),
		parent: by(
			({ parentId }) => parentId,
			({ parentName }) => parentName
		).toSorted((a, b) => a.label.localeCompare(b.label, 'vi')),
		group: by(
			({ groupCode }) => groupCode,
			({ groupName }) => groupName
		),
		phase: [
			...phases.map(([key, list]) => ({ key, label: list[0]?.phase ?? key, ...tally(all.filter(({ phaseCode }) => phaseCode === key)) })),
			{
				key: 'none',
				label: m.rollout_board_phase_done({}, { locale: ctx.locale }),
				...tally(all.filter(({ phaseCode }) => phaseCode === null))
			}
		],
		wave: waves.flatMap(({ id, title }) => {
			const own = cells.filter(({ waveId }) => waveId === id);
			const units = [...new Set(own.map(({ rollOutUnitId }) => rollOutUnitId))].map((id) => ({ id }));
			return own.length === 0 ? [] : [{ key: id, label: title, ...tally(linesOf(units, own, steps, day)) }];
		})
	};
}
