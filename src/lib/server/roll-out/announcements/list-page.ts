import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { provinceAnnouncements, provinceFilters, unitAnnouncements, type ProvinceQuery } from './list.ts';

/** What the address asks of the province's list; what it cannot mean is left out. */
export function parseProvinceQuery(params: URLSearchParams): ProvinceQuery {
	const page = Number(params.get('page'));
	return {
		q: (params.get('q') ?? '').slice(0, 200),
		show: provinceFilters.find((one) => one === params.get('show')) ?? 'all',
		standard: (params.get('standard') ?? '').slice(0, 60),
		kind: (params.get('kind') ?? '').slice(0, 60),
		page: Number.isInteger(page) && page >= 1 && page <= 1000 ? page : 1
	};
}

/** To a unit's people its own announcements, to the Department those of all units. @throws Forbidden for who may read neither */
export async function announcementsPage(ctx: Ctx, unitId: string | null, query: ProvinceQuery) {
	const day = today(ctx);
	if (unitId && may(ctx.actor, 'announcement.read', { unitId }) && !may(ctx.actor, 'announcement.receive'))
		return { view: 'unit' as const, unitId, today: day, list: await unitAnnouncements(ctx, unitId) };
	if (may(ctx.actor, 'announcement.receive'))
		return { view: 'province' as const, today: day, query, list: await provinceAnnouncements(ctx, query) };
	throw new Forbidden();
}
