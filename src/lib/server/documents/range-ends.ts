import type { Day } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

type EndedRange = { id: string; unitId: string; code: string; issueNo: number; revisionNo: number; until: Day };

/**
 * Ends with their unit what is in force of these documents longer than its last day; a range that would only begin later becomes empty,
 * so that it counts on no day. The documents must be locked. Recorded per version as `version.end_with_unit`.
 * @param day the first day on which the unit is no more
 */
export async function endRanges(ctx: Ctx, documentIds: readonly string[], day: Day, eventId: string | null = null): Promise<void> {
	const ended = await ctx.db.$queryRaw<EndedRange[]>`
		update version v set effective_to = greatest(v.effective_from, ${day}::date), row_version = v.row_version + 1, updated_at = ${ctx.clock.now()}
		from document d
		where d.id = v.document_id and d.id = any(${[...documentIds]}::uuid[]) and v.state in ('issued', 'withdrawn')
			and (v.effective_to is null or v.effective_to > greatest(v.effective_from, ${day}::date))
		returning v.id, v.unit_id as "unitId", d.code, v.issue_no as "issueNo", v.revision_no as "revisionNo", v.effective_to::text as until`;
	await recordMany(
		ctx,
		ended.map(({ id, unitId, code, issueNo, revisionNo, until }) => ({
			event: 'version.end_with_unit',
			subjectType: 'version',
			subjectId: id,
			unitId,
			after: { code, issueNo, revisionNo, until, ...(eventId === null ? {} : { unitEvent: eventId }) }
		}))
	);
}
