import { hasProvinceRole, type UserActor } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { inForceOnSql } from '#lib/server/permissions/visible-sql.ts';
import { openStates, readable } from './list-sql.ts';

export type HomeFigures = {
	/** Documents in force today that this actor may read, of the unit or of all. */
	readonly inForce: number;
	readonly upcoming: number;
	/** Only for who may know the number of open versions. */
	readonly open: number | null;
	readonly approved: number | null;
	/** All documents of the unit, for the first day; only for who makes them, because others do not see those without a version. */
	readonly documents: number | null;
	/** The other steps of the first day: a division stands; a reviewer and a head are there. */
	readonly divided: boolean;
	readonly staffed: boolean;
	/** Of the province: units that have a document in force, and all. */
	readonly unitsInForce: number | null;
	readonly units: number | null;
	/** For the administrator. */
	readonly accounts: { readonly active: number; readonly invited: number; readonly disabled: number } | null;
	readonly mail: { readonly failed: number; readonly kept: number } | null;
	/** Units that an inspector may read. */
	readonly inspected: readonly { readonly id: string; readonly code: string; readonly name: string }[];
};

type Row = {
	in_force: number;
	upcoming: number;
	open: number;
	approved: number;
	documents: number;
	divisions: number;
	staff_roles: number;
	units_in_force: number;
	units: number;
	active: number;
	invited: number;
	disabled: number;
	failed: number;
	kept: number;
	inspected: { id: string; code: string; name: string }[] | null;
};

/** Counts for Home; each only where this actor may know it. One statement. */
export async function homeFigures(ctx: Ctx, actor: UserActor, unitId: string | null): Promise<HomeFigures> {
	const day = today(ctx);
	const administrates = hasProvinceRole(actor, 'administrator');
	const province = unitId === null && hasProvinceRole(actor, 'coordinator');
	const mayCreate = unitId !== null && may(actor, 'document.create', { unitId });
	const mayCount = may(actor, 'counts.open_versions', { unitId });
	const of = (alias: string) => (unitId === null ? Prisma.sql`true` : Prisma.sql`${Prisma.raw(alias)}.unit_id = ${unitId}::uuid`);
	const holds = (alias: string) =>
		Prisma.sql`${Prisma.raw(alias)}.valid_from <= ${day}::date and (${Prisma.raw(alias)}.valid_to is null or ${Prisma.raw(alias)}.valid_to > ${day}::date)`;
	const onDay = holds('uv');
	const count = (wanted: boolean, select: Prisma.Sql) => (wanted ? Prisma.sql`(select count(*)::int ${select})` : Prisma.sql`0`);
	const [row] = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		select
			${count(
				!administrates,
				Prisma.sql`from version v join document d on d.id = v.document_id
				where ${of('v')} and ${inForceOnSql('v', day)} and ${readable(ctx, 'v')}`
			)} as in_force,
			${count(
				!administrates,
				Prisma.sql`from version v join document d on d.id = v.document_id
				where ${of('v')} and v.effective_from > ${day}::date and ${readable(ctx, 'v')}`
			)} as upcoming,
			${count(mayCount, Prisma.sql`from version v where ${of('v')} and v.state in ${openStates}`)} as open,
			${count(mayCount && unitId !== null, Prisma.sql`from version v where ${of('v')} and v.state = 'approved'`)} as approved,
			${count(mayCreate, Prisma.sql`from document d where ${of('d')} and d.status = 'open'`)} as documents,
			${count(mayCreate, Prisma.sql`from division dv join division_version vv on vv.division_id = dv.id where ${of('dv')} and ${holds('vv')}`)} as divisions,
			${
				mayCreate
					? Prisma.sql`(select count(distinct r)::int from membership mb, unnest(mb.roles) r
						where ${of('mb')} and ${holds('mb')} and r in ('head', 'reviewer'))`
					: Prisma.sql`0`
			} as staff_roles,
			${province ? Prisma.sql`(select count(distinct v.unit_id)::int from version v where ${inForceOnSql('v', day)})` : Prisma.sql`0`} as units_in_force,
			${count(province, Prisma.sql`from unit_version uv where ${onDay}`)} as units,
			${count(administrates, Prisma.sql`from "user" p where p.status = 'active'`)} as active,
			${count(administrates, Prisma.sql`from "user" p where p.status = 'invited'`)} as invited,
			${count(administrates, Prisma.sql`from "user" p where p.status = 'disabled'`)} as disabled,
			${count(administrates, Prisma.sql`from mail where state = 'failed'`)} as failed,
			${count(administrates, Prisma.sql`from mail where state = 'kept'`)} as kept,
			(select jsonb_agg(jsonb_build_object('id', uv.unit_id, 'code', uv.code, 'name', uv.name) order by uv.name) from unit_version uv
				where uv.unit_id = any(${[...actor.inspectedUnitIds]}::uuid[]) and ${onDay}) as inspected`);
	if (!row) throw new Error('the figures of Home gave no row');
	return {
		inForce: row.in_force,
		upcoming: row.upcoming,
		open: mayCount ? row.open : null,
		approved: mayCount && unitId !== null ? row.approved : null,
		documents: mayCreate ? row.documents : null,
		divided: row.divisions > 0,
		staffed: row.staff_roles === 2,
		unitsInForce: province ? row.units_in_force : null,
		units: province ? row.units : null,
		accounts: administrates ? { active: row.active, invited: row.invited, disabled: row.disabled } : null,
		mail: administrates ? { failed: row.failed, kept: row.kept } : null,
		inspected: hasProvinceRole(actor, 'inspector') ? (row.inspected ?? []) : []
	};
}
