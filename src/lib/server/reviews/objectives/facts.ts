import { isInRevision } from '#lib/domain/audits/revisions.ts';
import { isAnswered } from '#lib/domain/reviews/objectives/answers.ts';
import type { Direction, ObjectiveState } from '#lib/domain/reviews/objectives/judge.ts';
import type { ObjectiveSetState } from '#lib/domain/reviews/objectives/lifecycle.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { judgeRow } from './results.ts';

export type ObjectiveFact = {
	readonly setId: string;
	readonly year: number;
	readonly lineId: string;
	readonly code: string;
	readonly statement: string;
	readonly indicator: string;
	readonly measure: string;
	readonly direction: Direction;
	readonly target: number;
	/** Against the target; null: nothing yet. */
	readonly value: number | null;
	readonly state: ObjectiveState;
	/** Periods that are due and have no value. */
	readonly missing: number;
	/** Whether nothing is left to answer today, with what was given since: by an action or an accepted reason. */
	readonly answered: boolean;
	readonly actionIds: readonly string[];
};
export type ObjectivesFacts = {
	/** The years that lie in the interval or reach into it; drafts that no head has signed are not there. */
	readonly sets: readonly {
		readonly id: string;
		readonly year: number;
		readonly state: ObjectiveSetState;
		readonly revision: number;
		readonly approvedAt: Date | null;
	}[];
	readonly items: readonly ObjectiveFact[];
	readonly counts: Readonly<Record<ObjectiveState | 'total', number>>;
	/** Results that were given after their day in the interval. */
	readonly lateResults: number;
};

/**
 * How the approved objectives of a unit stand at the end of an interval of days, `to` included, or today where that is still to come: what was given
 * later does not count. No question of rights. Three statements.
 */
export async function objectivesFacts(ctx: Ctx, unitId: string, from: Day, to: Day): Promise<ObjectivesFacts> {
	const asOf = to < today(ctx) ? to : today(ctx);
	const sets = await ctx.db.objectiveSet.findMany({
		where: { unitId, revision: { gt: 0 }, year: { gte: Number(from.slice(0, 4)), lte: Number(to.slice(0, 4)) } },
		orderBy: { year: 'asc' },
		include: { objectiveSet: { orderBy: { position: 'asc' } } }
	});
	const lines = sets.flatMap((set) => set.objectiveSet.filter((row) => isInRevision(row, set.revision)).map((row) => ({ set, row })));
	const lineIds = lines.map(({ row }) => row.lineId);
	const [results, responses] = await Promise.all([
		ctx.db.objectiveResult.findMany({ where: { lineId: { in: lineIds } }, orderBy: { number: 'asc' } }),
		ctx.db.objectiveResponse.findMany({ where: { lineId: { in: lineIds } }, select: { lineId: true, period: true, actionId: true } })
	]);
	const known = results.filter(({ recordedOn }) => recordedOn.toISOString().slice(0, 10) <= asOf);
	const items = lines.map(({ set, row }): ObjectiveFact => {
		const ofLine = (one: { lineId: string }) => one.lineId === row.lineId;
		const judged = judgeRow(set.year, row, known.filter(ofLine), asOf);
		const { needs } = judgeRow(set.year, row, results.filter(ofLine), today(ctx));
		const answers = responses.filter(ofLine);
		const { lineId, code, statement, indicator, measure, direction } = row;
		return {
			...{ setId: set.id, year: set.year, lineId, code, statement, indicator, measure, direction },
			...{ target: Number(row.target), value: judged.value, state: judged.state, missing: judged.missing.length },
			...{ answered: needs === null || isAnswered(needs, answers), actionIds: answers.flatMap(({ actionId }) => actionId ?? []) }
		};
	});
	const count = (state: ObjectiveState) => items.filter((item) => item.state === state).length;
	return {
		sets: sets.map(({ id, year, state, revision, approvedAt }) => ({ id, year, state, revision, approvedAt })),
		items,
		counts: { total: items.length, met: count('met'), missed: count('missed'), not_due: count('not_due'), missing: count('missing') },
		lateResults: known.filter(({ number, recordedOn, dueOn }) => {
			const day = recordedOn.toISOString().slice(0, 10);
			return number === 1 && recordedOn > dueOn && day >= from;
		}).length
	};
}
