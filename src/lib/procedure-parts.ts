import type { PartKey } from '#lib/domain/procedures/content.ts';
import * as m from '#lib/paraglide/messages.js';

/** What a part is called on paper and in lists. */
export function partWords(part: PartKey, locale: 'vi' | 'en'): string {
	const words = { locale } as const;
	switch (part) {
		case 'purpose':
			return m.procedure_files_part_purpose({}, words);
		case 'scope':
			return m.procedure_files_part_scope({}, words);
		case 'references':
		case 'clauses':
			return m.procedure_files_part_references({}, words);
		case 'definitions':
			return m.procedure_files_part_definitions({}, words);
		case 'service.serviceCode':
		case 'service.conditions':
			return m.procedure_files_part_conditions({}, words);
		case 'service.dossier':
			return m.procedure_files_part_dossier({}, words);
		case 'service.dossierSets':
			return m.procedure_files_part_dossier_sets({}, words);
		case 'service.timeLimit':
		case 'service.timeNote':
			return m.procedure_files_part_time_limit({}, words);
		case 'service.place':
		case 'service.channels':
			return m.procedure_files_part_place({}, words);
		case 'service.fee':
			return m.procedure_files_part_fee({}, words);
		case 'sections':
			return m.procedure_files_part_sections({}, words);
		case 'steps':
		case 'stepNotes':
			return m.procedure_files_part_steps({}, words);
		case 'legalBasis':
			return m.procedure_files_part_legal_basis({}, words);
		case 'forms':
			return m.procedure_files_part_forms({}, words);
		case 'records':
		case 'recordsNote':
			return m.procedure_files_part_records({}, words);
	}
}
