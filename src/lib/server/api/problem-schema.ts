import { z } from 'zod';

/** What `http/problem.ts` answers with. */
export const problemSchema = z
	.object({
		type: z.literal('about:blank'),
		title: z.string(),
		status: z.int(),
		code: z.string().meta({ description: 'Stable: programs go by it.' }),
		detail: z.string().optional().meta({ description: 'For people, in their language.' }),
		instance: z.string(),
		errors: z.record(z.string(), z.string()).optional().meta({ description: '422: words by field.' }),
		errorCodes: z
			.record(z.string(), z.string())
			.optional()
			.meta({ description: '422: stable codes by field; a limit follows after a colon.' }),
		warnings: z.array(z.string()).optional().meta({ description: '409 `warnings`: the codes to send again in `confirm`.' }),
		params: z
			.record(z.string(), z.unknown())
			.optional()
			.meta({ description: 'Facts about the refusal, for example the state as it is now.' })
	})
	.meta({ id: 'Problem', description: 'RFC 9457.' });
