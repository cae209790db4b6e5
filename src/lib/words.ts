import * as messages from '#lib/paraglide/messages.js';

type Params = Readonly<Record<string, unknown>>;
type Message = (params: Params, options: { locale: 'vi' | 'en' }) => string;

const byKey: Readonly<Record<string, unknown>> = messages;

/**
 * The words of a message whose key is made at run time; null when no such message exists. For the server: in a component it would
 * bring every message to the browser.
 */
export function wordsOf(key: string, params: Params, locale: 'vi' | 'en'): string | null {
	const message = byKey[key];
	return typeof message === 'function' ? (message as Message)(params, { locale }) : null;
}
