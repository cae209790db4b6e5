import type { RequestHandler } from '@sveltejs/kit';
import { coverageQuery } from '#lib/domain/procedures/admin-services/coverage.ts';
import { answer } from '#lib/server/http/answer.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { exportCoverage } from '#lib/server/procedures/admin-services/export.ts';

/** The coverage of the same address as a spreadsheet. */
export const GET: RequestHandler = async (event) => {
	const params = event.url.searchParams;
	const unitId = params.get('unit') ?? event.locals.activeUnitId ?? '';
	return fileAnswer(await answer(event, (ctx) => exportCoverage(ctx, unitId, coverageQuery(params))));
};
