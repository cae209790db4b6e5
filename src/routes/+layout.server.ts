import { themeOf } from '#lib/server/http/theme.ts';
import { isDemo } from '#lib/server/installation.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals, cookies }) => ({
	demo: await isDemo(locals.ctx),
	theme: themeOf(cookies)
});
