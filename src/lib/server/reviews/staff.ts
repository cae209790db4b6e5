import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** Whether each of these people works in the unit today. @throws Invalid with the code of `field` */
export async function requireStaff(ctx: Ctx, unitId: string, userIds: readonly string[], field: string): Promise<void> {
	const wanted = [...new Set(userIds)];
	const rows = await ctx.db.membership.findMany({
		where: { unitId, userId: { in: wanted }, ...validOn(today(ctx)), user: { status: 'active' } },
		distinct: ['userId'],
		select: { userId: true }
	});
	if (rows.length < wanted.length) throw new Invalid({ [field]: 'not_staff' });
}
