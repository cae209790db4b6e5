import { z } from 'zod';
import { filled, optionalText, requiredDay, requiredId, requiredText } from '#lib/domain/shared/form-fields.ts';
import { periodKinds } from '../periods.ts';
import { figureTopics } from './figures.ts';

const year = filled(z.coerce.number('required').int('invalid').min(2000, 'invalid').max(2100, 'invalid'));
/** Empty: not given; which ones a topic needs is the command's business. */
const figure = z
	.string()
	.default('')
	.transform((text) => (text.trim() === '' ? null : Number(text.replace(/[\s.]/g, ''))))
	.pipe(z.int('number_invalid').min(0, 'number_invalid').max(100_000_000, 'number_invalid').nullable());

export const figureForm = z.object({
	topic: z.enum(figureTopics, 'required'),
	year,
	periodKind: z.enum(periodKinds, 'required'),
	period: filled(z.coerce.number('required').int('invalid').min(1, 'invalid').max(12, 'invalid')),
	sent: figure,
	answered: figure,
	satisfied: figure,
	received: figure,
	onTime: figure,
	late: figure,
	returned: figure,
	source: requiredText(500),
	sourceOn: requiredDay,
	note: optionalText(2000),
	/** Why the figures that were given before are not right. */
	reason: optionalText(2000)
});
export type FigureInput = z.output<typeof figureForm>;

export const satisfactionQuery = z.object({
	year: z.coerce.number().int().min(2000).max(2100).optional().catch(undefined),
	topic: z.enum(figureTopics).catch('dossiers')
});

/** What was previewed, and why figures that were given before are not right. */
export const importFiguresForm = z.object({ file: requiredId, reason: optionalText(2000) });
