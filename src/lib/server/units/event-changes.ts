import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** What of the quality system of a unit has days: the edition that it works by, its committees and their members. */
export const systemThings = ['unit_standard', 'steering_committee', 'committee_member'] as const;
export type SystemThing = (typeof systemThings)[number];

/** One row that the entry of an event wrote (`begun`), or whose end it set. By these an event is called off. */
export type EventChange = {
	readonly thing: 'unit_version' | 'membership' | 'division_version' | SystemThing;
	readonly subjectId: string;
	readonly begun: boolean;
	/** The end that stood there before; null: none was known. */
	readonly endBefore: Day | null;
	/** The end that the event set; null for what it began. */
	readonly endAfter: Day | null;
};

/** Keeps what an event did, in the transaction of its entry. */
export async function keepChanges(ctx: Ctx, eventId: string, changes: readonly EventChange[]): Promise<void> {
	const day = (end: Day | null) => (end === null ? null : toDbDate(end));
	await ctx.db.unitEventChange.createMany({
		data: changes.map((change) => ({ ...change, eventId, endBefore: day(change.endBefore), endAfter: day(change.endAfter) }))
	});
}
