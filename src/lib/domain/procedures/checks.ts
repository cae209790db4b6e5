import type { Duration, PartKey, ProcedureContent } from './content.ts';
import { checkForms } from './checks-forms.ts';
import { checkParts } from './checks-parts.ts';
import { checkReferences } from './checks-references.ts';
import { checkTimes } from './checks-times.ts';

/** What can be wrong with a procedure. Words: `procedure-checks.json`, one message per code. */
export const checkCodes = [
	'part_empty',
	'row_empty',
	'who_missing',
	'time_missing',
	'times_differ',
	'form_not_listed',
	'form_unknown',
	'form_not_in_force',
	'form_draft',
	'form_name_missing',
	'code_twice',
	'reference_twice',
	'reference_gone',
	'reference_not_in_force',
	'reference_repealed',
	'retention_missing',
	'service_unknown',
	'service_limit_differs',
	'service_decision_missing'
] as const;
export type CheckCode = (typeof checkCodes)[number];

/** What would put it right in one click. The editor applies it to the content; the words are its own. */
export type Fix =
	| { readonly kind: 'set_step_time'; readonly rowId: string; readonly time: Duration }
	| { readonly kind: 'set_time_limit'; readonly time: Duration }
	| { readonly kind: 'add_form'; readonly code: string; readonly name: string }
	/** In the row that uses it, this code instead of that. */
	| { readonly kind: 'replace_code'; readonly part: PartKey; readonly rowId: string; readonly from: string; readonly to: string }
	| { readonly kind: 'set_form_name'; readonly rowId: string; readonly name: string }
	| { readonly kind: 'add_legal_basis'; readonly text: string; readonly externalId: string | null }
	| { readonly kind: 'remove_row'; readonly part: PartKey; readonly rowId: string };

export type Check = {
	readonly part: PartKey;
	/** The row, where one is meant. */
	readonly rowId?: string;
	readonly code: CheckCode;
	/** For the words; times are hours. */
	readonly params: Readonly<Record<string, string | number>>;
	/** A stop keeps the version from being sent to review; a warning is shown to everybody who works on it. */
	readonly severity: 'stop' | 'warn';
	readonly fixes: readonly Fix[];
};

export type FormState = 'in_force' | 'draft' | 'past';
/** The title is empty where this person may not read it. */
export type DocumentFact = { readonly code: string; readonly title: string; readonly state: FormState };

/** What the checks know of the world outside the text. Plain data, so that the page can go on checking while one writes. */
export type CheckFacts = {
	/** By code key: the forms of the unit, and whatever else a code in the text names. */
	readonly forms: Readonly<Record<string, DocumentFact>>;
	/** By id: documents of the unit that the text cites; one that is missing here is gone. */
	readonly documents: Readonly<Record<string, DocumentFact>>;
	/** By id: external documents that the text cites. */
	readonly externals: Readonly<
		Record<string, { readonly title: string; readonly repealedOn: string | null; readonly replacedBy: string | null }>
	>;
	/** The administrative service as it is published today; `unknown` when the catalogue has none with the code, null when there is none to ask. */
	readonly service:
		| null
		| 'unknown'
		| {
				readonly code: string;
				readonly name: string;
				readonly timeLimit: Duration | null;
				/** "1234/QĐ-UBND". */
				readonly decision: string;
				/** Day. */
				readonly decisionDate: string;
		  };
	/** By row id: the times of the version in force, which tell the step that was changed. */
	readonly earlierTimes: Readonly<Record<string, Duration>>;
};

export const noFacts: CheckFacts = { forms: {}, documents: {}, externals: {}, service: null, earlierTimes: {} };

/** Everything that is wrong, in the order of the paper's parts as the checks know them; stops before warnings within a part. */
export function checkProcedure(content: ProcedureContent, facts: CheckFacts): Check[] {
	return [...checkParts(content), ...checkTimes(content, facts), ...checkForms(content, facts), ...checkReferences(content, facts)];
}

/** Whether the procedure may be sent to review. */
export function mayBeSent(checks: readonly Check[]): boolean {
	return checks.every(({ severity }) => severity !== 'stop');
}
