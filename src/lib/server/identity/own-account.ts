import type { Role, ProvinceRole } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import type { CurrentSession } from './sessions.ts';
import { ownActor } from './own-actor.ts';
import { heldUntil } from './signing-hold.ts';

export type OwnAccount = {
	fullName: string;
	email: string | null;
	staffName: string | null;
	passwordSetAt: Date | null;
	recoveryCode: 'none' | 'printed' | 'own';
	memberships: { id: string; unit: string; division: string | null; position: string; roles: Role[] }[];
	province: ProvinceRole[];
	/** Until when signing is held; null: it is not. */
	heldUntil: Date | null;
};

/** What the person may know of their own account. */
export async function ownAccount(ctx: Ctx): Promise<OwnAccount> {
	const actor = ownActor(ctx);
	const day = toDbDate(today(ctx));
	const inForce = { validFrom: { lte: day }, OR: [{ validTo: null }, { validTo: { gt: day } }] };
	const named = { where: inForce, take: 1, select: { name: true } };
	const user = await ctx.db.user.findUniqueOrThrow({
		where: { id: actor.userId },
		select: {
			fullName: true,
			email: true,
			staffName: true,
			passwordSetAt: true,
			recoveryCodeHash: true,
			recoveryCodeOwn: true,
			memberships: {
				where: inForce,
				orderBy: { validFrom: 'asc' },
				select: {
					id: true,
					roles: true,
					position: true,
					unit: { select: { versions: named } },
					division: { select: { versions: named } }
				}
			}
		}
	});
	return {
		fullName: user.fullName,
		email: user.email,
		staffName: user.staffName,
		passwordSetAt: user.passwordSetAt,
		recoveryCode: user.recoveryCodeHash === null ? 'none' : user.recoveryCodeOwn ? 'own' : 'printed',
		memberships: user.memberships.map((membership) => ({
			id: membership.id,
			unit: membership.unit.versions[0]?.name ?? '',
			division: membership.division?.versions[0]?.name ?? null,
			position: membership.position,
			roles: membership.roles
		})),
		province: [...actor.province],
		heldUntil: await heldUntil(ctx, actor.userId)
	};
}

/** Whose locked session it is, for the page that asks for the password. @throws Unauthenticated when it has ended */
export async function lockedPerson(ctx: Ctx, session: CurrentSession | null): Promise<{ fullName: string }> {
	const user = session
		? await ctx.db.user.findUnique({ where: { id: session.userId, status: 'active' }, select: { fullName: true } })
		: null;
	if (!user) throw new Unauthenticated();
	return user;
}
