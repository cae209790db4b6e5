import { z } from 'zod';
import { optionalText, passwordField, requiredDay, requiredText } from '#lib/domain/shared/form-fields.ts';

const sha256 = z
	.string()
	.regex(/^[0-9a-f]{64}$/)
	.optional();

/** Confirmed without change: signed. */
export const confirmReviewForm = z.object({ dueOn: requiredDay, remark: optionalText(2000), password: passwordField, sha256 });

/** Something is to change: what, in words. */
export const openReviewForm = z.object({ dueOn: requiredDay, remark: requiredText(2000) });
