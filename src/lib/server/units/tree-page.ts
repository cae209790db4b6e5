import { isDay, type Day } from '#lib/domain/shared/day.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { treeOf, withAncestors, type UnitNode } from '#lib/domain/units/tree.ts';
import { tidyName } from '#lib/domain/units/unit.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { findUnitIds } from './find-units.ts';
import { unitsOn, type UnitRow } from './units-on-day.ts';

export type TreeUnit = Pick<UnitRow, 'unitId' | 'code' | 'name' | 'kindName' | 'parentId'> & {
	/** Found by the filter; others stand there because something below them was found. */
	readonly found: boolean;
	/** Found units below it. */
	readonly below: number;
};

export type TreePage = {
	readonly asOf: Day;
	readonly today: Day;
	readonly q: string;
	readonly kinds: readonly string[];
	/** Kinds that some unit of the day has. */
	readonly kindOptions: readonly { readonly value: string; readonly label: string; readonly count: number }[];
	readonly tree: readonly UnitNode<TreeUnit>[];
	readonly found: number;
	readonly total: number;
	readonly filtered: boolean;
	readonly abilities: { readonly manage: boolean };
};

/** The tree of a day as the page shows it, by `?q`, `?kind` and `?asOf`. One query, one more for words. @throws Unauthenticated */
export async function treePage(ctx: Ctx, params: URLSearchParams): Promise<TreePage> {
	const day = today(ctx);
	const asked = params.get('asOf') ?? '';
	const asOf = isDay(asked) ? asked : day;
	const q = tidyName(params.get('q') ?? '').slice(0, 100);
	const all = await unitsOn(ctx, asOf);
	const kindOptions = kindsOf(all);
	const kinds = params.getAll('kind').filter((kind) => kindOptions.some((option) => option.value === kind));
	const filtered = q !== '' || kinds.length > 0;
	const found = await foundOf(ctx, all, { q, kinds, asOf });
	const shown = filtered ? withAncestors(all, found) : all;
	const below = countBelow(shown, found);
	const units = shown.map(({ unitId, code, name, kindName, parentId }) => ({
		unitId,
		code,
		name,
		kindName,
		parentId,
		found: found.has(unitId),
		below: below.get(unitId) ?? 0
	}));
	return {
		asOf,
		today: day,
		q,
		kinds,
		kindOptions,
		tree: treeOf(units),
		found: found.size,
		total: all.length,
		filtered,
		abilities: { manage: may(ctx.actor, 'unit.manage') }
	};
}

async function foundOf(
	ctx: Ctx,
	all: readonly UnitRow[],
	filter: { q: string; kinds: readonly string[]; asOf: Day }
): Promise<ReadonlySet<string>> {
	const ofKind = all.filter((unit) => filter.kinds.length === 0 || filter.kinds.includes(unit.kindCode));
	if (filter.q === '') return new Set(ofKind.map((unit) => unit.unitId));
	return findUnitIds(ctx, { q: filter.q, kind: filter.kinds, asOf: filter.asOf });
}

function kindsOf(units: readonly UnitRow[]): TreePage['kindOptions'] {
	const groups = Map.groupBy(units, (unit) => unit.kindCode);
	return [...groups].map(([value, members]) => ({ value, label: members[0]?.kindName ?? value, count: members.length }));
}

/** Found units below each unit, counted up along the parents. */
function countBelow(units: readonly UnitRow[], found: ReadonlySet<string>): Map<string, number> {
	const parents = new Map(units.map((unit) => [unit.unitId, unit.parentId]));
	const below = new Map<string, number>();
	for (const unitId of found) {
		const seen = new Set([unitId]);
		for (let at = parents.get(unitId) ?? null; at !== null && !seen.has(at); at = parents.get(at) ?? null) {
			seen.add(at);
			below.set(at, (below.get(at) ?? 0) + 1);
		}
	}
	return below;
}
