import { error } from '@sveltejs/kit';
import { rollOverForm, yearParam } from '#lib/domain/year/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { shownOutcomes } from '#lib/server/http/year-outcomes.ts';
import { yearPage } from '#lib/server/year/page.ts';
import { rollOver } from '#lib/server/year/roll-over.ts';
import type { Actions, PageServerLoad } from './$types';

const yearOf = (text: string): number => yearParam.safeParse(text).data ?? error(404);

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ shown: await yearPage(ctx, event.locals.activeUnitId, yearOf(event.params.year)) }));

export const actions: Actions = {
	default: action(
		rollOverForm,
		async (ctx, input, event) => {
			const outcomes = await rollOver(ctx, { ...input, unitId: event.locals.activeUnitId ?? '', year: yearOf(event.params.year ?? '') });
			return { outcomes: shownOutcomes(outcomes, ctx.locale) };
		},
		{ form: 'begin' }
	)
};
