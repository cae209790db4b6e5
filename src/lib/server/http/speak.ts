import { AsyncLocalStorage } from 'node:async_hooks';
import type { Handle } from '@sveltejs/kit';
import { extractLocaleFromRequest, overwriteServerAsyncLocalStorage } from '#lib/paraglide/runtime.js';
import { themeOf } from './theme.ts';

type Spoken = { locale?: 'vi' | 'en'; origin?: string; messageCalls?: Set<string> };
const spoken = new AsyncLocalStorage<Spoken>();
overwriteServerAsyncLocalStorage(spoken);

/**
 * The language of the device; pages carry it, and the theme, from their first byte. Paraglide's own middleware would copy each
 * request for addresses with languages, which we do not have: of an upload the whole body stayed in memory.
 */
export const speak: Handle = ({ event, resolve }) => {
	const locale = extractLocaleFromRequest(event.request);
	event.locals.locale = locale;
	return spoken.run({ locale, origin: event.url.origin }, () =>
		Promise.resolve(
			resolve(event, {
				transformPageChunk: ({ html }) => html.replace('%lang%', locale).replace('%theme%', themeOf(event.cookies)),
				// A list from our own API may be read while a page is made; nothing else of an answer matters to it.
				filterSerializedResponseHeaders: (name) => name === 'content-type'
			})
		)
	);
};
