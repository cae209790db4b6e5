import type { Actor } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { seesOtherUnits, wholeTrailUnits } from './scope.ts';

export type NamedUnit = { readonly id: string; readonly code: string; readonly name: string; readonly parentName: string | null };

/** A unit as it is called today, or as it was called last; null when there is none. */
export async function unitNamed(ctx: Ctx, unitId: string): Promise<NamedUnit | null> {
	const [unit] = await ctx.db.$queryRaw<NamedUnit[]>`
		select v.unit_id as id, v.code, v.name, parent.name as "parentName" from unit_version v
		left join lateral (
			select name from unit_version where unit_id = v.parent_id and valid_from <= ${today(ctx)}::date order by valid_from desc limit 1
		) parent on true
		where v.unit_id = ${unitId}::uuid and v.valid_from <= ${today(ctx)}::date
		order by v.valid_from desc limit 1`;
	return unit ?? null;
}

/** The units whose acts the actor may see, for the choice on the page: the own ones, all for the Department, those inspected. */
export async function unitsWithTrail(ctx: Ctx): Promise<NamedUnit[]> {
	const own = wholeTrailUnits(ctx.actor);
	const all = may(ctx.actor, 'trail.read_visible');
	const some = seesOtherUnits(ctx.actor) ? [...own, ...inspectedUnits(ctx.actor)] : own;
	return ctx.db.$queryRaw<NamedUnit[]>`
		select * from (
			select distinct on (unit_id) unit_id as id, code, name, null as "parentName" from unit_version
			where valid_from <= ${today(ctx)}::date and (${all} or unit_id = any(${some}::uuid[]))
			order by unit_id, valid_from desc
		) named order by name`;
}

function inspectedUnits(actor: Actor): readonly string[] {
	return actor.kind === 'user' ? actor.inspectedUnitIds : [];
}

/** Heads of a unit today, who are told of exports. */
export async function headsOf(ctx: Ctx, unitId: string): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		select distinct m.user_id as id from membership m join "user" u on u.id = m.user_id
		where m.unit_id = ${unitId}::uuid and 'head' = any(m.roles) and u.status <> 'disabled'
			and m.valid_from <= ${today(ctx)}::date and (m.valid_to is null or m.valid_to > ${today(ctx)}::date)`;
	return rows.map(({ id }) => id);
}
