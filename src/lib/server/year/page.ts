import { may } from '#lib/domain/permissions/decide.ts';
import { canBegin, shownYear } from '#lib/domain/year/parts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { dueIn } from './due.ts';
import { leftOpen } from './left-open.ts';
import { needOffers, objectiveOffers, reviewDayOffer, seriesOffers, stepOffers } from './offers.ts';
import { yearRows, type YearOfUnit } from './rows.ts';

export type YearPage = Awaited<ReturnType<typeof yearPage>>;

/**
 * A unit's year on one page: what has begun, what could be begun from the year before, what that year leaves open, and what comes due by itself.
 * @param year undefined: the one that is to be begun now
 * @throws Forbidden; NotFound for a year that lies ahead of the next one, and for a unit that does not stand today
 */
export async function yearPage(ctx: Ctx, unitId: string | null, year: number | undefined) {
	if (unitId === null || !may(ctx.actor, 'year.read', { unitId })) throw new Forbidden();
	const day = today(ctx);
	const thisYear = Number(day.slice(0, 4));
	const shown = year ?? shownYear(day);
	if (shown > thisYear + 1) throw new NotFound();
	const [unit] = await yearRows(ctx, shown, unitId);
	if (!unit) throw new NotFound('unit_not_found');
	const open = canBegin(shown, day);
	return {
		...{ unit, year: shown, years: [thisYear - 1, thisYear, thisYear + 1], open },
		offers: open ? await offersOf(ctx, unit, shown) : null,
		left: await leftOpen(ctx, unitId, shown),
		due: await dueIn(ctx, unitId, shown),
		may: { rollOver: open && may(ctx.actor, 'year.roll_over', { unitId }), province: may(ctx.actor, 'year.state', {}) }
	};
}

async function offersOf(ctx: Ctx, { unitId, missing }: YearOfUnit, year: number) {
	const [areas, objectives, steps, needs, reviewOn, series] = await Promise.all([
		ctx.db.auditArea.count({ where: { unitId, endedOn: null } }),
		missing.includes('objectives') ? objectiveOffers(ctx, unitId, year) : [],
		stepOffers(ctx, unitId, year),
		needOffers(ctx, unitId, year),
		reviewDayOffer(ctx, unitId, year),
		missing.includes('records') ? seriesOffers(ctx, unitId, year) : []
	]);
	return { areas, objectives, steps, needs, reviewOn, series };
}

/** How far a unit is with a year, without a text of it. @throws Forbidden; NotFound `unit_not_found` for a unit that does not stand today */
export async function yearState(ctx: Ctx, unitId: string, year: number): Promise<YearOfUnit> {
	authorize(ctx, 'year.state', { unitId });
	const [unit] = await yearRows(ctx, year, unitId);
	if (!unit) throw new NotFound('unit_not_found');
	return unit;
}

export const provinceFilters = ['all', 'missing', 'done'] as const;
export type ProvinceFilter = (typeof provinceFilters)[number];

/** Every unit that is asked for a year or has begun it, for the Department. One statement. @throws Forbidden */
export async function provinceYear(ctx: Ctx, year: number | undefined, filter: ProvinceFilter) {
	authorize(ctx, 'year.state', {});
	const day = today(ctx);
	const thisYear = Number(day.slice(0, 4));
	const shown = year ?? shownYear(day);
	const units = await yearRows(ctx, shown, null);
	const done = units.filter(({ missing }) => missing.length === 0);
	return {
		...{ year: shown, years: [thisYear - 1, thisYear, thisYear + 1], filter, total: units.length, done: done.length },
		units: filter === 'all' ? units : filter === 'done' ? done : units.filter(({ missing }) => missing.length > 0)
	};
}

export const yearViews = ['unit', 'province'] as const;
export type YearView = (typeof yearViews)[number];

/**
 * What the address shows: to who keeps a unit's system its year, to the Department all units; who does both sees the unit's first and may choose.
 * @throws Forbidden
 */
export async function yearOrProvince(
	ctx: Ctx,
	unitId: string | null,
	asked: { year: number | undefined; filter: ProvinceFilter; view?: YearView }
) {
	const mine = unitId !== null && may(ctx.actor, 'year.read', { unitId });
	const all = may(ctx.actor, 'year.state', {});
	if (mine && !(all && asked.view === 'province')) return { view: 'unit' as const, ...(await yearPage(ctx, unitId, asked.year)) };
	if (all) return { view: 'province' as const, both: mine, ...(await provinceYear(ctx, asked.year, asked.filter)) };
	throw new Forbidden();
}
