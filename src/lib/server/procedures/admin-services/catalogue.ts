import type { ServiceText } from '#lib/domain/procedures/admin-services/import-rows.ts';
import { serviceCodeKey } from '#lib/domain/procedures/admin-services/service.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { tellOfChange } from './tell.ts';
import { addRow, createRow, lastRow, textForTrail } from './rows.ts';

/**
 * Enters a service into the catalogue of the province; its first row may begin in the past. Recorded in the province's chain.
 * @throws Forbidden; Invalid for fields; Conflict `service_code_taken`
 */
export function createService(
	ctx: Ctx,
	input: ServiceText & { code: string; validFrom: Day; isSample?: boolean }
): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'admin_service.manage');
		await checkText(ctx, input);
		const codeKey = serviceCodeKey(input.code);
		if (codeKey === '') throw new Invalid({ code: 'service_code_form' });
		if (await ctx.db.adminService.findUnique({ where: { codeKey }, select: { id: true } }))
			throw new Conflict('service_code_taken', { field: 'code' });
		const id = await createRow(ctx, input);
		await record(ctx, {
			event: 'admin_service.create',
			subjectType: 'admin_service',
			subjectId: id,
			unitId: null,
			role,
			after: { code: input.code, ...textForTrail(input), validFrom: input.validFrom }
		});
		return { id };
	});
}

/**
 * What holds for a service from a day on: another dated row; days before keep theirs. When the decision or the time limit changes, the
 * officers of the units that handle it are told. Recorded in the province's chain with before and after.
 * @throws as `createService`; Invalid `effective_in_past`; Conflict `stale`, `service_same`, `service_changes_later`
 */
export function changeService(ctx: Ctx, input: ServiceText & { serviceId: string; rowVersion: number; validFrom: Day }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'admin_service.manage');
		await checkText(ctx, input);
		if (input.validFrom < today(ctx)) throw new Invalid({ validFrom: 'effective_in_past' });
		const service = await take(ctx, input.serviceId, input.rowVersion);
		const before = await lastRow(ctx, service.id);
		await addRow(ctx, service.id, before, input, input.validFrom);
		await record(ctx, {
			event: 'admin_service.change',
			subjectType: 'admin_service',
			subjectId: service.id,
			unitId: null,
			role,
			before: before ? textForTrail(before) : null,
			after: { ...textForTrail(input), validFrom: input.validFrom }
		});
		await tellOfChange(ctx, service, before, input);
	});
}

/**
 * Ends a service: `endsOn` is the first day without it. What units said and linked stays.
 * @throws Forbidden; Invalid `effective_in_past`; Conflict `stale`, `service_ended`
 */
export function endService(ctx: Ctx, input: { serviceId: string; rowVersion: number; endsOn: Day }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'admin_service.manage');
		if (!isDay(input.endsOn)) throw new Invalid({ endsOn: 'day_invalid' });
		if (input.endsOn < today(ctx)) throw new Invalid({ endsOn: 'effective_in_past' });
		const service = await take(ctx, input.serviceId, input.rowVersion);
		const row = await lastRow(ctx, service.id);
		if (!row || (row.validTo !== null && row.validTo <= today(ctx))) throw new Conflict('service_ended');
		if (input.endsOn < row.validFrom) throw new Invalid({ endsOn: 'end_before_start' });
		await ctx.db.adminServiceVersion.update({ where: { id: row.id }, data: { validTo: toDbDate(input.endsOn) } });
		await record(ctx, {
			event: 'admin_service.end',
			subjectType: 'admin_service',
			subjectId: service.id,
			unitId: null,
			role,
			before: { validTo: row.validTo },
			after: { validTo: input.endsOn }
		});
	});
}

async function take(ctx: Ctx, id: string, rowVersion: number): Promise<{ id: string; code: string }> {
	const service = await ctx.db.adminService.findUnique({ where: { id }, select: { id: true, code: true } });
	if (!service) throw new NotFound('service_not_found');
	const { count } = await ctx.db.adminService.updateMany({ where: { id, rowVersion }, data: { rowVersion: rowVersion + 1 } });
	if (count !== 1) throw new Conflict('stale');
	return service;
}

async function checkText(ctx: Ctx, input: ServiceText & { validFrom: Day }): Promise<void> {
	const fields: Record<string, string> = {};
	if (!isDay(input.validFrom)) fields.validFrom = 'day_invalid';
	if (!isDay(input.decisionDate)) fields.decisionDate = 'day_invalid';
	else if (input.decisionDate > today(ctx)) fields.decisionDate = 'decision_in_future';
	if (input.limit === null && input.limitNote === '') fields.limitValue = 'limit_or_note';
	const known = await ctx.db.unitKind.count({ where: { code: { in: [...input.kindCodes] } } });
	if (input.kindCodes.length === 0) fields.kindCodes = 'required';
	else if (known !== new Set(input.kindCodes).size) fields.kindCodes = 'invalid';
	if (Object.keys(fields).length > 0) throw new Invalid(fields);
}
