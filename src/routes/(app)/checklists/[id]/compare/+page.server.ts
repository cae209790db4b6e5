import { answer } from '#lib/server/http/answer.ts';
import { checklistComparison } from '#lib/server/audits/checklists/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => checklistComparison(ctx, event.params.id, event.url.searchParams));
