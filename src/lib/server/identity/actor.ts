import { z } from 'zod';
import { provinceRoles, roles, signingCapacities, type UserActor } from '#lib/domain/permissions/actor.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Db } from '#lib/server/platform/context.ts';

/** By what the person acts, if not by a session of a browser. */
export type Via = { token?: { id: string; name: string }; operator?: string };

const shape = z.object({
	full_name: z.string(),
	memberships: z.array(
		z.object({
			id: z.string(),
			unitId: z.string(),
			divisionId: z.string().nullable(),
			roles: z.array(z.enum(roles)),
			position: z.string(),
			capacity: z.enum(signingCapacities).nullable()
		})
	),
	province: z.array(z.object({ role: z.enum(provinceRoles), position: z.string() })),
	child_units: z.array(z.string()),
	inspected_units: z.array(z.string())
});

/**
 * Who acts, as of a day: the rights of dated memberships and appointments, so that one that ended is gone at the next request.
 * Null when the person is unknown, invited or disabled. One query: it runs on each request.
 */
export async function loadActor(client: Db, userId: string, day: Day, via: Via = {}): Promise<UserActor | null> {
	const date = toDbDate(day);
	const rows = await client.$queryRaw<unknown[]>`
		with recursive mine as (
			select id, unit_id, division_id, roles, position, capacity, valid_from from membership
			where user_id = ${userId}::uuid and valid_from <= ${date}::date and (valid_to is null or valid_to > ${date}::date)
		), tree as (
			select unit_id, parent_id from unit_version where valid_from <= ${date}::date and (valid_to is null or valid_to > ${date}::date)
		), below as (
			select t.unit_id from tree t where t.parent_id in (select unit_id from mine where roles && array['officer', 'head']::role[])
			union
			select t.unit_id from tree t join below b on t.parent_id = b.unit_id
		)
		select u.full_name,
			coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'unitId', m.unit_id, 'divisionId', m.division_id, 'roles', m.roles,
				'position', m.position, 'capacity', m.capacity) order by m.valid_from, m.id) from mine m), '[]') as memberships,
			coalesce((select jsonb_agg(jsonb_build_object('role', a.role, 'position', a.position) order by a.role)
				from province_appointment a where a.user_id = u.id
				and a.valid_from <= ${date}::date and (a.valid_to is null or a.valid_to > ${date}::date)), '[]') as province,
			coalesce((select jsonb_agg(b.unit_id order by b.unit_id) from below b), '[]') as child_units,
			coalesce((select jsonb_agg(distinct i.unit_id) from inspection_access i where i.user_id = u.id
				and i.valid_from <= ${date}::date and (i.valid_to is null or i.valid_to > ${date}::date)), '[]') as inspected_units
		from "user" u where u.id = ${userId}::uuid and u.status = 'active'`;
	if (rows.length === 0) return null;
	const row = shape.parse(rows[0]);
	return {
		kind: 'user',
		userId,
		fullName: row.full_name,
		memberships: row.memberships,
		province: [...new Set(row.province.map((appointment) => appointment.role))],
		provincePosition: row.province.find((appointment) => appointment.position !== '')?.position ?? '',
		childUnitIds: row.child_units,
		inspectedUnitIds: row.inspected_units,
		token: via.token ?? null,
		operator: via.operator ?? null
	};
}
