import type { RequestEvent } from '@sveltejs/kit';
import { answerDelegationForm, endDelegationForm } from '#lib/domain/people/delegation-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { acceptDelegation, declineDelegation, endDelegation } from '#lib/server/people/delegations/acts.ts';
import { delegationPage } from '#lib/server/people/delegations/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const at = (event: Pick<RequestEvent, 'params'>) => ({ id: event.params['id'] ?? '' });
const said = (text: string) => ({ toast: { text } });

export const load: PageServerLoad = (event) => answer(event, (ctx) => delegationPage(ctx, event.params.id));

export const actions: Actions = {
	accept: action(answerDelegationForm, (ctx, input, event) =>
		acceptDelegation(ctx, { ...input, ...at(event) }).then(() => said(m.delegations_accepted()))
	),
	decline: action(answerDelegationForm, (ctx, input, event) =>
		declineDelegation(ctx, { ...input, ...at(event) }).then(() => said(m.delegations_declined()))
	),
	end: action(
		endDelegationForm,
		(ctx, input, event) => endDelegation(ctx, { ...input, ...at(event) }).then(() => said(m.delegations_ended_toast())),
		{ form: 'end' }
	)
};
