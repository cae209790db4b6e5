import { addDays, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Numbers, NumberingScheme } from '#lib/domain/documents/numbering.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { correctionSql } from './decision-sql.ts';
import { readable } from './list-sql.ts';

/** Something that began, ends or begins soon. */
export type Change = {
	readonly what: 'began' | 'upcoming' | 'ended' | 'withdrawn';
	readonly documentId: string;
	readonly code: string;
	readonly title: string;
	readonly numbers: Numbers;
	readonly scheme: NumberingScheme;
	/** First day of what began or will begin; last day of what ended. */
	readonly on: Day;
	readonly decision: string | null;
	/** Only in lists of several units. */
	readonly unitName: string;
};

const recentDays = 14;

type Row = {
	what: Change['what'];
	document_id: string;
	code: string;
	title: string;
	issue_no: number;
	revision_no: number;
	scheme: NumberingScheme;
	day: Date;
	decision: string | null;
	unit_name: string | null;
};

/** What changed in the last two weeks and what will, of one unit or of all that this actor may read. One statement. */
export async function recentChanges(ctx: Ctx, unitId: string | null, limit = 12): Promise<Change[]> {
	const day = today(ctx);
	const since = addDays(day, -recentDays);
	const ofUnit = unitId === null ? Prisma.sql`true` : Prisma.sql`v.unit_id = ${unitId}::uuid`;
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select c.what, v.document_id, d.code, v.title, v.issue_no, v.revision_no, u.numbering_scheme as scheme, c.day,
			coalesce(${correctionSql('decisionNumber')}, b.decision_number) as decision, uv.name as unit_name
		from version v
		join document d on d.id = v.document_id
		join unit u on u.id = v.unit_id
		left join issue_batch b on b.id = v.issue_batch_id
		left join unit_version uv on uv.unit_id = v.unit_id
			and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		cross join lateral (
			select case when v.effective_from > ${day}::date then 'upcoming' else 'began' end as what, v.effective_from as day
			where v.effective_from > ${since}::date and (v.effective_to is null or v.effective_to > ${day}::date)
			union all
			select case when v.state = 'withdrawn' then 'withdrawn' else 'ended' end, v.effective_to - 1
			where v.effective_to > ${since}::date and v.effective_to <= ${day}::date and v.effective_from < v.effective_to
				and (v.state = 'withdrawn' or not exists (select 1 from version n where n.document_id = v.document_id and n.effective_from = v.effective_to))
		) c
		where ${ofUnit} and (v.effective_from > ${since}::date or v.effective_to > ${since}::date) and ${readable(ctx, 'v')}
		order by c.day desc, d.code_sort
		limit ${limit}`);
	return rows.map((row) => ({
		what: row.what,
		documentId: row.document_id,
		code: row.code,
		title: row.title,
		numbers: { issueNo: row.issue_no, revisionNo: row.revision_no },
		scheme: row.scheme,
		on: fromDbDate(row.day),
		decision: row.decision,
		unitName: row.unit_name ?? ''
	}));
}
