import { answer } from '#lib/server/http/answer.ts';
import { disposalList } from '#lib/server/records/disposal-page.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ list: await disposalList(ctx, event.locals.activeUnitId) }));
