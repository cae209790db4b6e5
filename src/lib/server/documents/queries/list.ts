import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { shownState, type ShownState } from '#lib/domain/documents/phase.ts';
import type { DocumentClass, ListQuery } from '#lib/domain/documents/list-query.ts';
import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { addDays, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { Prisma, type NumberingScheme } from '#lib/server/platform/generated/client.ts';
import { byItsValues } from '#lib/server/platform/prepared.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { carriedOverSql, type CarriedOver } from '../carry-over/sql.ts';
import { hits, isOfAllUnits, listOrder, readable } from './list-sql.ts';

/** A line of the master list, as it was or will be at the end of one day. */
export type ListedDocument = {
	readonly id: string;
	readonly unitId: string;
	readonly unitCode: string;
	readonly code: string;
	readonly title: string;
	readonly kind: string;
	readonly class: DocumentClass | null;
	/** On that day; `none`: nothing of it has ever been in force. */
	readonly state: ShownState | 'none';
	/** The version in force, else the next, else the last one. */
	readonly versionId: string | null;
	readonly issueNo: number | null;
	readonly revisionNo: number | null;
	/** `02/01` by the unit's scheme. */
	readonly numbers: string | null;
	/** The date of the decision. */
	readonly issuedOn: Day | null;
	readonly effectiveOn: Day | null;
	/** The last day in force, where an end is set. */
	readonly lastDay: Day | null;
	/** What is being worked on or waits for its day, where the reader may see that. */
	readonly open: {
		readonly versionId: string;
		readonly state: ShownState;
		readonly numbers: string;
		readonly effectiveOn: Day | null;
	} | null;
	/** Division, else person. */
	readonly keeper: string;
	readonly distribution: string;
	/** Code of the document that this one replaces. */
	readonly replaces: string | null;
	readonly onePerson: boolean;
	/** The day on which it was taken on from paper: what is shown of days before is as on paper. */
	readonly takenOn: Day | null;
	/** From which unit the version shown was carried over, and until when; null for any other. */
	readonly carriedOver: CarriedOver | null;
};

export type Page<Item> = { readonly items: readonly Item[]; readonly total: number; readonly page: number; readonly pageSize: number };

type Row = {
	total: number;
	id: string | null;
	unit_id: string;
	unit_code: string | null;
	scheme: NumberingScheme;
	code: string;
	title: string;
	kind_code: string;
	class: DocumentClass | null;
	shown_id: string | null;
	state: VersionState | null;
	issue_no: number | null;
	revision_no: number | null;
	effective_from: Date | null;
	effective_to: Date | null;
	decision_date: Date | null;
	one_person: boolean;
	taken_on: Day | null;
	carried_over: CarriedOver | null;
	keeper: string | null;
	distribution: string;
	replaces: string | null;
	open_id: string | null;
	open_state: VersionState | null;
	open_issue_no: number | null;
	open_revision_no: number | null;
	open_from: Date | null;
};

/**
 * The master list of any day, past or to come: what is in force that day, or with `state` also documents that have no version in
 * force then. One statement; only what the actor may read is shown, counted and sorted by.
 * @throws Unauthenticated for nobody
 */
export async function listDocuments(ctx: Ctx, query: ListQuery): Promise<Page<ListedDocument>> {
	const { items, total } = await selectDocuments(ctx, query, { limit: query.pageSize, offset: (query.page - 1) * query.pageSize });
	return { items, total, page: query.page, pageSize: query.pageSize };
}

/** All lines of a list, for exports. */
export async function allDocuments(ctx: Ctx, query: ListQuery): Promise<readonly ListedDocument[]> {
	return (await selectDocuments(ctx, query, { limit: 100_000, offset: 0 })).items;
}

async function selectDocuments(ctx: Ctx, query: ListQuery, part: { limit: number; offset: number }) {
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	const day = query.asOf ?? today(ctx);
	// A past day has no drafts: what was open then is not kept by day.
	const open = day < today(ctx) ? Prisma.sql`version o on false` : openJoin(ctx, day);
	// Of the province, counting what is in force and walking it in its order as far as the page each have a short way. Otherwise the
	// lines are few, or the work is in finding the version to show: then it is done once, and planned once.
	const isWalked = query.state === 'in_force' && isOfAllUnits(ctx, query);
	const once = isWalked ? Prisma.sql`not materialized` : Prisma.sql`materialized`;
	const planned = isOfAllUnits(ctx, query) || query.q ? Prisma.raw(byItsValues) : Prisma.empty;
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`${planned}
		with hit as ${once} (${hits(ctx, query, day)}),
		page as (select * from hit order by ${listOrder(query, 'hit')} limit ${part.limit} offset ${part.offset})
		select t.total, d.id, d.unit_id, uv.code as unit_code, u.numbering_scheme as scheme, d.code,
			coalesce(s.title, o.title, d.title) as title, d.kind_code, d.class,
			s.id as shown_id, s.state, s.issue_no, s.revision_no, s.effective_from, s.effective_to,
			coalesce(c.new_value::date, b.decision_date) as decision_date,
			coalesce(s.exception_id is not null, false) as one_person, 
			case when s.origin = 'taken_on' then to_char(s.issued_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM-DD') end as taken_on, ${carriedOverSql('s')} as carried_over,
			coalesce(dv.name, keeper.full_name) as keeper, d.distribution, r.code as replaces,
			o.id as open_id, o.state as open_state, o.issue_no as open_issue_no, o.revision_no as open_revision_no, o.effective_from as open_from
		from (select count(*)::int as total from hit) t
		left join page p on true
		left join document d on d.id = p.id
		left join unit u on u.id = d.unit_id
		left join unit_version uv on uv.unit_id = d.unit_id
			and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		left join version s on s.id = p.shown_id
		left join issue_batch b on b.id = s.issue_batch_id
		left join lateral (select bc.new_value from batch_correction bc
			where bc.batch_id = b.id and bc.state = 'signed' and bc.field = 'decisionDate' order by bc.decided_at desc limit 1) c on true
		left join division_version dv on dv.division_id = d.owner_division_id
			and dv.valid_from <= ${day}::date and (dv.valid_to is null or dv.valid_to > ${day}::date)
		left join "user" keeper on keeper.id = d.owner_id
		left join document r on r.id = d.replaces_id
		left join ${open}
		order by ${listOrder(query, 'p')}`);
	const total = rows[0]?.total ?? 0;
	return { items: rows.flatMap((row) => (row.id === null ? [] : [listed({ ...row, id: row.id }, day)])), total };
}

