import { may } from '#lib/domain/permissions/decide.ts';
import type { BatchPreview } from '#lib/domain/documents/batch-preview.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { batchSubject, loadBatch, type LoadedBatch } from '../batch-facts.ts';
import { correctSentenceOf, issueSentenceOf, revokeSentenceOf } from '../batch-sentences.ts';
import { decisionPapers, isDecided } from '../batch-papers.ts';
import { decisionNow } from '../decisions.ts';
import { headsOf } from '../eligibility.ts';
import { printsOut } from '../prints/queries.ts';
import { previewBatch } from '../preview.ts';
import { batchChoices } from './batch-choices.ts';

export type BatchWork = Awaited<ReturnType<typeof batchWork>>;

/** All that the page of a batch shows: the decision, what it changes, who acted, what this person may do. */
export async function batchWork(ctx: Ctx, batchId: string) {
	const batch = await loadBatch(ctx, batchId);
	const subject = batchSubject(batch);
	const mayManage = may(ctx.actor, 'batch.manage', subject);
	const draft = batch.state === 'draft';
	const [preview, more, choices] = await Promise.all([
		draft ? previewBatch(ctx, batchId) : Promise.resolve(null),
		moreOf(ctx, batch),
		draft && mayManage ? batchChoices(ctx, batch.unitId) : Promise.resolve(null)
	]);
	const day = today(ctx);
	const effectiveOn = fromDbDate(batch.effectiveOn);
	const decision = await decisionNow(ctx, batch);
	const head = membershipIn(ctx.actor, batch.unitId, ['head']);
	return {
		id: batch.id,
		unitId: batch.unitId,
		number: batch.number,
		state: batch.state,
		decisionNumber: decision.decisionNumber,
		decisionDate: decision.decisionDate,
		was: decision.was,
		effectiveOn,
		note: batch.note,
		scanName: batch.scanName,
		rowVersion: batch.rowVersion,
		versionIds: batch.lines.flatMap((line) => line.versionId ?? []),
		withdrawals: batch.lines.filter((line) => line.withdraws).map((line) => ({ documentId: line.documentId, reason: line.reason ?? '' })),
		preview,
		/** Numbered prints that are out of what it ends. */
		prints: preview ? await printsEnding(ctx, preview.lines) : 0,
		...more,
		/** The decision as it was signed outside eISO. */
		papers: draft ? [] : await decisionPapers(ctx, batch),
		choices,
		/** Who signs the withdrawals, where this person cannot. */
		heads: preview?.needsSignature && !may(ctx.actor, 'batch.sign', subject) ? await namesOfHeads(ctx, batch.unitId) : [],
		/** What the signature of the next act says: to issue with withdrawals, or to take the batch back. */
		sentence: preview ? (preview.needsSignature ? issueSentenceOf(batch.number, preview) : null) : revokeSentenceOf(batch.number, decision),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' },
		may: {
			manage: mayManage && draft,
			discard: may(ctx.actor, 'batch.discard', subject) && draft,
			revoke: may(ctx.actor, 'batch.sign', subject) && batch.state === 'issued' && effectiveOn !== null && day < effectiveOn,
			attach: may(ctx.actor, 'batch.attach', subject) && isDecided(batch),
			/** A withdrawal in the batch needs a head's signature. */
			sign: may(ctx.actor, 'batch.sign', subject),
			correct: may(ctx.actor, 'batch.correct', subject) && batch.state === 'issued'
		}
	};
}

async function printsEnding(ctx: Ctx, lines: BatchPreview['lines']): Promise<number> {
	const ending = lines.filter((line) => line.supersedes !== null || line.withdraws);
	const out = await printsOut(
		ctx,
		ending.map((line) => line.documentId)
	);
	return [...out.values()].reduce((sum, count) => sum + count, 0);
}

async function namesOfHeads(ctx: Ctx, unitId: string): Promise<string[]> {
	const ids = await headsOf(ctx, unitId);
	const heads = await ctx.db.user.findMany({ where: { id: { in: ids } }, select: { fullName: true }, orderBy: { fullName: 'asc' } });
	return heads.map((head) => head.fullName);
}

async function moreOf(ctx: Ctx, batch: LoadedBatch) {
	const row = await ctx.db.issueBatch.findUniqueOrThrow({
		where: { id: batch.id },
		select: {
			createdAt: true,
			stateReason: true,
			confirmedWarnings: true,
			createdBy: { select: { fullName: true } },
			issuedBy: { select: { fullName: true } },
			signatures: {
				orderBy: { signedAt: 'asc' },
				select: { id: true, meaning: true, meaningText: true, signerName: true, position: true, signedAt: true, notice: true }
			},
			corrections: {
				orderBy: { createdAt: 'asc' },
				select: {
					id: true,
					field: true,
					oldValue: true,
					newValue: true,
					reason: true,
					state: true,
					createdAt: true,
					decidedAt: true,
					rowVersion: true,
					proposedBy: { select: { fullName: true } },
					signedBy: { select: { fullName: true } }
				}
			},
			lines: {
				orderBy: { document: { codeSort: 'asc' } },
				select: {
					withdraws: true,
					reason: true,
					document: { select: { id: true, code: true, title: true } },
					version: { select: { id: true, title: true, issueNo: true, revisionNo: true, state: true } }
				}
			}
		}
	});
	return {
		createdAt: row.createdAt,
		createdBy: row.createdBy.fullName,
		issuedBy: row.issuedBy?.fullName ?? null,
		issuedAt: batch.issuedAt,
		stateReason: row.stateReason,
		signatures: row.signatures,
		corrections: row.corrections.map((correction) => ({ ...correction, sentence: correctSentenceOf(batch.number, correction) })),
		lines: row.lines
	};
}
