import { sameSubstance, type Published } from './service.ts';

/** How a unit stands with one service of the catalogue. */
export const coverageStates = ['missing', 'out_of_date', 'draft_only', 'in_force', 'undecided', 'not_handled'] as const;
export type CoverageState = (typeof coverageStates)[number];

/** What a procedure of the unit is on the day, as far as the reader may see it. */
export type LinkedProcedure = {
	/** Null: no version of it is in force that day. */
	readonly inForce: {
		/** What was published when an officer last said that this version, or else the one before it, was written by it. */
		readonly writtenBy: Published | null;
	} | null;
	/** A version is being written or waits for its day. */
	readonly coming: boolean;
};

/**
 * The state of one service in one unit.
 * @param choice null: the unit has not said whether it handles the service
 * @param published what holds for the service on the day
 */
export function coverageState(
	choice: { readonly handled: boolean } | null,
	published: Published,
	procedures: readonly LinkedProcedure[]
): CoverageState {
	if (choice === null) return 'undecided';
	if (!choice.handled) return 'not_handled';
	const inForce = procedures.flatMap((procedure) => (procedure.inForce ? [procedure.inForce] : []));
	if (inForce.some(({ writtenBy }) => writtenBy === null || !sameSubstance(writtenBy, published))) return 'out_of_date';
	if (inForce.length > 0) return 'in_force';
	return procedures.some(({ coming }) => coming) ? 'draft_only' : 'missing';
}

export type CoverageCounts = Readonly<Record<CoverageState, number>>;

export function countStates(states: readonly CoverageState[]): CoverageCounts {
	const counts: Record<CoverageState, number> = {
		missing: 0,
		out_of_date: 0,
		draft_only: 0,
		in_force: 0,
		undecided: 0,
		not_handled: 0
	};
	for (const state of states) counts[state]++;
	return counts;
}

/** The filters of the coverage page, from its address. What was not understood is no filter. */
export type CoverageQuery = { readonly q: string; readonly state: CoverageState | null; readonly field: string };

export function coverageQuery(params: URLSearchParams): CoverageQuery {
	const state = coverageStates.find((one) => one === params.get('state')) ?? null;
	return { q: (params.get('q') ?? '').trim().slice(0, 100), state, field: (params.get('field') ?? '').slice(0, 200) };
}

/** Units whose procedures are behind what is published come first, the others stay as they are. */
export function mostOutOfDateFirst<Line extends { readonly counts: CoverageCounts }>(lines: readonly Line[]): Line[] {
	return lines.toSorted((a, b) => b.counts.out_of_date - a.counts.out_of_date);
}
