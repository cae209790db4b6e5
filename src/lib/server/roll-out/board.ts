import {
	cellOf,
	lateFirst,
	linesOf,
	unitStates,
	type BoardCell,
	type BoardLine,
	type BoardStep,
	type CellFacts,
	type UnitState
} from '#lib/domain/roll-out/board.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isDay, unreadDay, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { ofUnits, readBoardUnits, readSteps, readWaves, type BoardWave } from './board-facts.ts';
import { readCells } from './cells.ts';
import type { Proofs } from './proofs.ts';

export type BoardQuery = {
	readonly wave: string | null;
	/** As asked; what is no day or lies ahead is answered with today. */
	readonly asOf: string | null;
	readonly kind: string | null;
	readonly group: string | null;
	/** The unit that units stood under: a district, a department. */
	readonly parent: string | null;
	readonly state: UnitState | null;
	/** Units whose next step is in this stage. */
	readonly phase: string | null;
	/** Units that still owe this step. */
	readonly step: string | null;
	/** Columns: stages when null, else the steps of one stage, or `all` of them. */
	readonly columns: string | null;
	readonly q: string;
	readonly page: number;
};

export function boardQuery(params: URLSearchParams): BoardQuery {
	const given = (name: string) => params.get(name)?.trim().slice(0, 100) || null;
	const page = Number(params.get('page'));
	return {
		wave: given('wave'),
		asOf: given('asOf'),
		kind: given('kind'),
		group: given('group'),
		parent: given('parent'),
		state: unitStates.find((state) => state === params.get('state')) ?? null,
		phase: given('phase'),
		step: given('step'),
		columns: given('columns'),
		q: given('q') ?? '',
		page: Number.isSafeInteger(page) && page > 0 ? page : 1
	};
}

export type BoardColumn = {
	/** A stage, or a step. */
	readonly key: string;
	readonly label: string;
	/** What the short label stands for. */
	readonly title: string;
	readonly dueOn: Day | null;
	readonly stepIds: readonly string[];
};

export type Board = {
	readonly wave: BoardWave;
	readonly waves: readonly BoardWave[];
	readonly day: Day;
	readonly steps: readonly BoardStep[];
	readonly columns: readonly BoardColumn[];
	/** Every unit of the wave that the reader sees, by kind and name. */
	readonly all: readonly BoardLine[];
	/** Those of the query, late first. */
	readonly lines: readonly BoardLine[];
	/** Cells of every wave that ran on the day, for the figures by wave. */
	readonly cells: readonly (CellFacts & { readonly waveId: string })[];
};

/**
 * The roll-out as it stood on a day: units × steps of one wave. Who follows the province sees every unit; officers and heads of a unit with
 * units below it see their own and those. Four statements, whatever the number of units. Null: there is no wave yet.
 * @throws NotFound `wave_not_found` for a wave or a reader that has nothing here
 */
export async function readBoard(ctx: Ctx, proofs: Proofs, query: BoardQuery): Promise<Board | null> {
	const everyUnit = may(ctx.actor, 'roll_out.read_waves');
	const unitIds = everyUnit ? null : readableUnits(ctx);
	if (unitIds !== null && unitIds.length === 0) throw new NotFound('wave_not_found');
	const day = dayOfQuery(ctx, query);
	const waves = await readWaves(ctx, day, unitIds, may(ctx.actor, 'roll_out.manage'));
	const wave = chosen(waves, query.wave);
	if (!wave) {
		if (query.wave !== null || !everyUnit) throw new NotFound('wave_not_found');
		return null;
	}
	const steps = await readSteps(ctx, wave.id, day);
	const units = await readBoardUnits(ctx, wave.id, day, unitIds);
	const running = Prisma.sql`w.state <> 'draft' and w.opened_on <= ${day}::date and (w.closed_on is null or w.closed_on > ${day}::date)`;
	const cells = await readCells(ctx, proofs, day, Prisma.sql`(w.id = ${wave.id}::uuid or ${running}) and ${ofUnits(unitIds)}`);
	const all = linesOf(
		units,
		cells.filter(({ waveId }) => waveId === wave.id),
		steps,
		day
	);
	return { wave, waves, day, steps, columns: columnsOf(steps, query.columns), all, lines: lateFirst(all.filter(asked(query))), cells };
}

