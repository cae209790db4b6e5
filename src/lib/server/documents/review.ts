import type { VersionEvent, VersionState } from '#lib/domain/documents/lifecycle.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { absentOnes } from '#lib/server/permissions/in-place.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transition, type TransitionInput } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { addAct, hasOpened } from './history.ts';
import { missingForReview, officersOf, reviewersOf, type ReviewerFacts } from './eligibility.ts';
import { versionMachine } from './machines.ts';
import { endGuestReviews, leaveDraftBatches, nextRound, startRound, voidConsents } from './round.ts';
import { requireUnitToPrepare } from './unit-facts.ts';
import { loadVersion, type LoadedVersion } from './version-facts.ts';

export type ActInput = { versionId: string; comment?: string | null; rowVersion?: number };
export type ActResult = { state: VersionState; rowVersion: number };

/** What notices about a version carry. */
export function noticeParams(version: LoadedVersion): Record<string, string> {
	return { code: version.document.code, title: version.title, numbers: shortNumbers(version, version.unit.numberingScheme) };
}

/**
 * Moves a version and adds the act to its history. In a unit that is no more nobody acts, a guest from elsewhere neither.
 * @throws Conflict `unit_closed`, and as `transition`
 */
export async function moveVersion(
	ctx: Ctx,
	version: LoadedVersion,
	event: VersionEvent,
	subject: Subject,
	input: TransitionInput & { opened?: boolean } = {}
): Promise<ActResult & { voidsRound: boolean }> {
	await requireUnitToPrepare(ctx, version.unitId);
	const moved = await transition(ctx, versionMachine, version, event, subject, {
		...input,
		data: { ...input.data, updatedAt: ctx.clock.now() }
	});
	await addAct(ctx, version, event, { comment: input.comment, opened: input.opened });
	return { state: moved.state, rowVersion: moved.rowVersion, voidsRound: moved.row.voidsRound === true };
}

/**
 * V3: sends a draft to review and freezes it.
 * @throws Invalid (missing file, summary, reviewer not eligible), Conflict `no_eligible_reviewer` with what is missing
 */
export function submitVersion(ctx: Ctx, input: ActInput & { reviewer?: string | null }): Promise<ActResult> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const named = { ...version, reviewerId: input.reviewer ?? null };
		const facts = await reviewersOf(ctx, named);
		if (version.state === 'draft') {
			const fields = missingFields(version);
			if (input.reviewer && !facts.eligible.includes(input.reviewer)) fields.reviewer = 'reviewer_not_eligible';
			if (Object.keys(fields).length > 0) throw new Invalid(fields);
			const missing = missingForReview(facts);
			if (missing) throw new Conflict('no_eligible_reviewer', { missing });
		}
		const moved = await moveVersion(ctx, version, 'submit', subject, {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			data: { reviewerId: input.reviewer ?? null, submittedById: userIdOf(ctx.actor), submittedAt: ctx.clock.now(), exceptionId: null },
			after: { round: version.round, reviewer: input.reviewer ?? null, pdf: version.pdfSha256, source: version.sourceSha256 }
		});
		// What was said of the draft before it was sent again is over.
		await lapse(ctx, 'version', [version.id], ['returned', 'review_gone', 'approval_gone', 'guest_appointed']);
		await notify(ctx, { to: facts.eligible, barred: subject.authorIds, kind: 'review_asked', ...about(version) });
		return moved;
	});
}

function missingFields(version: LoadedVersion): Record<string, string> {
	const fields: Record<string, string> = {};
	if (version.document.kind.pdfRequired && !version.pdfSha256) fields.pdf = 'pdf_required';
	if (version.document.kind.sourceRequired && !version.sourceSha256) fields.source = 'source_required';
	if (version.summary.trim() === '') fields.summary = 'summary_required';
	return fields;
}

function about(version: LoadedVersion) {
	return { subjectType: 'version', subjectId: version.id, unitId: version.unitId, params: noticeParams(version) } as const;
}

