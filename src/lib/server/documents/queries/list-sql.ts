import { codeKey } from '#lib/domain/documents/code.ts';
import type { ListQuery, ListSort } from '#lib/domain/documents/list-query.ts';
import { unitIdsWith } from '#lib/domain/permissions/actor.ts';
import type { Phase } from '#lib/domain/permissions/policy.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { column, inForceOnSql, keptDocumentsSql, visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';

export const openStates = Prisma.sql`('draft', 'in_review', 'in_approval', 'approved')`;

/** What this actor may read today, of the version and document of these aliases. */
export function readable(ctx: Ctx, version: string, document = 'd', phase?: Phase): Prisma.Sql {
	return visibleVersionsSql(ctx.actor, 'version.read', today(ctx), { version, document, phase });
}

/**
 * The documents of a list with the version each is shown by, as rows of `(id, shown_id, sort_key, code_sort)`, in no order: see
 * `listOrder`. `f` is in force on the day; where none is,
 * `x` is the next one, else the last one; `o` is the open one. Each join takes only what the actor may read, so that nothing else
 * can be shown, counted or sorted by.
 */
export function hits(ctx: Ctx, query: ListQuery, day: Day): Prisma.Sql {
	const isPast = day < today(ctx);
	const inForceOnly = query.state === 'in_force';
	// The unit is said of the version too: without it every version in force in the province is looked at.
	const inForce = Prisma.sql`version f on f.document_id = d.id and ${unitSql(ctx, query, day, 'f')} and ${inForceOnSql('f', day)}
		and ${readable(ctx, 'f', 'd', day === today(ctx) ? 'in_force' : undefined)}`;
	const joins = [inForceOnly ? Prisma.sql`join ${inForce}` : Prisma.sql`left join ${inForce}`];
	if (!inForceOnly) joins.push(otherVersion(ctx, day, isPast));
	// What is open now says nothing about a day that has gone.
	if (query.open ?? (inForceOnly ? undefined : 'any')) {
		const wanted =
			query.open && query.open !== 'any' ? Prisma.sql`o.state = ${query.open}::version_state` : Prisma.sql`o.state in ${openStates}`;
		joins.push(
			Prisma.sql`${query.open ? Prisma.sql`join` : Prisma.sql`left join`} version o on o.document_id = d.id and ${wanted}
				and ${unitSql(ctx, query, day, 'o')} and ${readable(ctx, 'o')}`
		);
	}
	const title = inForceOnly ? Prisma.sql`f.title` : Prisma.sql`coalesce(f.title, x.title, o.title, d.title)`;
	const folded = inForceOnly
		? Prisma.sql`f.title_fold`
		: Prisma.sql`coalesce(f.title_fold, x.title_fold, o.title_fold, eiso_fold(d.title))`;
	const shown = inForceOnly ? Prisma.sql`f.id` : Prisma.sql`coalesce(f.id, x.id)`;
	const from = inForceOnly ? Prisma.sql`f.effective_from` : Prisma.sql`coalesce(f.effective_from, x.effective_from)`;
	const batch = inForceOnly ? Prisma.sql`f.issue_batch_id` : Prisma.sql`coalesce(f.issue_batch_id, x.issue_batch_id)`;
	const where = [Prisma.sql`d.status = 'open'`, unitSql(ctx, query, day, 'd'), ...narrowed(query, folded)];
	if (!inForceOnly) where.push(...ofState(ctx, query, day, isPast));
	return Prisma.sql`
		select d.id, ${shown} as shown_id, ${sortKey(query.sort, { title, from, batch })} as sort_key, d.code_sort
		from document d ${Prisma.join(joins, ' ')}
		where ${Prisma.join(where, ' and ')}`;
}

function otherVersion(ctx: Ctx, day: Day, isPast: boolean): Prisma.Sql {
	// On a past day nobody knew of what was issued later.
	const known = isPast
		? Prisma.sql`(v.effective_from <= ${day}::date or (v.issued_at at time zone 'Asia/Ho_Chi_Minh')::date <= ${day}::date)`
		: Prisma.sql`v.effective_from is not null`;
	return Prisma.sql`left join lateral (
		select v.id, v.title, v.title_fold, v.effective_from, v.effective_to, v.issue_batch_id from version v
		where v.document_id = d.id and f.id is null and ${known} and ${readable(ctx, 'v')}
		order by (v.effective_from > ${day}::date) desc, case when v.effective_from > ${day}::date then v.effective_from end,
			v.effective_from desc, v.issue_no desc, v.revision_no desc
		limit 1) x on true`;
}

