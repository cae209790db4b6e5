import type { FigureGroup, FigureItem, FigureRow, FrozenFigures, GroupFigures } from '#lib/domain/reviews/management-inputs.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { registerFigures } from './registers.ts';
import { systemFigures } from './system.ts';

/** Whose figures, and of which days: both included. `to` is the day on which they are taken. */
export type Interval = { readonly unitId: string; readonly from: Day; readonly to: Day };

/** What a group knows; null: it has nothing for the interval, so that the input is typed or said to be missing. */
export type Figures = { readonly rows: readonly FigureRow[]; readonly items?: readonly FigureItem[] };
export type FigureQuery = (ctx: Ctx, of: Interval) => Promise<Figures | null>;

const queries: Readonly<Record<FigureGroup, FigureQuery>> = { ...systemFigures, ...registerFigures };

/**
 * The figures of an input as they stand now: one query of its domain for each group. Null when no group has anything. No question of rights: the
 * caller has asked whether the actor may report the input.
 */
export async function takeGroups(ctx: Ctx, groups: readonly FigureGroup[], of: Interval): Promise<FrozenFigures | null> {
	const taken: GroupFigures[] = [];
	for (const group of groups) {
		const figures = await queries[group](ctx, of);
		if (figures) taken.push({ group, rows: figures.rows, items: figures.items ?? [] });
	}
	return taken.length > 0 ? { from: of.from, to: of.to, groups: taken } : null;
}
