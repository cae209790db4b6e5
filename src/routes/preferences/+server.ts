import { redirect, type RequestHandler } from '@sveltejs/kit';
import { answer } from '#lib/server/http/answer.ts';
import { ownPath } from '#lib/server/http/own-path.ts';
import { readForm } from '#lib/server/http/read-form.ts';
import { cookieName, isLocale } from '#lib/paraglide/runtime.js';

const year = 60 * 60 * 24 * 365;
const themes = ['system', 'light', 'dark'];

/** Keeps language and appearance on this device. Readable by scripts: neither is a secret and the page needs both. */
export const POST: RequestHandler = async (event) => {
	const { cookies, url } = event;
	const form = await answer(event, () => readForm(event.request));
	const options = {
		path: '/',
		maxAge: year,
		httpOnly: false,
		sameSite: 'lax',
		secure: url.protocol === 'https:'
	} as const;
	const theme = form.get('theme');
	const locale = form.get('locale');
	if (typeof theme === 'string' && themes.includes(theme)) cookies.set('theme', theme, options);
	if (typeof locale === 'string' && isLocale(locale)) cookies.set(cookieName, locale, options);

	redirect(303, ownPath(form.get('next'), url));
};
