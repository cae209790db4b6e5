import { dropNeedForm, needForm, trainingQuery } from '#lib/domain/reviews/training/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { named } from '#lib/server/http/named-action.ts';
import { dropNeed, planNeed } from '#lib/server/reviews/training/needs.ts';
import { trainingPage } from '#lib/server/reviews/training/pages.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		training: await trainingPage(ctx, event.locals.activeUnitId, trainingQuery.parse(Object.fromEntries(event.url.searchParams)))
	}));

const said = () => ({ toast: { text: m.training_saved() } });

export const actions: Actions = {
	need: action(needForm, (ctx, input, event) => planNeed(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' }).then(said), {
		form: 'need'
	}),
	dropNeed: named(dropNeedForm, (ctx, input, event) => dropNeed(ctx, { ...input, unitId: event.locals.activeUnitId ?? '' }).then(said))
};
