import { documentTrail } from '#lib/server/audit-trail/document-trail.ts';
import { answer } from '#lib/server/http/answer.ts';
import { pageNumber } from '#lib/server/http/page-number.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ trail: await documentTrail(ctx, event.params.id, pageNumber(event.url)) }));
