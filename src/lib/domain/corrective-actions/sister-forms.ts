import { z } from 'zod';
import { checkbox, listOf, optionalId, optionalText, requiredDay, requiredText } from '#lib/domain/shared/form-fields.ts';

/** What a sister unit answers: not here, here too (an action is raised), does not apply. */
export const sisterAnswers = ['not_here', 'here', 'not_applicable'] as const;
export type SisterAnswer = (typeof sisterAnswers)[number];

/** "Same finding elsewhere": who is asked, by kind, by the unit above them, or one by one. */
export const shareForm = z.object({
	findingId: optionalId,
	actionId: optionalId,
	text: requiredText(2000),
	dueOn: requiredDay,
	kinds: listOf(z.string().max(40)),
	parentId: optionalId,
	units: listOf(z.uuid('unit_unknown')),
	confirmed: checkbox
});

export const sisterAnswerForm = z.object({
	unitId: z.uuid('unit_unknown'),
	answer: z.enum(sisterAnswers, 'required'),
	text: requiredText(2000)
});

export const closeSharedForm = z.object({ comment: optionalText(500) });
