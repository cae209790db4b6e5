import { sameSubstance, type Published } from '#lib/domain/procedures/admin-services/service.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/**
 * Tells the officers of all units that handle a service that its decision or time limit changes; nothing is told of a new name alone.
 * However many units: one query for them.
 */
export async function tellOfChange(
	ctx: Ctx,
	service: { id: string; code: string },
	before: Published | null,
	after: Published & { readonly name: string; readonly validFrom: Day }
): Promise<void> {
	if (before === null || sameSubstance(before, after)) return;
	const officers = await ctx.db.membership.findMany({
		where: {
			...validOn(today(ctx)),
			roles: { has: 'officer' },
			user: { status: { not: 'disabled' } },
			unit: { serviceChoices: { some: { serviceId: service.id, handled: true } } }
		},
		select: { userId: true },
		distinct: ['userId']
	});
	await notify(ctx, {
		to: officers.map(({ userId }) => userId),
		kind: 'service_changed',
		subjectType: 'admin_service',
		subjectId: service.id,
		unitId: null,
		params: { code: service.code, title: after.name, number: after.decisionNumber, day: after.validFrom }
	});
}
