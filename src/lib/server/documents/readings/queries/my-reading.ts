import type { NumberingScheme, Numbers } from '#lib/domain/documents/numbering.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { asksSql } from '../sql.ts';
import { versionSlug } from '../../queries/document-versions.ts';

/** A version that a person is asked to read. */
export type ToRead = {
	readonly id: string;
	readonly versionId: string;
	readonly documentId: string;
	readonly href: string;
	readonly code: string;
	readonly title: string;
	readonly kind: string;
	readonly numbers: Numbers;
	readonly scheme: NumberingScheme;
	readonly summary: string;
	readonly dueOn: Day;
	readonly late: boolean;
	/** Set while it is upcoming: the day from which it applies. */
	readonly from: Day | null;
	readonly since: Date;
	readonly unitName: string;
};

type Row = {
	id: string;
	version_id: string;
	document_id: string;
	code: string;
	title: string;
	kind_code: string;
	issue_no: number;
	revision_no: number;
	scheme: NumberingScheme;
	summary: string;
	due_on: Date;
	effective_from: Date;
	asked_at: Date;
	unit_name: string | null;
};

/** What this person is asked to read now, what is late and due first on top. One statement. */
export async function myReading(ctx: Ctx): Promise<ToRead[]> {
	const userId = userIdOf(ctx.actor);
	if (!userId) return [];
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select r.id, v.id as version_id, d.id as document_id, d.code, v.title, d.kind_code, v.issue_no, v.revision_no, u.numbering_scheme as scheme,
			v.summary, r.due_on, v.effective_from, r.asked_at, uv.name as unit_name
		${myRequests(userId, day)}
		join document d on d.id = v.document_id join unit u on u.id = v.unit_id
		left join unit_version uv on uv.unit_id = v.unit_id and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		order by r.due_on, d.code_sort, v.effective_from`);
	return rows.map((row) => {
		const upcoming = fromDbDate(row.effective_from) > day;
		const slug = versionSlug(row.issue_no, row.revision_no);
		return {
			id: row.id,
			versionId: row.version_id,
			documentId: row.document_id,
			href: upcoming ? `/documents/${row.document_id}/versions/${slug}` : `/documents/${row.document_id}`,
			code: row.code,
			title: row.title,
			kind: row.kind_code,
			numbers: { issueNo: row.issue_no, revisionNo: row.revision_no },
			scheme: row.scheme,
			summary: row.summary,
			dueOn: fromDbDate(row.due_on),
			late: fromDbDate(row.due_on) < day,
			from: upcoming ? fromDbDate(row.effective_from) : null,
			since: row.asked_at,
			unitName: row.unit_name ?? ''
		};
	});
}

/** Requests `r` of a person that ask something, with their versions `v`. */
function myRequests(userId: string, day: Day): Prisma.Sql {
	return Prisma.sql`from (select * from reading_request where user_id = ${userId}::uuid and state = 'open') r
		join version v on v.id = r.version_id and ${asksSql(day)}`;
}

/** How many: a count for the navigation. */
export function myReadingCount(userId: string, day: Day): Prisma.Sql {
	return Prisma.sql`(select count(*)::int ${myRequests(userId, day)})`;
}
