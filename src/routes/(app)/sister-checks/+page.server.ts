import { sisterList } from '#lib/server/corrective-actions/sister-pages.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => answer(event, async (ctx) => ({ list: await sisterList(ctx) }));
