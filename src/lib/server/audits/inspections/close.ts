import type { InspectionEnding, InspectionEvent } from '#lib/domain/audits/inspection-lifecycle.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import { fixFindings } from '#lib/server/corrective-actions/findings.ts';
import { raiseActionsOf } from '#lib/server/corrective-actions/raise.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { fixScoreFor } from '../scores/fix.ts';
import type { LoadedInspection } from './facts.ts';
import { minutesOf, type Minutes } from './minutes-content.ts';
import { moveInspection } from './move.ts';

export type Snapshot = {
	/** The day on which the scores were fixed. */
	readonly fixedOn: string;
	readonly points: number;
	readonly maxPoints: number;
	readonly counts: Minutes['score']['counts'];
	/** By clause, for the heat map: sums over the questions of it that applied. */
	readonly clauses: readonly { clause: string; points: number; maxPoints: number; notMet: number; partly: number }[];
	readonly answers: readonly {
		questionId: string;
		key: string;
		clause: string | null;
		weight: number;
		result: string;
		points: number | null;
	}[];
	readonly findings: Readonly<Record<'major' | 'minor' | 'observation' | 'recommendation', number>>;
};

/** What the minutes score, as it is kept at the close. */
export function snapshotOf(minutes: Minutes, day: string): Snapshot {
	const clauses = new Map<string, { clause: string; points: number; maxPoints: number; notMet: number; partly: number }>();
	for (const { clause, result, points, weight } of minutes.answers) {
		if (clause === null || result === 'not_applicable') continue;
		const sum = clauses.get(clause) ?? { clause, points: 0, maxPoints: 0, notMet: 0, partly: 0 };
		sum.points += points ?? 0;
		sum.maxPoints += weight;
		if (result === 'not_met') sum.notMet += 1;
		if (result === 'partly') sum.partly += 1;
		clauses.set(clause, sum);
	}
	const findings = { major: 0, minor: 0, observation: 0, recommendation: 0 };
	for (const { grade } of minutes.findings) findings[grade] += 1;
	return {
		fixedOn: day,
		points: minutes.score.points,
		maxPoints: minutes.score.maxPoints,
		counts: minutes.score.counts,
		clauses: [...clauses.values()],
		answers: minutes.answers.map(({ questionId, key, clause, weight, result, points }) => ({
			questionId,
			key,
			clause,
			weight,
			result,
			points
		})),
		findings
	};
}

/**
 * Closes an inspection from its minutes (I7, I9): the scores are kept, the findings are fixed, and each nonconformity and each recommendation
 * becomes a corrective action of the unit. In the caller's transaction.
 * @throws Conflict as `moveInspection`
 */
export async function closeWithMinutes(
	ctx: Ctx,
	inspection: LoadedInspection,
	subject: Subject,
	act: {
		event: Extract<InspectionEvent, 'sign' | 'sign_own_opinion' | 'close_unsigned'>;
		ending: InspectionEnding;
		comment?: string | null;
		opinion?: string | null;
		rowVersion?: number;
		contentSha256?: string;
	}
): Promise<{ points: number; maxPoints: number }> {
	const stored = await ctx.db.inspection.findUniqueOrThrow({ where: { id: inspection.id }, select: { minutes: true } });
	const minutes = minutesOf(stored.minutes);
	if (!minutes) throw new Conflict('illegal_transition', { state: inspection.state, event: act.event });
	const { points, maxPoints } = minutes.score;
	await moveInspection(ctx, inspection, act.event, subject, {
		comment: act.comment ?? null,
		expectedRowVersion: act.rowVersion,
		data: {
			ending: act.ending,
			closedAt: ctx.clock.now(),
			points,
			maxPoints,
			snapshot: snapshotOf(minutes, today(ctx)),
			...(act.opinion ? { unitOpinion: act.opinion } : {})
		},
		details: { ending: act.ending, points, maxPoints, ...(act.contentSha256 ? { contentSha256: act.contentSha256 } : {}) }
	});
	await fixFindings(ctx, { inspectionId: inspection.id });
	await raiseActionsOf(ctx, { inspectionId: inspection.id });
	const { criteriaSetId } = inspection.cycle;
	if (criteriaSetId) await fixScoreFor(ctx, { setId: criteriaSetId, unitId: inspection.unitId, cycleId: inspection.cycleId });
	return { points, maxPoints };
}
