import type { VersionState } from '#lib/domain/documents/lifecycle.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { EndingUnit } from '#lib/server/units/finish-closing.ts';
import { endRequests } from '../change-requests/finish.ts';
import { actRow } from '../history.ts';
import { batchMachine, correctionMachine, guestReviewMachine, versionMachine } from '../machines.ts';
import { passPrints } from '../prints/follow.ts';
import { endGuestReviews } from '../round.ts';
import { endTakeOns } from '../take-on/list.ts';
import { lapseRequests } from '../readings/lapse.ts';
import { endOffersOfIssued, offerDrafts, offerExternals } from './handed-over.ts';
import { closingReason, tellOfAbandonedAsk, tellOfCancelled, tellOfClosing } from './tell.ts';

/**
 * From the unit's first day without itself on: what is still open is closed, because nobody can act on it any more. Recorded one by one
 * in the unit's chain, like the same acts by a person; the act is the system's, or the coordinator's who enters an event of today.
 */
export async function closeDocuments(ctx: Ctx, ending: EndingUnit): Promise<Record<string, number>> {
	const { unitId } = ending;
	const batches = await discardBatches(ctx, unitId);
	const corrections = await declineCorrections(ctx, unitId);
	await endOffersOfIssued(ctx, ending);
	const drafts = await cancelVersions(ctx, ending);
	const externals = await offerExternals(ctx, ending);
	const guests = await endAsks(ctx, unitId);
	const requests = await endRequests(ctx, unitId, closingReason());
	const exceptions = await endExceptions(ctx, ending);
	const readings = await lapseRequests(ctx, { unitId });
	const prints = await passPrints(ctx, unitId, ending.heirIds);
	const takeOns = await endTakeOns(ctx, unitId, closingReason());
	await tellOfClosing(ctx, ending, drafts + batches);
	return { drafts, batches, takeOns, corrections, exceptions, guests, readings, requests, prints, externals };
}

async function discardBatches(ctx: Ctx, unitId: string): Promise<number> {
	const reason = closingReason();
	const batches = await ctx.db.issueBatch.findMany({
		where: { unitId, state: 'draft' },
		select: { id: true, state: true, rowVersion: true, unitId: true, number: true }
	});
	const input = { follows: 'B4e', comment: reason, data: { stateReason: reason } };
	await transitionMany(ctx, batchMachine, batches, 'discard', { unitId }, { ...input, after: ({ number }) => ({ number }) });
	await lapse(
		ctx,
		'issue_batch',
		batches.map(({ id }) => id)
	);
	return batches.length;
}

async function declineCorrections(ctx: Ctx, unitId: string): Promise<number> {
	const proposed = await ctx.db.batchCorrection.findMany({
		where: { state: 'proposed', batch: { unitId } },
		select: { id: true, state: true, rowVersion: true, batchId: true, batch: { select: { number: true } } }
	});
	const input = { follows: 'B6e', comment: closingReason(), data: { decidedAt: ctx.clock.now() } };
	await transitionMany(
		ctx,
		correctionMachine,
		proposed.map((correction) => ({ ...correction, unitId })),
		'decline',
		{ unitId },
		{ ...input, after: ({ batch }) => ({ batch: batch.number }) }
	);
	await lapse(
		ctx,
		'issue_batch',
		proposed.map(({ batchId }) => batchId),
		['correction_proposed']
	);
	return proposed.length;
}

/** V11 by the end of the unit: numbers are free, passes and signatures stay in the history of the round. */
async function cancelVersions(ctx: Ctx, ending: EndingUnit): Promise<number> {
	const { unitId } = ending;
	const open: VersionState[] = ['draft', 'in_review', 'in_approval', 'approved'];
	// Whoever acts on one of them at this moment has been waited for.
	await ctx.db.$queryRaw`
		select id from version where unit_id = ${unitId}::uuid and state in ('draft', 'in_review', 'in_approval', 'approved')
		order by id for no key update`;
	const versions = await ctx.db.version.findMany({
		where: { unitId, state: { in: open } },
		select: {
			id: true,
			state: true,
			rowVersion: true,
			unitId: true,
			round: true,
			pdfSha256: true,
			sourceSha256: true,
			title: true,
			document: { select: { code: true } },
			acts: { select: { userId: true, round: true } }
		},
		orderBy: { document: { codeSort: 'asc' } }
	});
	const reason = closingReason();
	await transitionMany(
		ctx,
		versionMachine,
		versions,
		'cancel',
		{ unitId },
		{
			follows: 'V11e',
			comment: reason,
			data: { stateReason: reason, updatedAt: ctx.clock.now() },
			after: ({ document }) => ({ code: document.code })
		}
	);
	await ctx.db.versionAct.createMany({ data: versions.map((version) => actRow(ctx, version, 'cancel', { comment: reason })) });
	const ids = versions.map(({ id }) => id);
	await endGuestReviews(ctx, ids);
	await lapse(ctx, 'version', ids);
	await tellOfCancelled(ctx, unitId, versions);
	await offerDrafts(ctx, ending, ids);
	return versions.length;
}

/**
 * Reviewers whom another unit asked of this one and who were not named yet: the ask ends, and the asking officer may turn to somebody
 * else. A guest who was named stays one for the round: it is the person who was appointed.
 */
async function endAsks(ctx: Ctx, unitId: string): Promise<number> {
	const asked = await ctx.db.guestReview.findMany({
		where: { askedOfUnitId: unitId, state: 'asked' },
		select: {
			id: true,
			state: true,
			rowVersion: true,
			askedById: true,
			version: { select: { id: true, unitId: true, title: true, document: { select: { code: true } } } }
		}
	});
	const things = asked.map((review) => ({ ...review, unitId: review.version.unitId }));
	await transitionMany(ctx, guestReviewMachine, things, 'end', {}, { follows: 'G4', comment: closingReason() });
	await lapse(
		ctx,
		'guest_review',
		asked.map(({ id }) => id)
	);
	await tellOfAbandonedAsk(ctx, asked);
	return asked.length;
}

async function endExceptions(ctx: Ctx, { unitId, day }: EndingUnit): Promise<number> {
	const reason = closingReason();
	const where = { unitId, endedAt: null, validTo: { gt: toDbDate(day) } };
	const exceptions = await ctx.db.sodException.findMany({ where, select: { id: true, number: true, validTo: true } });
	await ctx.db.sodException.updateMany({
		where: { id: { in: exceptions.map(({ id }) => id) }, endedAt: null },
		data: { endedAt: ctx.clock.now(), endReason: reason, rowVersion: { increment: 1 } }
	});
	await recordMany(
		ctx,
		exceptions.map(({ id, number, validTo }) => ({
			event: 'exception.end',
			subjectType: 'exception',
			subjectId: id,
			unitId,
			role: 'system',
			before: { number, validTo: validTo.toISOString().slice(0, 10) },
			after: { ended: day },
			comment: reason
		}))
	);
	await lapse(
		ctx,
		'exception',
		exceptions.map(({ id }) => id)
	);
	return exceptions.length;
}
