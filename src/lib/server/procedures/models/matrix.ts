import type { MatrixFilter, MatrixRow } from '#lib/domain/procedures/models/matrix.ts';
import { columnShare, hasCell, isLate, lateFirst, matrixRows, readState } from '#lib/domain/procedures/models/matrix.ts';
import { fold } from '#lib/domain/shared/fold.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readUnits, type UnitRow } from '#lib/server/units/units-on-day.ts';
import { adoptionIndex, readAdoptions, readModels, type LoadedModel } from './facts.ts';
import { unitsInSight } from './scope.ts';
import { offeredSets } from './set-facts.ts';

export type MatrixQuery = {
	readonly kind: string | null;
	/** A unit above others, by its code. */
	readonly under: string | null;
	readonly set: string | null;
	/** One model: the states asked for are its own. */
	readonly model: string | null;
	readonly state: MatrixFilter['state'];
	readonly q: string;
	readonly page: number;
};

export function matrixQuery(params: URLSearchParams): MatrixQuery {
	const given = (name: string) => params.get(name)?.trim().slice(0, 100) || null;
	const page = Number(params.get('page'));
	return {
		kind: given('kind'),
		under: given('under'),
		set: given('set'),
		model: given('model'),
		state: readState(given('state')),
		q: given('q') ?? '',
		page: Number.isSafeInteger(page) && page > 0 ? page : 1
	};
}

export type MatrixColumn = {
	readonly model: Pick<LoadedModel, 'id' | 'code' | 'title'>;
	/** Numbers of the newest issued version. */
	readonly newest: { readonly issueNo: number; readonly revisionNo: number } | null;
	readonly done: number;
	readonly of: number;
};
export type Choice = { readonly value: string; readonly label: string };
export type Matrix = {
	readonly columns: readonly MatrixColumn[];
	/** All that the filter leaves, late first. */
	readonly rows: readonly MatrixRow<UnitRow>[];
	readonly units: number;
	readonly done: number;
	readonly of: number;
	/** Cells past their due day. */
	readonly late: number;
	readonly kinds: readonly Choice[];
	readonly above: readonly Choice[];
	readonly sets: readonly Choice[];
	readonly models: readonly Choice[];
	/** Every unit of the province, or only the reader's own. */
	readonly everyUnit: boolean;
	readonly today: Day;
};

/**
 * How every unit stands to every model: the Department sees all units, others the units whose documents they keep. Four statements
 * (models with their versions, sets, units, what units did), whatever the number of models and units.
 * @throws Forbidden, Unauthenticated
 */
export async function adoptionMatrix(ctx: Ctx, query: MatrixQuery): Promise<Matrix> {
	const allowed = unitsInSight(ctx);
	const day = today(ctx);
	const everyModel = await readModels(ctx);
	const sets = await offeredSets(ctx);
	const everyone = await readUnits(ctx, day);
	const department = everyModel[0]?.unitId;
	const members = sets.find((set) => set.id === query.set)?.models;
	const offered = everyModel.filter((model) => model.versions.length > 0);
	const models = offered
		.filter((model) => (!members || members.includes(model.id)) && (query.model === null || model.id === query.model))
		.sort((a, b) => (members ? members.indexOf(a.id) - members.indexOf(b.id) : 0));
	const concerned = everyone.filter(
		(unit) => unit.unitId !== department && (allowed === null || allowed.includes(unit.unitId)) && isConcerned(models, unit)
	);
	const adoptionOf = adoptionIndex(
		await readAdoptions(ctx, {
			documentIds: models.map((model) => model.documentId),
			...(allowed === null ? {} : { unitIds: allowed })
		})
	);
	const above = query.under ? everyone.find((unit) => unit.code === query.under)?.unitId : undefined;
	const words = fold(query.q);
	const asked = concerned.filter(
		(unit) =>
			(query.kind === null || unit.kindCode === query.kind) &&
			(above === undefined || unit.parentId === above || unit.unitId === above) &&
			(words === '' || fold(`${unit.code} ${unit.name}`).includes(words))
	);
	const rows = lateFirst(matrixRows(models, asked, adoptionOf, day).filter((row) => hasCell(row, query, day)));
	const parents = new Set(concerned.flatMap((unit) => unit.parentId ?? []));
	return {
		columns: models.map(({ id, code, title, versions }, index) => ({
			model: { id, code, title },
			newest: versions[0] ?? null,
			...columnShare(rows, index)
		})),
		rows,
		units: asked.length,
		done: sum(rows.map((row) => row.done)),
		of: sum(rows.map((row) => row.of)),
		late: sum(rows.map((row) => row.cells.filter((cell) => isLate(cell, day)).length)),
		kinds: [...new Map(concerned.map((unit) => [unit.kindCode, { value: unit.kindCode, label: unit.kindName }])).values()],
		above: everyone.filter((unit) => parents.has(unit.unitId)).map(({ code, name }) => ({ value: code, label: name })),
		sets: sets.map(({ id, name }) => ({ value: id, label: name })),
		models: offered.map(({ id, code, title }) => ({ value: id, label: `${code} ${title}` })),
		everyUnit: allowed === null,
		today: day
	};
}

/** Units of kinds that no model is meant for have no row. */
function isConcerned(models: readonly LoadedModel[], unit: UnitRow): boolean {
	return models.some((model) => model.unitKinds.length === 0 || model.unitKinds.includes(unit.kindCode));
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Rows on one page. */
export const matrixPageSize = 20;

/** The matrix as a page shows it: one page of rows. */
export async function matrixPage(ctx: Ctx, query: MatrixQuery) {
	const matrix = await adoptionMatrix(ctx, query);
	const from = (query.page - 1) * matrixPageSize;
	return {
		...matrix,
		rows: matrix.rows.slice(from, from + matrixPageSize),
		list: { page: query.page, pageSize: matrixPageSize, total: matrix.rows.length },
		query,
		can: { remind: may(ctx.actor, 'model.remind') }
	};
}
