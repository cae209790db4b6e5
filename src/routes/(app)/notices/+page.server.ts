import { z } from 'zod';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import { listNotices, markNoticesSeen } from '#lib/server/notifications/notice-list.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

const pageNumber = z.coerce.number().int().min(1).max(10_000).catch(1);

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		notices: await listNotices(ctx, pageNumber.parse(event.url.searchParams.get('page') ?? 1)),
		now: ctx.clock.now()
	}));

export const actions: Actions = {
	seen: action(z.object({ id: z.uuid().optional() }), async (ctx, { id }) => {
		await markNoticesSeen(ctx, id ? [id] : 'all');
		return { toast: { text: m.home_notices_marked() } };
	})
};
