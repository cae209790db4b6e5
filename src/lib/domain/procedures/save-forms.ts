import { z } from 'zod';
import { optionalId, requiredText } from '#lib/domain/shared/form-fields.ts';
import { somePartsSchema } from './content-parts.ts';

/** A save of some parts by a page or through the API. `base`: the revision that the writer began from. */
export const saveContentInput = z.object({
	base: z.int('invalid').min(1, 'invalid'),
	parts: somePartsSchema
});
export const saveDraftInput = saveContentInput.extend({ versionId: z.uuid('invalid') });

/** The plain form of one place; its fields are read by `partsFromForm`. */
export const partForm = z.looseObject({
	section: z.string('required'),
	versionId: z.uuid('invalid'),
	base: z.coerce.number('invalid').int('invalid').min(1, 'invalid')
});

export const submitProcedureForm = z.object({
	versionId: z.uuid('invalid'),
	revision: z.coerce.number('invalid').int('invalid').optional(),
	summary: requiredText(2000),
	reviewer: optionalId
});
