import type { Decision } from '#lib/domain/documents/batch.ts';
import { previewOf, type BatchPreview } from '#lib/domain/documents/batch-preview.ts';
import { fromDbDate, isDay } from '#lib/domain/shared/day.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { loadBatch, type LoadedBatch } from './batch-facts.ts';
import { requireLines } from './batch-lines.ts';
import type { NewBatch } from './batches.ts';
import { tidy } from './input.ts';
import { loadFacts } from './preview-facts.ts';

/**
 * What a draft batch would do if it were issued now: what it supersedes, whom it tells, what to confirm (`warnings`), what stands in
 * its way (`problems`). Writes nothing. Officers, heads and reviewers of the unit; else 404.
 */
export async function previewBatch(ctx: Ctx, batchId: string): Promise<BatchPreview> {
	const batch = await loadBatch(ctx, batchId);
	return previewOf(await loadFacts(ctx, batch.unitId, decisionOf(batch), batch.lines));
}

/**
 * The same for a batch that does not exist yet (`dryRun`); nothing is written.
 * @throws as `createBatch` for lines that cannot be in a batch
 */
export async function previewNewBatch(ctx: Ctx, input: NewBatch): Promise<BatchPreview> {
	authorize(ctx, 'batch.manage', { unitId: input.unitId });
	const days = { decisionDate: input.decisionDate ?? null, effectiveOn: input.effectiveOn ?? null };
	const wrong = Object.entries(days).filter(([, day]) => day !== null && !isDay(day));
	if (wrong.length > 0) throw new Invalid(Object.fromEntries(wrong.map(([field]) => [field, 'day_invalid'])));
	const lines = await requireLines(ctx, input.unitId, input);
	return previewOf(await loadFacts(ctx, input.unitId, { decisionNumber: tidy(input.decisionNumber) || null, ...days }, lines));
}

export function decisionOf(batch: LoadedBatch): Decision {
	return {
		decisionNumber: batch.decisionNumber,
		decisionDate: fromDbDate(batch.decisionDate),
		effectiveOn: fromDbDate(batch.effectiveOn)
	};
}
