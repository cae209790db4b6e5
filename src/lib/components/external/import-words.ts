import { externalColumns, type ExternalColumn, type ExternalReason } from '#lib/domain/documents/external-import.ts';
import { isDay } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** The columns of an import as the head of its file names them. */
export const columnWords: Readonly<Record<ExternalColumn, () => string>> = {
	number: m.external_number,
	title: m.external_name,
	issuer: m.external_issuer,
	issuedOn: m.external_issued_on,
	inForceFrom: m.external_in_force_from,
	inForceUntil: m.external_in_force_until,
	link: m.external_link,
	receivedOn: m.external_received_on,
	appliedFor: m.external_applied_for,
	division: m.external_division,
	checker: m.external_checker,
	checkMonths: m.external_check_months
};

export const reasonWords: Readonly<Record<ExternalReason, () => string>> = {
	column_missing: m.external_reason_column_missing,
	column_twice: m.external_reason_column_twice,
	required: m.external_reason_required,
	formula: m.external_reason_formula,
	too_long: m.external_reason_too_long,
	bad_date: m.external_reason_bad_date,
	until_before_from: m.external_reason_until_before_from,
	from_before_issue: m.external_reason_from_before_issue,
	link_invalid: m.external_reason_link_invalid,
	months_form: m.external_reason_months_form,
	line_twice: m.external_reason_line_twice,
	ambiguous: m.external_reason_ambiguous,
	division_unknown: m.external_reason_division_unknown,
	person_unknown: m.external_reason_person_unknown,
	person_ambiguous: m.external_reason_person_ambiguous
};

const dayColumns: readonly ExternalColumn[] = externalColumns.filter((column) => column.endsWith('On') || column.startsWith('inForce'));

/** What stood or will stand in a column, as people read it. */
export function cellWords(column: ExternalColumn, text: string): string {
	if (text === '') return '–';
	return dayColumns.includes(column) && isDay(text) ? formatDay(text) : text;
}
