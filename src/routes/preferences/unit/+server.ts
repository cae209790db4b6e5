import { redirect, type RequestHandler } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { ownPath } from '#lib/server/http/own-path.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { setActiveUnit } from '#lib/server/identity/sessions.ts';

/** The unit that a person with several works in now. */
export const POST: RequestHandler = async (event) => {
	const { locals, url } = event;
	const form = await answer(event, () => readForm(event.request));
	const unit = form.get('unit');
	if (locals.session && typeof unit === 'string') await setActiveUnit(locals.ctx, locals.session.id, unit);
	redirect(303, ownPath(form.get('next'), url));
};
