import type { InspectionEnding, InspectionState } from '#lib/domain/audits/inspection-lifecycle.ts';
import type { InspectionQuery } from '#lib/domain/audits/inspection-forms.ts';
import { percentOf } from '#lib/domain/audits/inspection-points.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { visibleInspections } from './visible.ts';

export type ListedInspection = {
	readonly id: string;
	readonly unitId: string;
	readonly unitName: string;
	readonly cycleId: string;
	readonly cycleNumber: string;
	readonly cycleTitle: string;
	readonly state: InspectionState;
	readonly ending: InspectionEnding | null;
	readonly visitOn: Day | null;
	readonly firstVisitOn: Day | null;
	readonly selfDueOn: Day | null;
	readonly teamName: string | null;
	readonly lead: string | null;
	/** Of minutes and after. */
	readonly points: number | null;
	readonly maxPoints: number | null;
	readonly percent: number | null;
	/** Only result and score are this person's to see: the parent unit's. */
	readonly resultOnly: boolean;
};

export type InspectionList = {
	readonly items: readonly ListedInspection[];
	readonly total: number;
	readonly page: number;
	readonly pageSize: number;
	readonly query: InspectionQuery;
	readonly today: Day;
	/** Of several units: the column that names them. */
	readonly manyUnits: boolean;
};

const orders = {
	visit: Prisma.sql`i.visit_on`,
	unit: Prisma.sql`uv.name collate "vi-x-icu"`,
	score: Prisma.sql`case when i.max_points > 0 then i.points / i.max_points end`,
	cycle: Prisma.sql`c.number`
} as const;

const pageSize = 50;
type Row = Omit<ListedInspection, 'percent'> & { total: number };

/**
 * Inspections as this person may see them: of the own unit, of the own teams, all of them for the coordinator; of units below the own one only those
 * that have ended, with result and score. One statement.
 */
export async function listInspections(ctx: Ctx, query: InspectionQuery, limits: { pageSize?: number } = {}): Promise<InspectionList> {
	const size = limits.pageSize ?? pageSize;
	const day = today(ctx);
	const whole = visibleInspections(ctx.actor, 'inspection.read');
	const result = visibleInspections(ctx.actor, 'inspection.result');
	const and = [Prisma.sql`(${whole} or i.state = 'closed' and ${result})`];
	if (query.state === 'open') and.push(Prisma.sql`i.state not in ('closed', 'cancelled')`);
	else if (query.state !== 'all') and.push(Prisma.sql`i.state = ${query.state}::inspection_state`);
	if (query.cycle) and.push(Prisma.sql`i.cycle_id = ${query.cycle}::uuid`);
	if (query.unit) and.push(Prisma.sql`i.unit_id = ${query.unit}::uuid`);
	if (query.q) and.push(Prisma.sql`position(eiso_fold(${query.q}) in eiso_fold(concat_ws(' ', uv.name, uv.code, c.number, c.title))) > 0`);
	const direction = Prisma.raw(query.sort.startsWith('-') ? 'desc' : 'asc');
	const key = query.sort.startsWith('-') ? query.sort.slice(1) : query.sort;
	const order = key === 'unit' || key === 'score' || key === 'cycle' ? orders[key] : orders.visit;
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select i.id, i.unit_id as "unitId", coalesce(uv.name, '') as "unitName", c.id as "cycleId", c.number as "cycleNumber", c.title as "cycleTitle",
			i.state::text as state, i.ending::text as ending, i.visit_on::text as "visitOn", i.first_visit_on::text as "firstVisitOn",
			i.self_due_on::text as "selfDueOn", t.name as "teamName", leads.names as lead,
			case when i.state in ('minutes', 'closed') then i.points end as points,
			case when i.state in ('minutes', 'closed') then i.max_points end as "maxPoints",
			not ${whole} as "resultOnly", count(*) over ()::int as total
		from inspection i join audit_cycle c on c.id = i.cycle_id
		left join cycle_team t on t.id = i.team_id
		left join lateral (select string_agg(u.full_name, ', ' order by u.full_name) as names
			from cycle_team_member m join "user" u on u.id = m.user_id where m.team_id = i.team_id and m.is_lead and m.ended_at is null) leads on true
		left join lateral (select v.name, v.code from unit_version v where v.unit_id = i.unit_id and (v.valid_to is null or v.valid_to > v.valid_from)
			order by (v.valid_from <= ${day}::date) desc, v.valid_from desc limit 1) uv on true
		where ${Prisma.join(and, ' and ')}
		order by ${order} ${direction} nulls last, c.number desc, i.id
		limit ${size} offset ${(query.page - 1) * size}`);
	const total = rows[0]?.total ?? 0;
	const items = rows.map(({ total: _total, ...row }) => ({
		...row,
		percent: row.points === null || row.maxPoints === null ? null : percentOf(row.points, row.maxPoints)
	}));
	const manyUnits = may(ctx.actor, 'inspection.direct') || new Set(items.map(({ unitId }) => unitId)).size > 1;
	return { items, total, page: query.page, pageSize: size, query, today: day, manyUnits };
}
