import type { Day } from '#lib/domain/shared/day.ts';

/**
 * Independence is a rule (states.md A2, decision 0400): who audits an area does not belong to it, wrote, reviewed or approved nothing that it
 * is audited by, and does no action that is audited there. Everybody is looked at for the areas that they audit themselves; a lead who
 * belongs to another area of the audit answers, grades and changes nothing there.
 */
export type DocumentPart = 'author' | 'reviewer' | 'approver';

/** What is known of one person of a team for the areas that they audit. */
export type IndependenceFacts = {
	readonly userId: string;
	readonly fullName: string;
	/** The entry of the register that is valid on every day of the audit; null: there is none. */
	readonly register: {
		readonly unit: string;
		readonly certificateNumber: string;
		readonly validTo: Day | null;
	} | null;
	/** Stands on the register, but not valid on all the days. */
	readonly lapsed: boolean;
	readonly areas: readonly {
		readonly id: string;
		readonly name: string;
		/** A head of the unit leads it. */
		readonly ledByHead: boolean;
		/** Why they belong to it; null: they do not. */
		readonly belongs: 'leader' | 'division' | 'named' | null;
	}[];
	readonly documents: readonly { readonly code: string; readonly parts: readonly DocumentPart[] }[];
	readonly actions: readonly { readonly number: string; readonly part: 'owner' | 'doer' | null }[];
};

export const independenceProblems = [
	'not_on_register',
	'register_lapsed',
	'belongs_to_area',
	'reports_to_head',
	'document_author',
	'document_reviewer',
	'document_approver',
	'action_doer'
] as const;
export type IndependenceProblem = {
	readonly code: (typeof independenceProblems)[number];
	readonly userId: string;
	readonly fullName: string;
	/** The area, the code of the document, the number of the action; empty for the register. */
	readonly item: string;
};

/** What stands against a person auditing these areas, the register first. Empty: they are independent. */
export function problemsOf(facts: IndependenceFacts): IndependenceProblem[] {
	const problem = (code: IndependenceProblem['code'], item = ''): IndependenceProblem => ({
		code,
		userId: facts.userId,
		fullName: facts.fullName,
		item
	});
	return [
		...(facts.register ? [] : [problem(facts.lapsed ? 'register_lapsed' : 'not_on_register')]),
		...facts.areas.flatMap((area) =>
			area.belongs === null ? [] : [problem(area.ledByHead && area.belongs !== 'leader' ? 'reports_to_head' : 'belongs_to_area', area.name)]
		),
		...facts.documents.flatMap(({ code, parts }) => parts.map((part) => problem(`document_${part}`, code))),
		...facts.actions.flatMap(({ number, part }) => (part === null ? [] : [problem('action_doer', number)]))
	];
}

/** What is kept with an appointment and printed with the plan: what was looked at, for whom, and that nothing was found. */
export type IndependenceSheet = {
	/** Moment of the check. */
	readonly at: string;
	readonly from: Day;
	readonly to: Day;
	readonly register: { readonly unit: string; readonly certificateNumber: string; readonly validTo: Day | null };
	readonly areas: readonly { readonly name: string; readonly ledByHead: boolean }[];
	/** Codes of the documents whose authors, reviewers and approvers were looked through. */
	readonly documents: readonly string[];
	/** Numbers of the actions whose owners and doers were looked through. */
	readonly actions: readonly string[];
	readonly result: 'independent';
};

/** @returns null while something stands against the person */
export function sheetOf(facts: IndependenceFacts, at: Date, days: { from: Day; to: Day }): IndependenceSheet | null {
	if (!facts.register || problemsOf(facts).length > 0) return null;
	return {
		at: at.toISOString(),
		...days,
		register: facts.register,
		areas: facts.areas.map(({ name, ledByHead }) => ({ name, ledByHead })),
		documents: facts.documents.map(({ code }) => code),
		actions: facts.actions.map(({ number }) => number),
		result: 'independent'
	};
}
