import type { ProgrammeState } from '#lib/domain/audits/programme-lifecycle.ts';
import type { ManagementReviewState } from '#lib/domain/reviews/management-lifecycle.ts';
import type { ObjectiveSetState } from '#lib/domain/reviews/objectives/lifecycle.ts';
import { yearParts, type YearPart } from '#lib/domain/year/parts.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

type Part<Name extends YearPart, State extends string> = {
	readonly part: Name;
	/** The programme, the set of objectives, the review, the list; null: the part is a list of lines, or there is none. */
	readonly id: string | null;
	/** Of its own kind; null: nothing yet. */
	readonly state: State | null;
	readonly count: number;
};
/** What there is of a part. */
export type PartState =
	| Part<'programme', ProgrammeState>
	| Part<'objectives', ObjectiveSetState>
	| Part<'review', ManagementReviewState>
	| Part<'plan' | 'training' | 'records', 'begun'>;

export type YearOfUnit = {
	readonly unitId: string;
	readonly code: string;
	readonly name: string;
	/** Whether it kept a system before the year began: only such a unit is asked. */
	readonly asked: boolean;
	readonly parts: readonly PartState[];
	readonly missing: readonly YearPart[];
};

/** What of a part there is for a year, `unit` and `year` being expressions: the one place that says when a part has begun. */
export function partsSql(unit: Prisma.Sql, year: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`
		select 'programme' as part, 1 as at, p.id, p.state::text as state, 1 as count from audit_programme p where p.unit_id = ${unit} and p.year = ${year}
		union all
		select 'objectives', 2, o.id, o.state::text, (select count(*) from objective j where j.set_id = o.id and j.until_revision is null)::int
		from objective_set o where o.unit_id = ${unit} and o.year = ${year}
		union all
		select 'plan', 3, null, 'begun', count(*)::int from iso_plan_step s
		where s.unit_id = ${unit} and s.year = ${year} and s.dropped_reason is null having count(*) > 0
		union all
		select 'training', 4, null, 'begun', count(*)::int from training_need n
		where n.unit_id = ${unit} and n.year = ${year} and n.dropped_at is null having count(*) > 0
		union all
		(select 'review', 5, r.id, r.state::text, 1 from management_review r
		where r.unit_id = ${unit} and r.planned_on between make_date(${year}, 1, 1) and make_date(${year}, 12, 31) and r.state <> 'cancelled'
		order by r.planned_on, r.number limit 1)
		union all
		select 'records', 6, l.id, 'begun', l.lines from record_year l where l.unit_id = ${unit} and l.year = ${year}`;
}

/** Units that kept a system before the year began and keep it on `day`. */
export function askedSql(unit: Prisma.Sql, year: Prisma.Sql, day: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`exists (select 1 from unit_standard q where q.unit_id = ${unit} and q.valid_from < make_date(${year}, 1, 1)
		and (q.valid_to is null or q.valid_to > ${day}))`;
}

type Row = Omit<YearOfUnit, 'parts' | 'missing'> & { parts: PartState[] | null };

/**
 * How far the units that stand today are with a year, by name. One statement; no question of rights.
 * @param unitId null: every unit that keeps a system, or has begun something
 */
export async function yearRows(ctx: Ctx, year: number, unitId: string | null): Promise<YearOfUnit[]> {
	const day = Prisma.sql`${today(ctx)}::date`;
	const unit = Prisma.sql`v.unit_id`;
	const of = Prisma.sql`${year}::int`;
	const asked = askedSql(unit, of, day);
	const rows = await ctx.db.$queryRaw<Row[]>`
		select v.unit_id as "unitId", v.code, v.name, ${asked} as asked, b.parts
		from unit_version v
		cross join lateral (select json_agg(json_build_object('part', t.part, 'id', t.id, 'state', t.state, 'count', t.count) order by t.at) as parts
			from (${partsSql(unit, of)}) t) b
		where v.valid_from <= ${day} and (v.valid_to is null or v.valid_to > ${day})
			and ${unitId === null ? Prisma.sql`(b.parts is not null or ${asked})` : Prisma.sql`v.unit_id = ${unitId}::uuid`}
		order by v.name collate "vi-x-icu", v.code`;
	return rows.map(({ parts, ...row }) => {
		const known = parts ?? [];
		const all = yearParts.map((part): PartState => known.find((one) => one.part === part) ?? { part, id: null, state: null, count: 0 });
		return { ...row, parts: all, missing: all.filter(({ state }) => state === null).map(({ part }) => part) };
	});
}
