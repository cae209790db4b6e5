import type { Day } from '#lib/domain/shared/day.ts';
import type { Printed } from './report-data.ts';

/** The internal audit programme of a year on paper. */
export type AuditProgrammeData = Printed & {
	readonly year: number;
	readonly objectives: string;
	/** The edition, by name. */
	readonly standard: string;
	/** 0: never signed. */
	readonly revision: number;
	readonly areas: readonly { readonly name: string; readonly months: readonly number[] }[];
	readonly visits: readonly { readonly month: number; readonly day: Day }[];
	readonly lines: readonly {
		readonly month: number;
		readonly area: string;
		readonly clauses: string;
		readonly lead: string;
		readonly result: string;
		readonly note: string;
	}[];
	readonly gaps: readonly { readonly clause: string; readonly area: string; readonly reason: string }[];
	readonly madeBy: string;
	/** Of the last revision; null: what is printed is not signed. */
	readonly signature: { readonly name: string; readonly position: string; readonly at: Date; readonly sha256: string } | null;
	/** The newest checkpoint of the unit's chain, one line at the foot of every page. */
	readonly checkpoint: string | null;
};
