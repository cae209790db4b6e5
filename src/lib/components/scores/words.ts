import type { ScoreLine, ScoreRule } from '#lib/domain/audits/scores/rules.ts';
import { formatNumber, formatPercent } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

export const ruleWords: Readonly<Record<ScoreRule, () => string>> = {
	services_covered: m.scores_rule_services_covered,
	plan_steps: m.scores_rule_plan_steps,
	documents_reviewed: m.scores_rule_documents_reviewed,
	reading_on_time: m.scores_rule_reading_on_time,
	audit_done: m.scores_rule_audit_done,
	actions_on_time: m.scores_rule_actions_on_time,
	inspection_result: m.scores_rule_inspection_result,
	manual: m.scores_rule_manual
};

/** How a rule turns a share into points, where it is not simply the share. */
export function rangeWords({ rule, params }: Pick<ScoreLine, 'rule' | 'params'>): string {
	if (rule === 'manual' || (params.full === 100 && params.least === 0)) return '';
	return m.scores_rule_range({ full: params.full, least: params.least });
}

/** What a line's points rest on, in words. */
export function basisWords({ rule, share, points, remark }: ScoreLine): string {
	if (rule === 'manual') return remark || m.scores_basis_unmarked();
	if (share)
		return m.scores_basis_share({
			done: pointsWords(share.done),
			of: pointsWords(share.of),
			percent: formatPercent(share.done, share.of)
		});
	return points > 0 ? m.scores_basis_nothing_due() : m.scores_basis_nothing();
}

/** Two digits at most, and none that say nothing. */
export function pointsWords(points: number): string {
	const digits = Number.isInteger(points) ? 0 : Number.isInteger(points * 10) ? 1 : 2;
	return formatNumber(points, { digits });
}
