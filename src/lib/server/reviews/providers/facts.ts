import type { ProviderOutcome } from '#lib/domain/reviews/providers/rating.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export type ProviderFact = {
	readonly id: string;
	readonly name: string;
	readonly provides: string;
	/** Of the last rating until then; null: not rated yet. */
	readonly outcome: ProviderOutcome | null;
	readonly total: number | null;
	readonly ratedOn: Day | null;
	readonly nextRatingOn: Day;
};
export type ProviderFacts = {
	/** In use at the end of the interval, by name. */
	readonly providers: readonly ProviderFact[];
	readonly counts: Readonly<Record<ProviderOutcome | 'unrated' | 'total', number>>;
	/** Ratings of the interval. */
	readonly rated: number;
	/** In use, and their day of rating has passed. */
	readonly overdue: number;
};

/** The external providers of a unit over an interval of days, `to` included. No question of rights. One statement. */
export async function providerFacts(ctx: Ctx, unitId: string, from: Day, to: Day): Promise<ProviderFacts> {
	const rows = await ctx.db.externalProvider.findMany({
		where: { unitId, startedOn: { lte: toDbDate(to) } },
		orderBy: { name: 'asc' },
		include: { providerRatingProvider: { orderBy: { number: 'asc' } } }
	});
	const inside = (day: Date) => day >= toDbDate(from) && day <= toDbDate(to);
	const providers = rows
		.filter(({ endedOn }) => endedOn === null || endedOn > toDbDate(to))
		.map((row): ProviderFact => {
			const last = row.providerRatingProvider.filter(({ ratedOn }) => ratedOn <= toDbDate(to)).at(-1);
			return {
				...{ id: row.id, name: row.name, provides: row.provides, outcome: last?.outcome ?? null, total: last ? Number(last.total) : null },
				ratedOn: fromDbDate(last?.ratedOn ?? null),
				nextRatingOn: fromDbDate((last ?? row).nextRatingOn)
			};
		});
	const count = (outcome: ProviderOutcome | null) => providers.filter((one) => one.outcome === outcome).length;
	return {
		providers,
		counts: {
			...{ total: providers.length, unrated: count(null) },
			...{ approved: count('approved'), conditional: count('conditional'), rejected: count('rejected') }
		},
		rated: rows.reduce((sum, row) => sum + row.providerRatingProvider.filter(({ ratedOn }) => inside(ratedOn)).length, 0),
		overdue: providers.filter(({ nextRatingOn }) => nextRatingOn < to).length
	};
}