/**
 * The open version of a document, else the one that waits for its day, unless the line is already about it. Written so that only the
 * versions of the document are looked at: the index by days would give all that wait in the province, for each line.
 */
function openJoin(ctx: Ctx, day: Day): Prisma.Sql {
	return Prisma.sql`lateral (select w.* from version w where w.document_id = d.id and w.id is distinct from s.id
		and w.state <> 'cancelled' and coalesce(w.effective_from, 'infinity') > ${day}::date and ${readable(ctx, 'w')}
		order by w.effective_from nulls first limit 1) o on true`;
}

function listed(row: Row & { id: string }, day: Day): ListedDocument {
	const numbers = (issueNo: number | null, revisionNo: number | null) =>
		issueNo === null || revisionNo === null ? null : shortNumbers({ issueNo, revisionNo }, row.scheme);
	const state = (of: VersionState, from: Date | null, to: Date | null) =>
		shownState({ state: of, effectiveFrom: fromDbDate(from), effectiveTo: fromDbDate(to) }, day);
	const openNumbers = numbers(row.open_issue_no, row.open_revision_no);
	const end = fromDbDate(row.effective_to);
	return {
		id: row.id,
		unitId: row.unit_id,
		unitCode: row.unit_code ?? '',
		code: row.code,
		title: row.title,
		kind: row.kind_code,
		class: row.class,
		state: row.state ? state(row.state, row.effective_from, row.effective_to) : 'none',
		versionId: row.shown_id,
		issueNo: row.issue_no,
		revisionNo: row.revision_no,
		numbers: numbers(row.issue_no, row.revision_no),
		issuedOn: fromDbDate(row.decision_date),
		effectiveOn: fromDbDate(row.effective_from),
		lastDay: end && addDays(end, -1),
		open:
			row.open_id && row.open_state && openNumbers
				? {
						versionId: row.open_id,
						state: state(row.open_state, row.open_from, null),
						numbers: openNumbers,
						effectiveOn: fromDbDate(row.open_from)
					}
				: null,
		keeper: row.keeper ?? '',
		distribution: row.distribution,
		replaces: row.replaces,
		onePerson: row.one_person,
		takenOn: row.taken_on,
		carriedOver: row.carried_over
	};
}
