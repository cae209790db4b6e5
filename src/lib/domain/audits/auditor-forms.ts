import { z } from 'zod';
import { optionalDay, optionalText, requiredDay, requiredId, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';

const entry = {
	training: requiredText(500),
	trainedOn: optionalDay,
	certificateNumber: optionalText(100),
	certificateIssuer: optionalText(200),
	certificateOn: optionalDay,
	validFrom: requiredDay,
	/** The last day; empty: without an end. */
	validTo: optionalDay,
	note: optionalText(1000)
};

/** An entry of the register of auditors. */
export const registerAuditorForm = z.object({ userId: requiredId, ...entry });
export const auditorForm = z.object({ ...entry, rowVersion: rowVersionField.pipe(z.int('invalid')) });
export type AuditorEntry = Omit<z.output<typeof auditorForm>, 'rowVersion'>;

export const endAuditorForm = z.object({
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(1000, 'too_long:1000'),
	rowVersion: rowVersionField.pipe(z.int('invalid'))
});

export const auditorQuery = z.object({
	state: z.enum(['all', 'current', 'ending', 'lapsed', 'ended']).catch('all'),
	page: z.coerce.number().int().min(1).max(10_000).catch(1)
});

export const auditorFileForm = z.object({});
export const removeAuditorFileForm = z.object({
	evidenceId: requiredId,
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(1000, 'too_long:1000')
});
