import { answer } from '#lib/server/http/answer.ts';
import { readerPage } from '#lib/server/documents/queries/reader-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		reader: await readerPage(ctx, event.params.id, {
			asOf: event.url.searchParams.get('asOf'),
			version: event.url.searchParams.get('version') ?? undefined
		}),
		now: ctx.clock.now()
	}));
