import type { TakeOnColumn, TakeOnState } from '#lib/domain/documents/take-on.ts';
import type { TakeOnHint, TakeOnReason } from '#lib/domain/documents/take-on-check.ts';
import * as m from '#lib/paraglide/messages.js';

type Words = () => string;

export const stateWords: Record<TakeOnState, Words> = {
	draft: m.take_on_state_draft,
	signed: m.take_on_state_signed,
	discarded: m.take_on_state_discarded
};

export const columnWords: Record<TakeOnColumn, Words> = {
	code: m.take_on_column_code,
	kind: m.take_on_column_kind,
	class: m.take_on_column_class,
	title: m.take_on_column_title,
	numbers: m.take_on_column_numbers,
	decisionNumber: m.take_on_column_decision_number,
	decisionDate: m.take_on_column_decision_date,
	effectiveFrom: m.take_on_column_effective_from,
	lastDay: m.take_on_column_last_day,
	file: m.take_on_column_file,
	source: m.take_on_column_source
};

export const reasonWords: Record<TakeOnReason, Words> = {
	required: m.take_on_reason_required,
	formula: m.take_on_reason_formula,
	too_long: m.take_on_reason_too_long,
	code_invalid: m.take_on_reason_code_invalid,
	kind_unknown: m.take_on_reason_kind_unknown,
	kind_differs: m.take_on_reason_kind_differs,
	class_unknown: m.take_on_reason_class_unknown,
	class_of_procedures: m.take_on_reason_class_of_procedures,
	numbers_invalid: m.take_on_reason_numbers_invalid,
	date_invalid: m.take_on_reason_date_invalid,
	decision_in_future: m.take_on_reason_decision_in_future,
	not_in_force_yet: m.take_on_reason_not_in_force_yet,
	end_before_start: m.take_on_reason_end_before_start,
	end_not_past: m.take_on_reason_end_not_past,
	has_versions: m.take_on_reason_has_versions,
	overlaps: m.take_on_reason_overlaps,
	numbers_not_increasing: m.take_on_reason_numbers_not_increasing,
	not_in_force: m.take_on_reason_not_in_force,
	file_unknown: m.take_on_reason_file_unknown,
	file_type: m.take_on_reason_file_type
};

export const hintWords: Record<TakeOnHint, Words> = {
	before_decision: m.take_on_hint_before_decision,
	file_twice: m.take_on_hint_file_twice,
	gap: m.take_on_hint_gap,
	renames: m.take_on_hint_renames
};
