import type { NeedInput } from '#lib/domain/reviews/training/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';

/** Plans what is to be trained in a year. Recorded as `training_need.plan`. @throws Forbidden, Invalid; Conflict `unit_closed` */
export function planNeed(ctx: Ctx, input: NeedInput & { unitId: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, year, responsibleId } = input;
		const role = authorize(ctx, 'training.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		if (!input.plannedOn.startsWith(`${year}-`)) throw new Invalid({ plannedOn: 'day_not_in_year' });
		if (responsibleId !== null) await requireStaff(ctx, unitId, [responsibleId], 'responsibleId');
		const texts = { topic: tidy(input.topic), reason: tidy(input.reason), audience: tidy(input.audience) };
		const { id } = await ctx.db.trainingNeed.create({
			data: {
				...{ unitId, year, ...texts, plannedOn: toDbDate(input.plannedOn), responsibleId },
				...{ createdById: requireUser(ctx), createdAt: ctx.clock.now() }
			},
			select: { id: true }
		});
		await record(ctx, {
			event: 'training_need.plan',
			subjectType: 'training_need',
			subjectId: id,
			unitId,
			role,
			after: { year, topic: texts.topic, plannedOn: input.plannedOn, responsible: responsibleId }
		});
		return { id };
	});
}

/** Drops what was planned, with the reason. Recorded as `training_need.drop`. @throws NotFound, Forbidden, Invalid; Conflict `stale` */
export function dropNeed(ctx: Ctx, input: { unitId: string; needId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const need = await ctx.db.trainingNeed.findFirst({ where: { id: input.needId, unitId: input.unitId, droppedAt: null } });
		const role = authorize(ctx, 'training.manage', { unitId: input.unitId });
		if (!need) throw new NotFound('need_not_found');
		const droppedReason = requireReason(input.reason, 'reason');
		const { count } = await ctx.db.trainingNeed.updateMany({
			where: { id: need.id, rowVersion: input.rowVersion },
			data: { droppedAt: ctx.clock.now(), droppedReason, rowVersion: input.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale', { rowVersion: need.rowVersion });
		await record(ctx, {
			event: 'training_need.drop',
			subjectType: 'training_need',
			subjectId: need.id,
			unitId: need.unitId,
			role,
			after: { topic: need.topic },
			comment: droppedReason
		});
		await lapse(ctx, 'training_need', [need.id]);
	});
}
