import type { Column, SectionKey } from '#lib/domain/procedures/editor-sections.ts';
import { sectionOf } from '#lib/domain/procedures/editor-sections.ts';
import type { PartKey, ProcedureContent } from '#lib/domain/procedures/content.ts';
import * as m from '#lib/paraglide/messages.js';

const sections: Readonly<Record<SectionKey, () => string>> = {
	purpose: m.procedure_editor_purpose,
	scope: m.procedure_editor_scope,
	references: m.procedure_editor_references,
	definitions: m.procedure_editor_definitions,
	conditions: m.procedure_editor_conditions,
	dossier: m.procedure_editor_dossier,
	dossierSets: m.procedure_editor_dossier_sets,
	timeLimit: m.procedure_editor_time_limit,
	place: m.procedure_editor_place,
	fee: m.procedure_editor_fee,
	sections: m.procedure_editor_sections,
	steps: m.procedure_editor_steps,
	legalBasis: m.procedure_editor_legal_basis,
	forms: m.procedure_editor_forms,
	records: m.procedure_editor_records,
	clauses: m.procedure_editor_clauses
};

export function sectionWords(key: SectionKey): string {
	return sections[key]();
}

/** What is written in a place, in one or two sentences. */
const helps: Readonly<Partial<Record<SectionKey, () => string>>> = {
	purpose: m.procedure_editor_help_purpose,
	scope: m.procedure_editor_help_scope,
	references: m.procedure_editor_help_references,
	sections: m.procedure_editor_help_sections,
	timeLimit: m.procedure_editor_help_time_limit,
	steps: m.procedure_editor_help_steps,
	forms: m.procedure_editor_help_forms,
	records: m.procedure_editor_help_records,
	clauses: m.procedure_editor_help_clauses
};

export function sectionHelp(key: SectionKey): string | undefined {
	return helps[key]?.();
}

/** Parts that stand under the number of another. */
const own: Readonly<Partial<Record<PartKey, () => string>>> = {
	'service.serviceCode': m.procedure_editor_service_code,
	'service.timeNote': m.procedure_editor_time_note,
	'service.channels': m.procedure_editor_channels,
	stepNotes: m.procedure_editor_step_notes,
	recordsNote: m.procedure_editor_records_note
};

/** What a part is called that stands under the number of another. */
export function ownPartWords(part: PartKey): string | undefined {
	return own[part]?.();
}

export function partWords(content: Pick<ProcedureContent, 'service'>, part: PartKey): string {
	const section = sectionOf(content, part);
	return own[part]?.() ?? (section ? sectionWords(section) : part);
}

const fields: Readonly<Record<string, () => string>> = {
	what: m.procedure_editor_field_what,
	who: m.procedure_editor_field_who,
	time: m.procedure_editor_field_time,
	result: m.procedure_editor_field_result,
	text: m.procedure_editor_field_text,
	link: m.procedure_editor_field_link,
	documentId: m.procedure_editor_field_link,
	externalId: m.procedure_editor_field_link,
	term: m.procedure_editor_field_term,
	meaning: m.procedure_editor_field_meaning,
	name: m.procedure_editor_field_name,
	original: m.procedure_editor_field_original,
	copy: m.procedure_editor_field_copy,
	form: m.procedure_editor_field_form,
	heading: m.procedure_editor_field_heading,
	code: m.procedure_editor_field_code,
	keptBy: m.procedure_editor_field_kept_by,
	keptFor: m.procedure_editor_field_kept_for
};

export function fieldWords(field: Column['field']): string {
	return fields[field]?.() ?? field;
}

/** `B3` for a step, `3` for another row. */
export function rowName(part: PartKey, index: number): string {
	return part === 'steps' ? `B${index + 1}` : String(index + 1);
}
