import type { Answer, Result, SheetKind } from '#lib/domain/audits/answers.ts';
import { formatNumber, formatTime } from '#lib/format.ts';
import { stateLooks, type StateLook } from '#lib/components/ui/state-tones.ts';
import * as m from '#lib/paraglide/messages.js';

/** Word, icon and tone of a result in its kind of sheet. */
export function resultLook(kind: SheetKind, result: Result): StateLook {
	const looks: Record<string, StateLook> = kind === 'internal' ? stateLooks.answer : stateLooks.inspection;
	return looks[result] ?? stateLooks.answer.unanswered;
}

export function gradeWord(grade: string): string {
	switch (grade) {
		case 'major':
			return m.sheets_finding_major();
		case 'minor':
			return m.sheets_finding_minor();
		case 'recommendation':
			return m.sheets_finding_recommendation();
		default:
			return m.sheets_finding_observation();
	}
}

/** What is wrong with a field of an answer; the codes of answers.ts. */
export function fieldWord(code: string): string {
	switch (code) {
		case 'evidence_required':
			return m.field_evidence_required();
		case 'evidence_or_remark':
			return m.field_evidence_or_remark();
		case 'reason_required':
			return m.field_reason_required();
		case 'points_within_weight':
			return m.field_points_within_weight();
		case 'remark_for_points':
			return m.field_remark_for_points();
		default:
			return m.field_result_of_sheet();
	}
}

export function refusalWord(code: string): string {
	if (code === 'area_not_yours' || code === 'forbidden' || code === 'separation_of_duties') return m.sheets_refused_area();
	return code === 'question_not_found' ? m.sheets_refused_question() : m.sheets_refused_invalid();
}

export function pageTitle(kind: SheetKind): string {
	if (kind === 'internal') return m.sheets_page_internal();
	return kind === 'inspection' ? m.sheets_page_inspection() : m.sheets_page_self();
}

/** An answer in one line, for lists and for choosing between two. */
export function answerWords(kind: SheetKind, answer: Answer): string {
	const points = answer.points === null ? '' : ` (${formatNumber(answer.points)})`;
	const texts = [answer.evidence, answer.note].filter((text) => text !== '').join(' · ');
	return `${resultLook(kind, answer.result).word()}${points}${texts === '' ? '' : `: ${texts}`}`;
}

export function timeOf(at: number | null): string {
	return at === null ? '' : formatTime(new Date(at));
}

/** `7.5` of `7.5.3`: what the chips are grouped by. */
export function chapterOf(clause: string | null): string {
	return clause === null ? '' : clause.split('.').slice(0, 2).join('.');
}
