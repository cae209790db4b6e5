import type { DocumentClass } from '#lib/domain/documents/list-query.ts';
import type { Visibility } from '#lib/domain/permissions/policy.ts';
import * as m from '#lib/paraglide/messages.js';

const classWords: Record<DocumentClass, () => string> = {
	system: m.documents_class_system,
	tthc: m.documents_class_tthc,
	internal: m.documents_class_internal
};
const visibilityWords: Record<Visibility, () => string> = {
	restricted: m.documents_visibility_restricted,
	unit: m.documents_visibility_unit,
	province: m.documents_visibility_province,
	public: m.documents_visibility_public
};

export const classWord = (value: DocumentClass): string => classWords[value]();
export const visibilityWord = (value: Visibility): string => visibilityWords[value]();
