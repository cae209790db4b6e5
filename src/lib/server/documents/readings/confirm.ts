import { isRead, type ReadingState } from '#lib/domain/documents/reading.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound, Unauthenticated } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadDocument } from '../document-facts.ts';
import { hasOpened } from '../history.ts';
import { readingMachine } from '../machines.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { loadVersion, type LoadedVersion } from '../version-facts.ts';
import { requireCurrent } from './current.ts';
import { askingKinds, forgetAskedTogether } from './lapse.ts';

export type Confirmed = {
	readonly id: string;
	readonly versionId: string;
	readonly state: ReadingState;
	readonly confirmedAt: Date;
	/** Hash of what was confirmed. */
	readonly sha256: string;
	/** It had been confirmed before: this is the first confirmation, unchanged. */
	readonly already: boolean;
};

/**
 * "Đã đọc, hiểu": the person confirms a version, upcoming or in force, that they were asked to read and have opened. Recorded as
 * `reading.confirm` with the hash. A second time gives the first confirmation.
 * @param input.sha256 what the person saw, if the page says
 * @throws NotFound (not visible); Conflict `not_opened`, `content_changed`, `illegal_transition` (`reason` `not_asked`, `not_current`,
 * or the state of the request)
 */
export function confirmReading(ctx: Ctx, input: { versionId: string; sha256?: string | null }): Promise<Confirmed> {
	return transaction(ctx, async (ctx) => {
		const userId = userIdOf(ctx.actor);
		if (!userId) throw new Unauthenticated();
		if (!isUuid(input.versionId)) throw new NotFound('version_not_found');
		// A withdrawal of this moment waits for us, or we for it; a second tap of the same person as well.
		await ctx.db.$queryRaw`select id from version where id = ${input.versionId}::uuid for share`;
		await ctx.db
			.$queryRaw`select id from reading_request where version_id = ${input.versionId}::uuid and user_id = ${userId}::uuid for update`;
		const { version } = await loadVersion(ctx, input.versionId);
		const request = await ctx.db.readingRequest.findUnique({
			where: { versionId_round_userId: { versionId: version.id, round: version.round, userId } }
		});
		if (request && isRead(request.state) && request.decidedAt && request.sha256)
			return shown(request, request.decidedAt, request.sha256, true);
		requireCurrent(ctx, version, 'confirm');
		// Whoever left the unit is asked nothing any more, whether the job that lapses it has run or not.
		const state = request?.state === 'open' && !membershipIn(ctx.actor, request.unitId) ? 'lapsed' : request?.state;
		if (!request || state !== 'open')
			throw new Conflict('illegal_transition', { state: state ?? null, event: 'confirm', reason: state ?? 'not_asked' });
		const sha256 = version.pdfSha256 ?? version.sourceSha256;
		if (!sha256 || (input.sha256 && input.sha256 !== sha256)) throw new Conflict('content_changed');
		if (!(await hasOpened(ctx, version.id))) throw new Conflict('not_opened');
		const decidedAt = ctx.clock.now();
		const subject = { unitId: version.unitId, personId: request.userId };
		authorize(ctx, 'reading.confirm', subject);
		const moved = await transition(ctx, readingMachine, request, 'confirm', subject, {
			data: { sha256, decidedAt },
			after: { version: version.id, person: userId, sha256, dueOn: fromDbDate(request.dueOn) }
		});
		await carryOn(ctx, version, { ...request, userId });
		await lapse(ctx, 'version', [version.id], [...askingKinds], { userIds: [userId] });
		await forgetAskedTogether(ctx, [userId]);
		return shown({ ...request, state: moved.state }, decidedAt, sha256, false);
	});
}

/** The version in force today of a document. @throws NotFound also when nothing is in force; as `confirmReading` */
export async function confirmReadingOfDocument(ctx: Ctx, input: { documentId: string; sha256?: string | null }): Promise<Confirmed> {
	const { document } = await loadDocument(ctx, input.documentId);
	const version = await ctx.db.version.findFirst({
		where: { AND: [{ documentId: document.id }, inForceOn(today(ctx))] },
		select: { id: true }
	});
	if (!version) throw new NotFound('nothing_in_force');
	return confirmReading(ctx, { versionId: version.id, sha256: input.sha256 });
}

function shown(
	{ id, versionId, state }: { id: string; versionId: string; state: ReadingState },
	confirmedAt: Date,
	sha256: string,
	already: boolean
): Confirmed {
	return { id, versionId, state, confirmedAt, sha256, already };
}

/** An editorial successor that is issued already and asks the same person: the confirmation counts for it as well. */
async function carryOn(ctx: Ctx, version: LoadedVersion, confirmed: { id: string; userId: string }): Promise<void> {
	if (!version.effectiveTo) return;
	const next = await ctx.db.readingRequest.findFirst({
		where: {
			userId: confirmed.userId,
			documentId: version.documentId,
			state: 'open',
			version: { changeClass: 'editorial', state: 'issued', effectiveFrom: version.effectiveTo, id: { not: version.id } }
		},
		include: { version: { select: { pdfSha256: true, sourceSha256: true } } }
	});
	if (!next) return;
	await transition(
		ctx,
		readingMachine,
		next,
		'carry',
		{ unitId: next.unitId },
		{
			follows: 'R6',
			data: { sha256: next.version.pdfSha256 ?? next.version.sourceSha256, decidedAt: ctx.clock.now(), carriedFromId: confirmed.id },
			after: { version: next.versionId, person: next.userId }
		}
	);
	await lapse(ctx, 'version', [next.versionId], [...askingKinds], { userIds: [next.userId] });
}
