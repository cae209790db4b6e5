import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/** The inspectors of the Department today. */
export async function inspectorsOf(ctx: Ctx): Promise<string[]> {
	const rows = await ctx.db.provinceAppointment.findMany({
		where: { role: 'inspector', ...validOn(today(ctx)), user: { status: 'active' } },
		select: { userId: true }
	});
	return [...new Set(rows.map(({ userId }) => userId))];
}
