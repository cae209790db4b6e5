import { redirect, type RequestHandler } from '@sveltejs/kit';
import { ownPath } from '#lib/server/http/own-path.ts';
import { setActiveUnit } from '#lib/server/identity/sessions.ts';

/** The unit that a person with several works in now. */
export const POST: RequestHandler = async ({ request, locals, url }) => {
	const form = await request.formData();
	const unit = form.get('unit');
	if (locals.session && typeof unit === 'string') await setActiveUnit(locals.ctx, locals.session.id, unit);
	redirect(303, ownPath(form.get('next'), url));
};
