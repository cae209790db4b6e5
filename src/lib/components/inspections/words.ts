import type { IconName } from '#lib/components/ui/icons.ts';
import type { InspectionEnding } from '#lib/domain/audits/inspection-lifecycle.ts';
import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Missing } from '#lib/server/audits/inspections/missing.ts';

/** Words of inspections that no state tag says. */
const endings: Record<InspectionEnding, () => string> = {
	signed: m.inspections_ending_signed,
	own_opinion: m.inspections_ending_own_opinion,
	unsigned: m.inspections_ending_unsigned
};
export const endingWord = (ending: InspectionEnding): string => endings[ending]();

const grades: Record<FindingGrade, () => string> = {
	major: m.inspections_grade_major,
	minor: m.inspections_grade_minor,
	observation: m.inspections_grade_observation,
	recommendation: m.inspections_grade_recommendation
};
export const gradeWord = (grade: FindingGrade): string => grades[grade]();

export function missingWord(missing: Missing): string {
	switch (missing.code) {
		case 'visit_day':
			return m.inspections_missing_visit_day();
		case 'lead':
			return m.inspections_missing_lead();
		case 'short_notice':
			return m.inspections_missing_short_notice();
		case 'self_over':
			return m.inspections_missing_self_over();
		case 'head_hands_in':
			return m.inspections_missing_head_hands_in();
		case 'visit_day_not_reached':
			return m.inspections_missing_visit_day_not_reached();
		case 'head_signs':
			return m.inspections_missing_head_signs();
		case 'self_unanswered':
			return m.inspections_missing_self_unanswered(missing);
		case 'unanswered':
			return m.inspections_missing_unanswered(missing);
		case 'conflicts':
			return m.inspections_missing_conflicts(missing);
	}
}

const events: Readonly<Record<string, { readonly icon: IconName; readonly text: () => string }>> = {
	schedule: { icon: 'cal', text: m.inspections_event_schedule },
	notify: { icon: 'bell', text: m.inspections_event_notify },
	name_helpers: { icon: 'users', text: m.inspections_event_name_helpers },
	extend_self: { icon: 'cal', text: m.inspections_event_extend_self },
	hand_in: { icon: 'check', text: m.inspections_event_hand_in },
	start: { icon: 'audit', text: m.inspections_event_start },
	draw_up: { icon: 'doc', text: m.inspections_event_draw_up },
	sign: { icon: 'sign', text: m.inspections_event_sign },
	sign_own_opinion: { icon: 'sign', text: m.inspections_event_sign_own_opinion },
	return: { icon: 'undo', text: m.inspections_event_return },
	remind: { icon: 'bell', text: m.inspections_event_remind },
	ask_unsigned: { icon: 'chat', text: m.inspections_event_ask_unsigned },
	close_unsigned: { icon: 'lock', text: m.inspections_event_close_unsigned },
	postpone: { icon: 'cal', text: m.inspections_event_postpone },
	cancel: { icon: 'ban', text: m.inspections_event_cancel },
	end_with_unit: { icon: 'ban', text: m.inspections_event_end_with_unit },
	pass_on: { icon: 'swap', text: m.inspections_event_pass_on },
	move: { icon: 'swap', text: m.inspections_event_move }
};

export function eventLook(event: string): { icon: IconName; text: string } {
	const look = events[event];
	return { icon: look?.icon ?? 'dot', text: look?.text() ?? event };
}

/** `5,5/9 điểm`. */
export function scoreWords({ points, maxPoints }: { points: number; maxPoints: number }): string {
	return m.inspections_score_of({ points: formatNumber(points), max: formatNumber(maxPoints) });
}
