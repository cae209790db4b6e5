import { may } from '#lib/domain/permissions/decide.ts';
import { figuresOf, share, type FigureTopic } from '#lib/domain/reviews/satisfaction/figures.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';

/**
 * The figures of a unit and year for one topic, every period with what was corrected, and the shares of the year before beside them.
 * @param unitId the unit the person works in
 * @throws Forbidden
 */
export async function satisfactionPage(ctx: Ctx, unitId: string | null, query: { year: number | undefined; topic: FigureTopic }) {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'figure.read', { unitId });
	const day = today(ctx);
	const thisYear = Number(day.slice(0, 4));
	const year = query.year ?? thisYear;
	const [rows, known] = await Promise.all([
		ctx.db.serviceFigure.findMany({
			where: { unitId, topic: query.topic, year: { in: [year, year - 1] } },
			orderBy: [{ year: 'asc' }, { periodKind: 'asc' }, { period: 'asc' }, { number: 'asc' }],
			include: { enteredBy: { select: { fullName: true } } }
		}),
		ctx.db.serviceFigure.findMany({ where: { unitId }, distinct: ['year'], select: { year: true } })
	]);
	const groups = [...Map.groupBy(rows, (row) => `${row.year}:${row.periodKind}:${row.period}`).values()];
	const items = groups.flatMap((versions) => {
		const current = versions.at(-1);
		if (!current) return [];
		return {
			id: current.id,
			...{ year: current.year, periodKind: current.periodKind, period: current.period, source: current.source, note: current.note },
			figures: figuresOf[query.topic].map((name) => ({ name, value: current[name] ?? 0 })),
			share: share(query.topic, current),
			sourceOn: fromDbDate(current.sourceOn),
			...{ by: current.enteredBy.fullName, at: current.enteredAt, imported: current.origin === 'imported' },
			earlier: versions.slice(0, -1).map((one, at) => ({
				id: one.id,
				figures: figuresOf[query.topic].map((name) => one[name] ?? 0),
				...{ by: one.enteredBy.fullName, at: one.enteredAt, corrected: versions[at + 1]?.correctedReason ?? '' }
			}))
		};
	});
	return {
		...{ topic: query.topic, year, today: day },
		items: items.filter((one) => one.year === year),
		before: items.filter((one) => one.year === year - 1),
		years: [...new Set([thisYear, year, ...known.map((one) => one.year)])].sort((one, other) => other - one),
		may: { manage: may(ctx.actor, 'figure.manage', { unitId }) }
	};
}
