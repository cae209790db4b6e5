import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { recordsEndWithNobody, refuseRecordsWithNobody } from '#lib/server/units/record-keeper.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

const key = 'models.unit';

/** The Department's own unit, whose documents models are; null while nobody has said which it is. */
export async function departmentUnit(ctx: Ctx): Promise<string | null> {
	const row = await ctx.db.setting.findUnique({ where: { key }, select: { value: true } });
	return typeof row?.value === 'string' ? row.value : null;
}

/** @throws Conflict `no_department` while nobody has said which unit it is */
export async function requireDepartment(ctx: Ctx): Promise<string> {
	const unitId = await departmentUnit(ctx);
	if (!unitId) throw new Conflict('no_department');
	return unitId;
}

/**
 * Says which unit publishes models. Models stay with their documents: while one of another unit is offered, the unit is not changed.
 * Recorded as `models.unit` in the province's chain.
 * @throws Forbidden; Invalid for a unit that does not exist today; Conflict `models_of_another_unit`, `records_without_keeper`
 */
export function appointDepartment(ctx: Ctx, input: { unitId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'model.appoint_unit');
		const before = await departmentUnit(ctx);
		if (before === input.unitId) return;
		const known = await ctx.db.unitVersion.count({ where: { unitId: input.unitId, ...validOn(today(ctx)) } });
		if (known === 0) throw new Invalid({ unitId: 'unit_unknown' });
		const offered = await ctx.db.frameworkModel.count({ where: { retiredOn: null, document: { unitId: { not: input.unitId } } } });
		if (offered > 0) throw new Conflict('models_of_another_unit', { count: offered });
		const unkept = await recordsEndWithNobody(ctx);
		const [value, updatedAt] = [input.unitId, ctx.clock.now()];
		await ctx.db.setting.upsert({ where: { key }, create: { key, value, updatedAt }, update: { value, updatedAt } });
		// It keeps the records of units that end without a successor, which may be entered already.
		if (!unkept) await refuseRecordsWithNobody(ctx);
		await record(ctx, {
			event: 'models.unit',
			subjectType: 'unit',
			subjectId: input.unitId,
			unitId: null,
			role,
			before: { unitId: before },
			after: { unitId: input.unitId }
		});
	});
}
