import { redirect } from '@sveltejs/kit';
import { answerForm, reportForm, sendForm } from '#lib/domain/reports/periodic.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { editReport, receiveReport, returnReport, sendReport } from '#lib/server/reports/periodic/acts.ts';
import { reportPage } from '#lib/server/reports/periodic/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ report: await reportPage(ctx, event.params.id), now: ctx.clock.now() }));

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.id ?? '';
const done = (event: Pick<RequestEvent, 'cookies'>, id: string, text: string): never => {
	setFlash(event.cookies, { text });
	redirect(303, `/reports/${id}`);
};

export const actions: Actions = {
	save: action(
		reportForm,
		async (ctx, input, event) => {
			await editReport(ctx, idOf(event), input);
			return done(event, idOf(event), m.reports_saved());
		},
		{ form: 'report' }
	),
	send: action(
		sendForm,
		async (ctx, input, event) => {
			await sendReport(ctx, idOf(event), input);
			return done(event, idOf(event), m.reports_sent());
		},
		{ form: 'send' }
	),
	receive: action(
		answerForm,
		async (ctx, input, event) => {
			await receiveReport(ctx, idOf(event), input);
			return done(event, idOf(event), m.reports_received());
		},
		{ form: 'receive' }
	),
	return: action(
		answerForm,
		async (ctx, input, event) => {
			await returnReport(ctx, idOf(event), input);
			return done(event, idOf(event), m.reports_return_done());
		},
		{ form: 'return' }
	)
};
