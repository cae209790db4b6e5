import { auditQuery } from '#lib/domain/audits/audit-forms.ts';
import { auditList } from '#lib/server/audits/internal/list.ts';
import { answer } from '#lib/server/http/answer.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) =>
	answer(event, async (ctx) => ({
		list: await auditList(
			ctx,
			event.locals.activeUnitId,
			auditQuery.parse(Object.fromEntries(event.url.searchParams)),
			event.url.searchParams.get('unit')
		)
	}));
