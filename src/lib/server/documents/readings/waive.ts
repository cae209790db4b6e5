import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireReason } from '../input.ts';
import { readingMachine } from '../machines.ts';
import { noticeParams } from '../review.ts';
import { loadVersion } from '../version-facts.ts';
import { askingKinds, forgetAskedTogether } from './lapse.ts';

/**
 * A head lets a person off reading a version, with a reason. Recorded as `reading.waive`; the person is told.
 * @throws NotFound (not in a unit whose list this actor reads); Forbidden (also for oneself); Invalid (reason); Conflict
 * `illegal_transition`, `stale`
 */
export function waiveReading(ctx: Ctx, input: { requestId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const request = isUuid(input.requestId) ? await ctx.db.readingRequest.findUnique({ where: { id: input.requestId } }) : null;
		// Of another unit's the answer is the same as of none.
		if (!request || !may(ctx.actor, 'reading.share', { unitId: request.unitId })) throw new NotFound('reading_not_found');
		const subject = { unitId: request.unitId, personId: request.userId };
		authorize(ctx, 'reading.waive', subject);
		const reason = requireReason(input.reason);
		const { version } = await loadVersion(ctx, request.versionId);
		if (version.round !== request.round) throw new Conflict('illegal_transition', { state: request.state, event: 'waive' });
		await transition(ctx, readingMachine, request, 'waive', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { reason, decidedAt: ctx.clock.now(), decidedById: userIdOf(ctx.actor) },
			after: { version: request.versionId, person: request.userId }
		});
		await lapse(ctx, 'version', [request.versionId], [...askingKinds], { userIds: [request.userId] });
		await forgetAskedTogether(ctx, [request.userId]);
		await notify(ctx, {
			to: [request.userId],
			kind: 'read_waived',
			subjectType: 'version',
			subjectId: request.versionId,
			unitId: request.unitId,
			params: { ...noticeParams(version), reason }
		});
	});
}
