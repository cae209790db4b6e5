import { declineForm, takeForm } from '#lib/domain/units/handed-over.ts';
import { takeHandedOver } from '#lib/server/handed-over.ts';
import { handedOverPage } from '#lib/server/handed-over-page.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { named } from '#lib/server/http/named-action.ts';
import { declineOffer } from '#lib/server/units/handed-over.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ handed: await handedOverPage(ctx, event.params.id) }));

export const actions: Actions = {
	take: named(takeForm, async (ctx, form, event) => {
		await takeHandedOver(ctx, form.item, form.code);
		setFlash(event.cookies, { text: m.carryover_taken_done() });
	}),
	decline: named(declineForm, async (ctx, form, event) => {
		await declineOffer(ctx, form.item, form.reason);
		setFlash(event.cookies, { text: m.carryover_declined_done() });
	})
};
