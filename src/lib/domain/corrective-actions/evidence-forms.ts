import { z } from 'zod';
import { optionalId, optionalText, requiredId } from '#lib/domain/shared/form-fields.ts';

/** The forms of `EvidenceForm` and `EvidenceList`; a page that has evidence on several things adds which one with `.extend`. */
export const evidenceForm = z.object({});
export const pointForm = z.object({ documentId: optionalId, recordId: optionalId, note: optionalText(300) });
export const removeEvidenceForm = z.object({
	evidenceId: requiredId,
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000')
});
