import { z } from 'zod';
import { optionalId, optionalText, requiredDay, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { riskAnswered, riskNamed } from './forms.ts';

/** The forms around a check: who verifies, which documents it waits for, more time, and the conclusion. */
const reason = z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000');
const versioned = { rowVersion: rowVersionField };

export const verifierForm = z.object({
	userId: optionalId,
	guestEmail: z.string().trim().max(200, 'too_long:200').default(''),
	reason: optionalText(500),
	...versioned
});
export const linkDocumentForm = z.object({ documentId: requiredId, versionId: optionalId });
export const unlinkDocumentForm = z.object({ linkId: requiredId, reason });
export const proposeChangeForm = z.object({ documentId: requiredId, kind: z.enum(['amend', 'withdraw']), what: requiredText(4000) });
export const askExtensionForm = z.object({ dueOn: requiredDay, reason });
export const decideExtensionForm = z.object({ extensionId: requiredId, reason, ...versioned });
export const effectiveForm = z.object({ verification: reason, ...riskAnswered, ...versioned }).refine(...riskNamed);
export const ineffectiveForm = z.object({ verification: reason, ...versioned });
