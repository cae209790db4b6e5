import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { FormState } from '#lib/components/ui/form-state.ts';
import type { AdoptInput } from '#lib/domain/procedures/models/forms.ts';
import * as m from '#lib/paraglide/messages.js';
import { Invalid } from '#lib/server/platform/errors.ts';
import type { Adopted } from '#lib/server/procedures/models/adopt.ts';
import { setFlash } from './flash.ts';
import { fieldErrors, problemWords } from './words.ts';

/**
 * What the form that adopts says back: when all went, the unit's drafts; else the form again, with what was refused beside its line. What
 * was made is shown as made, because the page reads it anew.
 */
export function adoptAnswer(event: RequestEvent, input: AdoptInput, results: readonly Adopted[]): ActionFailure<FormState> {
	const { locale } = event.locals.ctx;
	const made = results.filter(({ outcome }) => outcome === 'adopted').length;
	const refused = results.flatMap(({ sourceDocumentId, refusal }) => {
		if (!refusal) return [];
		const words = refusal instanceof Invalid ? Object.values(fieldErrors(refusal, locale)).join(' ') : problemWords(refusal, locale);
		return [[`as_${sourceDocumentId}`, words] as const];
	});
	const done = m.models_adopt_done_title({ count: made }, { locale });
	if (refused.length === 0) {
		setFlash(event.cookies, { text: m.models_adopt_done_next({ count: made }, { locale }) });
		redirect(303, '/documents?state=all&open=draft&pageSize=200');
	}
	const values: Record<string, string | string[]> = { take: refused.map(([name]) => name.slice('as_'.length)) };
	for (const { documentId, code, title } of input.items) {
		values[`as_${documentId}`] = code;
		values[`title_${documentId}`] = title;
	}
	for (const [index, { words }] of input.roles.entries()) values[`words_${index}`] = words;
	const text = m.models_adopt_refused_title({ count: refused.length }, { locale });
	// What was made is read anew behind what is typed.
	return fail(409, { message: made > 0 ? `${done}. ${text}.` : `${text}.`, errors: Object.fromEntries(refused), values, stale: made > 0 });
}
