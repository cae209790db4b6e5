import type { Ctx } from '#lib/server/platform/context.ts';

/** The figures that count: of each topic and period the last that was given. By year and period. No question of rights. */
export async function currentFigures(ctx: Ctx, unitId: string, years: { from: number; to: number }) {
	const rows = await ctx.db.serviceFigure.findMany({
		where: { unitId, year: { gte: years.from, lte: years.to } },
		orderBy: [{ year: 'asc' }, { period: 'asc' }, { number: 'asc' }],
		include: { enteredBy: { select: { fullName: true } } }
	});
	const last = new Map(rows.map((row) => [`${row.topic}:${row.year}:${row.periodKind}:${row.period}`, row]));
	return [...last.values()];
}
export type CurrentFigure = Awaited<ReturnType<typeof currentFigures>>[number];
