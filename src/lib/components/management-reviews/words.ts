import type { ReviewDecisionFollow, ReviewDecisionKind } from '#lib/domain/reviews/management-lifecycle.ts';
import * as m from '#lib/paraglide/messages.js';

const kinds: Record<ReviewDecisionKind, () => string> = {
	improvement: m.management_kind_improvement,
	system_change: m.management_kind_system_change,
	resources: m.management_kind_resources
};
const follows: Record<ReviewDecisionFollow, () => string> = {
	corrective_action: m.management_follow_corrective_action,
	change_request: m.management_follow_change_request,
	step: m.management_follow_step
};
const gaps = {
	inputs: m.management_gap_inputs,
	attendance: m.management_gap_attendance,
	chair_absent: m.management_gap_chair_absent,
	conclusion: m.management_gap_conclusion,
	ended: m.management_gap_ended
};

export const kindWord = (kind: ReviewDecisionKind): string => kinds[kind]();
export const followWord = (follow: ReviewDecisionFollow): string => follows[follow]();
export const gapWord = ({ code, count }: { code: keyof typeof gaps; count: number }): string => gaps[code]({ count });
