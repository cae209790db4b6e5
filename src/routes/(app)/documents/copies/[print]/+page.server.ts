import { closePrintForm, losePrintForm, recallPrintForm, receivePrintForm, reportPrintForm } from '#lib/domain/documents/print-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { closePrint, losePrint, recallPrint } from '#lib/server/documents/prints/close.ts';
import { receivePrint, reportPrint } from '#lib/server/documents/prints/holder.ts';
import { printPage } from '#lib/server/documents/prints/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const idOf = (event: { params: Partial<Record<string, string>> }) => event.params.print ?? '';
const said = (text: string) => ({ toast: { text } });

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ print: await printPage(ctx, event.params.print), now: ctx.clock.now() }));

export const actions: Actions = {
	recall: action(
		recallPrintForm,
		async (ctx, input, event) => {
			await recallPrint(ctx, { printId: idOf(event), ...input });
			return said(m.copies_recalled_toast());
		},
		{ form: 'recall' }
	),
	close: action(
		closePrintForm,
		async (ctx, input, event) => {
			await closePrint(ctx, { printId: idOf(event), ...input });
			return said(m.copies_closed_toast());
		},
		{ form: 'close' }
	),
	lose: action(
		losePrintForm,
		async (ctx, input, event) => {
			await losePrint(ctx, { printId: idOf(event), ...input });
			return said(m.copies_lost_toast());
		},
		{ form: 'lose' }
	),
	receive: action(
		receivePrintForm,
		async (ctx, input, event) => {
			await receivePrint(ctx, { printId: idOf(event), ...input });
			return said(m.copies_received_toast());
		},
		{ form: 'receive' }
	),
	report: action(
		reportPrintForm,
		async (ctx, input, event) => {
			await reportPrint(ctx, { printId: idOf(event), ...input });
			return said(m.copies_reported_toast());
		},
		{ form: 'report' }
	)
};
