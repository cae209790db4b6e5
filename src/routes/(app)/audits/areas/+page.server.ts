import { z } from 'zod';
import { areaList } from '#lib/server/audits/area-pages.ts';
import { proposeAreas } from '#lib/server/audits/area-proposal.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ areas: await areaList(ctx, event.locals.activeUnitId) }));

export const actions: Actions = {
	propose: action(
		z.object({}),
		async (ctx, _input, event) => {
			const { count } = await proposeAreas(ctx, event.locals.activeUnitId ?? '');
			return { toast: { text: m.programmes_areas_proposed({ count }) } };
		},
		{ form: 'propose' }
	)
};
