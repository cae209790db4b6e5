import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { importFiguresForm } from '#lib/domain/reviews/satisfaction/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { importFigures, previewFigures } from '#lib/server/reviews/satisfaction/import.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		preview: await previewFigures(ctx, event.locals.runtime.tools, event.locals.activeUnitId, event.url.searchParams.get('file'))
	}));

export const actions: Actions = {
	check: tableAction(z.object({}), (_ctx, _input, { uploadId }) => redirect(303, `/satisfaction/import?file=${uploadId}`), {
		field: 'table',
		form: 'check',
		before: (ctx, event) => void authorize(ctx, 'figure.manage', { unitId: event.locals.activeUnitId })
	}),
	commit: action(
		importFiguresForm,
		async (ctx, { file, reason }, event) => {
			const { written } = await importFigures(ctx, event.locals.runtime.tools, { unitId: event.locals.activeUnitId, file, reason });
			setFlash(event.cookies, { text: m.satisfaction_import_done({ count: written }) });
			redirect(303, '/satisfaction');
		},
		{ form: 'commit' }
	)
};
