import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { disposableFrom, keepingState } from '#lib/domain/records/retention.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { contentTypes, isFileType } from '#lib/server/files/rules.ts';
import { deliverFile } from '#lib/server/files/deliver.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { filingChoices } from './queries.ts';
import { loadRecord, readableDocuments } from './facts.ts';

/** One record: what it is, its files, its holds, what became of it, and what this person may do. */
export async function recordPage(ctx: Ctx, recordId: string) {
	const { record, subject } = await loadRecord(ctx, recordId);
	const [more, files, holds, disposals] = await Promise.all([
		ctx.db.qualityRecord.findUniqueOrThrow({
			where: { id: record.id },
			select: {
				createdAt: true,
				createdBy: { select: { fullName: true } },
				formVersion: { select: { issueNo: true, revisionNo: true, document: { select: { id: true, code: true, title: true } } } },
				series: {
					select: {
						place: true,
						medium: true,
						retentionBasis: true,
						custodian: { select: { fullName: true } },
						keeperDivision: { select: { versions: { where: { validTo: null }, select: { name: true }, take: 1 } } },
						procedure: { select: { id: true, code: true, title: true } }
					}
				}
			}
		}),
		ctx.db.recordFile.findMany({
			where: { recordId: record.id },
			orderBy: [{ addedAt: 'asc' }, { id: 'asc' }],
			select: {
				id: true,
				name: true,
				fileType: true,
				size: true,
				sha256: true,
				addedAt: true,
				removedAt: true,
				removedReason: true,
				removedBy: { select: { fullName: true } },
				addedById: true,
				addedBy: { select: { fullName: true } }
			}
		}),
		ctx.db.recordHold.findMany({
			where: { recordId: record.id },
			orderBy: { placedAt: 'desc' },
			select: {
				id: true,
				reason: true,
				placedAt: true,
				placedBy: { select: { fullName: true } },
				releasedAt: true,
				releasedBy: { select: { fullName: true } },
				releaseReason: true
			}
		}),
		ctx.db.recordDisposalLine.findMany({
			where: { recordId: record.id, disposal: { state: { not: 'cancelled' } } },
			select: { disposal: { select: { id: true, number: true, state: true, carriedOutOn: true } } }
		})
	]);
	const readable = await readableDocuments(ctx, record.unitId, [more.formVersion?.document.id, more.series.procedure?.id]);
	const closedOn = fromDbDate(record.closedOn);
	const { retentionYears } = record.series;
	const listed = disposals.some(({ disposal }) => disposal.state === 'proposed' || disposal.state === 'approved');
	const file = record.state === 'kept' && !listed && may(ctx.actor, 'record.file', subject);
	// Under a hold, or on a list of disposal, nothing is taken away.
	const free = record.state === 'kept' && record.holds.length === 0 && disposals.length === 0;
	return {
		id: record.id,
		number: record.number,
		title: record.title,
		madeOn: fromDbDate(record.madeOn),
		closedOn,
		place: record.place,
		note: record.note,
		state: record.state,
		rowVersion: record.rowVersion,
		keeping: keepingState({ state: record.state, closedOn, retentionYears, held: record.holds.length > 0 }, today(ctx)),
		disposableFrom: disposableFrom(closedOn, retentionYears),
		series: {
			id: record.series.id,
			code: record.series.code,
			name: record.series.name,
			retentionYears,
			retentionBasis: more.series.retentionBasis,
			place: more.series.place,
			medium: more.series.medium,
			custodian: more.series.custodian?.fullName ?? null,
			division: more.series.keeperDivision?.versions[0]?.name ?? null,
			procedure: more.series.procedure && readable.has(more.series.procedure.id) ? more.series.procedure : null
		},
		form: more.formVersion && readable.has(more.formVersion.document.id) ? more.formVersion : null,
		createdAt: more.createdAt,
		createdBy: more.createdBy.fullName,
		files: files.map(({ size, addedById, ...one }) => ({
			...one,
			size: Number(size),
			mayRemove: free && !one.removedAt && may(ctx.actor, 'record.remove_evidence', { ...subject, authorIds: [addedById] })
		})),
		holds,
		disposals: disposals.map(({ disposal }) => ({ ...disposal, carriedOutOn: fromDbDate(disposal.carriedOutOn) })),
		choices: file ? await filingChoices(ctx, record.unitId) : [],
		may: {
			file,
			hold: record.state === 'kept' && may(ctx.actor, 'record.hold', subject),
			release: may(ctx.actor, 'record.release', subject)
		}
	};
}

/** A file of a record, noted in the access log. @throws NotFound for what was disposed of, or may not be seen */
export async function deliverEvidence(
	ctx: Ctx,
	store: FileStore,
	input: { recordId: string; fileId: string },
	request: Request
): Promise<Response> {
	const { record } = await loadRecord(ctx, input.recordId);
	const file = isUuid(input.fileId)
		? await ctx.db.recordFile.findFirst({ where: { id: input.fileId, recordId: record.id, removedAt: null } })
		: null;
	if (!file || !isFileType(file.fileType)) throw new NotFound('file_not_found');
	logRead(ctx, { action: 'file', unitId: record.unitId, detail: `${record.number} ${file.name}` });
	return deliverFile(request, store, {
		sha256: file.sha256,
		contentType: contentTypes[file.fileType],
		fileName: file.name
	});
}
