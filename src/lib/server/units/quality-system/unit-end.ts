import type { Day } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { systemThings, type EventChange, type SystemThing } from '../event-changes.ts';

/** Whether a row `t` is of one of these units. */
function ofUnits(thing: SystemThing, unitIds: readonly string[]): Prisma.Sql {
	const ids = Prisma.sql`any(${[...unitIds]}::uuid[])`;
	return thing === 'committee_member'
		? Prisma.sql`exists (select 1 from steering_committee c where c.id = t.committee_id and c.unit_id = ${ids})`
		: Prisma.sql`t.unit_id = ${ids}`;
}

/**
 * The edition that a unit works by, its committees and their members end with it, as they would have if they had been entered after the event. One that
 * would only have begun later gets an empty range. Gives what was ended, with the end that stood there before.
 */
export async function endQualitySystems(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<EventChange[]> {
	if (unitIds.length === 0) return [];
	const ended: EventChange[] = [];
	for (const thing of systemThings) {
		const table = Prisma.raw(thing);
		const rows = await ctx.db.$queryRaw<Pick<EventChange, 'subjectId' | 'endBefore' | 'endAfter'>[]>`
			update ${table} t set valid_to = greatest(t.valid_from, ${day}::date), row_version = t.row_version + 1 from ${table} old
			where old.id = t.id and ${ofUnits(thing, unitIds)} and (t.valid_to is null or t.valid_to > greatest(t.valid_from, ${day}::date))
			returning t.id as "subjectId", old.valid_to::text as "endBefore", t.valid_to::text as "endAfter"`;
		ended.push(...rows.map((row) => ({ ...row, thing, begun: false })));
	}
	return ended;
}

/** The event is called off: what it ended has the end of before, and what was entered since goes on. Ends that somebody has set since are left. */
export async function reopenQualitySystems(ctx: Ctx, event: { id: string; day: Day; unitIds: readonly string[] }): Promise<void> {
	const { id, day, unitIds } = event;
	for (const thing of systemThings) {
		const table = Prisma.raw(thing);
		await ctx.db.$executeRaw`
			update ${table} t set valid_to = c.end_before, row_version = t.row_version + 1 from unit_event_change c
			where c.event_id = ${id}::uuid and c.thing = ${thing}::unit_event_thing and t.id = c.subject_id and t.valid_to = c.end_after`;
		await ctx.db.$executeRaw`
			update ${table} t set valid_to = null, row_version = t.row_version + 1
			where ${ofUnits(thing, unitIds)} and t.valid_to = ${day}::date and t.valid_from < ${day}::date
				and t.created_at >= (select created_at from unit_event where id = ${id}::uuid)
				and not exists (select 1 from unit_event_change c where c.event_id = ${id}::uuid and c.subject_id = t.id)`;
	}
}
