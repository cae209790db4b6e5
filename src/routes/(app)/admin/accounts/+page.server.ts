import { answer } from '#lib/server/http/answer.ts';
import { accountsPage } from '#lib/server/people/accounts.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => accountsPage(ctx, event.url.searchParams));
