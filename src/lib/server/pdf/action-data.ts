import type { Day } from '#lib/domain/shared/day.ts';
import type { PrintLocale } from './report-data.ts';

/** "Phiếu yêu cầu hành động khắc phục" (domain.md §3.1 (6)): four parts, in the unit's language. Texts as people wrote them. */
export type ActionPaperData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	readonly number: string;
	readonly raisedOn: Day;
	readonly source: string;
	readonly grade: string;
	readonly clause: string;
	readonly raisedBy: string;
	readonly area: string;
	readonly statement: string;
	readonly evidence: string;
	readonly correction: string;
	readonly consequences: string;
	readonly cause: string;
	readonly owner: string;
	readonly firstDueOn: Day | null;
	readonly dueOn: Day | null;
	readonly lines: readonly { readonly what: string; readonly who: string; readonly dueOn: Day; readonly done: string }[];
	readonly approvedBy: string;
	/** "ký nội bộ lúc …", empty while nobody has signed. */
	readonly approval: string;
	readonly checkDueOn: Day | null;
	readonly verifier: string;
	readonly verification: string;
	readonly result: string;
	readonly successor: string;
	readonly printed: string;
};

export type ActionRegisterRow = {
	readonly number: string;
	readonly raisedOn: Day;
	readonly source: string;
	readonly grade: string;
	readonly clause: string;
	readonly statement: string;
	readonly owner: string;
	readonly firstDueOn: Day | null;
	readonly dueOn: Day | null;
	readonly state: string;
	/** Days after the date that stands, and after the first. */
	readonly late: number;
	readonly lateFromFirst: number;
};

/** "Sổ theo dõi khắc phục" of a query. */
export type ActionRegisterData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	readonly asOf: Day;
	readonly locale: PrintLocale;
	readonly printed: string;
	readonly rows: readonly ActionRegisterRow[];
};
