import type { ShownReading } from '#lib/domain/documents/reading.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { activeSql, currentSql, holdsSql } from '../sql.ts';
import type { ReadersScope } from './scope.ts';

/** A request as a list shows it. */
export type ReaderRow = {
	id: string;
	versionId: string;
	documentId: string;
	userId: string;
	name: string;
	divisionId: string | null;
	division: string | null;
	shown: ShownReading;
	dueOn: Date;
	askedAt: Date;
	decidedAt: Date | null;
	decidedBy: string | null;
	reason: string | null;
	briefing: string | null;
	briefingId: string | null;
	rowVersion: number;
};

/**
 * The requests of the versions `v` that a condition names, with the person's name and division and what people see of each: what is open
 * and asks no more (the version is over, the person gone) is `lapsed`, whether or not a job has noted it.
 */
export function readersSql(ctx: Ctx, scope: NonNullable<ReadersScope>, where: Prisma.Sql): Prisma.Sql {
	const day = today(ctx);
	const led = scope.divisionIds === null ? Prisma.sql`true` : Prisma.sql`own.division_id = any(${[...scope.divisionIds]}::uuid[])`;
	return Prisma.sql`
		select r.id, r.version_id as "versionId", r.document_id as "documentId", r.user_id as "userId", p.full_name as name,
			own.division_id as "divisionId", own.name as division,
			case when r.state <> 'open' then r.state::text when not (${currentSql(day)} and ${activeSql(day)}) then 'lapsed'
				when r.due_on < ${day}::date then 'late' else 'to_read' end as shown,
			r.due_on as "dueOn", r.asked_at as "askedAt", r.decided_at as "decidedAt", by.full_name as "decidedBy", r.reason,
			b.number as briefing, b.id as "briefingId", r.row_version as "rowVersion"
		from version v join reading_request r on r.version_id = v.id and r.round = v.round
		join "user" p on p.id = r.user_id
		left join "user" by on by.id = r.decided_by_id
		left join reading_briefing b on b.id = r.briefing_id
		left join lateral (
			select m.division_id, dv.name from membership m left join division_version dv on dv.division_id = m.division_id
				and dv.valid_from <= ${day}::date and (dv.valid_to is null or dv.valid_to > ${day}::date)
			where m.user_id = r.user_id and m.unit_id = r.unit_id and ${holdsSql(day)} order by m.division_id is null, m.valid_from limit 1
		) own on true
		where ${where} and ${led}`;
}

/** How many of a group are where: columns over rows of `readersSql` called `q`. */
export const countsSql = Prisma.sql`
	count(*) filter (where q.shown in ('confirmed', 'carried'))::int as confirmed,
	count(*) filter (where q.shown = 'confirmed_on_paper')::int as "onPaper",
	count(*) filter (where q.shown = 'to_read')::int as "toRead",
	count(*) filter (where q.shown = 'late')::int as late,
	count(*) filter (where q.shown = 'waived')::int as waived`;

export type Counts = { confirmed: number; onPaper: number; toRead: number; late: number; waived: number };

export const noCounts: Counts = { confirmed: 0, onPaper: 0, toRead: 0, late: 0, waived: 0 };
