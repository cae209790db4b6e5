import type { RequestHandler } from '@sveltejs/kit';
import { readFeed } from '#lib/server/audits/calendar/read-feed.ts';
import { answer } from '#lib/server/http/answer.ts';

/** The calendar of whoever owns this address. Cookies count for nothing here, and none is set. */
export const GET: RequestHandler = async (event) => {
	const text = await answer(event, (ctx) => readFeed(ctx, { secret: event.params.secret ?? '', origin: event.url.origin }));
	return new Response(text, {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': 'inline; filename="visits.ics"',
			'cache-control': 'private, no-store',
			'referrer-policy': 'no-referrer',
			'x-robots-tag': 'noindex'
		}
	});
};
