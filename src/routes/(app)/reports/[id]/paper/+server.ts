import { z } from 'zod';
import { reportLines } from '#lib/domain/reports/periodic.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { answer } from '#lib/server/http/answer.ts';
import { reportFormats, reportPaper } from '#lib/server/reports/periodic/papers.ts';
import type { RequestHandler } from './$types';

const asked = z.object({ line: z.enum(reportLines).catch('iso'), format: z.enum(reportFormats).catch('pdf') });

/** A report as PDF, Word or spreadsheet, for the one or the other department. */
export const GET: RequestHandler = (event) =>
	answer(event, async (ctx) => {
		const { line, format } = asked.parse(Object.fromEntries(event.url.searchParams));
		return fileAnswer(await reportPaper(ctx, event.params.id, line, format));
	});
