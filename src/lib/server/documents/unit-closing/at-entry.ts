import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { EndingUnit } from '#lib/server/units/finish-closing.ts';
import { batchSelect, lockDocuments } from '../batch-facts.ts';
import { carryOver } from '../carry-over/carry.ts';
import { followPrints } from '../prints/follow.ts';
import { decisionOf } from '../preview.ts';
import { loadFacts } from '../preview-facts.ts';
import { endRanges } from '../range-ends.ts';
import { takeBatchBack } from '../revoke.ts';
import { offerDrafts } from './handed-over.ts';
import { closingReason, tellOfEnd } from './tell.ts';

/**
 * In the event's transaction: what is in force ends on the day, and a batch that would take effect on it or later is taken back, so
 * that no reader waits for a version that will never apply. Heads of both units are told what will come.
 */
export async function endDocuments(ctx: Ctx, ending: EndingUnit): Promise<void> {
	const { unitId, day, eventId } = ending;
	const documents = await ctx.db.document.findMany({ where: { unitId }, select: { id: true } });
	const documentIds = documents.map(({ id }) => id);
	await lockDocuments(ctx, documentIds);
	const later = await ctx.db.issueBatch.findMany({
		// On its first day a batch is in effect and cannot be revoked any more; its range becomes empty below.
		where: { unitId, state: 'issued', effectiveOn: { gte: toDbDate(day), gt: toDbDate(today(ctx)) } },
		select: batchSelect,
		orderBy: { effectiveOn: 'asc' }
	});
	// What will not take effect any more is offered to the successor at once; as a draft, because approvals were this unit's.
	await offerDrafts(
		ctx,
		ending,
		later.flatMap(({ lines }) => lines.flatMap(({ versionId }) => versionId ?? []))
	);
	for (const batch of later) {
		const facts = await loadFacts(ctx, unitId, decisionOf(batch), batch.lines);
		await takeBatchBack(ctx, batch, facts, closingReason(), { endOfUnit: eventId });
	}
	await endRanges(ctx, documentIds, day, eventId);
	await followPrints(ctx, documentIds);
	if (eventId !== null) await carryOver(ctx, eventId, unitId);
	if (day > today(ctx)) await tellOfEnd(ctx, ending);
}
