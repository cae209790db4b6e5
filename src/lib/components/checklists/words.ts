import type { QuestionColumn, QuestionReason } from '#lib/domain/audits/checklists/import-rows.ts';
import type { ComparedField } from '#lib/domain/audits/checklists/compare.ts';
import * as m from '#lib/paraglide/messages.js';

export function purposeWords(purpose: 'internal' | 'inspection'): string {
	return purpose === 'internal' ? m.checklists_purpose_internal() : m.checklists_purpose_inspection();
}

export const fieldWords: Readonly<Record<ComparedField, () => string>> = {
	section: m.checklists_column_section,
	text: m.checklists_column_text,
	clause: m.checklists_column_clause,
	evidence: m.checklists_column_evidence,
	guidance: m.checklists_column_guidance,
	weight: m.checklists_column_weight,
	documentIds: m.checklists_column_procedures
};

export const columnWords: Readonly<Record<QuestionColumn, () => string>> = {
	key: m.checklists_column_key,
	section: m.checklists_column_section,
	text: m.checklists_column_text,
	clause: m.checklists_column_clause,
	evidence: m.checklists_column_evidence,
	guidance: m.checklists_column_guidance,
	weight: m.checklists_column_weight,
	procedures: m.checklists_column_procedures
};

export const reasonWords: Readonly<Record<QuestionReason, () => string>> = {
	column_missing: m.checklists_fault_column_missing,
	column_twice: m.checklists_fault_column_twice,
	required: m.checklists_fault_required,
	formula: m.checklists_fault_formula,
	too_long: m.checklists_fault_too_long,
	too_many: m.checklists_fault_too_many,
	key_form: m.checklists_fault_key_form,
	key_twice: m.checklists_fault_key_twice,
	clause_unknown: m.checklists_fault_clause_unknown,
	weight_form: m.checklists_fault_weight_form,
	procedure_unknown: m.checklists_fault_procedure_unknown
};
