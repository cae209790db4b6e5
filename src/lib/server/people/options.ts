import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';

export type Option = { value: string; label: string; hint?: string };

/** The divisions a unit has today, by code, for fields that choose one. */
export async function divisionOptions(ctx: Ctx, unitId: string): Promise<Option[]> {
	const date = toDbDate(today(ctx));
	const rows = await ctx.db.divisionVersion.findMany({
		where: { division: { unitId }, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] },
		orderBy: { code: 'asc' },
		select: { divisionId: true, code: true, name: true }
	});
	return rows.map((row) => ({ value: row.divisionId, label: row.name, hint: row.code }));
}
