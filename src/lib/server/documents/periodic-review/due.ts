import { nextReviewOn, reviewStateOn, type ReviewState } from '#lib/domain/documents/periodic-review.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { inForceOnSql } from '#lib/server/permissions/visible-sql.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { reviewNoticeDaysSql } from './province-rule.ts';
import { monthsOf } from './rule.ts';

/** A document in force with the day for which its next review is intended. */
export type ReviewDue = {
	readonly unitId: string;
	readonly documentId: string;
	readonly versionId: string;
	readonly code: string;
	readonly title: string;
	readonly kind: string;
	readonly ownerId: string | null;
	readonly keeper: string;
	readonly dueOn: Day;
	readonly state: ReviewState;
	readonly noticeDays: number;
	readonly months: number;
	readonly basis: string;
	readonly last: { readonly dueOn: Day; readonly doneOn: Day } | null;
};

type Row = Omit<ReviewDue, 'dueOn' | 'state' | 'months' | 'last'> & {
	months: number | null;
	byKind: unknown;
	anchor: Day;
	lastDue: Day | null;
	lastDone: Day | null;
};

/**
 * The documents in force of units that exist today, each with its next review. The count starts with the newest substantive version that
 * has come into force: its review and approval were a review; an editorial one leaves the count as it is. What was withdrawn, though its
 * last day is still to come, is reviewed no more. One statement; rights are the caller's.
 */
export async function reviewsDue(ctx: Ctx, of: { unitIds?: readonly string[]; documentId?: string }): Promise<ReviewDue[]> {
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select v.unit_id as "unitId", d.id as "documentId", v.id as "versionId", d.code, v.title, d.kind_code as kind, d.owner_id as "ownerId",
			coalesce(dv.name, o.full_name, '') as keeper, i.months, coalesce(i.basis, '') as basis, u.review_months_by_kind as "byKind",
			${reviewNoticeDaysSql} as "noticeDays", to_char(a.anchor, 'YYYY-MM-DD') as anchor,
			to_char(p.due_on, 'YYYY-MM-DD') as "lastDue", to_char(p.reviewed_on, 'YYYY-MM-DD') as "lastDone"
		from version v join document d on d.id = v.document_id and d.status = 'open'
		left join review_interval i on i.kind_code = d.kind_code
		left join upkeep_rule u on u.unit_id = v.unit_id
		left join "user" o on o.id = d.owner_id
		left join division_version dv on dv.division_id = d.owner_division_id and dv.valid_from <= ${day}::date and (dv.valid_to is null or dv.valid_to > ${day}::date)
		cross join lateral (select coalesce(max(w.effective_from) filter (where w.change_class = 'substantive'), min(w.effective_from)) as anchor
			from version w where w.document_id = d.id and w.state in ('issued', 'withdrawn') and w.effective_from <= ${day}::date) a
		left join lateral (select r.due_on, r.reviewed_on from periodic_review r
			where r.document_id = d.id and r.due_on > a.anchor order by r.due_on desc limit 1) p on true
		where v.state = 'issued' and ${inForceOnSql('v', day)}
			${of.unitIds ? Prisma.sql`and v.unit_id = any(${[...of.unitIds]}::uuid[])` : Prisma.empty}
			${of.documentId ? Prisma.sql`and d.id = ${of.documentId}::uuid` : Prisma.empty}
			and exists (select 1 from unit_version uv where uv.unit_id = v.unit_id and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date))
		order by d.code_sort`);
	return rows.flatMap(({ byKind, months: usual, noticeDays, anchor, lastDue, lastDone, ...document }) => {
		const months = monthsOf(byKind, document.kind, usual);
		const last = lastDue !== null && lastDone !== null ? { dueOn: lastDue, doneOn: lastDone } : null;
		const dueOn = nextReviewOn({ anchor, months, last });
		return dueOn === null || months === null
			? []
			: [{ ...document, dueOn, state: reviewStateOn(dueOn, noticeDays, day), noticeDays, months, last }];
	});
}
