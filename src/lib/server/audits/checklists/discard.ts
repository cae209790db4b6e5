import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockDraft } from './facts.ts';
import { questionsOf } from './published.ts';

/**
 * Sets aside a draft that was never published, as cancelling sets aside the draft of a document: it is frozen as it was and its number is
 * free again. The published version stays what audits ask by; a checklist that has none is gone from every list (`isGone`). Recorded as
 * `checklist.discard_draft` with the reason and how many questions it had.
 * @throws NotFound; Forbidden; Conflict `checklist_retired`, `checklist_no_draft`, `stale`; Invalid `reason`
 */
export function discardDraft(
	ctx: Ctx,
	input: { checklistId: string; reason: string; rowVersion?: number }
): Promise<{ readonly isGone: boolean }> {
	return transaction(ctx, async (ctx) => {
		const { checklist, version, role } = await lockDraft(ctx, input.checklistId, input.rowVersion);
		const reason = requireReason(input.reason, 'reason');
		const questions = (await questionsOf(ctx, version.id)).length;
		await ctx.db.checklistVersion.update({
			where: { id: version.id },
			data: { state: 'discarded', rowVersion: version.rowVersion + 1 }
		});
		await record(ctx, {
			event: 'checklist.discard_draft',
			subjectType: 'checklist',
			subjectId: checklist.id,
			unitId: checklist.unitId,
			role,
			before: { title: checklist.title, number: version.number, questions },
			after: null,
			comment: reason
		});
		return { isGone: checklist.published === null };
	});
}
