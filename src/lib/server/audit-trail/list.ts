import type { Actor } from '#lib/domain/permissions/actor.ts';
import { toDbDate, addDays, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readDelegation } from './record.ts';
import { seesOtherUnits, trailScope } from './scope.ts';
import { insideEvents } from './subject-types.ts';

export type TrailFilter = {
	/** A unit's id, or `province` for the province's chain. */
	readonly unit?: string | null;
	readonly subjectType?: string | null;
	readonly subjectId?: string | null;
	/** Rows about any of these, instead of one subject. */
	readonly subjects?: readonly SubjectRef[];
	readonly event?: string | null;
	/** An account's id, or a part of a name with or without accents. */
	readonly actor?: string | null;
	readonly from?: Day | null;
	readonly to?: Day | null;
};

export type SubjectRef = { readonly type: string; readonly id: string };

/** One act as it is stored. What the reader may not see of it is null, and `hidden` says so. */
export type TrailEntryRow = {
	readonly id: string;
	readonly seq: number;
	readonly unitId: string | null;
	readonly at: Date;
	readonly event: string;
	readonly subjectType: string;
	readonly subjectId: string;
	readonly actorId: string | null;
	readonly actorName: string;
	readonly actorRole: string;
	readonly position: string;
	/** In whose place the act was done: a right that only this delegation gave. */
	readonly delegation: { readonly id: string; readonly ofName: string } | null;
	readonly byToken: boolean;
	readonly operator: string | null;
	readonly before: unknown;
	readonly after: unknown;
	readonly comment: string | null;
	readonly hidden: boolean;
	readonly hash: string;
};

export type TrailPage = {
	readonly items: readonly TrailEntryRow[];
	/** Exact up to `countLimitFor`; `more` when there are more rows than that. */
	readonly total: number;
	readonly more: boolean;
	readonly page: number;
	readonly pageSize: number;
};

/**
 * Nobody turns two hundred pages: beyond, filters and days find what is looked for, and a count would cost more than the page. Fewer where
 * each row has to be asked whether its subject may be seen.
 */
export const countLimit = 10_000;
export const visibleCountLimit = 2000;

/** How far rows are counted for this actor. */
export function countLimitFor(actor: Actor): number {
	return seesOtherUnits(actor) ? visibleCountLimit : countLimit;
}

type StoredRow = {
	chain_id: string;
	seq: bigint;
	unit_id: string | null;
	at: Date;
	event: string;
	subject_type: string;
	subject_id: string;
	actor_id: string | null;
	actor_name: string;
	actor_role: string;
	position: string;
	delegation: string | null;
	by_token: boolean;
	operator: string | null;
	before: unknown;
	after: unknown;
	comment: string | null;
	hidden: boolean;
	hash: string;
};

/**
 * A page of acts, newest first, as far as the actor may see them.
 * @throws NotFound for somebody who sees no trail; Unauthenticated
 */
export async function listTrail(ctx: Ctx, filter: TrailFilter, paging: { page?: number; pageSize?: number } = {}): Promise<TrailPage> {
	const pageSize = Math.min(Math.max(paging.pageSize ?? 50, 1), 200);
	const limit = countLimitFor(ctx.actor);
	const page = Math.min(Math.max(paging.page ?? 1, 1), Math.ceil(limit / pageSize));
	const where = await trailWhere(ctx, filter);
	if (where === null) return { items: [], total: 0, more: false, page, pageSize };
	const [items, counted] = [
		await selectRows(ctx, where, { descending: true, limit: pageSize, offset: (page - 1) * pageSize }),
		await countRows(ctx, where, limit + 1)
	];
	return { items, total: Math.min(counted, limit), more: counted > limit, page, pageSize };
}

/** The oldest `limit` rows in the order of the chain, for an extract, and whether there are more. */
export async function extractTrail(ctx: Ctx, filter: TrailFilter, limit: number): Promise<{ items: TrailEntryRow[]; more: boolean }> {
	const where = await trailWhere(ctx, filter);
	if (where === null) return { items: [], more: false };
	const rows = await selectRows(ctx, where, { descending: false, limit: limit + 1, offset: 0 });
	return { items: rows.slice(0, limit), more: rows.length > limit };
}

type Where = { readonly condition: Prisma.Sql; readonly hidden: Prisma.Sql; readonly oneChain: boolean };

