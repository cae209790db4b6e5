import { z } from 'zod';
import type { Day } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

type EndedRange = { id: string; unitId: string; code: string; issueNo: number; revisionNo: number; until: Day; before: Day | null };

/**
 * Ends with their unit what is in force of these documents longer than its last day; a range that would only begin later becomes empty,
 * so that it counts on no day. The documents must be locked. Recorded per version as `version.end_with_unit`, with the end that it had before.
 * @param day the first day on which the unit is no more
 */
export async function endRanges(ctx: Ctx, documentIds: readonly string[], day: Day, eventId: string | null = null): Promise<void> {
	const ended = await ctx.db.$queryRaw<EndedRange[]>`
		update version v set effective_to = greatest(v.effective_from, ${day}::date), row_version = v.row_version + 1, updated_at = ${ctx.clock.now()}
		from document d, version old
		where old.id = v.id and d.id = v.document_id and d.id = any(${[...documentIds]}::uuid[]) and v.state in ('issued', 'withdrawn')
			and (v.effective_to is null or v.effective_to > greatest(v.effective_from, ${day}::date))
		returning v.id, v.unit_id as "unitId", d.code, v.issue_no as "issueNo", v.revision_no as "revisionNo", v.effective_to::text as until, old.effective_to::text as before`;
	await recordMany(
		ctx,
		ended.map(({ id, unitId, code, issueNo, revisionNo, until, before }) => ({
			event: 'version.end_with_unit',
			subjectType: 'version',
			subjectId: id,
			unitId,
			before: { until: before },
			after: { code, issueNo, revisionNo, until, ...(eventId === null ? {} : { unitEvent: eventId }) }
		}))
	);
}

const ended = z.object({ until: z.string().nullable() });

/**
 * The event that would have ended a unit is called off before its day: what it ended runs on to the end that it had, unless somebody has set
 * another one since. What was issued after the event was entered had its end from it alone. The documents must be locked. Recorded per
 * version as `version.go_on`.
 * @param day the day on which they would have ended
 */
export async function reopenRanges(ctx: Ctx, unitId: string, day: Day, eventId: string): Promise<void> {
	const rows = await ctx.db.auditTrail.findMany({
		where: { unitId, event: 'version.end_with_unit', after: { path: ['unitEvent'], equals: eventId } },
		orderBy: { seq: 'asc' },
		select: { subjectId: true, before: true }
	});
	// Whatever was recorded first is what stood before the event.
	const before = new Map<string, Day | null>();
	for (const row of rows) if (row.subjectId && !before.has(row.subjectId)) before.set(row.subjectId, ended.parse(row.before).until);
	for (const { id, until } of await endedAtIssue(ctx, unitId, day, [...before.keys()])) before.set(id, until);
	const [ids, ends] = [[...before.keys()], [...before.values()]];
	const reopened = await ctx.db.$queryRaw<{ id: string; code: string; until: Day | null }[]>`
		update version v set effective_to = b.until, row_version = v.row_version + 1, updated_at = ${ctx.clock.now()}
		from document d, unnest(${ids}::uuid[], ${ends}::date[]) b(id, until)
		where v.id = b.id and d.id = v.document_id and v.effective_to = greatest(v.effective_from, ${day}::date)
		returning v.id, d.code, v.effective_to::text as until`;
	await recordMany(
		ctx,
		reopened.map(({ id, code, until }) => ({
			event: 'version.go_on',
			subjectType: 'version',
			subjectId: id,
			unitId,
			role: 'system',
			before: { until: day },
			after: { code, until, unitEvent: eventId }
		}))
	);
}

/** Versions that got the end of their unit when they were issued, with the end that they would have had. */
function endedAtIssue(ctx: Ctx, unitId: string, day: Day, knownIds: readonly string[]): Promise<{ id: string; until: Day | null }[]> {
	return ctx.db.$queryRaw<{ id: string; until: Day | null }[]>`
		select v.id, c.until::text as until from version v left join carried_version c on c.version_id = v.id
		where v.unit_id = ${unitId}::uuid and v.state = 'issued' and v.effective_to = ${day}::date and v.effective_from < ${day}::date
			and v.id <> all(${[...knownIds]}::uuid[])`;
}
