/** Changed when the generated data change, so that a database of the older form is made anew. */
export const dataVersion = 1;

export type Size = {
	readonly units: number;
	readonly users: number;
	readonly documents: number;
	readonly versions: number;
	readonly trailRows: number;
};

/** design.md §10. */
export const fullSize: Size = { units: 354, users: 8_000, documents: 28_000, versions: 85_000, trailRows: 1_000_000 };
const fewestUnits = 12;

/** A smaller province: fewer units, each as large as in the full one. */
export function sizeOf(scale: number): Size {
	const units = Math.min(fullSize.units, Math.max(fewestUnits, Math.round(fullSize.units * scale)));
	const part = (count: number) => Math.round((count * units) / fullSize.units);
	return {
		units,
		users: part(fullSize.users),
		documents: part(fullSize.documents),
		versions: part(fullSize.versions),
		trailRows: part(fullSize.trailRows)
	};
}

/** The part of `total` that belongs to the nth of `parts`, as `[first, next)`: the parts differ by one at most. */
export function share(total: number, parts: number, nth: number): [first: number, next: number] {
	return [Math.floor((total * nth) / parts), Math.floor((total * (nth + 1)) / parts)];
}
