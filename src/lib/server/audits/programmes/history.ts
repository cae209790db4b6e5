import type { AreaHistory } from '#lib/domain/audits/programme.ts';
import { sectionOf } from '#lib/domain/audits/clauses.ts';
import { addMonths, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { actionDueSql } from '#lib/server/corrective-actions/due-sql.ts';
import { areasOf } from '../areas.ts';

/** What was found, done and left late in each area of a unit: what a programme is proposed from. Four queries. */
export async function areaHistories(ctx: Ctx, unitId: string): Promise<AreaHistory[]> {
	const day = today(ctx);
	const since = toDbDate(addMonths(day, -24));
	const areas = await areasOf(ctx, unitId);
	const ids = areas.map(({ id }) => id);
	const [last, findings, late] = await Promise.all([
		lastAudits(ctx, unitId),
		ctx.db.finding.findMany({
			where: { areaId: { in: ids }, state: { notIn: ['draft', 'void'] }, raisedAt: { gte: since }, grade: { in: ['major', 'minor'] } },
			select: { areaId: true, grade: true, clause: true }
		}),
		ctx.db.$queryRaw<{ areaId: string; count: number }[]>`
			select a.area_id as "areaId", count(*)::int as count from corrective_action a left join finding f on f.id = a.finding_id
			where a.area_id = any(${ids}::uuid[]) and a.state not in ('verifying', 'closed') and ${actionDueSql} < ${day}::date
			group by a.area_id`
	]);
	return areas.map((area) => {
		const own = findings.filter(({ areaId }) => areaId === area.id);
		const days = last.filter(({ areaId }) => areaId === area.id).map((one) => one.day);
		return {
			areaId: area.id,
			risk: area.risk,
			clauses: area.clauses,
			lastAuditOn: days.sort().at(-1) ?? null,
			majors: own.filter(({ grade }) => grade === 'major').length,
			minors: own.filter(({ grade }) => grade === 'minor').length,
			foundIn: [...new Set(own.flatMap(({ clause }) => (clause ? [sectionOf(clause)] : [])))],
			lateActions: late.find(({ areaId }) => areaId === area.id)?.count ?? 0
		};
	});
}

/** When each clause of each area was last audited: audits that came as far as their report. What was stopped counts as not done. */
export function lastAudits(ctx: Ctx, unitId: string): Promise<{ areaId: string; clause: string; day: Day }[]> {
	return ctx.db.$queryRaw`
		select s.area_id as "areaId", c.clause, max(a.ends_on)::text as day
		from internal_audit a join audit_scope_area s on s.audit_id = a.id cross join lateral unnest(a.clauses) c(clause)
		where a.unit_id = ${unitId}::uuid and a.state in ('reported', 'closed')
		group by s.area_id, c.clause`;
}

export type Visit = { readonly id: string; readonly number: string; readonly title: string; readonly day: Day };

/** Inspections of the unit in a year: shown beside the grid, so that nobody is audited twice in one week. */
export function visitsIn(ctx: Ctx, unitId: string, year: number): Promise<Visit[]> {
	return ctx.db.$queryRaw`
		select i.id, c.number, c.title, i.visit_on::text as day
		from inspection i join audit_cycle c on c.id = i.cycle_id
		where i.unit_id = ${unitId}::uuid and i.state <> 'cancelled'
			and i.visit_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
		order by i.visit_on`;
}
