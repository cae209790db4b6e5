import { z } from 'zod';

export const trustForm = z.object({
	/** DER in base64url, as the step before gave it. */
	certificate: z.string().min(1, 'required').max(8_000),
	compared: z
		.string()
		.optional()
		.transform((text) => text === 'on'),
	note: z.string().max(2_000).default('')
});

export const retireForm = z.object({ id: z.string(), reason: z.string().default('') });

export const removePaperForm = z.object({ paperId: z.string(), reason: z.string().default('') });
