import type { ProvinceRole, Role, SigningCapacity } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';

export type OwnIdentity = {
	readonly id: string;
	readonly fullName: string;
	readonly email: string | null;
	readonly staffName: string | null;
	readonly memberships: readonly {
		readonly unit: { readonly id: string; readonly code: string; readonly name: string };
		readonly divisionId: string | null;
		readonly roles: readonly Role[];
		readonly position: string;
		readonly capacity: SigningCapacity | null;
	}[];
	readonly province: readonly ProvinceRole[];
	/** Through which token, if not a browser's session. */
	readonly token: { readonly id: string; readonly name: string } | null;
};

/** Who asks and by what rights, today. Also for tokens. @throws Unauthenticated */
export async function ownIdentity(ctx: Ctx): Promise<OwnIdentity> {
	const { actor } = ctx;
	if (actor.kind !== 'user') throw new Unauthenticated();
	const day = toDbDate(today(ctx));
	const [user, units] = await Promise.all([
		ctx.db.user.findUniqueOrThrow({ where: { id: actor.userId }, select: { email: true, staffName: true } }),
		ctx.db.unitVersion.findMany({
			where: {
				unitId: { in: actor.memberships.map((membership) => membership.unitId) },
				validFrom: { lte: day },
				OR: [{ validTo: null }, { validTo: { gt: day } }]
			},
			select: { unitId: true, code: true, name: true }
		})
	]);
	return {
		id: actor.userId,
		fullName: actor.fullName,
		email: user.email,
		staffName: user.staffName,
		memberships: actor.memberships.map(({ unitId, divisionId, roles, position, capacity }) => {
			const unit = units.find((one) => one.unitId === unitId);
			return { unit: { id: unitId, code: unit?.code ?? '', name: unit?.name ?? '' }, divisionId, roles, position, capacity };
		}),
		province: actor.province,
		token: actor.token
	};
}
