import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** The coordinators of the province today. */
export async function coordinatorsOf(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db.provinceAppointment.findMany({
		where: { role: 'coordinator', ...validOn(today(ctx)), user: { status: 'active' } },
		select: { userId: true }
	});
	return [...new Set(rows.map(({ userId }) => userId))];
}
