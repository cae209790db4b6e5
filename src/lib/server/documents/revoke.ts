import { z } from 'zod';
import { previewOf } from '#lib/domain/documents/batch-preview.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitEnd } from '#lib/server/units/units-on-day.ts';
import type { BatchState } from '#lib/domain/documents/lifecycle.ts';
import { revokeSentenceOf } from './batch-sentences.ts';
import { decisionNow } from './decisions.ts';
import { batchSubject, loadBatch, lockDocuments, type LoadedBatch } from './batch-facts.ts';
import { actRow } from './history.ts';
import { contentHash } from './issue.ts';
import { revokedWords, tellAudience, tellCiting } from './issue-notices.ts';
import { requireReason } from './input.ts';
import { batchMachine, versionMachine } from './machines.ts';
import { decisionOf } from './preview.ts';
import { loadFacts, type LoadedFacts } from './preview-facts.ts';
import { endRanges } from './range-ends.ts';
import { followCarryOver } from './carry-over/carry.ts';
import { followPrints } from './prints/follow.ts';
import { lapseRequests } from './readings/lapse.ts';
import { followTitles } from './titles.ts';

/** What B5 needs of the preview that was kept at issue: which ends were moved, and from where. */
const keptPreview = z.object({
	lines: z.array(
		z.object({
			documentId: z.string(),
			withdraws: z.boolean(),
			supersedes: z.object({ versionId: z.string(), until: z.string().nullable(), newUntil: z.string() }).nullable()
		})
	)
});

/**
 * B5: a head takes an issued batch back before its day. Its versions are approved again, their signatures stay valid; what they
 * would have replaced runs on, to the open end or to the day of its own withdrawal; what the batch withdrew is in force on.
 * @throws Conflict `illegal_transition` (its day has come: `reason` is `in_effect`), `signature_refused`, `stale`; Invalid (reason)
 */
export async function revokeBatch(
	ctx: Ctx,
	input: { batchId: string; comment: string; password: string; rowVersion?: number }
): Promise<{ state: BatchState; rowVersion: number }> {
	const seen = await loadBatch(ctx, input.batchId);
	authorize(ctx, 'batch.sign', { unitId: seen.unitId });
	const reason = requireReason(input.comment);
	requireRevocable(ctx, seen);
	const signer = await proveSigner(ctx, seen.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		const batch = await loadBatch(ctx, input.batchId);
		requireRevocable(ctx, batch);
		const documentIds = batch.lines.map((line) => line.documentId);
		await lockDocuments(ctx, documentIds);
		const facts = await loadFacts(ctx, batch.unitId, decisionOf(batch), batch.lines);
		await ctx.db.signature.create({
			data: {
				meaning: 'revoke_batch',
				meaningText: revokeSentenceOf(batch.number, await decisionNow(ctx, batch)).vi,
				issueBatchId: batch.id,
				...signer,
				contentSha256: contentHash({ batch: batch.id, reason, lines: batch.lines }),
				signedAt: ctx.clock.now()
			}
		});
		return takeBatchBack(ctx, batch, facts, reason, { rowVersion: input.rowVersion });
	});
}

/**
 * What B5 does once it is allowed: versions back to approved, ends reopened, withdrawals undone, the audience told. The documents of
 * the batch must be locked.
 * @param facts as they were before
 * @param by.endOfUnit the event that ends the unit and takes the batch back: nobody is asked for a permission
 */
export async function takeBatchBack(
	ctx: Ctx,
	batch: LoadedBatch,
	facts: LoadedFacts,
	reason: string,
	by: { rowVersion?: number; endOfUnit?: string | null }
): Promise<{ state: BatchState; rowVersion: number }> {
	const documentIds = batch.lines.map((line) => line.documentId);
	const follows = (row: string) => (by.endOfUnit === undefined ? undefined : row);
	const moved = await transition(ctx, batchMachine, batch, 'revoke', batchSubject(batch), {
		comment: reason,
		expectedRowVersion: by.rowVersion,
		follows: follows('B5e'),
		data: { stateReason: reason },
		after: { number: batch.number, reopened: reopenedOf(batch), ...(by.endOfUnit ? { unitEvent: by.endOfUnit } : {}) }
	});
	await takeVersionsBack(ctx, batch, reason, follows('V13e'));
	await reopenEnds(ctx, batch);
	await undoWithdrawals(ctx, batch, reason, follows('V14e'));
	const end = await unitEnd(ctx, batch.unitId);
	if (end !== null) await endRanges(ctx, documentIds, end, by.endOfUnit);
	await lapseRequests(ctx, { documentIds });
	await followPrints(ctx, documentIds);
	// With its unit: what goes on in the successor is settled once all ranges have their ends.
	if (by.endOfUnit === undefined) await followCarryOver(ctx, documentIds);
	await followTitles(ctx, documentIds);
	await lapse(ctx, 'issue_batch', [batch.id]);
	await lapse(ctx, 'document', documentIds, ['issued', 'withdrawn'], { batch: batch.number });
	const told = { id: batch.id, unitId: batch.unitId, number: batch.number, ...(await decisionNow(ctx, batch)) };
	await tellAudience(ctx, 'revoked', told, facts.lines, facts, (lines) => ({ reason, what: revokedWords(lines) }));
	await tellCiting(ctx, 'citing_revoked', told, previewOf(facts).citing);
	return { state: moved.state, rowVersion: moved.rowVersion };
}

