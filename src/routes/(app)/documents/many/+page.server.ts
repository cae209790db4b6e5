import { error } from '@sveltejs/kit';
import { audienceOf } from '#lib/domain/documents/document-forms.ts';
import { isManyAct } from '#lib/domain/documents/many.ts';
import { manyForm } from '#lib/domain/documents/many-forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { manyAnswer } from '#lib/server/http/many.ts';
import { manageMany } from '#lib/server/documents/many.ts';
import { manyPage } from '#lib/server/documents/work/many-page.ts';
import { moveManyVersions } from '#lib/server/procedures/move-many.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	const act = event.url.searchParams.get('act');
	if (!isManyAct(act)) error(404);
	return answer(event, async (ctx) => ({ page: await manyPage(ctx, act, event.url.searchParams, event.locals.activeUnitId) }));
};

export const actions: Actions = {
	default: action(
		manyForm,
		async (ctx, { act, item: items, comment, ...input }, event) => {
			if (act === 'audience') return manyAnswer(event, await manageMany(ctx, { items, audience: audienceOf(input) }));
			if (act === 'owner') {
				const { ownerDivisionId, ownerId } = input;
				return manyAnswer(event, await manageMany(ctx, { items, ownerDivisionId, ownerId }));
			}
			return manyAnswer(event, await moveManyVersions(ctx, event.locals.runtime.tools, { event: act, items, comment }));
		},
		{ form: 'many' }
	)
};
