import { z } from 'zod';
import { optionalId, requiredId } from '#lib/domain/shared/form-fields.ts';

/** The forms of what is attached to an answer of an inspection. */
export const emptyForm = z.object({});
export const pointForm = z.object({ documentId: optionalId, recordId: optionalId });
export const detachForm = z.object({
	evidenceId: requiredId,
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000')
});
