import { answer } from '#lib/server/http/answer.ts';
import { scoresPage } from '#lib/server/audits/scores/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => scoresPage(ctx, event.url.searchParams));
