import { packForm } from '#lib/domain/reports/evidence-pack.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { packsPage } from '#lib/server/reports/evidence-pack/packs-page.ts';
import { askPack } from '#lib/server/reports/evidence-pack/request.ts';
import * as m from '#lib/paraglide/messages.js';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ list: await packsPage(ctx, event.locals.activeUnitId) }));

export const actions: Actions = {
	default: action(packForm, async (ctx, input, event) => {
		await askPack(ctx, event.locals.activeUnitId, input);
		setFlash(event.cookies, { text: m.packs_asked() });
		redirect(303, '/evidence-packs');
	})
};
