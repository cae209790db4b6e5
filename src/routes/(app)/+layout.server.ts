import { answer } from '#lib/server/http/answer.ts';
import { takeFlash } from '#lib/server/http/flash.ts';
import { themeOf } from '#lib/server/http/theme.ts';
import { today } from '#lib/server/platform/context.ts';
import { shellFor } from '#lib/server/shell.ts';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = (event) =>
	answer(event, async (ctx) => {
		const { fullName, position, unit, units, ...frame } = await shellFor(ctx, event.locals.activeUnitId);
		return {
			...frame,
			me: { fullName, position, unit, units },
			today: today(ctx),
			idleMinutes: event.locals.session?.idleMinutes,
			theme: themeOf(event.cookies),
			flash: takeFlash(event.cookies)
		};
	});
