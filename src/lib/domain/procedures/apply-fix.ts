import { codeKey } from '#lib/domain/documents/code.ts';
import type { Fix } from './checks.ts';
import type { PartKey, ProcedureContent } from './content.ts';

/** The content with one suggestion taken. Rows that are gone by now stay gone: the content comes back as it was. */
export function applyFix(content: ProcedureContent, fix: Fix, newId: () => string): ProcedureContent {
	const { service } = content;
	switch (fix.kind) {
		case 'set_step_time':
			return { ...content, steps: content.steps.map((row) => (row.id === fix.rowId ? { ...row, time: fix.time } : row)) };
		case 'set_time_limit':
			return service ? { ...content, service: { ...service, timeLimit: fix.time } } : content;
		case 'add_form':
			return { ...content, forms: [...content.forms, { id: newId(), code: fix.code, name: fix.name }] };
		case 'set_form_name':
			return { ...content, forms: content.forms.map((row) => (row.id === fix.rowId ? { ...row, name: fix.name } : row)) };
		case 'add_legal_basis': {
			const row = { id: newId(), text: fix.text, documentId: null, externalId: fix.externalId };
			return { ...content, legalBasis: [...content.legalBasis, row] };
		}
		case 'replace_code': {
			const replace = (text: string) =>
				text
					.split(/([\s;,]+)/u)
					.map((word) => (codeKey(word) === codeKey(fix.from) ? fix.to : word))
					.join('');
			if (fix.part === 'steps')
				return { ...content, steps: content.steps.map((row) => (row.id === fix.rowId ? { ...row, result: replace(row.result) } : row)) };
			if (!service) return content;
			const dossier = service.dossier.map((row) => (row.id === fix.rowId ? { ...row, form: replace(row.form) } : row));
			return { ...content, service: { ...service, dossier } };
		}
		case 'remove_row':
			return removeRow(content, fix.part, fix.rowId);
	}
}

function removeRow(content: ProcedureContent, part: PartKey, rowId: string): ProcedureContent {
	const { service } = content;
	const without = <Row extends { id: string }>(rows: readonly Row[]) => rows.filter((row) => row.id !== rowId);
	switch (part) {
		case 'references':
			return { ...content, references: without(content.references) };
		case 'definitions':
			return { ...content, definitions: without(content.definitions) };
		case 'service.dossier':
			return service ? { ...content, service: { ...service, dossier: without(service.dossier) } } : content;
		case 'sections':
			return { ...content, sections: without(content.sections) };
		case 'steps':
			return { ...content, steps: without(content.steps) };
		case 'legalBasis':
			return { ...content, legalBasis: without(content.legalBasis) };
		case 'forms':
			return { ...content, forms: without(content.forms) };
		case 'records':
			return { ...content, records: without(content.records) };
		default:
			return content;
	}
}