/** Units whose place in the roll-out this person may see, other than all of them. */
export function readableUnits(ctx: Ctx): string[] {
	if (ctx.actor.kind !== 'user') return [];
	const { memberships, childUnitIds } = ctx.actor;
	const near = new Set([...memberships.map(({ unitId }) => unitId), ...childUnitIds]);
	return [...near].filter((unitId) => may(ctx.actor, 'roll_out.read', { unitId }));
}

/** What a file or a program asks for is that day or nothing. @throws Invalid `asOf` */
export function requireDay(ctx: Ctx, query: BoardQuery): void {
	if (unreadDay(query.asOf) !== null) throw new Invalid({ asOf: 'day_invalid' });
	if (query.asOf !== null && query.asOf > today(ctx)) throw new Invalid({ asOf: 'day_in_future' });
}

/** Nothing is known of days to come but the plan, and that stands in the cells: the board of such a day is that of today. */
function dayOfQuery(ctx: Ctx, { asOf }: BoardQuery): Day {
	return asOf !== null && isDay(asOf) && asOf < today(ctx) ? asOf : today(ctx);
}

/** The one that is asked for; else an open one with units in it, those that build first. */
function chosen(waves: readonly BoardWave[], id: string | null): BoardWave | undefined {
	if (id !== null) return waves.find((wave) => wave.id === id);
	const open = (wave: BoardWave) => wave.state === 'open' && wave.units > 0;
	return waves.find(open) ?? waves.find(({ state }) => state !== 'draft') ?? waves[0];
}

function asked(query: BoardQuery): (line: BoardLine) => boolean {
	const words = fold(query.q);
	return (line) =>
		(query.kind === null || line.kindCode === query.kind) &&
		(query.group === null || (line.groupCode ?? 'none') === query.group) &&
		(query.parent === null || (line.parentId ?? 'none') === query.parent) &&
		(query.state === null || line.state === query.state) &&
		(query.phase === null || (line.phaseCode ?? 'none') === query.phase) &&
		(query.step === null || line.cells.some(({ stepId, state }) => stepId === query.step && !settled(state))) &&
		(words === '' || fold(`${line.code} ${line.name}`).includes(words));
}

const settled = (state: CellFacts['state']) => state === 'accepted' || state === 'proven' || state === 'not_applicable';

function columnsOf(steps: readonly BoardStep[], asked: string | null): BoardColumn[] {
	const ofStep = ({ id, title, dueOn }: BoardStep): BoardColumn => ({ key: id, label: title, title, dueOn, stepIds: [id] });
	if (asked === 'all') return steps.map(ofStep);
	const own = steps.filter(({ phaseCode }) => phaseCode === asked);
	if (own.length > 0) return own.map(ofStep);
	return [...Map.groupBy(steps, ({ phaseCode }) => phaseCode)].map(([key, list]) => {
		const due = list.flatMap(({ dueOn }) => dueOn ?? []).toSorted();
		return {
			key,
			label: list[0]?.phaseShort ?? key,
			title: list[0]?.phase ?? key,
			dueOn: due.at(-1) ?? null,
			stepIds: list.map(({ id }) => id)
		};
	});
}

/** The cells of a line, one for each column. */
export function cellsOf(board: Board, line: BoardLine): (BoardCell | null)[] {
	const byStep = new Map(line.cells.map((cell) => [cell.stepId, cell]));
	return board.columns.map(({ stepIds }) =>
		cellOf(
			stepIds.flatMap((id) => byStep.get(id) ?? []),
			line.nextStepId,
			board.day
		)
	);
}
