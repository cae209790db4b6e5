import { contentField, unplacedField } from '#lib/domain/procedures/content-fields.ts';
import type { Imported } from '#lib/domain/procedures/import-docx.ts';

type Answer = { imported?: Imported; values?: Readonly<Record<string, string | string[]>> };

/** What was read out of the file: by the action just now, or as a refused save sent it back. Undefined before that. */
export function importedOf(answer: Answer | null | undefined): Imported | undefined {
	if (answer?.imported) return answer.imported;
	const content = contentField.safeParse(answer?.values?.content);
	const unplaced = unplacedField.safeParse(answer?.values?.unplaced);
	return content.success && unplaced.success ? { content: content.data, unplaced: unplaced.data, front: [] } : undefined;
}
