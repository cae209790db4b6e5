import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { externalDueDaysSql } from '../periodic-review/province-rule.ts';
import { readable } from '../queries/list-sql.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** A document that must be brought up to date because something it cites ends (domain.md §2.8: within 30 days of its effect). */
export type ExternalTask = {
	readonly unitId: string;
	readonly documentId: string;
	readonly versionId: string;
	readonly code: string;
	readonly title: string;
	readonly ownerId: string | null;
	readonly externalId: string;
	readonly number: string;
	/** First day without what it cites. */
	readonly endsOn: Day;
	readonly byAct: string | null;
	readonly dueOn: Day;
	/** An open version does not cite it any more. */
	readonly openVersionId: string | null;
	/** The change request that the repeal opened. */
	readonly request: { readonly id: string; readonly number: string; readonly state: string } | null;
};

type Row = Omit<ExternalTask, 'dueOn' | 'request'> & {
	days: number;
	requestId: string | null;
	requestNumber: string | null;
	requestState: string | null;
};

/**
 * The documents in force or upcoming whose version cites something that ends while it still applies, by due date. Computed from dates and
 * citations alone: a task is over when the version that applies after that day cites it no more. One statement.
 * @param of the units asked about, one external document, or both; no filter: everywhere
 * @param seen false: all of them, for acts of the system; true: those that the actor may read
 */
export async function externalTasks(
	ctx: Ctx,
	of: { unitIds?: readonly string[]; externalId?: string },
	seen = true
): Promise<ExternalTask[]> {
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		with gone as (
			select e.id, e.number, r.id as repeal_id, r.by_act, least(r.effective_on, e.in_force_to) as ends_on
			from external_document e left join external_repeal r on r.external_id = e.id and r.taken_back_at is null
			where least(r.effective_on, e.in_force_to) is not null
				${of.externalId ? Prisma.sql`and e.id = ${of.externalId}::uuid` : Prisma.empty}
		)
		select v.unit_id as "unitId", d.id as "documentId", v.id as "versionId", d.code, v.title, d.owner_id as "ownerId",
			g.id as "externalId", g.number, to_char(g.ends_on, 'YYYY-MM-DD') as "endsOn", g.by_act as "byAct",
			${externalDueDaysSql} as days, o.id as "openVersionId",
			q.id as "requestId", q.number as "requestNumber", q.state::text as "requestState"
		from gone g
		join version_external_reference x on x.external_id = g.id
		join version v on v.id = x.version_id and v.state in ('issued', 'withdrawn') and (v.effective_to is null or v.effective_to > greatest(${day}::date, g.ends_on))
		join document d on d.id = v.document_id
		left join upkeep_rule u on u.unit_id = v.unit_id
		left join version o on o.document_id = d.id and o.state in ('draft', 'in_review', 'in_approval', 'approved')
			and not exists (select 1 from version_external_reference y where y.version_id = o.id and y.external_id = g.id)
		left join change_request q on q.unit_id = v.unit_id and q.source_key = 'law:' || g.repeal_id || ':' || d.id
		where true ${of.unitIds ? Prisma.sql`and v.unit_id = any(${[...of.unitIds]}::uuid[])` : Prisma.empty}
			${seen ? Prisma.sql`and ${readable(ctx, 'v')}` : Prisma.empty}
		order by g.ends_on, g.number, d.code_sort`);
	return rows.map(({ days, requestId, requestNumber, requestState, ...task }) => ({
		...task,
		dueOn: addDays(task.endsOn, days),
		request: requestId && requestNumber && requestState ? { id: requestId, number: requestNumber, state: requestState } : null
	}));
}
