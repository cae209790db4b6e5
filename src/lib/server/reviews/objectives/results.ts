import { isAnswered, neededAnswer, type NeededAnswer } from '#lib/domain/reviews/objectives/answers.ts';
import type { ResultInput } from '#lib/domain/reviews/objectives/forms.ts';
import { begunPeriods, judge, type Judgement } from '#lib/domain/reviews/objectives/judge.ts';
import { periodsIn, reportDay } from '#lib/domain/reviews/periods.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { findLine } from './edit.ts';
import { loadObjectiveSet, recordAct, reporterOf, signedObjectives, type ObjectiveRow, type ObjectiveSet } from './load.ts';

/** How an objective stands, and which answer it needs for that; null: none. */
export type Standing = Judgement & { readonly needs: NeededAnswer | null };

/** An objective that was signed, in a year that is open, with its set's row held. @throws NotFound; Conflict `objective_not_approved` */
export async function takeSignedLine(
	ctx: Ctx,
	setId: string,
	lineId: string
): Promise<{ set: ObjectiveSet; row: ObjectiveRow; subject: Subject }> {
	const { set: seen } = await loadObjectiveSet(ctx, setId);
	await ctx.db.$queryRaw`select id from objective_set where id = ${seen.id}::uuid for update`;
	const { set } = await loadObjectiveSet(ctx, setId);
	if (set.state !== 'approved') throw new Conflict('objective_not_approved');
	const row = findLine(signedObjectives(set), lineId);
	return { set, row, subject: { unitId: set.unitId, ownerIds: [reporterOf(row)] } };
}

/**
 * Gives the result of a period that has begun; a second one corrects the first and says why. Recorded as `objective_set.result`. Officers and heads
 * hear of an objective that is missed by it, each time that this asks for another answer than what was known before.
 * @throws NotFound, Forbidden, Invalid; Conflict `objective_not_approved`
 */
export function recordResult(ctx: Ctx, input: ResultInput & { setId: string; lineId: string }): Promise<{ state: Judgement['state'] }> {
	return transaction(ctx, async (ctx) => {
		const { set, row, subject } = await takeSignedLine(ctx, input.setId, input.lineId);
		const role = authorize(ctx, 'objective.report', subject);
		const day = today(ctx);
		if (input.period > periodsIn(row.period)) throw new Invalid({ period: 'period_unknown' });
		if (!begunPeriods(row.period, set.year, day).includes(input.period)) throw new Invalid({ period: 'period_not_begun' });
		const before = await judgeLine(ctx, set, row);
		const given = await ctx.db.objectiveResult.count({ where: { lineId: row.lineId, period: input.period } });
		const correctedReason = given === 0 ? null : requireReason(input.reason, 'reason');
		await ctx.db.objectiveResult.create({
			data: {
				...{ objectiveId: row.id, lineId: row.lineId, period: input.period, number: given + 1, value: input.value },
				...{ note: tidy(input.note), source: tidy(input.source), correctedReason },
				dueOn: toDbDate(reportDay(row.period, set.year, input.period)),
				recordedOn: toDbDate(day),
				recordedById: requireUser(ctx),
				recordedAt: ctx.clock.now()
			}
		});
		const event = given === 0 ? 'objective_set.result' : 'objective_set.correct_result';
		await recordAct(
			ctx,
			set,
			event,
			role,
			{ code: row.code, period: input.period, value: input.value, measure: row.measure },
			correctedReason
		);
		const { state, needs } = await judgeLine(ctx, set, row);
		// Other objectives and other periods of the year are still asked for.
		const saying = { code: row.code, day: formatDay(reportDay(row.period, set.year, input.period)) };
		await lapse(ctx, 'objective_set', [set.id], ['objective_result_due'], { saying });
		const isNew = needs !== null && (before.needs === null || before.needs.period !== needs.period);
		if (state === 'missed' && isNew && !isAnswered(needs, await answersOf(ctx, row.lineId)))
			await notify(ctx, {
				to: [...(await officersOf(ctx, set.unitId)), ...(await headsOf(ctx, set.unitId))],
				kind: 'objective_missed',
				subjectType: 'objective_set',
				subjectId: set.id,
				unitId: set.unitId,
				params: { code: row.code, title: row.statement.slice(0, 120) }
			});
		return { state };
	});
}

/** What an objective's misses were answered with, by what they are about. No question of rights. */
export function answersOf(ctx: Ctx, lineId: string): Promise<NeededAnswer[]> {
	return ctx.db.objectiveResponse.findMany({ where: { lineId }, select: { period: true } });
}

/** How a line stands today. No question of rights. */
export async function judgeLine(ctx: Ctx, set: Pick<ObjectiveSet, 'year'>, row: ObjectiveRow): Promise<Standing> {
	const results = await ctx.db.objectiveResult.findMany({
		where: { lineId: row.lineId },
		orderBy: { number: 'asc' },
		select: { period: true, value: true }
	});
	return judgeRow(set.year, row, results, today(ctx));
}

/** The same with what is known already. @param results by number, so that the last of a period counts */
export function judgeRow(
	year: number,
	row: Pick<ObjectiveRow, 'direction' | 'target' | 'judging' | 'period'>,
	results: readonly { period: number; value: unknown }[],
	day: string
): Standing {
	const newest = new Map(results.map(({ period, value }) => [period, Number(value)]));
	const values = [...newest].map(([period, value]) => ({ period, value }));
	const measured = { direction: row.direction, target: Number(row.target), judging: row.judging, period: row.period };
	const judged = judge(measured, year, values, day);
	return { ...judged, needs: neededAnswer(measured, values, judged.state) };
}
