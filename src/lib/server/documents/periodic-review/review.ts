import { needsRequest } from '#lib/domain/documents/change-requests.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { confirmReviewSentence } from '#lib/domain/documents/sentences.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { proveSigner, type Signer } from '#lib/server/identity/signing.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockDocuments } from '../batch-facts.ts';
import { proposeBySystem } from '../change-requests/propose.ts';
import { changeRule } from '../change-requests/rules.ts';
import { loadDocument } from '../document-facts.ts';
import { headsOf, officersOf } from '../eligibility.ts';
import { requireLengths, requireReason, requireUser, tidy } from '../input.ts';
import { contentHash } from '../issue.ts';
import { loadVersion, type LoadedVersion } from '../version-facts.ts';
import { reviewsDue, type ReviewDue } from './due.ts';

export type ReviewInput = { documentId: string; dueOn: Day; remark: string };

/**
 * A head confirms that a document in force stays as it is: signed over the version. Recorded as `review.unchanged`.
 * @throws NotFound, Forbidden, Conflict `review_not_due`, `review_done` (somebody was first), `content_changed`, `signature_refused`
 */
export async function confirmUnchanged(ctx: Ctx, input: ReviewInput & { password: string; sha256?: string }): Promise<void> {
	const { document } = await loadDocument(ctx, input.documentId);
	authorize(ctx, 'review.sign', { unitId: document.unitId });
	await requireDue(ctx, input);
	const signer = await proveSigner(ctx, document.unitId, input.password);
	await transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'review.sign', { unitId: document.unitId });
		await write(ctx, input, 'unchanged', role, { signer, sha256: input.sha256 });
	});
}

/**
 * The officer, a head or the document's owner notes that it must be amended, or withdrawn: a change request is opened, for a withdrawal where
 * the unit wants one, else it is the head's to withdraw it; both are told. Recorded as
 * `review.change_request` and `review.withdrawal`.
 * @throws NotFound, Forbidden, Conflict `review_not_due`, `review_done`, Invalid `remark`
 */
export function noteReview(
	ctx: Ctx,
	input: ReviewInput & { outcome: 'change_request' | 'withdrawal' }
): Promise<{ requestId: string | null }> {
	return transaction(ctx, async (ctx) => {
		const { document } = await loadDocument(ctx, input.documentId);
		const role = authorize(ctx, 'review.note', {
			unitId: document.unitId,
			// An owner who left the unit notes nothing any more.
			personId: membershipIn(ctx.actor, document.unitId) ? document.ownerId : null
		});
		requireReason(input.remark, 'remark');
		return { requestId: await write(ctx, input, input.outcome, role) };
	});
}

async function write(
	ctx: Ctx,
	input: ReviewInput,
	outcome: 'unchanged' | 'change_request' | 'withdrawal',
	role: string,
	signed: { signer: Signer; sha256: string | undefined } | null = null
): Promise<string | null> {
	await lockDocuments(ctx, [input.documentId]);
	const due = await requireDue(ctx, input);
	const { version } = await loadVersion(ctx, due.versionId);
	const sha256 = version.pdfSha256 ?? version.sourceSha256;
	if (sha256 === null || (signed?.sha256 && signed.sha256 !== sha256)) throw new Conflict('content_changed');
	const remark = tidy(input.remark);
	requireLengths({ note: remark });
	if (ctx.actor.kind !== 'user') throw new NotFound();
	const signature = signed
		? await ctx.db.signature.create({
				data: {
					meaning: 'confirm_review',
					meaningText: reviewSentence(version, due.dueOn).vi,
					versionId: version.id,
					round: version.round,
					...signed.signer,
					pdfSha256: version.pdfSha256,
					sourceSha256: version.sourceSha256,
					contentSha256: contentHash({ version: version.id, dueOn: due.dueOn, remark }),
					signedAt: ctx.clock.now()
				},
				select: { id: true }
			})
		: null;
	const created = await ctx.db.periodicReview.create({
		data: {
			unitId: version.unitId,
			documentId: version.documentId,
			versionId: version.id,
			dueOn: toDbDate(due.dueOn),
			outcome,
			remark,
			sha256,
			signatureId: signature?.id ?? null,
			reviewedById: requireUser(ctx),
			reviewerName: ctx.actor.fullName,
			reviewedOn: toDbDate(today(ctx)),
			reviewedAt: ctx.clock.now()
		},
		select: { id: true }
	});
	await record(ctx, {
		event: outcome === 'unchanged' ? 'review.unchanged' : outcome === 'withdrawal' ? 'review.withdrawal' : 'review.change_request',
		subjectType: 'periodic_review',
		subjectId: created.id,
		unitId: version.unitId,
		role,
		after: { code: version.document.code, dueOn: due.dueOn, version: version.id, sha256 },
		comment: remark || null
	});
	const asks = outcome === 'change_request' || (outcome === 'withdrawal' && (await withdrawalIsAsked(ctx, due)));
	const request = asks
		? await proposeBySystem(ctx, {
				source: 'review',
				key: created.id,
				kind: outcome === 'withdrawal' ? 'withdraw' : 'amend',
				unitId: version.unitId,
				documentId: version.documentId,
				what: remark,
				why: `Rà soát định kỳ, kỳ ngày ${formatDay(due.dueOn)}.`
			})
		: null;
	await lapse(ctx, 'document', [version.documentId], ['review_due', 'review_late']);
	await notify(ctx, {
		to: [
			due.ownerId,
			// Officers hear of a request as of any other; a head of what only a head can do.
			...(asks ? [] : await officersOf(ctx, version.unitId)),
			...(outcome === 'withdrawal' ? await headsOf(ctx, version.unitId) : [])
		],
		kind: outcome === 'unchanged' ? 'review_unchanged' : outcome === 'withdrawal' ? 'review_withdraw' : 'review_amend',
		subjectType: 'document',
		subjectId: version.documentId,
		unitId: version.unitId,
		params: { code: due.code, title: due.title, day: formatDay(due.dueOn), who: ctx.actor.fullName, reason: remark }
	});
	return request?.id ?? null;
}

/** Whether the unit withdraws documents of this kind only on request. */
async function withdrawalIsAsked(ctx: Ctx, { unitId, kind }: ReviewDue): Promise<boolean> {
	return needsRequest(await changeRule(ctx, unitId), 'withdrawal', kind);
}

/** What a head confirms. */
export function reviewSentence(
	version: Pick<LoadedVersion, 'issueNo' | 'revisionNo'> & { document: { code: string }; unit: LoadedVersion['unit'] },
	dueOn: Day
) {
	return confirmReviewSentence(
		{ issueNo: version.issueNo, revisionNo: version.revisionNo, code: version.document.code, scheme: version.unit.numberingScheme },
		formatDay(dueOn)
	);
}

/** @throws Conflict `review_done` when this review was done meanwhile, `review_not_due` when nothing is asked for yet */
async function requireDue(ctx: Ctx, input: ReviewInput): Promise<ReviewDue> {
	const [due] = await reviewsDue(ctx, { documentId: input.documentId });
	if (due && due.dueOn === input.dueOn && due.state !== 'planned') return due;
	const done = await ctx.db.periodicReview.findFirst({
		where: { documentId: input.documentId, dueOn: toDbDate(input.dueOn) },
		select: { reviewerName: true }
	});
	if (done) throw new Conflict('review_done', { who: done.reviewerName });
	if (!due) throw new Conflict('review_not_due');
	if (due.dueOn !== input.dueOn) throw new Invalid({ dueOn: 'day_invalid' });
	throw new Conflict('review_not_due', { day: due.dueOn });
}
