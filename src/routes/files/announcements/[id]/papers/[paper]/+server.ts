import { answer } from '#lib/server/http/answer.ts';
import { deliverOfAnnouncement } from '#lib/server/roll-out/announcements/outside-papers.ts';
import type { RequestHandler } from './$types';

/** A paper signed outside eISO that was attached to an announcement, bit for bit. */
export const GET: RequestHandler = (event) =>
	answer(event, (ctx) => deliverOfAnnouncement(ctx, event.locals.runtime.tools.store, event.params.id, event.params.paper, event.request));
