import { checkForm, leaveForm, repealForm, takeBackForm } from '#lib/domain/documents/external-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { checkExternal } from '#lib/server/documents/external/checks.ts';
import { subscribe } from '#lib/server/documents/external/lines.ts';
import { externalPage, replacementChoices } from '#lib/server/documents/external/page.ts';
import { repealExternal, takeBackRepeal } from '#lib/server/documents/external/repeal.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => {
		const external = await externalPage(ctx, event.params.id, event.locals.activeUnitId);
		return { external, replacements: external.may.repeal ? await replacementChoices(ctx, external.id) : [] };
	});

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';

export const actions: Actions = {
	check: action(
		checkForm,
		async (ctx, input, event) => {
			const province = event.url.searchParams.get('for') === 'province';
			await checkExternal(ctx, province ? null : event.locals.activeUnitId, idOf(event), input);
			return { toast: { text: m.external_check_saved() } };
		},
		{ form: 'check' }
	),
	repeal: action(
		repealForm,
		async (ctx, input, event) => {
			const { tasks, units } = await repealExternal(ctx, idOf(event), input);
			return { toast: { text: m.external_repealed_done({ count: tasks, units }) } };
		},
		{ form: 'repeal' }
	),
	takeBack: action(
		takeBackForm,
		async (ctx, input, event) => {
			await takeBackRepeal(ctx, idOf(event), input);
			return { toast: { text: m.external_taken_back() } };
		},
		{ form: 'takeBack' }
	),
	subscribe: action(
		leaveForm,
		async (ctx, _input, event) => {
			const { added } = await subscribe(ctx, event.locals.activeUnitId ?? '', [idOf(event)]);
			return { toast: { text: m.external_subscribed({ count: added }) } };
		},
		{ form: 'subscribe' }
	)
};
