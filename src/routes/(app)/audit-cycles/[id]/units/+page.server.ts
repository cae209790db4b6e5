import { z } from 'zod';
import { assignForm, spreadForm } from '#lib/domain/audits/cycle-forms.ts';
import { unitsPage } from '#lib/server/audits/cycles/draft-pages.ts';
import { assignUnits, spreadUnits } from '#lib/server/audits/cycles/units.ts';
import { importVisits } from '#lib/server/audits/cycles/visits-file.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => unitsPage(ctx, event.params.id, pageNumber(event.url)));

export const actions: Actions = {
	assign: action(
		assignForm,
		async (ctx, input, event) => {
			const { changed } = await assignUnits(ctx, { ...input, cycleId: event.params.id ?? '' });
			return { toast: { text: m.cycles_units_saved({ count: changed }) } };
		},
		{ form: 'assign' }
	),
	spread: action(
		spreadForm,
		async (ctx, input, event) => {
			const { changed, without } = await spreadUnits(ctx, { ...input, cycleId: event.params.id ?? '' });
			const text = without > 0 ? m.cycles_spread_left({ count: changed, left: without }) : m.cycles_spread_done({ count: changed });
			return { toast: { text } };
		},
		{ form: 'spread' }
	),
	file: tableAction(
		z.object({}),
		async (ctx, _input, { table }, event) => {
			const { changed } = await importVisits(ctx, { cycleId: event.params.id ?? '', rows: table.rows });
			return { toast: { text: m.cycles_units_saved({ count: changed }) } };
		},
		{ field: 'file', form: 'file', before: (ctx) => void authorize(ctx, 'cycle.manage') }
	)
};
