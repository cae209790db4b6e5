import { may } from '#lib/domain/permissions/decide.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { objectivesFacts } from './facts.ts';
import { seesDrafts } from './load.ts';

/**
 * The years of a unit, the latest first, with how the objectives of each stand today. A draft that nobody has signed is the officer's and the heads'.
 * @param activeUnitId the unit the person works in; null: none
 * @param before a closed unit before their own, instead of it
 * @throws Forbidden
 */
export async function objectivesList(ctx: Ctx, activeUnitId: string | null, before: string | null = null) {
	const ended = await unitBefore(ctx, before);
	const unitId = ended?.unitId ?? activeUnitId;
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'objective.read', { unitId });
	const thisYear = Number(today(ctx).slice(0, 4));
	const rows = await ctx.db.objectiveSet.findMany({
		where: { unitId, ...(seesDrafts(ctx, { unitId }) ? {} : { revision: { gt: 0 } }) },
		orderBy: { year: 'desc' },
		select: { id: true, year: true, state: true, submittedAt: true, changeReason: true }
	});
	const years = rows.map(({ year }) => year);
	const facts = await objectivesFacts(ctx, unitId, `${Math.min(thisYear, ...years)}-01-01`, `${Math.max(thisYear, ...years)}-12-31`);
	return {
		items: rows.map(({ submittedAt, changeReason, ...row }) => {
			const items = facts.items.filter((item) => item.setId === row.id);
			const count = (state: string) => items.filter((item) => item.state === state).length;
			const counts = {
				total: items.length,
				met: count('met'),
				missed: count('missed'),
				missing: count('missing'),
				notDue: count('not_due')
			};
			return { ...row, ...counts, waits: submittedAt !== null, changing: changeReason !== null };
		}),
		ended,
		years: [thisYear, thisYear + 1, thisYear - 1].filter((year) => !years.includes(year)),
		may: { manage: may(ctx.actor, 'objective.manage', { unitId }) }
	};
}
