import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** Somebody on the register of the unit they belong to, and valid there. */
export type ValidAuditor = {
	readonly auditorId: string;
	readonly userId: string;
	readonly fullName: string;
	/** Their home unit: the one on whose register they stand. */
	readonly unitId: string;
	readonly position: string;
	readonly certificateNumber: string;
	readonly validFrom: Date;
	readonly validTo: Date | null;
};

/**
 * Who may be on an audit team on a day (states.md A2): on the register of a unit that they belong to on that day, the entry not ended and
 * valid. Asked for people, or for everybody of a unit; by name. No question of rights: the command that appoints has asked its own.
 */
export async function validAuditors(
	ctx: Ctx,
	{ day, ...who }: { day: Day } & ({ userIds: readonly string[] } | { unitId: string })
): Promise<ValidAuditor[]> {
	const date = toDbDate(day);
	const rows = await ctx.db.auditor.findMany({
		where: {
			...('unitId' in who ? { unitId: who.unitId } : { userId: { in: [...who.userIds] } }),
			validFrom: { lte: date },
			AND: [{ OR: [{ validTo: null }, { validTo: { gte: date } }] }, { OR: [{ endedOn: null }, { endedOn: { gt: date } }] }],
			user: { status: 'active' }
		},
		orderBy: { user: { fullName: 'asc' } },
		select: {
			id: true,
			userId: true,
			unitId: true,
			certificateNumber: true,
			validFrom: true,
			validTo: true,
			user: { select: { fullName: true, memberships: { where: validOn(day), select: { unitId: true, position: true } } } }
		}
	});
	return rows.flatMap(({ id, user, ...row }) => {
		const membership = user.memberships.find(({ unitId }) => unitId === row.unitId);
		return membership ? [{ auditorId: id, fullName: user.fullName, position: membership.position, ...row }] : [];
	});
}
