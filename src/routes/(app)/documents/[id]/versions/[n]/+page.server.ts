import { answer } from '#lib/server/http/answer.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ view: await documentPage(ctx, event.params.id, { version: event.params.n }) }));
