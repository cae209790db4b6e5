import { z } from 'zod';
import { procedureContent } from './content.ts';
import { placeKeys, type PlaceKey } from './import-place.ts';

/** The content as a form carries it: JSON in one field. */
export const contentField = z
	.string('required')
	.transform((text, check): unknown => {
		try {
			return JSON.parse(text);
		} catch {
			check.addIssue({ code: 'custom', message: 'invalid' });
			return z.NEVER;
		}
	})
	.pipe(procedureContent);

/** What the preview asks for. */
export const previewForm = z.object({ content: contentField, row: z.string().max(40, 'invalid').default('') });

export const unplacedField = z
	.string('required')
	.transform((text): unknown => {
		try {
			return JSON.parse(text);
		} catch {
			return null;
		}
	})
	.pipe(z.array(z.object({ under: z.string(), text: z.string() })).max(20_000, 'invalid'));

/** What the review of an import sends: beside these, `place-0`, `place-1` … for the pieces that were not recognised. */
export const importForm = z.looseObject({
	versionId: z.uuid('invalid'),
	base: z.coerce.number('invalid').int('invalid').min(1, 'invalid'),
	content: contentField,
	unplaced: unplacedField
});

/** The place that was chosen for each piece; null: none. */
export function placesFrom(values: Readonly<Record<string, unknown>>, count: number): (PlaceKey | null)[] {
	return Array.from({ length: count }, (_none, index) => placeKeys.find((key) => key === values[`place-${index}`]) ?? null);
}
