import { hasProvinceRole, unitIdsWith } from '#lib/domain/permissions/actor.ts';
import type { ListQuery } from '#lib/domain/documents/list-query.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitIdSql } from './list-sql.ts';

export type Choice = { readonly id: string; readonly code: string; readonly name: string };

/** What a list can be filtered by, in the reader's language. */
export type ListFacets = {
	/** The one unit that the list is of, with the name of the unit above it; null: several units. */
	readonly unit: (Choice & { readonly parent: string | null }) | null;
	readonly kinds: readonly Choice[];
	/** Divisions of that unit on that day. */
	readonly divisions: readonly Choice[];
	/** Units that the reader may turn to; for the Department every unit. */
	readonly units: readonly Choice[];
};

type Row = Choice & { what: 'kind' | 'division' | 'unit'; chosen: boolean; parent: string | null };

/** One statement. */
export async function listFacets(ctx: Ctx, query: ListQuery): Promise<ListFacets> {
	const day = query.asOf ?? today(ctx);
	const own = unitIdsWith(ctx.actor);
	const single = query.unit === 'all' ? null : (query.unit ?? (own.length === 1 ? own[0] : null));
	const chosen = single ? unitIdSql(single, day) : Prisma.sql`null::uuid`;
	const name = Prisma.raw(ctx.locale === 'en' ? 'name_en' : 'name_vi');
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		with chosen as (select ${chosen} as id)
		select 'kind' as what, code as id, code, ${name} as name, false as chosen, null as parent, lpad(sort_order::text, 8, '0') as place from document_kind
		union all
		select 'division', dv.division_id::text, dv.code, dv.name, false, null, dv.code from division_version dv
			join division v on v.id = dv.division_id join chosen on chosen.id = v.unit_id
			where dv.valid_from <= ${day}::date and (dv.valid_to is null or dv.valid_to > ${day}::date)
		union all
		select 'unit', uv.unit_id::text, uv.code, uv.name, uv.unit_id = chosen.id, pv.name, uv.code from unit_version uv cross join chosen
			left join unit_version pv on pv.unit_id = uv.parent_id and uv.unit_id = chosen.id
				and pv.valid_from <= ${day}::date and (pv.valid_to is null or pv.valid_to > ${day}::date)
			where uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
				and (uv.unit_id = chosen.id or ${turnTo(ctx, own)})
		order by what, place`);
	const choices = (what: Row['what']) => rows.filter((row) => row.what === what).map(({ id, code, name }) => ({ id, code, name }));
	const unit = rows.find((row) => row.what === 'unit' && row.chosen);
	return {
		unit: unit ? { id: unit.id, code: unit.code, name: unit.name, parent: unit.parent } : null,
		kinds: choices('kind'),
		divisions: choices('division'),
		units: choices('unit')
	};
}

function turnTo(ctx: Ctx, own: readonly string[]): Prisma.Sql {
	if (ctx.actor.kind !== 'user') return Prisma.sql`false`;
	if (hasProvinceRole(ctx.actor, 'coordinator')) return Prisma.sql`true`;
	const units = [...new Set([...own, ...ctx.actor.childUnitIds, ...ctx.actor.inspectedUnitIds])];
	return Prisma.sql`uv.unit_id = any(${units}::uuid[])`;
}
