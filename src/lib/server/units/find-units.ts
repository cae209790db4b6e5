import type { Day } from '#lib/domain/shared/day.ts';
import { tidyName } from '#lib/domain/units/unit.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { UnitRow } from './units-on-day.ts';

export type FindUnits = {
	q?: string;
	kind?: string | readonly string[];
	asOf?: Day;
	/** From 1. */
	page?: number;
	/** 1 to 200. */
	pageSize?: number;
};

export type FoundUnit = UnitRow & { readonly parentName: string | null };

export type FoundUnits = { items: FoundUnit[]; total: number; page: number; pageSize: number };

const longestQuery = 100;
const mostWords = 8;

/**
 * Units of a day by words of the name or the beginning of the code, without accents and whatever the spaces. When no unit has all
 * the words, those whose names sound alike (trigrams), best first. One query, two when nothing was found. @throws Unauthenticated
 */
export async function findUnits(ctx: Ctx, find: FindUnits): Promise<FoundUnits> {
	authorize(ctx, 'unit.read');
	const page = Math.max(1, find.page ?? 1);
	const pageSize = Math.min(200, Math.max(1, find.pageSize ?? 50));
	const q = tidyName(find.q ?? '').slice(0, longestQuery);
	const kinds = typeof find.kind === 'string' ? [find.kind] : (find.kind ?? []);
	const day = find.asOf ?? today(ctx);
	const filter = kinds.length > 0 ? Prisma.sql`v.kind_code = any(${[...kinds]})` : Prisma.sql`true`;
	const search = async (where: Prisma.Sql, order: Prisma.Sql) => {
		const rows = await select(ctx, day, Prisma.sql`${filter} and ${where}`, order, pageSize, (page - 1) * pageSize);
		// Behind the last page there is no row that could carry the total.
		const [first] = rows.length > 0 || page === 1 ? rows : await select(ctx, day, Prisma.sql`${filter} and ${where}`, order, 1, 0);
		return { items: rows.map(({ total: _total, ...unit }) => unit), total: Number(first?.total ?? 0), page, pageSize };
	};
	if (q === '') return search(Prisma.sql`true`, byName);
	const found = await search(hasWords(q), Prisma.sql`${rank(q)}, length(v.name), ${byName}`);
	if (found.total > 0 || q.length < 3) return found;
	return search(soundsLike(q), Prisma.sql`word_similarity(eiso_fold(${q}), eiso_fold(v.name)) desc, ${byName}`);
}

/** Ids of the units of a day that a filter finds, for a tree that shows them with what stands above. */
export async function findUnitIds(ctx: Ctx, find: Pick<FindUnits, 'q' | 'kind' | 'asOf'>): Promise<Set<string>> {
	const ids = new Set<string>();
	for (let page = 1; ; page++) {
		const found = await findUnits(ctx, { ...find, page, pageSize: 200 });
		for (const unit of found.items) ids.add(unit.unitId);
		if (found.items.length < found.pageSize) return ids;
	}
}

export type UnitOption = { value: string; label: string; hint: string };

/** What a field for choosing a unit offers: name, with code and parent as the hint. */
export async function unitOptions(ctx: Ctx, find: FindUnits = {}): Promise<UnitOption[]> {
	const { items } = await findUnits(ctx, { pageSize: 20, ...find });
	return items.map((unit) => ({ value: unit.unitId, label: unit.name, hint: [unit.code, unit.parentName].filter(Boolean).join(' · ') }));
}

const byName = Prisma.sql`k.sort_order, v.name collate "vi-x-icu", v.code`;

function hasWords(q: string): Prisma.Sql {
	const words = q.split(' ').slice(0, mostWords).map(literal);
	return Prisma.join(
		words.map(
			(word) => Prisma.sql`(eiso_fold(v.name) like '%' || eiso_fold(${word}) || '%' or eiso_fold(v.code) like eiso_fold(${word}) || '%')`
		),
		' and '
	);
}

/** The code itself, then the words as they stand, then the rest. */
function rank(q: string): Prisma.Sql {
	return Prisma.sql`case when eiso_fold(v.code) = eiso_fold(${q}) then 0
		when eiso_fold(v.name) like '%' || eiso_fold(${literal(q)}) then 1
		when eiso_fold(v.name) like '%' || eiso_fold(${literal(q)}) || '%' then 2 else 3 end`;
}

function soundsLike(q: string): Prisma.Sql {
	return Prisma.sql`word_similarity(eiso_fold(${q}), eiso_fold(v.name)) >= 0.6`;
}

/** `%` and `_` that a person types are letters, not wildcards. */
function literal(text: string): string {
	return text.replaceAll(/[\\%_]/g, '\\$&');
}

type Counted = FoundUnit & { total: bigint };

function select(ctx: Ctx, day: Day, where: Prisma.Sql, order: Prisma.Sql, limit: number, offset: number): Promise<Counted[]> {
	return ctx.db.$queryRaw<Counted[]>`
		select v.unit_id as "unitId", v.code, v.name, v.kind_code as "kindCode", v.parent_id as "parentId",
			v.valid_from::text as "validFrom", v.valid_to::text as "validTo",
			case ${ctx.locale} when 'en' then k.name_en else k.name_vi end as "kindName",
			p.name as "parentName", count(*) over () as total
		from unit_version v
		join unit_kind k on k.code = v.kind_code
		left join unit_version p on p.unit_id = v.parent_id and p.valid_from <= ${day}::date and (p.valid_to is null or p.valid_to > ${day}::date)
		where v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date) and ${where}
		order by ${order} limit ${limit} offset ${offset}`;
}
