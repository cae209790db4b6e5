import { redirect } from '@sveltejs/kit';
import { planAuditForm } from '#lib/domain/audits/audit-forms.ts';
import { newAuditPage } from '#lib/server/audits/internal/new-page.ts';
import { planAudit } from '#lib/server/audits/internal/plan.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		choices: await newAuditPage(ctx, event.locals.activeUnitId),
		lineId: event.url.searchParams.get('line') ?? ''
	}));

export const actions: Actions = {
	default: action(
		planAuditForm,
		async (ctx, input, event) => {
			const { id, number } = await planAudit(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' });
			setFlash(event.cookies, { text: m.audits_created({ number }) });
			redirect(303, `/audits/${id}`);
		},
		{ form: 'audit' }
	)
};
