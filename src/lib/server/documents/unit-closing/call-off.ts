import type { Ctx } from '#lib/server/platform/context.ts';
import type { EndingUnit } from '#lib/server/units/finish-closing.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { lockDocuments } from '../batch-facts.ts';
import { takeAllBack } from '../carry-over/carry.ts';
import { followPrints } from '../prints/follow.ts';
import { reopenRanges } from '../range-ends.ts';

/**
 * The event is called off before its day: what is in force runs on, prints are not recalled, nothing is carried over. Batches that the event took
 * back stay so, their versions are approved and can be issued anew. The unit must have its open end again.
 */
export async function keepDocuments(ctx: Ctx, { unitId, day, eventId }: EndingUnit): Promise<void> {
	if (eventId === null) return;
	const documents = await ctx.db.document.findMany({ where: { unitId }, select: { id: true } });
	const documentIds = documents.map(({ id }) => id);
	await lockDocuments(ctx, documentIds);
	await takeAllBack(ctx, eventId);
	await reopenRanges(ctx, unitId, day, eventId);
	await followPrints(ctx, documentIds);
	await lapse(ctx, 'unit', [unitId], ['unit_ends']);
}
