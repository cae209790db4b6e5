import type { Published } from '#lib/domain/procedures/admin-services/service.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { publishedOf } from './published.ts';

export type CatalogueRow = Published & {
	readonly id: string;
	readonly name: string;
	readonly field: string;
	readonly kindCodes: readonly string[];
	readonly validFrom: Day;
	/** The first day without it. */
	readonly validTo: Day | null;
	readonly isSample: boolean;
	readonly when: 'past' | 'now' | 'upcoming';
};

export type CatalogueService = {
	readonly id: string;
	readonly code: string;
	readonly rowVersion: number;
	/** What holds today, else what comes next, else what held last. */
	readonly shown: CatalogueRow;
	readonly rows: readonly CatalogueRow[];
	/** Units that said they handle it. */
	readonly units: number;
};

export type KindOption = { readonly value: string; readonly label: string };

export type Catalogue = {
	readonly services: readonly CatalogueService[];
	readonly total: number;
	readonly kinds: readonly KindOption[];
	readonly fields: readonly string[];
	readonly today: Day;
	readonly abilities: { readonly manage: boolean };
};

/** The province's catalogue with its dated rows, by field and code. Three queries. @throws Unauthenticated, Forbidden */
export async function catalogue(ctx: Ctx, query: { q: string; kind: string }): Promise<Catalogue> {
	authorize(ctx, 'admin_service.read');
	const day = today(ctx);
	const [stored, kinds] = await Promise.all([
		ctx.db.adminService.findMany({
			orderBy: { code: 'asc' },
			include: { versions: { orderBy: { validFrom: 'asc' } }, _count: { select: { choices: { where: { handled: true } } } } }
		}),
		ctx.db.unitKind.findMany({ orderBy: { sortOrder: 'asc' } })
	]);
	const all = stored.flatMap(({ id, code, rowVersion, versions, _count }): CatalogueService[] => {
		const rows = versions
			.map((version): CatalogueRow => {
				const validFrom = fromDbDate(version.validFrom);
				const validTo = fromDbDate(version.validTo);
				const when = validFrom > day ? 'upcoming' : validTo !== null && validTo <= day ? 'past' : 'now';
				const { name, field, kindCodes, isSample } = version;
				return { ...publishedOf(version), id: version.id, name, field, kindCodes, validFrom, validTo, isSample, when };
			})
			.filter(({ validFrom, validTo }) => validTo === null || validTo > validFrom);
		const shown = rows.find(({ when }) => when === 'now') ?? rows.find(({ when }) => when === 'upcoming') ?? rows.at(-1);
		return shown ? [{ id, code, rowVersion, shown, rows: rows.toReversed(), units: _count.choices }] : [];
	});
	const words = fold(query.q).split(/\s+/);
	const services = all.filter(({ code, shown }) => {
		if (query.kind !== '' && !shown.kindCodes.includes(query.kind)) return false;
		const text = fold(`${code} ${shown.name} ${shown.field} ${shown.decisionNumber}`);
		return words.every((word) => text.includes(word));
	});
	return {
		services: services.toSorted((a, b) => a.shown.field.localeCompare(b.shown.field, 'vi')),
		total: all.length,
		kinds: kinds.map((kind) => ({ value: kind.code, label: ctx.locale === 'en' ? kind.nameEn : kind.nameVi })),
		fields: [...new Set(all.map(({ shown }) => shown.field))].toSorted((a, b) => a.localeCompare(b, 'vi')),
		today: day,
		abilities: { manage: may(ctx.actor, 'admin_service.manage') }
	};
}

export type CataloguePage = Pick<Catalogue, 'kinds' | 'fields' | 'today' | 'abilities'> & { readonly service: CatalogueService };

/** One service of the catalogue. @throws NotFound */
export async function catalogueService(ctx: Ctx, id: string): Promise<CataloguePage> {
	const { services, kinds, fields, today, abilities } = await catalogue(ctx, { q: '', kind: '' });
	const service = isUuid(id) ? services.find((one) => one.id === id) : undefined;
	if (!service) throw new NotFound('service_not_found');
	return { service, kinds, fields, today, abilities };
}

/** What the form of a new service offers. @throws Forbidden */
export async function newServicePage(ctx: Ctx): Promise<Pick<Catalogue, 'kinds' | 'today'>> {
	authorize(ctx, 'admin_service.manage');
	const { kinds, today } = await catalogue(ctx, { q: '', kind: '' });
	return { kinds, today };
}
