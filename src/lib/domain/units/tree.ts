import type { UnitOnDay } from './unit.ts';

export type UnitNode<Unit> = { readonly unit: Unit; readonly children: readonly UnitNode<Unit>[] };

type Placed = { readonly unitId: string; readonly parentId: string | null };

/**
 * The tree of units in the order in which they come. A unit whose parent is not among them stands at the top, so that nothing is
 * lost when a filter leaves a parent out.
 */
export function treeOf<Unit extends Placed>(units: readonly Unit[]): UnitNode<Unit>[] {
	const nodes = new Map(units.map((unit) => [unit.unitId, { unit, children: [] as UnitNode<Unit>[] }]));
	const top: UnitNode<Unit>[] = [];
	for (const node of nodes.values()) {
		const parent = node.unit.parentId === null ? undefined : nodes.get(node.unit.parentId);
		(parent?.children ?? top).push(node);
	}
	return top;
}

/** From the top down to the unit's parent. Stops at a loop instead of following it. */
export function ancestorsOf<Unit extends Placed>(units: ReadonlyMap<string, Unit>, unitId: string): Unit[] {
	const path: Unit[] = [];
	const seen = new Set([unitId]);
	let parentId = units.get(unitId)?.parentId ?? null;
	while (parentId !== null && !seen.has(parentId)) {
		seen.add(parentId);
		const parent = units.get(parentId);
		if (!parent) break;
		path.unshift(parent);
		parentId = parent.parentId;
	}
	return path;
}

/** Those units and all that stands above them: what a filtered tree shows. */
export function withAncestors<Unit extends Placed>(units: readonly Unit[], wanted: ReadonlySet<string>): Unit[] {
	const byId = new Map(units.map((unit) => [unit.unitId, unit]));
	const kept = new Set(wanted);
	for (const unitId of wanted) for (const above of ancestorsOf(byId, unitId)) kept.add(above.unitId);
	return units.filter((unit) => kept.has(unit.unitId));
}

/** Whether a unit under the new parent would stand below itself. `moved` has the new parents of units that move together. */
export function makesLoop(
	units: ReadonlyMap<string, Pick<UnitOnDay, 'parentId'>>,
	unitId: string,
	moved: ReadonlyMap<string, string | null>
): boolean {
	const parentOf = (id: string) => (moved.has(id) ? (moved.get(id) ?? null) : (units.get(id)?.parentId ?? null));
	const seen = new Set<string>();
	for (let at = parentOf(unitId); at !== null && !seen.has(at); at = parentOf(at)) {
		if (at === unitId) return true;
		seen.add(at);
	}
	return false;
}
