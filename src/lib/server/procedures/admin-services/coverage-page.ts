import { coverageQuery, type CoverageQuery } from '#lib/domain/procedures/admin-services/coverage.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { catalogueService, type CatalogueService } from './catalogue-page.ts';
import { unitCoverage, type CoverageLine, type UnitCoverage } from './unit-coverage.ts';

export type CoveragePage = {
	readonly query: CoverageQuery;
	readonly narrowed: boolean;
	readonly coverage: UnitCoverage;
	readonly abilities: { readonly province: boolean };
};

/** The coverage of the unit that is asked for, with what the page's filters say. @throws as `unitCoverage` */
export async function coveragePage(ctx: Ctx, unitId: string, params: URLSearchParams): Promise<CoveragePage> {
	const query = coverageQuery(params);
	return {
		query,
		narrowed: query.q !== '' || query.state !== null || query.field !== '',
		coverage: await unitCoverage(ctx, unitId, query),
		abilities: { province: may(ctx.actor, 'admin_service.manage') }
	};
}

export type UnitServicePage = {
	readonly unit: UnitCoverage['unit'];
	readonly line: CoverageLine;
	readonly rows: CatalogueService['rows'];
	readonly abilities: UnitCoverage['abilities'];
	/** Procedures of the unit that can be linked, where the reader may link. */
	readonly procedures: readonly { value: string; label: string; hint?: string }[];
};

/** One service in one unit, with the acts on it. @throws NotFound for a service that does not apply to the unit today */
export async function unitServicePage(ctx: Ctx, unitId: string, serviceId: string): Promise<UnitServicePage> {
	const { unit, lines, abilities } = await unitCoverage(ctx, unitId, { q: '', state: null, field: '' });
	const line = isUuid(serviceId) ? lines.find((one) => one.serviceId === serviceId) : undefined;
	if (!line) throw new NotFound('service_not_found');
	const { service } = await catalogueService(ctx, serviceId);
	const linked = line.procedures.map(({ documentId }) => documentId);
	const documents = abilities.choose
		? await ctx.db.document.findMany({
				where: { unitId, kindCode: 'QT', status: 'open', id: { notIn: linked } },
				orderBy: { codeSort: 'asc' },
				select: { id: true, code: true, title: true }
			})
		: [];
	const procedures = documents.map(({ id, code, title }) => ({ value: id, label: `${code} ${title}` }));
	return { unit, line, rows: service.rows, abilities, procedures };
}
