import { actionDueSql } from '#lib/server/corrective-actions/due-sql.ts';
import type { BoardRow, ClauseCell } from '#lib/domain/audits/cycle-board.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

type CycleRef = { readonly id: string; readonly previousId: string | null };

function ofTeams(teamIds: readonly string[] | null): Prisma.Sql {
	return teamIds === null ? Prisma.sql`true` : Prisma.sql`i.team_id = any(${[...teamIds]}::uuid[])`;
}

/** Every inspection of a cycle with its unit as of today, by kind and name. One statement; `teamIds` null: of every team. */
export function readRows(ctx: Ctx, cycle: CycleRef, teamIds: readonly string[] | null): Promise<BoardRow[]> {
	return ctx.db.$queryRaw<BoardRow[]>`
		with named as (
			select distinct on (v.unit_id) v.unit_id, v.code, v.name, v.kind_code from unit_version v
			where v.unit_id in (select i.unit_id from inspection i where i.cycle_id = ${cycle.id}::uuid) and (v.valid_to is null or v.valid_to > v.valid_from)
			order by v.unit_id, (v.valid_from <= ${today(ctx)}::date) desc,
				case when v.valid_from <= ${today(ctx)}::date then v.valid_from end desc, v.valid_from
		), found as (
			select f.inspection_id, count(*) filter (where f.grade = 'major')::int as major, count(*) filter (where f.grade = 'minor')::int as minor,
				count(*) filter (where f.grade = 'recommendation')::int as recommendations
			from finding f join inspection i on i.id = f.inspection_id where i.cycle_id = ${cycle.id}::uuid and f.state <> 'void'
			group by f.inspection_id
		), acted as (
			select f.inspection_id, count(*)::int as open, count(*) filter (where a.state <> 'verifying'
				and ${actionDueSql} < ${today(ctx)}::date)::int as late
			from corrective_action a join finding f on f.id = a.finding_id join inspection i on i.id = f.inspection_id
			where i.cycle_id = ${cycle.id}::uuid and a.state <> 'closed' group by f.inspection_id
		)
		select i.id, i.unit_id as "unitId", n.code, n.name, n.kind_code as "kindCode",
			case ${ctx.locale} when 'en' then k.name_en else k.name_vi end as "kindName",
			i.team_id as "teamId", i.state::text as state, i.visit_on::text as "visitOn", i.first_visit_on::text as "firstVisitOn",
			i.self_due_on::text as "selfDueOn", (i.minutes_at at time zone 'Asia/Ho_Chi_Minh')::date::text as "minutesOn",
			i.ending::text as ending, case when i.state = 'closed' then i.points end as points,
			case when i.state = 'closed' then i.max_points end as "maxPoints", p.points as "previousPoints", p.max_points as "previousMax",
			coalesce(f.major, 0) as major, coalesce(f.minor, 0) as minor, coalesce(f.recommendations, 0) as recommendations,
			coalesce(a.open, 0) as "openActions", coalesce(a.late, 0) as "lateActions"
		from inspection i join named n on n.unit_id = i.unit_id join unit_kind k on k.code = n.kind_code
			left join inspection p on p.cycle_id = ${cycle.previousId}::uuid and p.unit_id = i.unit_id and p.state = 'closed'
			left join found f on f.inspection_id = i.id left join acted a on a.inspection_id = i.id
		where i.cycle_id = ${cycle.id}::uuid and ${ofTeams(teamIds)}
		order by k.sort_order, n.name collate "vi-x-icu", n.code`;
}

const sums = Prisma.sql`
	coalesce(sum(coalesce(a.points, case a.result when 'met' then q.weight when 'partly' then q.weight / 2.0 else 0 end))
		filter (where a.result in ('met', 'partly', 'not_met')), 0)::float8 as points,
	coalesce(sum(q.weight) filter (where a.result in ('met', 'partly', 'not_met')), 0)::int as max,
	count(*) filter (where a.result = 'not_met')::int as "notMet", count(*) filter (where a.result = 'partly')::int as partly,
	count(*) filter (where a.result = 'met')::int as met`;

/** What the teams answered, by unit and clause, in these inspections. One statement. */
export function clauseCells(ctx: Ctx, inspectionIds: readonly string[]): Promise<ClauseCell[]> {
	return ctx.db.$queryRaw<ClauseCell[]>`
		select a.inspection_id as of, q.clause, ${sums}
		from inspection_answer a join checklist_question q on q.id = a.question_id
		where a.inspection_id = any(${[...inspectionIds]}::uuid[]) and q.clause is not null and a.result <> 'unanswered'
		group by a.inspection_id, q.clause`;
}

/** The same by kind of unit, over the whole cycle; every clause of the list is there, answered or not. One statement. */
export function kindCells(ctx: Ctx, cycleId: string, teamIds: readonly string[] | null): Promise<ClauseCell[]> {
	return ctx.db.$queryRaw<ClauseCell[]>`
		select u.kind_code as of, q.clause, ${sums}
		from inspection i
			join lateral (select v.kind_code from unit_version v where v.unit_id = i.unit_id and (v.valid_to is null or v.valid_to > v.valid_from)
				order by (v.valid_from <= ${today(ctx)}::date) desc, case when v.valid_from <= ${today(ctx)}::date then v.valid_from end desc, v.valid_from
				limit 1) u on true
			join inspection_answer a on a.inspection_id = i.id join checklist_question q on q.id = a.question_id
		where i.cycle_id = ${cycleId}::uuid and i.state <> 'cancelled' and q.clause is not null and ${ofTeams(teamIds)}
		group by u.kind_code, q.clause`;
}

export type FindingCount = {
	/** Null: findings that name no clause. */
	readonly clause: string | null;
	readonly grade: 'major' | 'minor' | 'observation' | 'recommendation';
	readonly count: number;
	/** Those whose unit had one of the same clause in the last cycle, or that repeat one by name. */
	readonly again: number;
	readonly before: number;
};

/** Findings of the cycle by clause and grade, those of the last cycle beside them. One statement. */
export function findingCounts(ctx: Ctx, cycle: CycleRef, teamIds: readonly string[] | null): Promise<FindingCount[]> {
	return ctx.db.$queryRaw<FindingCount[]>`
		with past as (
			select i.unit_id, f.clause, f.grade from finding f join inspection i on i.id = f.inspection_id
			where i.cycle_id = ${cycle.previousId}::uuid and f.state not in ('draft', 'void')
				and (${teamIds === null} or i.unit_id in (select i.unit_id from inspection i where i.cycle_id = ${cycle.id}::uuid and ${ofTeams(teamIds)}))
		), now as (
			select f.clause, f.grade, count(*)::int as count,
				count(*) filter (where f.repeats_id is not null or exists (select 1 from past p where p.unit_id = i.unit_id and p.clause = f.clause))::int as again
			from finding f join inspection i on i.id = f.inspection_id
			where i.cycle_id = ${cycle.id}::uuid and f.state <> 'void' and ${ofTeams(teamIds)} group by f.clause, f.grade
		), before as (select clause, grade, count(*)::int as count from past group by clause, grade)
		select coalesce(n.clause, b.clause) as clause, coalesce(n.grade, b.grade)::text as grade,
			coalesce(n.count, 0) as count, coalesce(n.again, 0) as again, coalesce(b.count, 0) as before
		from now n full join before b on b.grade = n.grade and coalesce(b.clause, '') = coalesce(n.clause, '')
		order by 2, 1`;
}
