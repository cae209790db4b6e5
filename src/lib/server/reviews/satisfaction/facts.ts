import { figureTopics, liesIn, share, totals, type Figures, type FigureTopic } from '#lib/domain/reviews/satisfaction/figures.ts';
import type { PeriodKind } from '#lib/domain/reviews/periods.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { currentFigures } from './current.ts';

export type TopicFacts = {
	readonly figures: Figures;
	/** Satisfied of answered; on time of finished; answered of received. 0 to 1; null where there was nothing. */
	readonly share: number | null;
	/** Which periods were summed, and how many. */
	readonly periodKind: PeriodKind;
	readonly periods: number;
	readonly sources: readonly { readonly source: string; readonly sourceOn: Day }[];
};
/** Null: the unit gave no figures of the interval. */
export type SatisfactionFacts = Readonly<Record<FigureTopic, TopicFacts | null>>;

/** Figures of the periods that lie in an interval of days, `to` included, as they were corrected last. No question of rights. One statement. */
export async function satisfactionFacts(ctx: Ctx, unitId: string, from: Day, to: Day): Promise<SatisfactionFacts> {
	const rows = await currentFigures(ctx, unitId, { from: Number(from.slice(0, 4)), to: Number(to.slice(0, 4)) });
	const of = (topic: FigureTopic): TopicFacts | null => {
		const sums = totals(topic, rows, from, to);
		if (!sums) return null;
		const used = rows.filter((row) => row.topic === topic && row.periodKind === sums.kind && liesIn(row, from, to));
		const sources = new Map(used.map(({ source, sourceOn }) => [source, { source, sourceOn: fromDbDate(sourceOn) }]));
		return {
			figures: sums.figures,
			share: share(topic, sums.figures),
			periodKind: sums.kind,
			periods: sums.periods,
			sources: [...sources.values()]
		};
	};
	const [survey, dossiers, feedback] = figureTopics.map(of);
	return { survey: survey ?? null, dossiers: dossiers ?? null, feedback: feedback ?? null };
}
