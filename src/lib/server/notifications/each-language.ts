import type { Locale } from '#lib/server/platform/context.ts';

/** Words that a notice keeps in every language, because what they say is known only when it is written. */
export type InEachLanguage = { readonly en: string; readonly vi: string };

export function inEachLanguage(words: (locale: Locale) => string): InEachLanguage {
	return { en: words('en'), vi: words('vi') };
}

/** The words of one language out of what a notice keeps; null when it keeps none. */
export function inLanguage(kept: unknown, locale: Locale): string | null {
	if (typeof kept !== 'object' || kept === null) return null;
	const words: Record<string, unknown> = { ...kept };
	const found = words[locale];
	return typeof found === 'string' ? found : null;
}
