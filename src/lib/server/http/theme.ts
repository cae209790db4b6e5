import type { Cookies } from '@sveltejs/kit';
import type { Theme } from '#lib/components/layout/types.ts';

/** The appearance that this device chose; the system's own otherwise. */
export function themeOf(cookies: Cookies): Theme {
	const theme = cookies.get('theme');
	return theme === 'light' || theme === 'dark' ? theme : 'system';
}
