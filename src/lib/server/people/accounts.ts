import { provinceRoles, type ProvinceRole } from '#lib/domain/permissions/actor.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { words } from './list-people.ts';

export type FindAccounts = { q?: string; status?: string | null; role?: string | null; page?: number; pageSize?: number };

export type AccountRow = {
	id: string;
	fullName: string;
	email: string | null;
	staffName: string | null;
	status: 'active' | 'invited' | 'disabled';
	/** Codes of the units the person is of today. */
	units: string[];
	province: ProvinceRole[];
	lastSignInAt: Date | null;
	sessions: number;
	tokens: number;
};

/** Every account, for the administrator: who, where, state; nothing of what they work on. One query. @throws Forbidden */
export async function listAccounts(
	ctx: Ctx,
	find: FindAccounts
): Promise<{ items: AccountRow[]; total: number; page: number; pageSize: number }> {
	authorize(ctx, 'person.disable', { personId: null });
	const [page, pageSize] = [Math.max(1, find.page ?? 1), Math.min(200, Math.max(1, find.pageSize ?? 50))];
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<(AccountRow & { total: bigint })[]>`
		select u.id, u.full_name as "fullName", u.email, u.staff_name as "staffName", u.status::text as status, u.last_sign_in_at as "lastSignInAt",
			array(select distinct v.code from membership m join unit_version v on v.unit_id = m.unit_id
				where m.user_id = u.id and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)
				and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date) order by v.code) as units,
			array(select a.role::text from province_appointment a where a.user_id = u.id
				and a.valid_from <= ${day}::date and (a.valid_to is null or a.valid_to > ${day}::date) order by a.role) as province,
			(select count(*)::int from session s where s.user_id = u.id and s.absolute_ends_at > ${ctx.clock.now()}) as sessions,
			(select count(*)::int from api_token t where t.user_id = u.id and t.ended_at is null and t.expires_at > ${ctx.clock.now()}) as tokens,
			count(*) over () as total
		from "user" u where ${Prisma.join(conditions(find, day), ' and ')}
		order by u.full_name collate "vi-x-icu", u.id limit ${pageSize} offset ${(page - 1) * pageSize}`;
	return { items: rows.map(({ total: _total, ...row }) => row), total: Number(rows[0]?.total ?? 0), page, pageSize };
}

function conditions(find: FindAccounts, day: string): Prisma.Sql[] {
	const all = [Prisma.sql`true`];
	if (find.status === 'active' || find.status === 'invited' || find.status === 'disabled') {
		all.push(Prisma.sql`u.status = ${find.status}::user_status`);
	}
	const role = provinceRoles.find((known) => known === find.role);
	if (role) {
		all.push(Prisma.sql`exists (select 1 from province_appointment a where a.user_id = u.id and a.role = ${role}::province_role
			and a.valid_from <= ${day}::date and (a.valid_to is null or a.valid_to > ${day}::date))`);
	}
	for (const word of words(find.q ?? '')) {
		all.push(Prisma.sql`eiso_fold(concat_ws(' ', u.full_name, u.email, u.staff_name)) like '%' || eiso_fold(${word}) || '%'`);
	}
	return all;
}

/** The accounts as the address asks for them. @throws Forbidden */
export async function accountsPage(ctx: Ctx, params: URLSearchParams) {
	const asked = { q: params.get('q') ?? '', status: params.get('status') ?? '', role: params.get('role') ?? '' };
	return { found: await listAccounts(ctx, { ...asked, page: Number(params.get('page')) || 1 }), asked };
}
