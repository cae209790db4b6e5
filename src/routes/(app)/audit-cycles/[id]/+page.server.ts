import { addUnitForm, closeCycleForm, cycleActForm } from '#lib/domain/audits/cycle-forms.ts';
import { cyclePage } from '#lib/server/audits/cycles/board-page.ts';
import { addUnit } from '#lib/server/audits/cycles/change-open.ts';
import { closeCycle } from '#lib/server/audits/cycles/close.ts';
import { openCycle } from '#lib/server/audits/cycles/open.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => cyclePage(ctx, event.params.id, event.url.searchParams));

export const actions: Actions = {
	open: action(
		cycleActForm,
		async (ctx, input, event) => {
			const { inspections } = await openCycle(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_opened({ count: inspections }) } };
		},
		{ form: 'open' }
	),
	add: action(
		addUnitForm,
		async (ctx, input, event) => {
			await addUnit(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_unit_added() } };
		},
		{ form: 'add' }
	),
	close: action(
		closeCycleForm,
		async (ctx, input, event) => {
			await closeCycle(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_closed() } };
		},
		{ form: 'close' }
	)
};
