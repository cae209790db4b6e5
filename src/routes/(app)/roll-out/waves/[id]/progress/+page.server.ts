import { redirect } from '@sveltejs/kit';
import { z } from 'zod';
import { importProgressForm } from '#lib/domain/roll-out/forms.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { setFlash } from '#lib/server/http/flash.ts';
import { tableAction } from '#lib/server/http/table-action.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { importProgress, progressPage } from '#lib/server/roll-out/import-progress.ts';
import { rollOutProofs } from '#lib/server/roll-out-proofs.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, (ctx) =>
		progressPage(ctx, event.locals.runtime.tools, rollOutProofs, {
			waveId: event.params.id,
			file: event.url.searchParams.get('file')
		})
	);

export const actions: Actions = {
	check: tableAction(
		z.object({}),
		(_ctx, _input, { uploadId }, event) => redirect(303, `/roll-out/waves/${event.params.id ?? ''}/progress?file=${uploadId}`),
		{ field: 'table', form: 'check', before: (ctx) => void authorize(ctx, 'roll_out.manage') }
	),
	commit: action(
		importProgressForm,
		async (ctx, { file, source }, event) => {
			const waveId = event.params.id ?? '';
			const { recorded } = await importProgress(ctx, event.locals.runtime.tools, rollOutProofs, { waveId, file, source });
			setFlash(event.cookies, { text: m.rollout_progress_done({ count: recorded }) });
			redirect(303, `/roll-out?wave=${waveId}`);
		},
		{ form: 'commit' }
	)
};
