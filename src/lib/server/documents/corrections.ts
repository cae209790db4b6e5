import type { CorrectionField } from '#lib/domain/documents/batch.ts';
import type { CorrectionState } from '#lib/domain/documents/lifecycle.ts';
import { fromDbDate, isDay } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { correctSentenceOf } from './batch-sentences.ts';
import { loadBatch, type LoadedBatch } from './batch-facts.ts';
import { decisionNow } from './decisions.ts';
import { headsOf, officersOf } from './eligibility.ts';
import { requireLengths, requireReason, requireUser, tidy } from './input.ts';
import { contentHash } from './issue.ts';
import { correctionMachine } from './machines.ts';

/**
 * B6, first half: an officer proposes to put a wrong decision number or date right. Effective days cannot be corrected.
 * @throws Conflict `illegal_transition` (not issued), `correction_open` (one waits already), `decision_in_future`,
 * `effective_before_decision`; Invalid (`required`, `day_invalid`, `unchanged`, reason)
 */
export function proposeCorrection(
	ctx: Ctx,
	input: { batchId: string; field: CorrectionField; newValue: string; reason: string }
): Promise<{ id: string; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const batch = await loadBatch(ctx, input.batchId);
		const role = authorize(ctx, 'batch.correct', { unitId: batch.unitId });
		if (batch.state !== 'issued') throw new Conflict('illegal_transition', { state: batch.state, event: 'correct' });
		const reason = requireReason(input.reason, 'reason');
		const newValue = requireValue(ctx, batch, input.field, tidy(input.newValue));
		const oldValue = (await decisionNow(ctx, batch))[input.field] ?? '';
		if (oldValue === newValue) throw new Invalid({ newValue: 'unchanged' });
		const waiting = await ctx.db.batchCorrection.count({ where: { batchId: batch.id, field: input.field, state: 'proposed' } });
		if (waiting > 0) throw new Conflict('correction_open');
		const created = await ctx.db.batchCorrection.create({
			data: {
				batchId: batch.id,
				field: input.field,
				oldValue,
				newValue,
				reason,
				proposedById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true, rowVersion: true }
		});
		await record(ctx, {
			event: 'batch_correction.propose',
			subjectType: 'batch_correction',
			subjectId: created.id,
			unitId: batch.unitId,
			role,
			before: { [input.field]: oldValue },
			after: { batch: batch.number, [input.field]: newValue },
			comment: reason
		});
		await notify(ctx, {
			to: await headsOf(ctx, batch.unitId),
			kind: 'correction_proposed',
			subjectType: 'issue_batch',
			subjectId: batch.id,
			unitId: batch.unitId,
			params: { number: batch.number, oldValue, newValue, reason }
		});
		return created;
	});
}

function requireValue(ctx: Ctx, batch: LoadedBatch, field: CorrectionField, value: string): string {
	if (value === '') throw new Invalid({ newValue: 'required' });
	if (field === 'decisionNumber') {
		requireLengths({ decisionNumber: value });
		return value;
	}
	if (!isDay(value)) throw new Invalid({ newValue: 'day_invalid' });
	if (value > today(ctx)) throw new Conflict('decision_in_future', { field: 'newValue' });
	const effectiveOn = fromDbDate(batch.effectiveOn);
	if (effectiveOn !== null && value > effectiveOn) throw new Conflict('effective_before_decision', { field: 'newValue' });
	return value;
}

type Decided = { state: CorrectionState; rowVersion: number };

/** B6, second half: a head signs; from then on the corrected value is shown with the old one. @throws as every signature */
export async function signCorrection(ctx: Ctx, input: { correctionId: string; password: string; rowVersion?: number }): Promise<Decided> {
	const seen = await loadCorrection(ctx, input.correctionId);
	authorize(ctx, 'batch.sign', { unitId: seen.batch.unitId });
	const signer = await proveSigner(ctx, seen.batch.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		const { correction, batch } = await loadCorrection(ctx, input.correctionId);
		const signature = await ctx.db.signature.create({
			data: {
				meaning: 'correct_decision',
				meaningText: correctSentenceOf(batch.number, correction).vi,
				issueBatchId: batch.id,
				...signer,
				contentSha256: contentHash({
					correction: correction.id,
					field: correction.field,
					from: correction.oldValue,
					to: correction.newValue
				}),
				signedAt: ctx.clock.now()
			},
			select: { id: true }
		});
		return decideCorrection(ctx, correction, batch, 'sign', input, { signedById: signer.userId, signatureId: signature.id });
	});
}

/** A head declines, with a reason. */
export function declineCorrection(ctx: Ctx, input: { correctionId: string; comment: string; rowVersion?: number }): Promise<Decided> {
	return transaction(ctx, async (ctx) => {
		const { correction, batch } = await loadCorrection(ctx, input.correctionId);
		return decideCorrection(ctx, correction, batch, 'decline', input, {});
	});
}

async function decideCorrection(
	ctx: Ctx,
	correction: LoadedCorrection,
	batch: LoadedBatch,
	event: 'sign' | 'decline',
	input: { comment?: string; rowVersion?: number },
	data: Record<string, string>
): Promise<Decided> {
	const { field, oldValue, newValue } = correction;
	const moved = await transition(
		ctx,
		correctionMachine,
		{ ...correction, unitId: batch.unitId },
		event,
		{ unitId: batch.unitId },
		{
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			data: { ...data, decidedAt: ctx.clock.now() },
			before: { state: correction.state, [field]: oldValue },
			after: { batch: batch.number, [field]: event === 'sign' ? newValue : oldValue }
		}
	);
	await lapse(ctx, 'issue_batch', [batch.id], ['correction_proposed']);
	await notify(ctx, {
		to: await officersOf(ctx, batch.unitId),
		kind: 'correction_decided',
		subjectType: 'issue_batch',
		subjectId: batch.id,
		unitId: batch.unitId,
		params: { number: batch.number, oldValue, newValue, outcome: moved.state, reason: input.comment ?? null }
	});
	return { state: moved.state, rowVersion: moved.rowVersion };
}

type LoadedCorrection = {
	id: string;
	batchId: string;
	field: string;
	oldValue: string;
	newValue: string;
	state: CorrectionState;
	rowVersion: number;
};

async function loadCorrection(ctx: Ctx, correctionId: string): Promise<{ correction: LoadedCorrection; batch: LoadedBatch }> {
	const correction = await ctx.db.batchCorrection.findUnique({
		where: { id: correctionId },
		select: { id: true, batchId: true, field: true, oldValue: true, newValue: true, state: true, rowVersion: true }
	});
	if (!correction) throw new NotFound('correction_not_found');
	return { correction, batch: await loadBatch(ctx, correction.batchId) };
}
