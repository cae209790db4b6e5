import { z } from 'zod';
import { optionalText, requiredText, rowVersionField } from '#lib/domain/shared/form-fields.ts';
import { linesOf } from './decision-words.ts';

/** A list typed as lines. */
const lines = (most: number, limit: number) =>
	optionalText(limit)
		.transform(linesOf)
		.refine((list) => list.length <= most, `too_many_lines:${most}`);

export const decisionWordsForm = z.object({
	place: requiredText(60),
	subject: requiredText(500),
	authority: requiredText(200),
	standard: requiredText(100),
	grounds: lines(30, 10_000),
	responsible: requiredText(1000),
	recipients: lines(30, 3000),
	signerHeading: lines(4, 400),
	signerName: optionalText(120),
	rowVersion: rowVersionField
});
