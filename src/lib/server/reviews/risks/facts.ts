import type { RiskKind } from '#lib/domain/reviews/risks/scale.ts';
import { dayOf, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

export type RiskFact = {
	readonly id: string;
	readonly number: string;
	readonly kind: RiskKind;
	readonly statement: string;
	readonly score: number;
	readonly level: string;
	readonly reviewOn: Day;
};
export type RisksFacts = {
	/** Open at the end of the interval, the highest score first. */
	readonly open: readonly RiskFact[];
	readonly byLevel: readonly { readonly level: string; readonly count: number }[];
	readonly reviewsOverdue: number;
	/** In the interval. */
	readonly entered: number;
	readonly closed: number;
	readonly assessed: number;
	/** Of those assessments, whether the measures so far helped; what was not said is in neither. */
	readonly effective: number;
	readonly ineffective: number;
	/** Of the risks that are open: measures to do, of those late, and in the interval done. */
	readonly measures: { readonly open: number; readonly late: number; readonly done: number };
	/** Corrective actions that were found to touch a risk, in the interval. */
	readonly linkedActions: number;
};

/** The register of risks and opportunities of a unit over an interval of days, `to` included. No question of rights. Three statements. */
export async function risksFacts(ctx: Ctx, unitId: string, from: Day, to: Day): Promise<RisksFacts> {
	const [risks, measures, linkedActions] = await Promise.all([
		ctx.db.risk.findMany({
			where: { unitId },
			orderBy: [{ number: 'asc' }],
			include: { riskAssessmentRisk: { orderBy: { number: 'asc' } } }
		}),
		ctx.db.riskMeasure.findMany({
			where: { risk: { unitId } },
			select: { dueOn: true, doneOn: true, droppedAt: true, createdAt: true, risk: { select: { closedAt: true } } }
		}),
		ctx.db.riskAction.count({ where: { risk: { unitId }, linkedAt: { gte: startOf(from), lt: endOf(to) } } })
	]);
	const inside = (moment: Date) => dayOf(moment) >= from && dayOf(moment) <= to;
	const openThen = risks
		.filter((risk) => dayOf(risk.createdAt) <= to && (risk.closedAt === null || dayOf(risk.closedAt) > to))
		.map((risk): RiskFact => {
			// As it stood then.
			const last = risk.riskAssessmentRisk.filter(({ assessedAt }) => dayOf(assessedAt) <= to).at(-1) ?? risk;
			const { id, number, kind, statement } = risk;
			return { id, number, kind, statement, score: last.score, level: last.level, reviewOn: fromDbDate(last.reviewOn) };
		})
		.toSorted((one, other) => other.score - one.score || (one.number < other.number ? -1 : 1));
	const assessments = risks.flatMap((risk) => risk.riskAssessmentRisk.filter(({ number, assessedAt }) => number > 1 && inside(assessedAt)));
	const days = toDbDate(to);
	const todo = measures.filter(
		({ doneOn, droppedAt, createdAt, risk }) =>
			dayOf(createdAt) <= to &&
			(doneOn === null || doneOn > days) &&
			(droppedAt === null || dayOf(droppedAt) > to) &&
			(risk.closedAt === null || dayOf(risk.closedAt) > to)
	);
	return {
		open: openThen,
		byLevel: [...Map.groupBy(openThen, ({ level }) => level)].map(([level, list]) => ({ level, count: list.length })),
		reviewsOverdue: openThen.filter(({ reviewOn }) => reviewOn < to).length,
		entered: risks.filter(({ createdAt }) => inside(createdAt)).length,
		closed: risks.filter(({ closedAt }) => closedAt !== null && inside(closedAt)).length,
		assessed: assessments.length,
		effective: assessments.filter(({ effective }) => effective === true).length,
		ineffective: assessments.filter(({ effective }) => effective === false).length,
		measures: {
			open: todo.length,
			late: todo.filter(({ dueOn }) => dueOn < days).length,
			done: measures.filter(({ doneOn }) => doneOn !== null && doneOn >= toDbDate(from) && doneOn <= days).length
		},
		linkedActions
	};
}

const startOf = (day: Day) => new Date(`${day}T00:00:00+07:00`);
const endOf = (day: Day) => new Date(startOf(day).getTime() + 24 * 3_600_000);