function ofState(ctx: Ctx, query: ListQuery, day: Day, isPast: boolean): Prisma.Sql[] {
	const kept = keptDocumentsSql(ctx.actor, 'd');
	const where = [Prisma.sql`(f.id is not null or x.id is not null or o.id is not null or ${kept})`];
	if (isPast)
		where.push(Prisma.sql`(f.id is not null or x.id is not null or (d.created_at at time zone 'Asia/Ho_Chi_Minh')::date <= ${day}::date)`);
	if (query.state === 'upcoming') {
		where.push(Prisma.sql`(x.effective_from > ${day}::date or exists (select 1 from version u
			where u.document_id = d.id and u.effective_from > ${day}::date
				and (${!isPast} or (u.issued_at at time zone 'Asia/Ho_Chi_Minh')::date <= ${day}::date) and ${readable(ctx, 'u')}))`);
	}
	if (query.state === 'withdrawn') where.push(Prisma.sql`f.id is null and x.effective_to <= ${day}::date`);
	if (query.state === 'none') where.push(Prisma.sql`f.id is null and x.id is null`);
	return where;
}

/** Whether the list is of all units, not of some that are named. */
export function isOfAllUnits(ctx: Ctx, query: ListQuery): boolean {
	return query.unit === 'all' || (query.unit === undefined && unitIdsWith(ctx.actor).length === 0);
}

/** Own units by default; a code means the unit that had it on that day. */
function unitSql(ctx: Ctx, query: ListQuery, day: Day, alias: 'd' | 'f' | 'o'): Prisma.Sql {
	const unit = column(alias, 'unit_id');
	const own = unitIdsWith(ctx.actor);
	if (query.unit === undefined) return own.length > 0 ? Prisma.sql`${unit} = any(${own}::uuid[])` : Prisma.sql`true`;
	if (query.unit === 'all') return Prisma.sql`true`;
	return Prisma.sql`${unit} = ${unitIdSql(query.unit, day)}`;
}

export function unitIdSql(unit: string, day: Day): Prisma.Sql {
	if (/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(unit)) return Prisma.sql`${unit}::uuid`;
	return Prisma.sql`(select uv.unit_id from unit_version uv where upper(uv.code) = upper(${unit})
		and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date) limit 1)`;
}

function narrowed(query: ListQuery, folded: Prisma.Sql): Prisma.Sql[] {
	const where: Prisma.Sql[] = [];
	if (query.kinds.length > 0) where.push(Prisma.sql`d.kind_code = any(${[...query.kinds]}::text[])`);
	if (query.class) where.push(Prisma.sql`d.class = ${query.class}::document_class`);
	if (query.batch)
		where.push(Prisma.sql`exists (select 1 from issue_batch_line l where l.batch_id = ${query.batch}::uuid and l.document_id = d.id)`);
	if (query.division) where.push(Prisma.sql`d.owner_division_id = ${query.division}::uuid`);
	if (query.q) where.push(Prisma.sql`(${codeSql(query.q, 'd')} or ${titleSql(query.q, folded)})`);
	return where;
}

/** A code or its beginning: `qt.vt` finds QT.VTLT.02, `QT-1` finds QT.01 and QT.01.02 but not QT.10. */
export function codeSql(q: string, alias: string): Prisma.Sql {
	const key = codeKey(q);
	if (key === '') return Prisma.sql`false`;
	const keyColumn = column(alias, 'code_key');
	const pattern = likePattern(key);
	if (!/\d$/.test(key)) return Prisma.sql`${keyColumn} like ${`${pattern}%`}`;
	return Prisma.sql`(${keyColumn} = ${key} or ${keyColumn} like ${`${pattern}.%`})`;
}

function titleSql(q: string, folded: Prisma.Sql): Prisma.Sql {
	const words = q.split(/\s+/u).slice(0, 12);
	return Prisma.join(
		words.map((word) => Prisma.sql`${folded} like '%' || eiso_fold(${likePattern(word)}) || '%'`),
		' and '
	);
}

export function likePattern(text: string): string {
	return text.replace(/[\\%_]/g, (mark) => `\\${mark}`);
}

type Shown = { title: Prisma.Sql; from: Prisma.Sql; batch: Prisma.Sql };

/** What the list is sorted by first. */
function sortKey(sort: ListSort, { title, from, batch }: Shown): Prisma.Sql {
	const keys: Record<string, Prisma.Sql> = {
		code: Prisma.sql`d.code_sort`,
		title: Prisma.sql`${title} collate "vi-x-icu"`,
		kind: Prisma.sql`d.kind_code`,
		effective: from,
		issued: Prisma.sql`(select b.decision_date from issue_batch b where b.id = ${batch})`
	};
	return keys[sort.replace(/^-/, '')] ?? Prisma.sql`d.code_sort`;
}

/** The order of the rows of `hits` under an alias; `code_sort` and id last, so that it is the same on every page. */
export function listOrder({ sort, state }: ListQuery, alias: string): Prisma.Sql {
	// What is in force has every key; said of a key without nulls, "nulls last" would only keep an index from giving the order.
	const mayBeNull = state !== 'in_force' && /effective|issued/.test(sort);
	const direction = Prisma.raw(`${sort.startsWith('-') ? 'desc' : 'asc'}${mayBeNull ? ' nulls last' : ''}`);
	return Prisma.sql`${column(alias, 'sort_key')} ${direction}, ${column(alias, 'code_sort')}, ${column(alias, 'id')}`;
}
