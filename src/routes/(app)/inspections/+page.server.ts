import { parseInspectionQuery } from '#lib/domain/audits/inspection-forms.ts';
import { listInspections } from '#lib/server/audits/inspections/list.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({ list: await listInspections(ctx, parseInspectionQuery(event.url.searchParams)) }));
