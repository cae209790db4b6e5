import { z } from 'zod';
import { idForm } from '#lib/domain/identity/forms.ts';
import { endFeed, makeFeed, ownFeeds } from '#lib/server/audits/calendar/feeds.ts';
import { action } from '#lib/server/http/action.ts';
import { answer } from '#lib/server/http/answer.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ feeds: await ownFeeds(ctx) }));

export const actions: Actions = {
	make: action(
		z.object({}),
		async (ctx, _input, event) => ({ address: `${event.url.origin}/calendar/${(await makeFeed(ctx)).secret}/visits.ics` }),
		{ form: 'make' }
	),
	end: action(
		idForm,
		async (ctx, input) => {
			await endFeed(ctx, input);
			return { toast: { text: m.cycles_calendar_ended() } };
		},
		{ form: 'end' }
	)
};
