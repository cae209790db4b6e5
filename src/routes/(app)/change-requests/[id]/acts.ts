import { redirect, type RequestEvent } from '@sveltejs/kit';
import {
	acceptForm,
	considerForm,
	declineForm,
	extendForm,
	linkForm,
	requestTextForm,
	withdrawRequestForm
} from '#lib/domain/documents/request-forms.ts';
import { acceptRequest, extendRequest, stopRequest } from '#lib/server/documents/change-requests/direct.ts';
import { linkRequest } from '#lib/server/documents/change-requests/links.ts';
import { answerBack, askBack, considerRequest, declineRequest, withdrawRequest } from '#lib/server/documents/change-requests/triage.ts';
import { action } from '#lib/server/http/action.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import * as m from '#lib/paraglide/messages.js';

const idOf = (event: RequestEvent) => event.params['id'] ?? '';

function done(event: RequestEvent, text: string): never {
	setFlash(event.cookies, { text });
	redirect(303, `/change-requests/${idOf(event)}`);
}

/** The acts of a request's page: parse, one command, back to the page. Dialogs send their text as `reason`. */
export const requestActs = {
	ask: action(
		requestTextForm,
		async (ctx, { reason, rowVersion }, event) => {
			await askBack(ctx, { requestId: idOf(event), comment: reason, rowVersion });
			done(event, m.requests_acted_ask());
		},
		{ form: 'ask' }
	),
	answer: action(
		requestTextForm,
		async (ctx, { reason, rowVersion }, event) => {
			await answerBack(ctx, { requestId: idOf(event), comment: reason, rowVersion });
			done(event, m.requests_acted_answer());
		},
		{ form: 'answer' }
	),
	withdraw: action(
		withdrawRequestForm,
		async (ctx, { reason, rowVersion }, event) => {
			await withdrawRequest(ctx, { requestId: idOf(event), comment: reason, rowVersion });
			done(event, m.requests_acted_withdraw());
		},
		{ form: 'withdraw' }
	),
	consider: action(
		considerForm,
		async (ctx, input, event) => {
			await considerRequest(ctx, { requestId: idOf(event), ...input });
			done(event, m.requests_acted_consider());
		},
		{ form: 'consider' }
	),
	decline: action(
		declineForm,
		async (ctx, { ground, reason, rowVersion }, event) => {
			await declineRequest(ctx, { requestId: idOf(event), ground, comment: reason, rowVersion });
			done(event, m.requests_acted_decline());
		},
		{ form: 'decline' }
	),
	accept: action(
		acceptForm,
		async (ctx, input, event) => {
			await acceptRequest(ctx, { requestId: idOf(event), ...input });
			done(event, m.requests_acted_accept());
		},
		{ form: 'accept' }
	),
	link: action(
		linkForm,
		async (ctx, input, event) => {
			await linkRequest(ctx, { requestId: idOf(event), ...input });
			done(event, m.requests_acted_link());
		},
		{ form: 'link' }
	),
	extend: action(
		extendForm,
		async (ctx, { dueOn, reason, rowVersion }, event) => {
			await extendRequest(ctx, { requestId: idOf(event), dueOn, comment: reason, rowVersion });
			done(event, m.requests_acted_extend());
		},
		{ form: 'extend' }
	),
	stop: action(
		requestTextForm,
		async (ctx, { reason, rowVersion }, event) => {
			await stopRequest(ctx, { requestId: idOf(event), comment: reason, rowVersion });
			done(event, m.requests_acted_stop());
		},
		{ form: 'stop' }
	)
};