function requireRevocable(ctx: Ctx, batch: LoadedBatch): void {
	const day = decisionOf(batch).effectiveOn;
	if (batch.state === 'issued' && day !== null && day <= today(ctx))
		throw new Conflict('illegal_transition', { state: batch.state, event: 'revoke', reason: 'in_effect' });
	if (batch.state !== 'issued') throw new Conflict('illegal_transition', { state: batch.state, event: 'revoke' });
}

type Reopened = { versionId: string; until: Day | null };

/** The ends that the issue moved, as they were before. Withdrawals of the batch are undone by themselves. */
function reopenedOf(batch: LoadedBatch): Reopened[] {
	return keptPreview
		.parse(batch.preview)
		.lines.flatMap((line) =>
			line.supersedes && !line.withdraws ? [{ versionId: line.supersedes.versionId, until: line.supersedes.until }] : []
		);
}

async function takeVersionsBack(ctx: Ctx, batch: LoadedBatch, reason: string, follows?: string): Promise<void> {
	const rows = await ctx.db.version.findMany({
		where: { issueBatchId: batch.id },
		select: { id: true, state: true, rowVersion: true, unitId: true, round: true, pdfSha256: true, sourceSha256: true }
	});
	await transitionMany(
		ctx,
		versionMachine,
		rows,
		'revoke',
		{ unitId: batch.unitId },
		{
			comment: reason,
			follows,
			data: { issueBatchId: null, issuedAt: null, effectiveFrom: null, effectiveTo: null, updatedAt: ctx.clock.now() },
			after: () => ({ batch: batch.number })
		}
	);
	await ctx.db.versionAct.createMany({ data: rows.map((row) => actRow(ctx, row, 'revoke', { comment: reason })) });
	await ctx.db.searchEntry.deleteMany({ where: { versionId: { in: rows.map((row) => row.id) } } });
}

/** Only ends that still stand where this batch put them: a withdrawal that came afterwards keeps its own earlier day. */
async function reopenEnds(ctx: Ctx, batch: LoadedBatch): Promise<void> {
	const day = batch.effectiveOn;
	if (!day) return;
	for (const [until, ends] of Map.groupBy(reopenedOf(batch), (end) => end.until)) {
		await ctx.db.version.updateMany({
			where: { id: { in: ends.map((end) => end.versionId) }, effectiveTo: day, ...(until === null ? { state: 'issued' } : {}) },
			data: { effectiveTo: until === null ? null : toDbDate(until), rowVersion: { increment: 1 }, updatedAt: ctx.clock.now() }
		});
	}
}

/** What the batch withdrew runs on: to the open end, or to the first day of a version that was issued meanwhile. */
async function undoWithdrawals(ctx: Ctx, batch: LoadedBatch, reason: string, follows?: string): Promise<void> {
	const documentIds = batch.lines.filter((line) => line.withdraws).map((line) => line.documentId);
	if (documentIds.length === 0 || !batch.effectiveOn) return;
	const rows = await ctx.db.version.findMany({
		where: { documentId: { in: documentIds }, state: 'withdrawn', effectiveTo: batch.effectiveOn },
		select: { id: true, documentId: true, state: true, rowVersion: true, unitId: true, round: true, pdfSha256: true, sourceSha256: true }
	});
	const later = await ctx.db.version.groupBy({
		by: ['documentId'],
		where: { documentId: { in: documentIds }, state: { in: ['issued', 'withdrawn'] }, effectiveFrom: { gte: batch.effectiveOn } },
		_min: { effectiveFrom: true }
	});
	const nextOf = new Map(later.map((next) => [next.documentId, next._min.effectiveFrom]));
	for (const [until, group] of Map.groupBy(rows, (row) => nextOf.get(row.documentId)?.getTime() ?? null)) {
		await transitionMany(
			ctx,
			versionMachine,
			group,
			'revoke',
			{ unitId: batch.unitId },
			{
				comment: reason,
				follows,
				data: { effectiveTo: until === null ? null : new Date(until), withdrawnAt: null, stateReason: null, updatedAt: ctx.clock.now() },
				after: () => ({ batch: batch.number })
			}
		);
		await ctx.db.versionAct.createMany({ data: group.map((row) => actRow(ctx, row, 'revoke', { comment: reason })) });
	}
}
