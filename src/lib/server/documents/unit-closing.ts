import type { Day } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { applyUnitEvent, type AppliedEvent, type UnitEventInput } from '#lib/server/units/apply-event.ts';
import { lockDocuments } from './batch-facts.ts';

/**
 * Records an event of units together with what it does to their documents (states.md §11): what is in force in a unit that ends, ends
 * with it; what would have come into force later never does. Rename, move and change of kind touch nothing. Drafts stay where they
 * are and can go no further, since nobody belongs to the unit any more; handing them to the successor comes with the roll-out.
 * @throws as `applyUnitEvent`
 */
export function recordUnitEvent(ctx: Ctx, input: UnitEventInput): Promise<AppliedEvent> {
	return applyUnitEvent(ctx, input, [(ctx, { unitIds, day, eventId }) => endVersions(ctx, unitIds, day, eventId)]);
}

type Ended = { id: string; unitId: string; code: string; issueNo: number; revisionNo: number; until: Day };

async function endVersions(ctx: Ctx, unitIds: readonly string[], day: Day, eventId: string): Promise<void> {
	const documents = await ctx.db.document.findMany({ where: { unitId: { in: [...unitIds] } }, select: { id: true } });
	await lockDocuments(
		ctx,
		documents.map(({ id }) => id)
	);
	const ended = await ctx.db.$queryRaw<Ended[]>`
		update version v set effective_to = greatest(v.effective_from, ${day}::date), row_version = v.row_version + 1, updated_at = ${ctx.clock.now()}
		from document d
		where d.id = v.document_id and v.unit_id = any(${[...unitIds]}::uuid[]) and v.state in ('issued', 'withdrawn')
			and (v.effective_to is null or v.effective_to > greatest(v.effective_from, ${day}::date))
		returning v.id, v.unit_id as "unitId", d.code, v.issue_no as "issueNo", v.revision_no as "revisionNo", v.effective_to::text as until`;
	await recordMany(
		ctx,
		ended.map(({ id, unitId, code, issueNo, revisionNo, until }) => ({
			event: 'version.end_with_unit',
			subjectType: 'version',
			subjectId: id,
			unitId,
			after: { code, issueNo, revisionNo, until, unitEvent: eventId }
		}))
	);
}
