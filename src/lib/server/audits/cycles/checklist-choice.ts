import type { Ctx } from '#lib/server/platform/context.ts';
import { listChecklists, type PublishedChecklist } from '../checklists/published.ts';

/** The lists that a cycle may use: published ones of the province, for inspections, that were not retired. */
export function checklistChoices(ctx: Ctx): Promise<PublishedChecklist[]> {
	return listChecklists(ctx, { unitId: null, purpose: 'inspection' });
}

/** The list of this version if a cycle may use it; an older version of it no more. */
export async function latestChecklist(ctx: Ctx, versionId: string): Promise<PublishedChecklist | null> {
	return (await checklistChoices(ctx)).find((one) => one.versionId === versionId) ?? null;
}
