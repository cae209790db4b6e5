import { compareClauses, sectionOf } from './clauses.ts';

/**
 * Which questions of a checklist are asked where. A question goes to every area of the audit to which its clause applies; one without a clause
 * is asked once, of no area. What no area of the audit answers to, or is not among the clauses of the audit, is not asked.
 * @param scope clauses of the audit; empty: all
 * @param areas with the clauses that apply to each; empty: all
 */
export function questionsByArea<Question extends { readonly clause: string | null }>(
	questions: readonly Question[],
	scope: readonly string[],
	areas: readonly { readonly id: string; readonly clauses: readonly string[] }[]
): { readonly areaId: string | null; readonly question: Question }[] {
	const covers = (clauses: readonly string[], clause: string) =>
		clauses.length === 0 || clauses.some((one) => one === clause || sectionOf(one) === sectionOf(clause));
	const general = questions.filter(({ clause }) => clause === null);
	const asked = (areaClauses: readonly string[]) =>
		questions.filter(({ clause }) => clause !== null && covers(scope, clause) && covers(areaClauses, clause));
	return [
		...general.map((question) => ({ areaId: null, question })),
		...areas.flatMap((area) => asked(area.clauses).map((question) => ({ areaId: area.id, question })))
	];
}

/** Clauses of the audit of which no question is asked: shown before the plan is sent. */
export function clausesWithoutQuestion(scope: readonly string[], asked: readonly { readonly clause: string | null }[]): string[] {
	const sections = new Set(asked.flatMap(({ clause }) => (clause === null ? [] : [sectionOf(clause)])));
	return scope.filter((clause) => !sections.has(sectionOf(clause))).sort(compareClauses);
}
