import { createHash } from 'node:crypto';
import type { BatchProblem } from '#lib/domain/documents/batch.ts';
import { previewOf, type BatchPreview } from '#lib/domain/documents/batch-preview.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { proveSigner, type Signer } from '#lib/server/identity/signing.ts';
import { transition, transitionMany } from '#lib/server/lifecycle/transition.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitEnd } from '#lib/server/units/units-on-day.ts';
import { loadBatch, lockDocuments, type LoadedBatch } from './batch-facts.ts';
import { answerRequests } from './change-requests/links.ts';
import { createBatch, requireDraft, requireSignerOfWithdrawals, type NewBatch } from './batches.ts';
import { actRow } from './history.ts';
import { followCarryOver } from './carry-over/carry.ts';
import { followPrints } from './prints/follow.ts';
import { askAtIssue } from './readings/ask.ts';
import { lapseRequests } from './readings/lapse.ts';
import { indexIssued, makeReadingCopies, tellFollowers } from './issue-jobs.ts';
import { tellOfIssue } from './issue-notices.ts';
import { requireUser } from './input.ts';
import { batchMachine, versionMachine } from './machines.ts';
import { decisionOf } from './preview.ts';
import { issueSentenceOf } from './batch-sentences.ts';
import { loadFacts, type LoadedFacts, type VersionRow } from './preview-facts.ts';
import { endGuestReviews } from './round.ts';
import { followTitles } from './titles.ts';

export type IssueInput = {
	rowVersion?: number;
	/** Codes of the warnings that the person has seen and accepts. */
	confirm?: readonly string[];
	/** A head's password, when a document is withdrawn with the batch. */
	password?: string | null;
};
export type Issued = { id: string; number: string; state: 'issued'; rowVersion: number; effectiveOn: Day };

/**
 * B3: puts every version of a batch in force from one day and ends what was in force before, all or nothing, in one transaction
 * whose number of statements does not grow with the batch. Records the preview as it was and the warnings confirmed; queues the
 * search entries and the reading copies.
 * @throws Conflict `warnings` with `warnings` (codes) and `details`; `decision_in_future`, `effective_in_past`,
 * `effective_before_decision`, `effective_too_far`, `unit_closed`, `batch_empty`, `successor_pending`, `illegal_transition`,
 * `content_changed`, `change_request_required`, `not_in_force` with `field` and `items`; `stale`; `signature_refused`. Invalid for a missing decision.
 */
export async function issueBatch(ctx: Ctx, input: IssueInput & { batchId: string }): Promise<Issued> {
	const seen = await loadBatch(ctx, input.batchId);
	authorize(ctx, 'batch.manage', { unitId: seen.unitId });
	const signer = await signerOf(ctx, seen.unitId, seen.state === 'draft' && seen.lines.some((line) => line.withdraws), input);
	return transaction(ctx, (ctx) => issueDraft(ctx, input.batchId, input, signer));
}

/** B1 and B3 in one act: what the API does unless asked for a draft. Nothing is left behind when it is refused. */
export async function issueNow(ctx: Ctx, input: NewBatch & IssueInput): Promise<Issued> {
	authorize(ctx, 'batch.manage', { unitId: input.unitId });
	const signer = await signerOf(ctx, input.unitId, (input.withdrawals ?? []).length > 0, input);
	return transaction(ctx, async (ctx) => {
		const created = await createBatch(ctx, input);
		return issueDraft(ctx, created.id, { ...input, rowVersion: undefined }, signer);
	});
}

/** Proves the head before the transaction, as every signature is proven. Without withdrawals nobody signs. */
async function signerOf(ctx: Ctx, unitId: string, withdraws: boolean, input: IssueInput): Promise<Signer | null> {
	if (!withdraws) return null;
	authorize(ctx, 'batch.sign', { unitId });
	if (!input.password) throw new Conflict('signature_refused', { reason: 'password_required', field: 'password' });
	return proveSigner(ctx, unitId, input.password);
}

async function issueDraft(ctx: Ctx, batchId: string, input: IssueInput, signer: Signer | null): Promise<Issued> {
	const batch = await loadBatch(ctx, batchId);
	requireDraft(batch, 'issue', input.rowVersion);
	requireSignerOfWithdrawals(ctx, batch);
	await lockDocuments(
		ctx,
		batch.lines.map((line) => line.documentId)
	);
	const facts = await loadFacts(ctx, batch.unitId, decisionOf(batch), batch.lines);
	const preview = previewOf(facts);
	refuse(preview.problems);
	refuseUnconfirmed(preview, input.confirm ?? []);
	const day = facts.decision.effectiveOn;
	if (!day) throw new Invalid({ effectiveOn: 'required' });
	if (preview.needsSignature && !signer) throw new Conflict('stale', { state: batch.state });

	if (signer) await sign(ctx, batch, preview, signer);
	const issued = await moveVersions(ctx, batch, facts, preview, day);
	const moved = await transition(
		ctx,
		batchMachine,
		batch,
		'issue',
		{ unitId: batch.unitId },
		{
			expectedRowVersion: input.rowVersion,
			data: {
				preview,
				confirmedWarnings: preview.warnings.map((warning) => warning.code),
				issuedAt: ctx.clock.now(),
				issuedById: requireUser(ctx)
			},
			after: { number: batch.number, ...facts.decision, scan: batch.scanSha256, confirmed: preview.warnings.map((warning) => warning.code) }
		}
	);
	await followTitles(ctx, [...new Set(facts.lines.map((line) => line.documentId))]);
	await endGuestReviews(ctx, issued);
	await indexIssued(ctx, issued);
	await makeReadingCopies(ctx, batch.id, issued);
	await tellFollowers(ctx, batch.id, issued);
	const asked = await askAtIssue(ctx, batch.unitId, preview);
	// Today already superseded or withdrawn; what ends on a later day is read until then.
	if (day <= facts.today) await lapseRequests(ctx, { documentIds: preview.lines.map((line) => line.documentId) });
	// Also of what ends on a later day: holders know until when they may use it.
	await followPrints(
		ctx,
		preview.lines.map((line) => line.documentId)
	);
	await followCarryOver(
		ctx,
		preview.lines.map((line) => line.documentId)
	);
	await tellOfIssue(ctx, { id: batch.id, unitId: batch.unitId, number: batch.number, ...facts.decision }, facts, preview, asked);
	return { id: batch.id, number: batch.number, state: 'issued', rowVersion: moved.rowVersion, effectiveOn: day };
}

