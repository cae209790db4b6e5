import { callOffForm, chooseForm, confirmForm } from '#lib/domain/hand-overs/forms.ts';
import { callOffHandOver, chooseLine } from '#lib/server/hand-overs/arrange.ts';
import { confirmHandOver } from '#lib/server/hand-overs/confirm.ts';
import { handOverPage } from '#lib/server/hand-overs/pages.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ handOver: await handOverPage(ctx, event.params.id) }));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';
const said = (text: string) => ({ toast: { text } });

export const actions: Actions = {
	choose: action(chooseForm, (ctx, input, event) => chooseLine(ctx, idOf(event), input).then(() => said(m.hand_overs_saved()))),
	confirm: action(
		confirmForm,
		async (ctx, input, event) => {
			const { done } = await confirmHandOver(ctx, idOf(event), input);
			return said(done ? m.hand_overs_done() : m.hand_overs_confirmed());
		},
		{ form: 'confirm' }
	),
	callOff: action(
		callOffForm,
		(ctx, input, event) => callOffHandOver(ctx, idOf(event), input).then(() => said(m.hand_overs_called_off())),
		{
			form: 'callOff'
		}
	)
};
