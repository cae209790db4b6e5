import { z } from 'zod';
import {
	listOf,
	optionalId,
	optionalText,
	passwordField,
	requiredDay,
	requiredId,
	requiredText,
	rowVersionField
} from '#lib/domain/shared/form-fields.ts';

/** Texts of a version as its author writes them; what is missing is asked for at submit, not while writing. */
export const versionTextForm = z.object({
	title: requiredText(300),
	summary: optionalText(2000),
	changeClass: z.enum(['substantive', 'editorial']).default('substantive'),
	step: z.enum(['issue', 'revision']).optional(),
	references: listOf(z.uuid('invalid')),
	/** External documents that it cites. */
	externals: listOf(z.uuid('invalid')),
	rowVersion: rowVersionField,
	removeSource: z.string().optional()
});

export const submitForm = z.object({ reviewer: optionalId, comment: optionalText(2000), rowVersion: rowVersionField });

/** An act without anything but a remark. */
export const actForm = z.object({ comment: optionalText(2000), rowVersion: rowVersionField });

/** An act that needs its reason. */
export const reasonForm = z.object({
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000'),
	rowVersion: rowVersionField
});

export const signForm = z.object({
	password: passwordField,
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.optional(),
	comment: optionalText(2000),
	rowVersion: rowVersionField
});

export const withdrawForm = z.object({
	versionId: z.uuid('invalid'),
	from: requiredDay,
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000'),
	decisionNumber: optionalText(60),
	password: passwordField,
	rowVersion: rowVersionField
});

export const exceptionForm = z.object({
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000'),
	validTo: requiredDay,
	password: passwordField
});

export const endExceptionForm = z.object({
	exceptionId: z.uuid('invalid'),
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000')
});

export const askGuestForm = z.object({
	askedOfUnitId: requiredId,
	reason: z.string('reason_required').trim().min(1, 'reason_required').max(2000, 'too_long:2000')
});

export const appointGuestForm = z.object({ guestId: requiredId, rowVersion: rowVersionField });
