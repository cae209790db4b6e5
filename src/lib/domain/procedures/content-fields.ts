import { z } from 'zod';
import { procedureContent } from './content.ts';

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
