import { z } from 'zod';
import { trailQuery } from '#lib/server/audit-trail/query.ts';
import { trailView, verifyForPage } from '#lib/server/audit-trail/trail-page.ts';
import { verifyAgainst } from '#lib/server/audit-trail/verify-paper.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		view: await trailView(ctx, trailQuery(event.url.searchParams), pageNumber(event.url), event.locals.activeUnitId)
	}));

export const actions: Actions = {
	verify: action(
		z.object({ unit: z.union([z.uuid(), z.literal('')]) }),
		async (ctx, { unit }) => ({ check: await verifyForPage(ctx, unit || null) }),
		{
			form: 'verify'
		}
	),
	compare: action(z.object({ text: z.string() }), async (ctx, { text }) => ({ papers: await verifyAgainst(ctx, text) }), {
		form: 'compare'
	})
};
