import { roles, type Role } from '#lib/domain/permissions/actor.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

export const personStates = ['active', 'invited', 'disabled', 'left'] as const;
/** `left`: was of the unit and is not any more. */
export type PersonState = (typeof personStates)[number];

export type FindPeople = {
	/** Null: all units, for coordinator and administrator. */
	unitId: string | null;
	q?: string;
	role?: string | null;
	divisionId?: string | null;
	state?: string | null;
	page?: number;
	pageSize?: number;
};

export type PersonRow = {
	id: string;
	fullName: string;
	email: string | null;
	staffName: string | null;
	status: 'active' | 'invited' | 'disabled';
	position: string;
	roles: Role[];
	division: string | null;
	unitCode: string | null;
	unitName: string | null;
	/** A membership that only begins later. */
	from: string | null;
	left: boolean;
};

export type FoundPeople = { items: PersonRow[]; total: number; page: number; pageSize: number };

/**
 * People of a unit, one row per person and membership, by name as people sort it. Words are found in name, position, mail address
 * and staff name, without accents. Who left is listed only for `state=left`. One query.
 * @throws NotFound for a unit whose people this actor may not list
 */
export async function listPeople(ctx: Ctx, find: FindPeople): Promise<FoundPeople> {
	if (!may(ctx.actor, 'person.list', { unitId: find.unitId })) throw new NotFound('unit_not_found');
	const [page, pageSize] = [Math.max(1, find.page ?? 1), Math.min(200, Math.max(1, find.pageSize ?? 50))];
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<(PersonRow & { total: bigint })[]>`
		select u.id, u.full_name as "fullName", u.email, u.staff_name as "staffName", u.status::text as status,
			m.position, m.roles::text[] as roles, d.name as division, v.code as "unitCode", v.name as "unitName",
			case when m.valid_from > ${day}::date then m.valid_from::text end as "from",
			(m.valid_to is not null and m.valid_to <= ${day}::date) as "left",
			count(*) over () as total
		from membership m
		join "user" u on u.id = m.user_id
		left join unit_version v on v.unit_id = m.unit_id and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		left join division_version d on d.division_id = m.division_id
			and d.valid_from <= ${day}::date and (d.valid_to is null or d.valid_to > ${day}::date)
		where ${Prisma.join(conditions(find, day), ' and ')}
		order by u.full_name collate "vi-x-icu", u.id, m.valid_from limit ${pageSize} offset ${(page - 1) * pageSize}`;
	return { items: rows.map(({ total: _total, ...row }) => row), total: Number(rows[0]?.total ?? 0), page, pageSize };
}

function conditions(find: FindPeople, day: string): Prisma.Sql[] {
	const all = [Prisma.sql`(m.valid_to is null or m.valid_to > m.valid_from)`];
	if (find.unitId !== null) all.push(Prisma.sql`m.unit_id = ${find.unitId}::uuid`);
	const now = Prisma.sql`(m.valid_to is null or m.valid_to > ${day}::date)`;
	if (find.state === 'left') {
		all.push(Prisma.sql`m.valid_to <= ${day}::date and not exists (select 1 from membership n where n.user_id = m.user_id
			and n.unit_id = m.unit_id and n.valid_from >= m.valid_to and n.id <> m.id and (n.valid_to is null or n.valid_to > n.valid_from))`);
	} else {
		all.push(now);
	}
	if (find.state === 'active' || find.state === 'invited' || find.state === 'disabled') {
		all.push(Prisma.sql`u.status = ${find.state}::user_status`);
	}
	const role = roles.find((known) => known === find.role);
	if (role) all.push(Prisma.sql`${role}::role = any(m.roles)`);
	if (find.divisionId && isUuid(find.divisionId)) all.push(Prisma.sql`m.division_id = ${find.divisionId}::uuid`);
	for (const word of words(find.q ?? '')) all.push(hasWord(word));
	return all;
}

const hasWord = (word: string) =>
	Prisma.sql`eiso_fold(concat_ws(' ', u.full_name, u.email, u.staff_name, m.position)) like '%' || eiso_fold(${word}) || '%'`;

/** What a person types to search, at most eight words; `%` and `_` are letters. */
export function words(q: string): string[] {
	return q
		.normalize('NFC')
		.trim()
		.slice(0, 100)
		.split(/\s+/)
		.filter((word) => word !== '')
		.slice(0, 8)
		.map((word) => word.replaceAll(/[\\%_]/g, '\\$&'));
}
