/**
 * Clauses as an area and a programme name them: the second level of an edition ("8.5"), because 60 leaves make no map that a person reads.
 * A finding or a question of "8.5.1" counts for "8.5".
 */
export function sectionOf(clause: string): string {
	return clause.split('.').slice(0, 2).join('.');
}

export function isSection(number: string): boolean {
	return /^\d+\.\d+$/.test(number);
}

/** By number, not by letters: 8.2 before 8.10. */
export function compareClauses(a: string, b: string): number {
	const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)];
	for (let at = 0; at < Math.max(left.length, right.length); at++) {
		const difference = (left[at] ?? -1) - (right[at] ?? -1);
		if (difference !== 0) return difference;
	}
	return 0;
}

/** "8.1, 8.2, 8.5": sorted, once each. */
export function clauseList(clauses: readonly string[]): string {
	return [...new Set(clauses)].sort(compareClauses).join(', ');
}
