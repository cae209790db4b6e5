import { fromDbDate } from '#lib/domain/shared/day.ts';
import { assignAction } from '#lib/server/corrective-actions/assign.ts';
import { raiseAction } from '#lib/server/corrective-actions/raise.ts';
import { propose } from '#lib/server/documents/change-requests/propose.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import * as m from '#lib/paraglide/messages.js';
import type { LoadedReview } from './facts.ts';

/**
 * Makes what follows a decision, in the transaction in which the chair signs: an action that names its owner and its day, or a change request; a
 * step needs nothing. Where the day went by while the minutes waited, an action is due on the day of the signature.
 */
export async function followDecision(ctx: Ctx, review: LoadedReview, decision: LoadedReview['decisions'][number]): Promise<void> {
	const said = m.management_follow_reason({ number: review.number }, { locale: 'vi' });
	if (decision.follow === 'corrective_action') {
		const action = await raiseAction(ctx, {
			unitId: review.unitId,
			source: 'management_review',
			grade: 'minor',
			standardCode: review.standardCode,
			clause: review.standard.edition >= 2015 ? '9.3.3' : '5.6.3',
			statement: decision.what,
			evidence: said,
			raisedById: requireUser(ctx),
			role: 'head'
		});
		const due = fromDbDate(decision.dueOn);
		await assignAction(ctx, { actionId: action.id, ownerId: decision.responsibleId, dueOn: due < today(ctx) ? today(ctx) : due });
		await ctx.db.managementReviewDecision.update({ where: { id: decision.id }, data: { actionId: action.id } });
	} else if (decision.follow === 'change_request') {
		const request = await propose(ctx, {
			kind: decision.documentId ? 'amend' : 'new',
			documentId: decision.documentId,
			unitId: review.unitId,
			title: decision.what.slice(0, 300),
			what: decision.what,
			why: said
		});
		await ctx.db.managementReviewDecision.update({ where: { id: decision.id }, data: { changeRequestId: request.id } });
	}
}
