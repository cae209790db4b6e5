import { z } from 'zod';
import { mostAtOnce } from '#lib/domain/documents/many.ts';
import { manageMany, unexpectedIn } from '#lib/server/documents/many.ts';
import { audienceInput } from './documents.ts';
import { operation } from './operation.ts';
import { rowVersion } from './schemas.ts';
import { refusedAnswer, refusedItem } from './versions-many.ts';

export const changeDocuments = operation({
	id: 'changeDocuments',
	method: 'POST',
	path: '/documents/changes',
	tag: 'Documents',
	summary: 'Set audience or owner of several documents, each an act of its own',
	description: `At most ${mostAtOnce}. What is left out of the change stays as it is; null takes an owner away. What is refused stops none of the others.`,
	body: z.object({
		items: z
			.array(z.object({ id: z.uuid(), rowVersion: rowVersion.optional() }))
			.min(1, 'choose_some')
			.max(mostAtOnce, `too_many_chosen:${mostAtOnce}`),
		audience: audienceInput.optional(),
		ownerId: z.uuid('invalid').nullish(),
		ownerDivisionId: z.uuid('invalid').nullish()
	}),
	response: z.object({
		done: z.int(),
		refused: z.int(),
		items: z.array(z.union([z.object({ id: z.uuid(), status: z.literal(200), rowVersion }), refusedItem]))
	}),
	async run(ctx, { body, runtime }) {
		const answers = await manageMany(ctx, body);
		for (const err of unexpectedIn(answers)) runtime.log.error({ err, requestId: ctx.requestId }, 'unexpected error in one of many');
		const items = answers.map((one) => (one.done ? { id: one.id, status: 200, rowVersion: one.rowVersion } : refusedAnswer(one)));
		const refused = answers.filter((one) => !one.done).length;
		return { done: answers.length - refused, refused, items };
	}
});
