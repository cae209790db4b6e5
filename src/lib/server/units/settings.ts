import type { NumberingScheme } from '#lib/domain/documents/numbering.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/**
 * How the unit numbers versions from now on; versions that exist keep their numbers. Recorded in the chain of the unit.
 * @throws Forbidden; Conflict `stale`
 */
export function setNumberingScheme(ctx: Ctx, input: { unitId: string; scheme: NumberingScheme; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'unit.settings', { unitId: input.unitId });
		const unit = await ctx.db.unit.findUnique({ where: { id: input.unitId }, select: { numberingScheme: true } });
		if (!unit) throw new NotFound('unit_not_found');
		if (unit.numberingScheme === input.scheme) return;
		const { count } = await ctx.db.unit.updateMany({
			where: { id: input.unitId, rowVersion: input.rowVersion },
			data: { numberingScheme: input.scheme, rowVersion: input.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'unit.set_numbering',
			subjectType: 'unit',
			subjectId: input.unitId,
			unitId: input.unitId,
			role,
			before: { numberingScheme: unit.numberingScheme },
			after: { numberingScheme: input.scheme }
		});
	});
}
