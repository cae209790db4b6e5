import type { RecordInput } from '#lib/domain/records/forms.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { referToFiles, type VersionFile } from '#lib/server/documents/files.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { loadRecord, loadSeries, type LoadedRecord } from './facts.ts';

/** Evidence: any file that the checks let in. */
export type Evidence = VersionFile;

/**
 * Files a record under a line of the list, numbered `HS-2026-001` in its unit and year. The version of the blank form is the one in
 * force on the day of the record. Recorded as `record.create`.
 * @throws NotFound, Forbidden; Conflict `unit_closed`; Invalid by field (a day to come, an end before the day, a series that has ended)
 */
export function createRecord(
	ctx: Ctx,
	input: Omit<RecordInput, 'rowVersion'> & { files?: readonly Evidence[] }
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { series, subject } = await loadSeries(ctx, input.seriesId);
		const role = authorize(ctx, 'record.file', subject);
		await requireOpenUnit(ctx, series.unitId, today(ctx));
		requireDays(ctx, input);
		// What came from a unit that is no more is kept, and nothing is added to it.
		if (series.originUnitId !== series.unitId) throw new Invalid({ seriesId: 'series_ended' });
		if (series.endedOn && fromDbDate(series.endedOn) <= input.madeOn) throw new Invalid({ seriesId: 'series_ended' });
		const number = await takeNumber(ctx, 'HS', series.unitId);
		const { id } = await ctx.db.qualityRecord.create({
			data: {
				unitId: series.unitId,
				number,
				...columns(input),
				formVersionId: await formVersionOn(ctx, series.formId, input.madeOn),
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await addRows(ctx, id, input.files ?? []);
		await record(ctx, {
			event: 'record.create',
			subjectType: 'record',
			subjectId: id,
			unitId: series.unitId,
			role,
			after: {
				number,
				series: series.code,
				title: tidy(input.title),
				madeOn: input.madeOn,
				closedOn: input.closedOn,
				files: (input.files ?? []).map(({ fileName, sha256 }) => ({ name: fileName, sha256 }))
			}
		});
		return { id, number };
	});
}

/**
 * Changes what is written about a kept record, not its files. Recorded with before and after.
 * @throws Conflict `record_listed` while it is on a list of disposal that waits for a signature or has it
 */
export function editRecord(ctx: Ctx, recordId: string, input: RecordInput): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { record: kept, subject } = await loadRecord(ctx, recordId);
		const role = authorize(ctx, 'record.file', subject);
		requireKept(kept, input.rowVersion);
		await requireUnlisted(ctx, recordId);
		requireDays(ctx, input);
		const target =
			input.seriesId === kept.seriesId
				? { ...kept.series, originUnitId: kept.originUnitId }
				: (await loadSeries(ctx, input.seriesId)).series;
		if (target.originUnitId !== kept.originUnitId) throw new Invalid({ seriesId: 'invalid' });
		const { count } = await ctx.db.qualityRecord.updateMany({
			where: { id: recordId, rowVersion: kept.rowVersion },
			data: { ...columns(input), formVersionId: await formVersionOn(ctx, target.formId, input.madeOn), rowVersion: kept.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'record.edit',
			subjectType: 'record',
			subjectId: recordId,
			unitId: kept.unitId,
			role,
			before: {
				series: kept.series.code,
				title: kept.title,
				madeOn: fromDbDate(kept.madeOn),
				closedOn: fromDbDate(kept.closedOn),
				place: kept.place,
				note: kept.note
			},
			after: {
				series: target.code,
				title: tidy(input.title),
				madeOn: input.madeOn,
				closedOn: input.closedOn,
				place: input.place,
				note: input.note
			}
		});
		return { rowVersion: kept.rowVersion + 1 };
	});
}

/** Adds evidence to a kept record; what is there is never changed. Recorded with names and hashes. @throws Conflict `record_listed` */
export function addEvidence(ctx: Ctx, recordId: string, files: readonly Evidence[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { record: kept, subject } = await loadRecord(ctx, recordId);
		const role = authorize(ctx, 'record.file', subject);
		requireKept(kept);
		await requireUnlisted(ctx, recordId);
		if (files.length === 0) throw new Invalid({ files: 'required' });
		await addRows(ctx, recordId, files);
		await record(ctx, {
			event: 'record.add_evidence',
			subjectType: 'record',
			subjectId: recordId,
			unitId: kept.unitId,
			role,
			after: { files: files.map(({ fileName, sha256 }) => ({ name: fileName, sha256 })) }
		});
	});
}

/**
 * A legal hold: an inspection, a complaint, a lawsuit. While it lasts the record is not disposed of.
 * @throws NotFound, Forbidden, Invalid (reason), Conflict `illegal_transition` (disposed)
 */
