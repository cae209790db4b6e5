import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { provinceAnnouncements, provinceFilters, unitAnnouncements, type ProvinceQuery } from './list.ts';

/** What the address asks of the province's list; what it cannot mean is left out. */
export function parseProvinceQuery(params: URLSearchParams): ProvinceQuery {
	const page = Number(params.get('page'));
	const text = (name: string, most: number) => (params.get(name) ?? '').replaceAll('\0', '').toWellFormed().slice(0, most);
	return {
		q: text('q', 200),
		show: provinceFilters.find((one) => one === params.get('show')) ?? 'all',
		standard: text('standard', 60),
		kind: text('kind', 60),
		page: Number.isInteger(page) && page >= 1 && page <= 1000 ? page : 1
	};
}

/**
 * To a unit's people its own announcements, to the Department those of all units; with a unit named, its own to whoever may read them.
 * @param named a unit from the address; empty: none
 * @throws Forbidden for who may read neither; NotFound for a named unit that is not the reader's to see
 */
export async function announcementsPage(ctx: Ctx, unitId: string | null, named: string, query: ProvinceQuery) {
	const day = today(ctx);
	if (named !== '') {
		if (!isUuid(named) || !may(ctx.actor, 'announcement.read', { unitId: named })) throw new NotFound('unit_not_found');
		const [list, ended] = await Promise.all([unitAnnouncements(ctx, named), unitBefore(ctx, named)]);
		return { view: 'unit' as const, unitId: named, unitName: await unitNameOn(ctx, named, day), today: day, list, ended };
	}
	if (unitId && may(ctx.actor, 'announcement.read', { unitId }) && !may(ctx.actor, 'announcement.receive'))
		return { view: 'unit' as const, unitId, unitName: '', today: day, list: await unitAnnouncements(ctx, unitId), ended: null };
	if (may(ctx.actor, 'announcement.receive'))
		return { view: 'province' as const, today: day, query, list: await provinceAnnouncements(ctx, query) };
	throw new Forbidden();
}
