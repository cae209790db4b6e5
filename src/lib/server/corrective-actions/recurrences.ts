import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { hasProvinceRole } from '#lib/domain/permissions/actor.ts';
import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** What comes again within so many months counts as the same thing. */
export const recurrenceMonths = 24;

const raisedOn = (alias: 'a' | 'b') => Prisma.raw(`(${alias}.raised_at at time zone 'Asia/Ho_Chi_Minh')::date`);

/** Both found by one audit or inspection: found once, in several places. */
const foundTogether = Prisma.sql`exists (select 1 from finding fa join finding fb on fb.audit_id = fa.audit_id or fb.inspection_id = fa.inspection_id
		where fa.id = a.finding_id and fb.id = b.finding_id)`;

/** Every decision of a review is raised about §9.3.3 and every missed objective about §6.2: the clause says what raised it, not what went wrong. */
const byClause = Prisma.sql`a.source not in ('management_review', 'objective_missed') and b.source not in ('management_review', 'objective_missed')`;
/** The same objective that was missed before. */
const sameObjective = Prisma.sql`exists (select 1 from objective_response ra join objective_response rb on rb.line_id = ra.line_id
		where ra.action_id = a.id and rb.action_id = b.id)`;

/** An action `b` of the same unit about the same clause that was raised before `a`, at most 24 months; what was void never happened. */
const earlierSql = Prisma.sql`b.unit_id = a.unit_id and b.clause = a.clause and b.id <> a.id and b.outcome is distinct from 'void'
	and b.grade in ('major', 'minor') and b.raised_at < a.raised_at
	and ${raisedOn('b')} > ${raisedOn('a')} - make_interval(months => ${recurrenceMonths}::int)
	and not ${foundTogether} and ((${byClause}) or ${sameObjective})`;

export type Earlier = {
	readonly id: string;
	readonly number: string;
	readonly raisedOn: Day;
	readonly grade: FindingGrade;
	readonly state: string;
	readonly outcome: string | null;
};

/**
 * How often the clause of an action was not met in its unit within 24 months, this time included, with the earlier ones: "lặp lại lần 2". The
 * predecessor of a successor is among them whatever its clause. The caller has loaded the action.
 */
export async function recurrenceOf(
	ctx: Ctx,
	action: { id: string; recurrenceOfId: string | null }
): Promise<{ time: number; earlier: Earlier[] }> {
	const rows = await ctx.db.$queryRaw<(Omit<Earlier, 'raisedOn'> & { raisedOn: Date })[]>`
		select b.id, b.number, ${raisedOn('b')} as "raisedOn", b.grade::text, b.state::text, b.outcome::text
		from corrective_action a join corrective_action b on (${earlierSql}) or b.id = a.recurrence_of_id
		where a.id = ${action.id}::uuid and a.outcome is distinct from 'void' order by b.raised_at desc limit 20`;
	const earlier = rows.map((row) => ({ ...row, raisedOn: fromDbDate(row.raisedOn) }));
	return { time: earlier.length + 1, earlier };
}

export type RecurrenceRow = {
	readonly grade: FindingGrade;
	readonly clause: string;
	/** Raised in the last 24 months. */
	readonly actions: number;
	/** Of them those that came again, or followed one that failed. */
	readonly again: number;
	/** In how many units something came again. */
	readonly units: number;
};

/** Counts by grade and clause over 24 months, of a unit or of the province; no texts. @throws Forbidden */
export async function recurrences(ctx: Ctx, of: { unitId: string } | 'province'): Promise<RecurrenceRow[]> {
	authorize(ctx, 'action.outline', of === 'province' ? {} : of);
	const where = of === 'province' ? Prisma.sql`true` : Prisma.sql`a.unit_id = ${of.unitId}::uuid`;
	return ctx.db.$queryRaw<RecurrenceRow[]>`
		select grade, clause, count(*)::int as actions, (count(*) filter (where again))::int as again,
			(count(distinct unit_id) filter (where again))::int as units
		from (
			select a.grade::text, a.clause, a.unit_id, a.recurrence_of_id is not null or exists (select 1 from corrective_action b where ${earlierSql}) as again
			from corrective_action a
			where ${where} and a.clause is not null and a.grade in ('major', 'minor') and a.outcome is distinct from 'void'
				and ${raisedOn('a')} > ${today(ctx)}::date - make_interval(months => ${recurrenceMonths}::int)
		) counted
		group by grade, clause order by again desc, actions desc, clause, grade`;
}

/** For the page: of the province for the Department, else of the unit where the person works. @throws Forbidden */
export function recurrencesPage(ctx: Ctx, unitId: string | null): Promise<RecurrenceRow[]> {
	return recurrences(ctx, unitId === null || hasProvinceRole(ctx.actor, 'coordinator') ? 'province' : { unitId });
}