/** The first thing that stands in the way, as the refusal it is; the preview shows all of them. */
function refuse(problems: readonly BatchProblem[]): void {
	const missing = problems.filter((problem) => problem.code === 'required');
	if (missing.length > 0) throw new Invalid(Object.fromEntries(missing.map((problem) => [problem.field ?? 'lines', 'required'])));
	const [first] = problems;
	if (first) throw new Conflict(first.code, { field: first.field, items: first.items ?? [] });
}

function refuseUnconfirmed(preview: BatchPreview, confirmed: readonly string[]): void {
	const open = preview.warnings.filter((warning) => !confirmed.includes(warning.code));
	if (open.length > 0) throw new Conflict('warnings', { warnings: open.map((warning) => warning.code), details: open });
}

async function sign(ctx: Ctx, batch: LoadedBatch, preview: BatchPreview, signer: Signer): Promise<void> {
	await ctx.db.signature.create({
		data: {
			meaning: 'issue_with_withdrawal',
			meaningText: issueSentenceOf(batch.number, preview).vi,
			issueBatchId: batch.id,
			...signer,
			contentSha256: contentHash({ batch: batch.id, decision: decisionOf(batch), lines: batch.lines }),
			signedAt: ctx.clock.now()
		}
	});
}

/** SHA-256 over the JSON of what was signed, for acts that are not one version. */
export function contentHash(content: object): string {
	return createHash('sha256').update(JSON.stringify(content), 'utf8').digest('hex');
}

/** Ends the predecessors, withdraws, issues: in this order, because the database allows one version per document and day. */
async function moveVersions(ctx: Ctx, batch: LoadedBatch, facts: LoadedFacts, preview: BatchPreview, day: Day): Promise<string[]> {
	const rowsOf = (ids: readonly string[]) => ids.flatMap((id) => facts.rows.get(id) ?? []);
	const now = ctx.clock.now();
	const superseded = preview.lines.flatMap((line) => (line.supersedes && !line.withdraws ? [line.supersedes.versionId] : []));
	if (superseded.length > 0) {
		await ctx.db.version.updateMany({
			where: { id: { in: superseded } },
			data: { effectiveTo: toDbDate(day), rowVersion: { increment: 1 }, updatedAt: now }
		});
	}
	const withdrawals = facts.lines.filter((line) => line.version === null);
	await answerRequests(
		ctx,
		batch.unitId,
		'withdrawal',
		withdrawals.map((line) => ({ id: line.documentId, code: line.code, kindCode: line.kind, versionId: line.current?.id ?? null }))
	);
	for (const [reason, lines] of Map.groupBy(withdrawals, (line) => line.reason)) {
		const rows = rowsOf(lines.flatMap((line) => line.current?.id ?? []));
		await transitionMany(
			ctx,
			versionMachine,
			rows,
			'withdraw',
			{ unitId: batch.unitId },
			{
				comment: reason,
				data: { effectiveTo: toDbDate(day), withdrawnAt: now, stateReason: reason, updatedAt: now },
				after: () => ({ batch: batch.number, decision: batch.decisionNumber, from: day })
			}
		);
		await addActs(ctx, rows, 'withdraw', reason);
	}
	const rows = rowsOf(facts.lines.flatMap((line) => line.version?.id ?? []));
	// Read under the locks of the documents: an event that ends the unit waits for them, or has been waited for.
	const end = await unitEnd(ctx, batch.unitId);
	const endedBy = new Map(preview.lines.map((line) => [line.versionId, line.supersedes?.versionId ?? null]));
	await transitionMany(
		ctx,
		versionMachine,
		rows,
		'issue',
		{ unitId: batch.unitId },
		{
			data: {
				issueBatchId: batch.id,
				issuedAt: now,
				effectiveFrom: toDbDate(day),
				effectiveTo: end === null ? null : toDbDate(end),
				updatedAt: now
			},
			after: (row) => ({
				batch: batch.number,
				decision: batch.decisionNumber,
				numbers: shortNumbers(row),
				effectiveOn: day,
				supersedes: endedBy.get(row.id) ?? null
			})
		}
	);
	await addActs(ctx, rows, 'issue', null);
	return rows.map((row) => row.id);
}

async function addActs(ctx: Ctx, rows: readonly VersionRow[], event: 'issue' | 'withdraw', comment: string | null): Promise<void> {
	await ctx.db.versionAct.createMany({ data: rows.map((row) => actRow(ctx, row, event, { comment })) });
}
