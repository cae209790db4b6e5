import type { InspectionResult, SelfResult } from '#lib/domain/audits/inspection-points.ts';
import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import * as m from '#lib/paraglide/messages.js';

/** What printed papers of an inspection call things: Vietnamese always. */
const vi = { locale: 'vi' } as const;

export function resultWord(result: InspectionResult): string {
	switch (result) {
		case 'met':
			return m.common_state_inspection_met({}, vi);
		case 'partly':
			return m.common_state_inspection_partly({}, vi);
		case 'not_met':
			return m.common_state_inspection_not_met({}, vi);
		case 'not_applicable':
			return m.common_state_inspection_not_applicable({}, vi);
		case 'unanswered':
			return m.inspections_self_unanswered({}, vi);
	}
}

export function selfWord(result: SelfResult): string {
	return result === 'none_yet' ? m.inspections_self_none_yet({}, vi) : resultWord(result);
}

export function gradeWord(grade: FindingGrade): string {
	switch (grade) {
		case 'major':
			return m.inspections_grade_major({}, vi);
		case 'minor':
			return m.inspections_grade_minor({}, vi);
		case 'observation':
			return m.inspections_grade_observation({}, vi);
		case 'recommendation':
			return m.inspections_grade_recommendation({}, vi);
	}
}

/** `5,5`: as Vietnamese write it. */
export function figure(value: number): string {
	return String(value).replace('.', ',');
}