/** V4, V6: takes a submission or a pass back before anybody acted on it. */
export function recallVersion(ctx: Ctx, input: ActInput): Promise<ActResult> {
	return transaction(ctx, async (ctx) => {
		const { version, subject, reviewers } = await loadVersion(ctx, input.versionId);
		const me = userIdOf(ctx.actor);
		const passed = version.acts.some((act) => act.round === version.round && act.userId === me);
		const mine = version.submittedById === me;
		const officer = may(ctx.actor, 'document.manage', subject);
		if (version.state === 'in_review' && !mine && !officer) throw new Forbidden('recall_by_sender');
		if (version.state === 'in_approval' && !passed && !officer) throw new Forbidden('recall_by_sender');
		const backToReview = version.state === 'in_approval' && passed;
		const rowId = version.state === 'in_review' ? 'V4' : backToReview ? 'V6' : 'V6b';
		const moved = await moveVersion(ctx, version, 'recall', subject, {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			rowId: version.state === 'in_review' || version.state === 'in_approval' ? rowId : undefined,
			data: version.state === 'in_approval' && backToReview ? { exceptionId: null } : nextRound(version)
		});
		if (backToReview) {
			await voidConsents(ctx, version);
			await lapse(ctx, 'version', [version.id], ['approval_asked']);
			await notify(ctx, { to: reviewers.eligibleHeads, kind: 'approval_gone', ...about(version) });
			return moved;
		}
		const gone = version.state === 'in_review' ? reviewers.eligible : reviewers.eligibleHeads;
		await startRound(ctx, version);
		await notify(ctx, { to: gone, kind: version.state === 'in_review' ? 'review_gone' : 'approval_gone', ...about(version) });
		return moved;
	});
}

/** V5: the reviewer agrees and hands on for approval. */
export function passVersion(ctx: Ctx, input: ActInput): Promise<ActResult> {
	return transaction(ctx, async (ctx) => {
		const { version, subject, reviewers } = await loadVersion(ctx, input.versionId);
		const opened = await hasOpened(ctx, version.id);
		const moved = await moveVersion(ctx, version, 'pass', subject, {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			opened,
			after: { hash: version.pdfSha256 ?? version.sourceSha256, opened, exception: usesException(ctx, reviewers) }
		});
		await lapse(ctx, 'version', [version.id], ['review_asked', 'approval_gone']);
		const passers = reviewers.exception ? [] : [userIdOf(ctx.actor), ...absentOnes(ctx.actor), ...(subject.passerIds ?? [])];
		const barred = [...(subject.authorIds ?? []), ...passers];
		await notify(ctx, { to: reviewers.eligibleHeads, barred, kind: 'approval_asked', ...about(version) });
		return moved;
	});
}

/** The number of the exception when only it lets this person review. */
function usesException(ctx: Ctx, reviewers: ReviewerFacts): string | null {
	const me = userIdOf(ctx.actor);
	return me !== null && reviewers.exception && !reviewers.askedWithout.includes(me) ? reviewers.exception.number : null;
}

/** V7, V8, V10: sends it back with a reason; the round and its signatures become void. */
export function returnVersion(ctx: Ctx, input: ActInput): Promise<ActResult> {
	return transaction(ctx, async (ctx) => {
		const { version, subject, reviewers } = await loadVersion(ctx, input.versionId);
		const moved = await moveVersion(ctx, version, 'return', subject, {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			opened: await hasOpened(ctx, version.id),
			data: nextRound(version)
		});
		await startRound(ctx, version, input.comment);
		if (version.state === 'approved') await leaveDraftBatches(ctx, version);
		const passers = version.acts.filter((act) => act.round === version.round).map((act) => act.userId);
		const beside = version.state === 'approved' ? reviewers.heads : await officersOf(ctx, version.unitId);
		await notify(ctx, {
			to: [...(subject.authorIds ?? []), ...(version.state === 'in_review' ? [] : passers), ...beside],
			kind: 'returned',
			...about(version),
			params: { ...noticeParams(version), reason: input.comment ?? '' }
		});
		return moved;
	});
}

/** V11: ends a version before issue; its numbers are free again. The author may do so while it is a draft, the officer at any time. */
export function cancelVersion(ctx: Ctx, input: ActInput): Promise<ActResult> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const officer = may(ctx.actor, 'document.manage', subject);
		if (version.state !== 'draft' && !officer) throw new Forbidden('cancel_draft_only');
		const moved = await moveVersion(ctx, version, 'cancel', subject, {
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			data: { stateReason: input.comment?.trim() ?? null }
		});
		await leaveDraftBatches(ctx, version);
		await endGuestReviews(ctx, [version.id]);
		await lapse(ctx, 'version', [version.id]);
		const acted = await ctx.db.versionAct.findMany({ where: { versionId: version.id, round: version.round }, select: { userId: true } });
		await notify(ctx, {
			to: acted.map((act) => act.userId),
			kind: 'cancelled',
			...about(version),
			params: { ...noticeParams(version), reason: input.comment ?? '' }
		});
		return moved;
	});
}
