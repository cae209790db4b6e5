import type { RequestEvent } from '@sveltejs/kit';
import { unexpectedIn, type ItemAnswer } from '#lib/server/documents/many.ts';
import { namedAnswers, type ManyAnswer } from '#lib/server/documents/work/many-page.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import * as m from '#lib/paraglide/messages.js';
import { fieldErrors, overtakenWords, problemWords, type OvertakenWords } from './words.ts';

/** Nothing was typed for this one alone, so there is nothing to copy or to press again here. */
const ofOne: OvertakenWords = { staleState: m.many_stale, stale: m.many_stale_plain, over: m.many_over };

/** What a form that acts on many says back: for each thing what was done, or why not, in words. Bugs go to the log. */
export async function manyAnswer(event: RequestEvent, answers: readonly ItemAnswer[]): Promise<ManyAnswer> {
	const { ctx, runtime } = event.locals;
	for (const err of unexpectedIn(answers)) runtime.log.error({ err, requestId: ctx.requestId }, 'unexpected error in one of many');
	const named = await namedAnswers(ctx, answers, (refusal) => {
		if (refusal instanceof Invalid) return Object.values(fieldErrors(refusal, ctx.locale)).join(' ');
		return overtakenWords(refusal, ctx.locale, ofOne) ?? problemWords(refusal, ctx.locale);
	});
	return { many: { done: answers.filter((one) => one.done).length, answers: named } };
}
