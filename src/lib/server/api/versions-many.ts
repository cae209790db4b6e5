import { z } from 'zod';
import { versionStates } from '#lib/domain/documents/lifecycle.ts';
import { manyEvents, mostAtOnce } from '#lib/domain/documents/many.ts';
import { unexpectedIn, type Refused } from '#lib/server/documents/many.ts';
import { moveManyVersions } from '#lib/server/procedures/move-many.ts';
import { operation } from './operation.ts';
import { rowVersion, sha256, signature, text } from './schemas.ts';

const done = z.object({ id: z.uuid(), status: z.literal(200), state: z.enum(versionStates), rowVersion });
/** What was refused of many, with the reason. */
export const refusedItem = z.object({
	id: z.uuid(),
	status: z.int().meta({ description: 'What the act alone would have been answered with: 404, 403, 409, 422.' }),
	code: z.string().meta({ description: 'Stable, as in a problem.' }),
	params: z.record(z.string(), z.unknown()).optional().meta({ description: 'Facts about the refusal.' })
});

export const moveVersions = operation({
	id: 'moveVersions',
	method: 'POST',
	path: '/versions/transitions',
	tag: 'Versions',
	summary: 'The same event for several versions, each an act of its own',
	description: `At most ${mostAtOnce}. What is refused stops none of the others: the answer says for each in \`items\`, in the order sent, its status and why. The call as a whole is refused only where nothing could be tried: wrong input, or a signature that does not hold. One password signs all of a list; each version gets its own signature.`,
	body: z.object({
		items: z
			.array(
				z.object({
					id: z.uuid(),
					rowVersion: rowVersion.optional(),
					sha256: sha256.optional().meta({ description: 'approve: what the signer saw; another one is `content_changed`.' })
				})
			)
			.min(1, 'choose_some')
			.max(mostAtOnce, `too_many_chosen:${mostAtOnce}`),
		event: z.enum(manyEvents),
		comment: text(2000).optional().meta({ description: 'The reason, where the event needs one: return, cancel. The same for all.' }),
		reviewer: z.uuid().nullish().meta({ description: 'submit: who is to review; every reviewer when left out.' }),
		signature: signature.pick({ password: true }).optional().meta({ description: 'approve: the password of the head, entered again.' })
	}),
	response: z.object({ done: z.int(), refused: z.int(), items: z.array(z.union([done, refusedItem])) }),
	problems: ['signature_refused'],
	async run(ctx, { body: { signature, ...move }, runtime }) {
		const answers = await moveManyVersions(ctx, runtime.tools, { ...move, password: signature?.password });
		for (const err of unexpectedIn(answers)) runtime.log.error({ err, requestId: ctx.requestId }, 'unexpected error in one of many');
		const items = answers.map((one) =>
			one.done ? { id: one.id, status: 200, state: one.state, rowVersion: one.rowVersion } : refusedAnswer(one)
		);
		const refusals = answers.filter((one) => !one.done).length;
		return { done: answers.length - refusals, refused: refusals, items };
	}
});

export function refusedAnswer({ id, refusal: { status, code, params } }: Refused) {
	return { id, status, code, ...(Object.keys(params).length > 0 ? { params } : {}) };
}
