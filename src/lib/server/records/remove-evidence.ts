import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { loadRecord } from './facts.ts';

/**
 * A head takes away a file that was added by mistake, such as another person's papers: name, size, days and hash stay with the reason, nothing
 * refers to the bytes any more, and the sweep takes them if nothing else uses them (design.md §5.4). Not who added it; not while a hold lasts
 * or the record stands on a list of disposal. Recorded as `record.remove_evidence` with name and hash.
 * @throws NotFound, Forbidden, Invalid (reason), Conflict `separation_of_duties`, `illegal_transition` (disposed), `evidence_held`, `stale`
 */
export function removeEvidence(ctx: Ctx, input: { recordId: string; fileId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const shown = await loadRecord(ctx, input.recordId);
		// A hold that is being placed refers to this row: it waits for us, or we for it and see it.
		await ctx.db.$queryRaw`select id from quality_record where id = ${shown.record.id}::uuid for update`;
		const { record: kept, subject } = await loadRecord(ctx, input.recordId);
		const file = isUuid(input.fileId) ? await ctx.db.recordFile.findFirst({ where: { id: input.fileId, recordId: kept.id } }) : null;
		if (!file) throw new NotFound('file_not_found');
		const role = authorize(ctx, 'record.remove_evidence', { ...subject, authorIds: [file.addedById] });
		if (kept.state !== 'kept') throw new Conflict('illegal_transition', { state: kept.state });
		const comment = requireReason(input.reason, 'reason');
		if (kept.holds.length > 0) throw new Conflict('evidence_held');
		const listed = { recordId: kept.id, disposal: { state: { not: 'cancelled' as const } } };
		if ((await ctx.db.recordDisposalLine.count({ where: listed })) > 0) throw new Conflict('evidence_held');
		const { count } = await ctx.db.recordFile.updateMany({
			where: { id: file.id, removedAt: null },
			data: { storedSha256: null, removedAt: ctx.clock.now(), removedById: requireUser(ctx), removedReason: comment }
		});
		if (count !== 1) throw new Conflict('stale');
		const about = { name: file.name, sha256: file.sha256 };
		await record(ctx, {
			event: 'record.remove_evidence',
			subjectType: 'record',
			subjectId: kept.id,
			unitId: kept.unitId,
			role,
			before: { number: kept.number, files: [about] },
			after: { removed: [about] },
			comment
		});
	});
}