/** Null: nothing can match (a name that nobody has). */
async function trailWhere(ctx: Ctx, filter: TrailFilter): Promise<Where | null> {
	if (ctx.actor.kind === 'public') throw new Unauthenticated();
	const scope = trailScope(ctx);
	if (!scope) throw new NotFound('trail_not_found');
	const and = [scope.any];
	if (filter.unit === 'province') and.push(Prisma.sql`t.unit_id is null`);
	else if (filter.unit) {
		if (!isUuid(filter.unit)) return null;
		// The chain's rows are in its key's order: no sort, whatever its length.
		and.push(Prisma.sql`t.chain_id = (select id from audit_chain where unit_id = ${filter.unit}::uuid)`);
	}
	if (filter.subjectType) and.push(Prisma.sql`t.subject_type = ${filter.subjectType}`);
	if (filter.subjectId) and.push(Prisma.sql`t.subject_id = ${filter.subjectId}`);
	if (filter.subjects) and.push(subjectsIn(filter.subjects));
	if (filter.event) and.push(Prisma.sql`t.event = ${filter.event}`);
	if (filter.from) and.push(Prisma.sql`t.at >= ${startOf(filter.from)}`);
	if (filter.to) and.push(Prisma.sql`t.at < ${startOf(addDays(filter.to, 1))}`);
	if (filter.actor) {
		const people = await peopleLike(ctx, filter.actor);
		and.push(
			people.length > 0
				? Prisma.sql`t.actor_id = any(${people}::uuid[])`
				: Prisma.sql`(t.actor_id is null and t.actor_name = ${filter.actor})`
		);
	}
	return {
		condition: Prisma.join(and, ' and '),
		hidden: Prisma.sql`(not coalesce(${scope.whole}, false) and t.event = any(${[...insideEvents]}::text[]))`,
		oneChain: Boolean(filter.unit) && filter.unit !== 'province'
	};
}

function subjectsIn(subjects: readonly SubjectRef[]): Prisma.Sql {
	const types = subjects.map(({ type }) => type);
	const ids = subjects.map(({ id }) => id);
	return Prisma.sql`(t.subject_type, t.subject_id) in (select * from unnest(${types}::text[], ${ids}::text[]))`;
}

/** Midnight in Asia/Ho_Chi_Minh, which has no summer time. */
function startOf(day: Day): Date {
	return new Date(toDbDate(day).getTime() - 7 * 3_600_000);
}

export function isUuid(text: string): boolean {
	return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

async function peopleLike(ctx: Ctx, text: string): Promise<string[]> {
	if (isUuid(text)) return [text];
	const pattern = `%${text.normalize('NFC').replace(/[\\%_]/g, '\\$&')}%`;
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		select id from "user" where eiso_fold(full_name) like eiso_fold(${pattern}) order by full_name limit 100`;
	return rows.map(({ id }) => id);
}

type Order = { descending: boolean; limit: number; offset: number };

async function selectRows(ctx: Ctx, where: Where, { descending, limit, offset }: Order): Promise<TrailEntryRow[]> {
	const direction = Prisma.raw(descending ? 'desc' : 'asc');
	const order = where.oneChain ? Prisma.sql`t.seq ${direction}` : Prisma.sql`t.at ${direction}, t.chain_id, t.seq ${direction}`;
	const rows = await ctx.db.$queryRaw<StoredRow[]>`
		select t.chain_id, t.seq, t.unit_id, t.at, t.event, t.subject_type, t.subject_id, t.actor_id, t.actor_name, t.actor_role, t.position, t.delegation,
			t.token_id is not null as by_token, t.operator, t.before, t.after, t.comment, t.hash, ${where.hidden} as hidden
		from audit_trail t where ${where.condition}
		order by ${order} limit ${limit} offset ${offset}`;
	return rows.map(toEntry);
}

/** The newest rows that name a delegation, without their contents. No question of rights. */
export async function rowsUnderDelegation(ctx: Ctx, { id, toId }: { id: string; toId: string }, limit: number): Promise<TrailEntryRow[]> {
	const condition = Prisma.sql`t.actor_id = ${toId}::uuid and left(t.delegation, 36) = ${id}`;
	return selectRows(ctx, { condition, hidden: Prisma.sql`true`, oneChain: false }, { descending: true, limit, offset: 0 });
}

async function countRows(ctx: Ctx, where: Where, limit: number): Promise<number> {
	const [row] = await ctx.db.$queryRaw<{ count: bigint }[]>`
		select count(*) as count from (select 1 from audit_trail t where ${where.condition} limit ${limit}) counted`;
	return Number(row?.count ?? 0);
}

function toEntry(row: StoredRow): TrailEntryRow {
	return {
		id: `${row.chain_id}:${row.seq}`,
		seq: Number(row.seq),
		unitId: row.unit_id,
		at: row.at,
		event: row.event,
		subjectType: row.subject_type,
		subjectId: row.subject_id,
		actorId: row.actor_id,
		actorName: row.actor_name,
		actorRole: row.actor_role,
		position: row.position,
		delegation: readDelegation(row.delegation),
		byToken: row.by_token,
		operator: row.operator,
		before: row.hidden ? null : row.before,
		after: row.hidden ? null : row.after,
		comment: row.hidden ? null : row.comment,
		hidden: row.hidden,
		hash: row.hash
	};
}
