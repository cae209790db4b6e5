import type { Day } from '#lib/domain/shared/day.ts';
import type { Printed } from './report-data.ts';

export type AuditCycleRow = {
	readonly code: string;
	readonly unit: string;
	readonly team: string;
	readonly visitOn: Day | null;
	/** These in the reader's language; empty or "–" where there is nothing. */
	readonly state: string;
	readonly late: string;
	readonly score: string;
	readonly percent: string;
	readonly delta: string;
	readonly findings: string;
	readonly actions: string;
};

/** The table of a cycle's inspections. */
export type AuditCycleData = Printed & {
	readonly number: string;
	readonly title: string;
	/** Decision and period, in words. */
	readonly facts: string;
	readonly filter: string | null;
	readonly rows: readonly AuditCycleRow[];
	readonly checkpoint: string | null;
};
