import { z } from 'zod';
import { provinceRoles, roles, signingCapacities, type UserActor } from '#lib/domain/permissions/actor.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Db } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { readPrepared } from '#lib/server/platform/prepared.ts';

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
			capacity: z.enum(signingCapacities).nullable(),
			delegation: z.object({ id: z.string(), ofUserId: z.string(), ofName: z.string() }).nullable()
		})
	),
	province: z.array(z.object({ role: z.enum(provinceRoles), position: z.string() })),
	child_units: z.array(z.string()),
	predecessors: z.array(z.object({ unitId: z.string(), heirId: z.string() })),
	inspected_units: z.array(z.string()),
	audited_documents: z.array(z.string())
});

/**
 * What makes an actor, as of a day: the rights of dated memberships and appointments of the person `u.id`, as a subquery to join
 * laterally. Its row goes to `actorOf`.
 * @param options.received with what absent people have delegated to this person: for them at their own screen, never for a token
 */
export function rightsSql(day: Day, { received }: { received: boolean }): Prisma.Sql {
	return Prisma.sql`(
		with recursive own as (
			select id, unit_id, division_id, roles, position, capacity, valid_from, null::jsonb as delegation from membership
			where user_id = u.id and valid_from <= ${day}::date and (valid_to is null or valid_to > ${day}::date)
		), mine as (
			select * from own ${received ? receivedSql(day) : Prisma.empty}
		), below as (
			select t.unit_id from mine m join unit_version t on t.parent_id = m.unit_id
				and t.valid_from <= ${day}::date and (t.valid_to is null or t.valid_to > ${day}::date)
				where m.roles && array['officer', 'head']::role[]
			union
			select t.unit_id from below b join unit_version t on t.parent_id = b.unit_id
				and t.valid_from <= ${day}::date and (t.valid_to is null or t.valid_to > ${day}::date)
		), former as (
			select p.from_unit_id as unit_id, m.unit_id as heir_id from (select distinct unit_id from mine) m ${endedInto('m', day)}
			union
			select p.from_unit_id, f.heir_id from former f ${endedInto('f', day)}
		)
		select u.full_name,
			coalesce((select jsonb_agg(jsonb_build_object('id', m.id, 'unitId', m.unit_id, 'divisionId', m.division_id, 'roles', m.roles,
				'position', m.position, 'capacity', m.capacity, 'delegation', m.delegation)
				order by m.delegation is not null, m.valid_from, m.id) from mine m), '[]') as memberships,
			coalesce((select jsonb_agg(jsonb_build_object('role', a.role, 'position', a.position) order by a.role)
				from province_appointment a where a.user_id = u.id
				and a.valid_from <= ${day}::date and (a.valid_to is null or a.valid_to > ${day}::date)), '[]') as province,
			coalesce((select jsonb_agg(b.unit_id order by b.unit_id) from below b), '[]') as child_units,
			coalesce((select jsonb_agg(jsonb_build_object('unitId', f.unit_id, 'heirId', f.heir_id) order by f.unit_id, f.heir_id) from former f
				where exists (${leftSql})), '[]') as predecessors,
			coalesce((select jsonb_agg(distinct opened.unit_id) from (
				select i.unit_id from inspection_access i where i.user_id = u.id
					and i.valid_from <= ${day}::date and (i.valid_to is null or i.valid_to > ${day}::date)
				union all
				select i.unit_id from cycle_team_member t join inspection i on i.team_id = t.team_id
					where t.user_id = u.id and t.ended_at is null and i.state in ('notified', 'handed_in', 'on_site', 'minutes')
			) opened), '[]') as inspected_units,
			coalesce((select jsonb_agg(distinct d.document_id) from audit_team_member t join internal_audit a on a.id = t.audit_id
				join audit_scope_document d on d.audit_id = a.id
				where t.user_id = u.id and t.ended_at is null and t.appointed_at is not null
					and a.state in ('planned', 'notified', 'in_progress', 'reported')
					and exists (select 1 from mine m where m.unit_id = coalesce(t.home_unit_id, a.unit_id))), '[]') as audited_documents
	)`;
}

/** Tables of what a closed unit leaves to be read in its successors; each has an index that begins with the unit. */
const left = [
	...['document', 'internal_audit', 'audit_programme', 'corrective_action', 'finding', 'management_review', 'objective_set', 'risk'],
	...['external_provider', 'periodic_report', 'announcement', 'system_confirmation']
];

/** What the unit `f` left, looked up one table after the other until there is something: most units have a document. */
const leftSql = Prisma.raw(left.map((table) => `select 1 from ${table} where ${table}.unit_id = f.unit_id`).join(' union all '));

/** Joins `p`: units that passed into this one by the event that ended them; who only gave something away lives on and keeps its papers. */
function endedInto(heir: 'm' | 'f', day: Day): Prisma.Sql {
	return Prisma.sql`join unit_passage p on p.to_unit_id = ${Prisma.raw(heir)}.unit_id and p.from_unit_id <> p.to_unit_id
				join unit_event e on e.id = p.event_id and e.effective_on <= ${day}::date
				join unit_version old on old.unit_id = p.from_unit_id and old.valid_to = e.effective_on and old.valid_from < old.valid_to
					and not exists (select 1 from unit_version later where later.unit_id = old.unit_id
						and later.valid_from >= old.valid_to and later.valid_from is distinct from later.valid_to)`;
}

/** Like memberships without a division: the position stays the person's own, and a head signs "TUQ.". */
function receivedSql(day: Day): Prisma.Sql {
	return Prisma.sql`
			union all
			select d.id, d.unit_id, null, d.roles, (select own.position from own where own.unit_id = d.unit_id order by own.valid_from, own.id limit 1),
				case when 'head' = any(d.roles) then 'by_authority'::signing_capacity end, ${day}::date,
				jsonb_build_object('id', d.id, 'ofUserId', d.from_id, 'ofName', d.from_name)
			from eiso_delegations_of(u.id, ${day}::date) d`;
}

/** @param rights a row of `rightsSql` for that person */
export function actorOf(userId: string, rights: unknown, via: Via = {}): UserActor {
	const row = shape.parse(rights);
	return {
		kind: 'user',
		userId,
		fullName: row.full_name,
		memberships: row.memberships,
		province: [...new Set(row.province.map((appointment) => appointment.role))],
		provincePosition: row.province.find((appointment) => appointment.position !== '')?.position ?? '',
		childUnitIds: row.child_units,
		predecessors: row.predecessors,
		inspectedUnitIds: row.inspected_units,
		auditedDocumentIds: row.audited_documents,
		token: via.token ?? null,
		operator: via.operator ?? null
	};
}

/**
 * Who acts, as of a day, so that a right that ended is gone at the next request. Null when the person is unknown, invited or
 * disabled. By a token, the command line or a secret address a person has their own rights alone. One query; who comes with a session is read together with it (sessions.ts).
 */
export async function loadActor(
	client: Db,
	userId: string,
	day: Day,
	via: Via = {},
	{ received = !via.token && via.operator === undefined } = {}
): Promise<UserActor | null> {
	const [row] = await readPrepared(
		client,
		Prisma.sql`select r.* from "user" u cross join lateral ${rightsSql(day, { received })} r where u.id = ${userId}::uuid and u.status = 'active'`
	);
	return row ? actorOf(userId, row, via) : null;
}