export function placeHold(ctx: Ctx, recordId: string, reason: string): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { record: kept, subject } = await loadRecord(ctx, recordId);
		const role = authorize(ctx, 'record.hold', subject);
		requireKept(kept);
		const comment = requireReason(reason, 'reason');
		const placed = { reason: comment, placedById: requireUser(ctx), placedAt: ctx.clock.now() };
		const { id } = await ctx.db.recordHold.create({ data: { recordId, ...placed }, select: { id: true } });
		await record(ctx, {
			event: 'record.hold',
			subjectType: 'record',
			subjectId: recordId,
			unitId: kept.unitId,
			role,
			after: { hold: id, number: kept.number },
			comment
		});
		return { id };
	});
}

/** Ends a hold: heads only. @throws NotFound, Forbidden, Invalid (reason), Conflict `stale` (released already) */
export function releaseHold(ctx: Ctx, input: { recordId: string; holdId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const known = isUuid(input.holdId) && isUuid(input.recordId);
		const hold = known ? await ctx.db.recordHold.findUnique({ where: { id: input.holdId, recordId: input.recordId } }) : null;
		if (!hold) throw new NotFound('hold_not_found');
		const { record: kept, subject } = await loadRecord(ctx, hold.recordId);
		const role = authorize(ctx, 'record.release', subject);
		const comment = requireReason(input.reason, 'reason');
		const { count } = await ctx.db.recordHold.updateMany({
			where: { id: hold.id, releasedAt: null },
			data: { releasedById: requireUser(ctx), releasedAt: ctx.clock.now(), releaseReason: comment }
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'record.release',
			subjectType: 'record',
			subjectId: kept.id,
			unitId: kept.unitId,
			role,
			before: { hold: hold.id, reason: hold.reason },
			after: { hold: hold.id, released: true },
			comment
		});
	});
}

function columns(input: Omit<RecordInput, 'rowVersion'>) {
	return {
		seriesId: input.seriesId,
		title: tidy(input.title),
		madeOn: toDbDate(input.madeOn),
		closedOn: input.closedOn ? toDbDate(input.closedOn) : null,
		place: tidy(input.place),
		note: tidy(input.note)
	};
}

function requireDays(ctx: Ctx, { madeOn, closedOn }: { madeOn: Day; closedOn: Day | null }): void {
	const day = today(ctx);
	if (madeOn > day) throw new Invalid({ madeOn: 'day_to_come' });
	if (closedOn && closedOn > day) throw new Invalid({ closedOn: 'day_to_come' });
	if (closedOn && closedOn < madeOn) throw new Invalid({ closedOn: 'day_order' });
}

function requireKept(kept: LoadedRecord, rowVersion?: number): void {
	if (kept.state !== 'kept') throw new Conflict('illegal_transition', { state: kept.state });
	if (rowVersion !== undefined && rowVersion !== kept.rowVersion) throw new Conflict('stale', { rowVersion: kept.rowVersion });
}

/** What a head signs on a list of disposal is what goes: until the list is called off its records stay as they are. */
async function requireUnlisted(ctx: Ctx, recordId: string): Promise<void> {
	const line = await ctx.db.recordDisposalLine.findFirst({
		where: { recordId, disposal: { state: { in: ['proposed', 'approved'] } } },
		select: { disposal: { select: { number: true } } }
	});
	if (line) throw new Conflict('record_listed', { number: line.disposal.number });
}

/** The blank form that was to be filled in on that day; null if none was in force. */
async function formVersionOn(ctx: Ctx, formId: string | null, day: Day): Promise<string | null> {
	if (!formId) return null;
	const version = await ctx.db.version.findFirst({
		where: {
			documentId: formId,
			state: { in: ['issued', 'withdrawn'] },
			effectiveFrom: { lte: toDbDate(day) },
			OR: [{ effectiveTo: null }, { effectiveTo: { gt: toDbDate(day) } }]
		},
		select: { id: true }
	});
	return version?.id ?? null;
}

async function addRows(ctx: Ctx, recordId: string, files: readonly Evidence[]): Promise<void> {
	if (files.length === 0) return;
	await referToFiles(ctx, files);
	await ctx.db.recordFile.createMany({
		data: files.map((file) => ({
			recordId,
			sha256: file.sha256,
			storedSha256: file.sha256,
			name: file.fileName,
			fileType: file.fileType,
			size: BigInt(file.size),
			addedById: requireUser(ctx),
			addedAt: ctx.clock.now()
		})),
		// The same file twice is one piece of evidence.
		skipDuplicates: true
	});
}
