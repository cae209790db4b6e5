import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

/** The active officers of many units in one query: unit → people. Units without one are not in the answer. */
export async function officersByUnit(ctx: Ctx, unitIds: readonly string[]): Promise<Map<string, string[]>> {
	const date = toDbDate(today(ctx));
	const rows = await ctx.db.membership.findMany({
		where: {
			unitId: { in: [...new Set(unitIds)] },
			roles: { has: 'officer' },
			validFrom: { lte: date },
			OR: [{ validTo: null }, { validTo: { gt: date } }],
			user: { status: 'active' }
		},
		select: { unitId: true, userId: true }
	});
	const people = new Map<string, string[]>();
	for (const { unitId, userId } of rows) people.set(unitId, [...new Set([...(people.get(unitId) ?? []), userId])]);
	return people;
}
