import { answer } from '#lib/server/http/answer.ts';
import { checklistsPage } from '#lib/server/audits/checklists/pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, (ctx) => checklistsPage(ctx, event.locals.activeUnitId));
