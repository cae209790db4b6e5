import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { addUnitsForm, unitsForm } from '#lib/domain/roll-out/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { addUnits, previewUnits } from '#lib/server/roll-out/units.ts';
import { readUnitsFile, unitsPage } from '#lib/server/roll-out/units-page.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => unitsPage(ctx, event.params.id));

export const actions: Actions = {
	preview: action(
		unitsForm,
		async (ctx, { codes, kinds, groupCode }, event) => {
			const named = codes.map((code) => ({ code, groupCode: null }));
			return { preview: await previewUnits(ctx, { waveId: event.params.id ?? '', named, kinds, groupCode: groupCode || null }) };
		},
		{ form: 'preview' }
	),
	file: tableAction(
		z.object({}),
		async (ctx, _input, { table }, event) => ({
			preview: await previewUnits(ctx, { waveId: event.params.id ?? '', named: readUnitsFile(table.rows), kinds: [], groupCode: null })
		}),
		{ field: 'file', form: 'file', before: (ctx) => void authorize(ctx, 'roll_out.manage') }
	),
	add: action(
		addUnitsForm,
		async (ctx, { named }, event) => {
			const waveId = event.params.id ?? '';
			const { joining } = await addUnits(ctx, { waveId, named, kinds: [], groupCode: null });
			setFlash(event.cookies, { text: m.rollout_units_added({ count: joining.length }) });
			redirect(303, `/roll-out/waves/${waveId}?view=units`);
		},
		{ form: 'add' }
	)
};
