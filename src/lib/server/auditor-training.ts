import { auditorPage } from '#lib/server/audits/auditor-pages.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { trainingOfPerson } from '#lib/server/reviews/training/pages.ts';

/** The page of an internal auditor with what they were trained in and their certificates, where this actor may know. @throws NotFound */
export async function auditorWithTraining(ctx: Ctx, auditorId: string) {
	const page = await auditorPage(ctx, auditorId);
	return { ...page, training: await trainingOfPerson(ctx, page.auditor.unitId, page.auditor.userId) };
}
