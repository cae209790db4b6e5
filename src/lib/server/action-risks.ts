import { actionPage } from '#lib/server/corrective-actions/action-page.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { risksOfAction } from '#lib/server/reviews/risks/of-action.ts';

/** The page of a corrective action with the risks it touches: what its "risk question" points to. @throws NotFound */
export async function actionWithRisks(ctx: Ctx, actionId: string) {
	const action = await actionPage(ctx, actionId);
	return { action, risks: action.whole ? await risksOfAction(ctx, action.unitId, action.id) : null };
}
