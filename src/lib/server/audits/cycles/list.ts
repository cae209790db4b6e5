import { cycleStates, type CycleState } from '#lib/domain/audits/cycle-lifecycle.ts';
import { percentOf } from '#lib/domain/audits/inspection-points.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { independenceMonths } from './independence.ts';

export type CycleRow = {
	readonly id: string;
	readonly number: string;
	readonly title: string;
	readonly state: CycleState;
	readonly decisionNumber: string;
	readonly windowFrom: Day;
	readonly windowTo: Day;
	/** Of a draft: units in scope; else inspections that were not cancelled. */
	readonly units: number;
	readonly ended: number;
	/** Visits that should have been. */
	readonly late: number;
	readonly percent: number | null;
};

export const cyclePageSize = 50;

/**
 * Cycles, the newest first: all for the coordinator, for an inspector those in whose teams they are. One statement for the page, one for the
 * number of all of them. Inspectors see counts of their own teams' units only.
 * @throws Forbidden, Unauthenticated
 */
export async function listCycles(
	ctx: Ctx,
	query: { state: CycleState | null; page: number; pageSize?: number }
): Promise<{ rows: CycleRow[]; total: number; page: number; pageSize: number }> {
	authorize(ctx, 'cycle.list');
	const every = may(ctx.actor, 'cycle.manage');
	const pageSize = query.pageSize ?? cyclePageSize;
	const mine = Prisma.sql`select t.id from cycle_team t join cycle_team_member m on m.team_id = t.id
		where m.user_id = ${userIdOf(ctx.actor)}::uuid and m.ended_at is null`;
	const seen = every
		? Prisma.sql`true`
		: Prisma.sql`c.state <> 'draft' and exists (select 1 from cycle_team t where t.cycle_id = c.id and t.id in (${mine}))`;
	const inState = query.state === null ? Prisma.sql`true` : Prisma.sql`c.state = ${query.state}::cycle_state`;
	const rows = await ctx.db.$queryRaw<(CycleRow & { points: number | null; max: number | null; total: number })[]>`
		select c.id, c.number, c.title, c.state::text as state, c.decision_number as "decisionNumber", c.window_from::text as "windowFrom",
			c.window_to::text as "windowTo", coalesce(case when c.state = 'draft' then (select count(*) from cycle_unit u where u.cycle_id = c.id)
				else i.units end, 0)::int as units,
			coalesce(i.ended, 0)::int as ended, coalesce(i.late, 0)::int as late, i.points, i.max::int as max, count(*) over ()::int as total
		from audit_cycle c left join lateral (
			select count(*) filter (where i.state <> 'cancelled') as units, count(*) filter (where i.state = 'closed') as ended,
				count(*) filter (where i.state in ('scheduled', 'notified', 'handed_in') and coalesce(i.visit_on, c.window_to) < ${today(ctx)}::date) as late,
				sum(i.points) filter (where i.state = 'closed') as points, sum(i.max_points) filter (where i.state = 'closed') as max
			from inspection i where i.cycle_id = c.id and (${every} or i.team_id in (${mine}))
		) i on true
		where ${seen} and ${inState}
		order by c.window_from desc, c.number desc limit ${pageSize} offset ${(query.page - 1) * pageSize}`;
	return {
		rows: rows.map(({ points, max, total: _total, ...row }) => ({
			...row,
			percent: points === null || max === null ? null : percentOf(points, max)
		})),
		total: rows[0]?.total ?? 0,
		page: query.page,
		pageSize
	};
}

/** The page of all cycles. @throws as `listCycles` */
export async function cyclesPage(ctx: Ctx, params: URLSearchParams) {
	const page = Number(params.get('page'));
	const state = cycleStates.find((one) => one === params.get('state')) ?? null;
	const list = await listCycles(ctx, { state, page: Number.isSafeInteger(page) && page > 0 ? page : 1 });
	const manage = may(ctx.actor, 'cycle.manage');
	return { ...list, state, can: { manage }, months: manage ? await independenceMonths(ctx) : null };
}
