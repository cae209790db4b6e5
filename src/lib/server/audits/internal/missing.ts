import type { Clash } from '#lib/domain/audits/timetable.ts';
import { problemsOf, type IndependenceProblem } from '#lib/domain/audits/independence.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { LoadedAudit } from './facts.ts';
import { independenceOf } from './independence.ts';
import { questionPreview } from './questions.ts';
import { clashesOfAudit } from './timetable.ts';

/** What a plan lacks before it can be sent (states.md A3), in the order of the work. */
export type PlanGap = 'no_checklist' | 'no_questions' | 'no_team' | 'team_not_appointed' | 'not_independent' | 'timetable';
export type PlanGaps = {
	readonly gaps: readonly PlanGap[];
	readonly clashes: readonly Clash[];
	readonly problems: readonly IndependenceProblem[];
};

/** As of now: the command asks it again in its own transaction. */
export async function planGaps(ctx: Ctx, audit: LoadedAudit): Promise<PlanGaps> {
	const clashes = await clashesOfAudit(ctx, audit);
	const problems = (await independenceOf(ctx, audit, audit.team)).flatMap(problemsOf);
	const { asked, returning } = await questionPreview(ctx, audit);
	const gaps: [PlanGap, boolean][] = [
		['no_checklist', audit.checklistVersionId === null],
		['no_questions', audit.checklistVersionId !== null && asked.length + returning.length === 0],
		['no_team', audit.team.length === 0],
		['team_not_appointed', audit.team.some(({ appointed }) => !appointed)],
		['not_independent', problems.length > 0],
		['timetable', clashes.length > 0]
	];
	return { gaps: gaps.flatMap(([gap, open]) => (open ? [gap] : [])), clashes, problems };
}
