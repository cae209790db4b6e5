import { isSection } from './clauses.ts';

/**
 * The clauses that a proposed area begins with: those that leadership answers for, those that whoever does the work answers for. A unit
 * changes them; an edition that is not here gives both all of its sections.
 */
const byEdition: Readonly<Record<number, { readonly leadership: readonly string[]; readonly work: readonly string[] }>> = {
	2008: {
		leadership: ['4.1', '4.2', '5.1', '5.2', '5.3', '5.4', '5.5', '5.6', '6.1', '6.2', '8.1', '8.2', '8.4', '8.5'],
		work: ['4.2', '6.2', '6.3', '6.4', '7.1', '7.2', '7.5', '8.2', '8.3', '8.5']
	},
	2015: {
		leadership: [
			...['4.1', '4.2', '4.3', '4.4', '5.1', '5.2', '5.3', '6.1', '6.2', '6.3', '7.1', '7.2', '7.3', '7.4', '7.5'],
			...['9.1', '9.2', '9.3', '10.1', '10.2', '10.3']
		],
		work: ['6.1', '6.2', '7.1', '7.2', '7.5', '8.1', '8.2', '8.4', '8.5', '8.6', '8.7', '9.1', '10.2']
	}
};

export function defaultClauses(edition: number, clauses: readonly string[], kind: 'leadership' | 'work'): string[] {
	const sections = clauses.filter(isSection);
	const wanted = byEdition[edition]?.[kind];
	return wanted ? sections.filter((clause) => wanted.includes(clause)) : sections;
}
