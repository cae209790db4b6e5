import { z } from 'zod';
import { requiredId } from '#lib/domain/shared/form-fields.ts';
import { jobsPage, retryJob } from '#lib/server/administration/jobs.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, jobsPage);

export const actions: Actions = {
	retry: action(z.object({ jobId: requiredId }), async (ctx, input) => {
		await retryJob(ctx, input);
		return { toast: { text: m.admin_jobs_retried() } };
	})
};
