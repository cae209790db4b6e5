import { randomUUID } from 'node:crypto';
import { partsOf, somePartsSchema } from '#lib/domain/procedures/content-parts.ts';
import { sectionsOf } from '#lib/domain/procedures/editor-sections.ts';
import { partsFromForm, type FormValues } from '#lib/domain/procedures/part-forms.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { contentBefore, findContent, revisionsSince } from './content-store.ts';
import { readContent } from './read-content.ts';
import { saveContent, type SavedContent } from './save-content.ts';

/**
 * Saves one place of the editor from its plain form (no scripts). The form says from which revision it was drawn.
 * @throws as `saveContent`; Invalid `time_unknown` by field: the rest was not saved either, and comes back as typed
 */
export async function savePartForm(
	ctx: Ctx,
	input: { versionId: string; base: number; section: string; values: FormValues }
): Promise<SavedContent> {
	const read = await readContent(ctx, input.versionId);
	const stored = await findContent(ctx, input.versionId);
	if (!stored) throw new NotFound('content_not_found');
	const base = contentBefore(stored, await revisionsSince(ctx, input.versionId, input.base), input.base);
	const section = sectionsOf(read.content).find(({ key }) => key === input.section);
	if (!section) throw new Invalid({ section: 'invalid' });
	const { content, parts, wrong } = partsFromForm(base, section, input.values, () => randomUUID());
	if (wrong.length > 0) throw new Invalid(Object.fromEntries(wrong.map((field) => [field, 'time_unknown'])));
	const all = partsOf(content);
	const changed = somePartsSchema.parse(Object.fromEntries(parts.map((part) => [part, all[part]])));
	return saveContent(ctx, { versionId: input.versionId, base: input.base, parts: changed });
}
