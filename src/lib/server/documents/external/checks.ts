import type { z } from 'zod';
import type { checkForm } from '#lib/domain/documents/external-forms.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireUser, tidy } from '../input.ts';
import { loadExternal } from './facts.ts';

/**
 * Notes that somebody looked whether an external document is still in force: for the list of a unit, by its officer, a head or the person
 * named to check; for the list of the province (`unitId` null) by the coordinator. Recorded as `external.check`; never changed.
 * @throws NotFound, Forbidden, Invalid `checkedOn`, `remark`
 */
export function checkExternal(ctx: Ctx, unitId: string | null, externalId: string, input: z.output<typeof checkForm>): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const external = await loadExternal(ctx, externalId);
		const role = await authorizeCheck(ctx, unitId, external);
		if (input.checkedOn > today(ctx)) throw new Invalid({ checkedOn: 'day_in_future' });
		const remark = tidy(input.remark);
		if (input.outcome === 'needs_action' && remark === '') throw new Invalid({ remark: 'required' });
		if (ctx.actor.kind !== 'user') throw new NotFound();
		await ctx.db.externalCheck.create({
			data: {
				externalId,
				unitId,
				checkedOn: toDbDate(input.checkedOn),
				outcome: input.outcome,
				remark,
				checkedById: requireUser(ctx),
				checkerName: ctx.actor.fullName,
				recordedAt: ctx.clock.now()
			}
		});
		await record(ctx, {
			event: 'external.check',
			subjectType: 'external_document',
			subjectId: externalId,
			unitId,
			role,
			after: { checkedOn: input.checkedOn, outcome: input.outcome },
			comment: remark || null
		});
		if (unitId !== null) await lapse(ctx, 'unit', [unitId], ['external_check_due'], { userIds: [requireUser(ctx)] });
	});
}

async function authorizeCheck(ctx: Ctx, unitId: string | null, external: { id: string; unitId: string | null }): Promise<string> {
	if (unitId === null) {
		if (external.unitId !== null) throw new NotFound('external_not_found');
		return authorize(ctx, 'external.keep_province');
	}
	// What a unit keeps in its list is its own business.
	if (!may(ctx.actor, 'external.read', { unitId })) throw new NotFound('external_not_found');
	const line = await ctx.db.externalSubscription.findFirst({
		where: { unitId, externalId: external.id, endedAt: null },
		select: { checkerId: true }
	});
	if (!line) throw new Conflict('external_not_listed');
	// Who was named and has left the unit checks no more.
	return authorize(ctx, 'external.check', { unitId, personId: membershipIn(ctx.actor, unitId) ? line.checkerId : null });
}
