import { adoptForm } from '#lib/domain/procedures/models/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { adoptAnswer } from '#lib/server/http/adopt.ts';
import { answer } from '#lib/server/http/answer.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { adoptPage } from '#lib/server/procedures/models/adopt-page.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) =>
		adoptPage(ctx, { set: event.url.searchParams.get('set'), models: event.url.searchParams.getAll('model') }, event.locals.activeUnitId)
	);

export const actions: Actions = {
	default: action(adoptForm, async (ctx, input, event) =>
		adoptAnswer(event, input, await adoptModels(ctx, { unitId: event.locals.activeUnitId ?? '', ...input }))
	)
};
