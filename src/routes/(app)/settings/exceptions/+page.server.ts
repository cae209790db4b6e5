import { endExceptionForm, exceptionForm } from '#lib/domain/documents/version-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { endException, grantException } from '#lib/server/documents/exceptions.ts';
import { exceptionsPage } from '#lib/server/documents/work/exceptions-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const unitOf = (event: { url: URL; locals: App.Locals }) => event.url.searchParams.get('unit') ?? event.locals.activeUnitId;

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ page: await exceptionsPage(ctx, unitOf(event)), now: ctx.clock.now() }));

export const actions: Actions = {
	grant: action(
		exceptionForm,
		async (ctx, input, event) => {
			const { number } = await grantException(ctx, { unitId: unitOf(event) ?? '', ...input });
			return { toast: { text: m.manage_exception_granted({ number }) } };
		},
		{ form: 'grant' }
	),
	end: action(
		endExceptionForm,
		async (ctx, { exceptionId, reason }) => {
			await endException(ctx, { exceptionId, comment: reason });
			return { toast: { text: m.manage_exception_ended() } };
		},
		{ form: 'end' }
	)
};
