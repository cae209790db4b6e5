import { z } from 'zod';

/** What eISO computes of a criterion (domain.md §1.8), and what people give points for. */
export const scoreRules = [
	'services_covered',
	'plan_steps',
	'documents_reviewed',
	'reading_on_time',
	'audit_done',
	'actions_on_time',
	'inspection_result',
	'manual'
] as const;
export type ScoreRule = (typeof scoreRules)[number];

export function isScoreRule(text: string): text is ScoreRule {
	return scoreRules.some((rule) => rule === text);
}

/** Shares in per cent: from `full` on all points, below `least` none, between them the share of the points. */
export const ruleParams = z.object({ full: z.int().min(1).max(100).default(100), least: z.int().min(0).max(100).default(0) });
export type RuleParams = z.output<typeof ruleParams>;

/** How many of how many; of an inspection its points of those that there were. */
export type Share = { readonly done: number; readonly of: number };

/** Rules by which nothing to do is no fault: nothing was due, so nothing was late. By the others nothing done is nothing earned. */
const blameless: ReadonlySet<ScoreRule> = new Set(['reading_on_time', 'actions_on_time']);

/**
 * Points of a criterion, two digits at most.
 * @param share null: there is nothing that could be counted (no programme, no inspection yet)
 */
export function pointsFor(rule: ScoreRule, share: Share | null, max: number, params: RuleParams): number {
	if (share === null || share.of === 0) return blameless.has(rule) ? max : 0;
	const percent = (share.done / share.of) * 100;
	if (percent >= params.full) return max;
	if (percent < params.least) return 0;
	return Math.round(max * percent) / 100;
}

/** What a score rests on, line by line: kept with it for ever. */
export const scoreLine = z.object({
	code: z.string(),
	text: z.string(),
	rule: z.enum(scoreRules),
	points: z.number(),
	max: z.number(),
	params: ruleParams,
	share: z.object({ done: z.number(), of: z.number() }).nullable(),
	/** Of points that a person gave. */
	remark: z.string(),
	evidence: z.string(),
	/** Where the counted things can be looked at. */
	href: z.string().nullable()
});
export type ScoreLine = z.output<typeof scoreLine>;
export const scoreLines = z.array(scoreLine);
