import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

/**
 * Says that the unit handles these services. Each is an act of its own in the unit's trail; one that is ticked already records nothing.
 * @throws Forbidden; Invalid `serviceIds` when nothing was chosen; NotFound for a service that is not in force or not for such units
 */
export function tickHandled(ctx: Ctx, input: { unitId: string; serviceIds: readonly string[] }): Promise<{ count: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'admin_service.choose', { unitId: input.unitId });
		if (input.serviceIds.length === 0) throw new Invalid({ serviceIds: 'choose_one' });
		let count = 0;
		for (const serviceId of new Set(input.serviceIds))
			if (await choose(ctx, { unitId: input.unitId, serviceId, handled: true, reason: null }, role)) count++;
		return { count };
	});
}

/** Says with a reason that the unit does not handle a service. Recorded in the unit's trail. @throws as `tickHandled`; Invalid `reason` */
export function tickNotHandled(ctx: Ctx, input: { unitId: string; serviceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'admin_service.choose', { unitId: input.unitId });
		const reason = input.reason.trim();
		if (reason === '') throw new Invalid({ reason: 'required' });
		await choose(ctx, { unitId: input.unitId, serviceId: input.serviceId, handled: false, reason }, role);
	});
}

type Choice = { unitId: string; serviceId: string; handled: boolean; reason: string | null };

async function choose(ctx: Ctx, { unitId, serviceId, handled, reason }: Choice, role: string): Promise<boolean> {
	await serviceForUnit(ctx, unitId, serviceId);
	const key = { unitId_serviceId: { unitId, serviceId } };
	const before = await ctx.db.unitAdminService.findUnique({ where: key, select: { handled: true, reason: true } });
	if (before?.handled === handled && before.reason === reason) return false;
	const data = { handled, reason, updatedAt: ctx.clock.now() };
	await ctx.db.unitAdminService.upsert({
		where: key,
		create: { unitId, serviceId, ...data },
		update: { ...data, rowVersion: { increment: 1 } }
	});
	await record(ctx, {
		event: 'admin_service.choose',
		subjectType: 'admin_service',
		subjectId: serviceId,
		unitId,
		role,
		before,
		after: { handled, reason }
	});
	return true;
}

/** The service as it holds for a unit today. @throws NotFound when it is not in force or not for units of this kind */
export async function serviceForUnit(ctx: Ctx, unitId: string, serviceId: string): Promise<{ serviceVersionId: string }> {
	const day = today(ctx);
	const unit = await ctx.db.unitVersion.findFirst({ where: { unitId, ...validOn(day) }, select: { kindCode: true } });
	const version = await ctx.db.adminServiceVersion.findFirst({
		where: { serviceId, ...validOn(day), kindCodes: { has: unit?.kindCode ?? '' } },
		select: { id: true }
	});
	if (!version) throw new NotFound('service_not_found');
	return { serviceVersionId: version.id };
}
