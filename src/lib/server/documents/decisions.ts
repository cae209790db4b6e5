import { correctedDecision, type DecisionNow } from '#lib/domain/documents/batch.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

type BatchDecision = { id: string; decisionNumber: string | null; decisionDate: Date | null; effectiveOn: Date | null };

/** The decisions of batches as they read today, signed corrections included, by the ids of the batches. One statement. */
export async function decisionsNow(ctx: Ctx, batches: readonly BatchDecision[]): Promise<ReadonlyMap<string, DecisionNow>> {
	const signed = await ctx.db.batchCorrection.findMany({
		where: { batchId: { in: batches.map((batch) => batch.id) }, state: 'signed' },
		select: { batchId: true, field: true, newValue: true, decidedAt: true }
	});
	return new Map(
		batches.map((batch) => [
			batch.id,
			correct(
				batch,
				signed.filter((correction) => correction.batchId === batch.id)
			)
		])
	);
}

/** The same of one batch. */
export async function decisionNow(ctx: Ctx, batch: BatchDecision): Promise<DecisionNow> {
	return (await decisionsNow(ctx, [batch])).get(batch.id) ?? correct(batch, []);
}

function correct(batch: BatchDecision, signed: Parameters<typeof correctedDecision>[1]): DecisionNow {
	const { decisionNumber, decisionDate, effectiveOn } = batch;
	return correctedDecision({ decisionNumber, decisionDate: fromDbDate(decisionDate), effectiveOn: fromDbDate(effectiveOn) }, signed);
}
