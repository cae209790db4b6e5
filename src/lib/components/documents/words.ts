import type { DocumentClass } from '#lib/domain/documents/list-query.ts';
import type { NumberingScheme } from '#lib/domain/documents/numbering.ts';
import * as m from '#lib/paraglide/messages.js';

const classWords: Record<DocumentClass, () => string> = {
	system: m.documents_class_system,
	tthc: m.documents_class_tthc,
	internal: m.documents_class_internal
};

export function classWord(value: DocumentClass): string {
	return classWords[value]();
}

/** "Lần ban hành 02, sửa đổi 01" by the unit's scheme; never `02/01` alone in a sentence. */
export function numbersSentence(issueNo: number, revisionNo: number, scheme: NumberingScheme = 'issue_revision'): string {
	const issue = String(issueNo).padStart(2, '0');
	if (scheme === 'single') return m.documents_numbers_single({ issue });
	if (scheme === 'major_minor') return m.documents_numbers_major_minor({ version: `${issueNo}.${revisionNo}` });
	return m.documents_numbers({ issue, revision: String(revisionNo).padStart(2, '0') });
}
