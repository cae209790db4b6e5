import type { RequestKind, RequestSource, RequestState } from '#lib/domain/documents/change-requests.ts';
import type { RequestQuery } from '#lib/domain/documents/request-forms.ts';
import type { Actor } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { grantsFor } from '#lib/domain/permissions/policy.ts';
import { dayOf, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { orderKeys } from '#lib/server/platform/order-by.ts';

/** The policy's grants of `change_request.read` as SQL over `change_request r`: the second interpreter beside `decide`. */
export function visibleRequests(actor: Actor): Prisma.Sql {
	if (actor.kind !== 'user') return Prisma.sql`false`;
	const grants = grantsFor('change_request.read');
	const keeping = actor.memberships.filter((m) =>
		grants.some((grant) => grant.scope === 'ownUnit' && m.roles.some((role) => role === grant.role))
	);
	const own = [...new Set(keeping.map(({ unitId }) => unitId))].sort();
	const units = [...new Set(actor.memberships.map(({ unitId }) => unitId))].sort();
	const person = !actor.province.includes('administrator');
	const has = (scope: string) => person && units.length > 0 && grants.some((grant) => grant.scope === scope);
	const clauses = [
		...(own.length > 0 ? [Prisma.sql`r.unit_id = any(${own}::uuid[])`] : []),
		...(has('author') ? [Prisma.sql`(r.unit_id = any(${units}::uuid[]) and r.proposer_id = ${actor.userId}::uuid)`] : []),
		...(has('drafter') ? [Prisma.sql`(r.unit_id = any(${units}::uuid[]) and r.drafter_id = ${actor.userId}::uuid)`] : [])
	];
	return clauses.length > 0 ? Prisma.sql`(${Prisma.join(clauses, ' or ')})` : Prisma.sql`false`;
}

export type ListedRequest = {
	readonly id: string;
	readonly unitId: string;
	readonly number: string;
	readonly kind: RequestKind;
	readonly source: RequestSource;
	/** As of today: done from the day on which all that is linked took effect. */
	readonly state: RequestState;
	readonly documentId: string | null;
	readonly code: string | null;
	readonly title: string;
	readonly proposer: string | null;
	readonly drafter: string | null;
	readonly proposedAt: Date;
	readonly dueOn: Day | null;
	readonly firstDueOn: Day | null;
};

type Row = Omit<ListedRequest, 'dueOn' | 'firstDueOn'> & { due: Date | null; first_due: Date | null; total: number };

const shown = Prisma.sql`case when r.state = 'accepted' and eiso_change_request_done_on(r.id) is not null then 'done' else r.state::text end`;
const number = [Prisma.sql`s.number`];
const orders: Record<string, readonly Prisma.Sql[]> = {
	number,
	title: [Prisma.sql`s.code`, Prisma.sql`s.title`],
	proposed: [Prisma.sql`s."proposedAt"`],
	due: [Prisma.sql`s.due`]
};

async function rowsOf(ctx: Ctx, query: RequestQuery, where: Prisma.Sql, limit: Prisma.Sql): Promise<Row[]> {
	const key = query.sort.replace('-', '');
	const order = orderKeys(orders[key] ?? number, query.sort.startsWith('-'));
	const states = query.state === 'open' ? ['proposed', 'considered', 'accepted'] : [query.state];
	const and = [
		where,
		visibleRequests(ctx.actor),
		...(query.kind ? [Prisma.sql`r.kind = ${query.kind}::change_request_kind`] : []),
		...(query.document ? [Prisma.sql`r.document_id = ${query.document}::uuid`] : []),
		...(query.mine && ctx.actor.kind === 'user'
			? [Prisma.sql`(r.proposer_id = ${ctx.actor.userId}::uuid or r.drafter_id = ${ctx.actor.userId}::uuid)`]
			: []),
		...(query.late ? [Prisma.sql`r.due_on < ${today(ctx)}::date`] : []),
		...(query.q
			? [Prisma.sql`position(eiso_fold(${query.q}) in eiso_fold(concat_ws(' ', r.number, d.code, r.title, r.what, p.full_name))) > 0`]
			: [])
	];
	return ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select s.*, count(*) over ()::int as total from (
			select r.id, r.unit_id as "unitId", r.number, r.kind::text, r.source::text, ${shown} as state, r.document_id as "documentId", d.code,
				r.title, p.full_name as proposer, w.full_name as drafter, r.proposed_at as "proposedAt", r.due_on as due, r.first_due_on as first_due
			from change_request r left join document d on d.id = r.document_id left join "user" p on p.id = r.proposer_id
			left join "user" w on w.id = r.drafter_id
			where ${Prisma.join(and, ' and ')}
		) s
		where ${query.state === 'all' ? Prisma.sql`true` : Prisma.sql`s.state = any(${states}::text[])`}
		order by ${order}, s.id ${limit}`);
}

function listed({ due, first_due, total: _total, ...row }: Row): ListedRequest {
	return { ...row, dueOn: fromDbDate(due), firstDueOn: fromDbDate(first_due) };
}

/** The unit's requests as far as this person may see them: keepers all, others their own. One statement for the rows. */
export async function requestList(ctx: Ctx, unitId: string | null, query: RequestQuery, pageSize = 50) {
	const where = unitId ? Prisma.sql`r.unit_id = ${unitId}::uuid` : Prisma.sql`true`;
	const rows = await rowsOf(ctx, query, where, Prisma.sql`limit ${pageSize} offset ${(query.page - 1) * pageSize}`);
	return {
		items: rows.map(listed),
		total: rows[0]?.total ?? 0,
		page: query.page,
		pageSize,
		query,
		today: today(ctx),
		can: {
			propose: unitId !== null && may(ctx.actor, 'change_request.propose', { unitId }),
			rules: unitId !== null && may(ctx.actor, 'unit.settings', { unitId }),
			export: unitId !== null && may(ctx.actor, 'counts.change_requests', { unitId })
		}
	};
}

/** Requests about one document that are open today and that this person may see. */
export async function openRequestsOf(ctx: Ctx, documentId: string): Promise<ListedRequest[]> {
	const query: RequestQuery = { state: 'open', document: documentId, mine: false, late: false, sort: '-number', page: 1 };
	return (await rowsOf(ctx, query, Prisma.sql`true`, Prisma.sql`limit 20`)).map(listed);
}

/** How many requests a unit has in each state, for those who may know no more; null for those who may not know that. */
export async function requestCounts(ctx: Ctx, unitId: string): Promise<Readonly<Record<string, number>> | null> {
	if (!isUuid(unitId) || !may(ctx.actor, 'counts.change_requests', { unitId })) return null;
	const rows = await ctx.db.$queryRaw<{ state: string; count: number }[]>(Prisma.sql`
		select ${shown} as state, count(*)::int as count from change_request r where r.unit_id = ${unitId}::uuid group by 1`);
	return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

/** The list as a spreadsheet, in the reader's language. Noted in the access log. */
export async function exportRequests(ctx: Ctx, unitId: string | null, query: RequestQuery) {
	const where = unitId ? Prisma.sql`r.unit_id = ${unitId}::uuid` : Prisma.sql`true`;
	const rows = (await rowsOf(ctx, query, where, Prisma.sql`limit 10000`)).map(listed);
	logRead(ctx, { action: 'export', unitId, detail: `change requests xlsx ${today(ctx)}` });
	const at = { locale: ctx.locale };
	const states: Record<string, () => string> = {
		proposed: () => m.common_state_request_proposed({}, at),
		considered: () => m.common_state_request_considered({}, at),
		accepted: () => m.common_state_request_accepted({}, at),
		declined: () => m.common_state_request_declined({}, at),
		cancelled: () => m.common_state_request_cancelled({}, at),
		done: () => m.common_state_request_done({}, at)
	};
	const kinds = { new: m.requests_kind_new, amend: m.requests_kind_amend, withdraw: m.requests_kind_withdraw };
	const date = (day: Day | null) => (day === null ? null : toDbDate(day));
	const bytes = await writeSheet(
		rows,
		[
			{ header: m.requests_number({}, at), value: (row) => row.number, width: 14 },
			{ header: m.requests_kind({}, at), value: (row) => kinds[row.kind]({}, at), width: 12 },
			{ header: m.requests_document_code({}, at), value: (row) => row.code, width: 16 },
			{ header: m.requests_about({}, at), value: (row) => row.title, width: 50 },
			{ header: m.requests_state({}, at), value: (row) => states[row.state]?.() ?? row.state, width: 16 },
			{ header: m.requests_proposer({}, at), value: (row) => row.proposer ?? m.requests_by_system({}, at), width: 24 },
			{ header: m.requests_proposed_on({}, at), value: (row) => date(dayOf(row.proposedAt)), width: 14 },
			{ header: m.requests_drafter({}, at), value: (row) => row.drafter, width: 24 },
			{ header: m.requests_due({}, at), value: (row) => date(row.dueOn), width: 14 },
			{ header: m.requests_first_due({}, at), value: (row) => date(row.firstDueOn), width: 14 }
		],
		m.requests_title({}, at)
	);
	return {
		bytes,
		fileName: `${m.requests_export_file({ day: today(ctx) }, at)}.xlsx`,
		contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
	};
}
