import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';

const seriesFacts = { id: true, unitId: true, custodyUnitId: true, custodianId: true, readers: { select: { userId: true } } } as const;

/** The unit that keeps a series: its own, after the end of that the successor to which it passed. */
export function keeperOf(series: { unitId: string; custodyUnitId: string | null }): string {
	return series.custodyUnitId ?? series.unitId;
}

/** What `decide` asks about a series and its records. */
export function seriesSubject(series: {
	unitId: string;
	custodyUnitId: string | null;
	custodianId: string | null;
	readers: readonly { userId: string }[];
}): Subject {
	const named = series.readers.map(({ userId }) => userId);
	return { unitId: keeperOf(series), assignedIds: series.custodianId ? [series.custodianId, ...named] : named };
}

const recordSelect = {
	id: true,
	unitId: true,
	seriesId: true,
	number: true,
	title: true,
	madeOn: true,
	closedOn: true,
	formVersionId: true,
	place: true,
	note: true,
	state: true,
	rowVersion: true,
	createdById: true,
	series: { select: { ...seriesFacts, code: true, name: true, formId: true, retentionYears: true } },
	holds: { where: { releasedAt: null }, select: { id: true } }
} as const satisfies Prisma.QualityRecordSelect;

/** `unitId`: who keeps it and in whose trail acts stand; `originUnitId`: whose it is for ever. */
export type LoadedRecord = Prisma.QualityRecordGetPayload<{ select: typeof recordSelect }> & { readonly originUnitId: string };

/** A record that the actor may read. @throws NotFound: what may not be seen does not exist */
export async function loadRecord(ctx: Ctx, recordId: string): Promise<{ record: LoadedRecord; subject: Subject }> {
	const record = isUuid(recordId) ? await ctx.db.qualityRecord.findUnique({ where: { id: recordId }, select: recordSelect }) : null;
	const subject = record ? seriesSubject(record.series) : {};
	if (!record || !may(ctx.actor, 'record.read', subject)) throw new NotFound('record_not_found');
	return { record: { ...record, unitId: keeperOf(record.series), originUnitId: record.unitId }, subject };
}

/** A series whose records the actor may read. @throws NotFound */
export async function loadSeries(ctx: Ctx, seriesId: string) {
	const series = isUuid(seriesId)
		? await ctx.db.recordSeries.findUnique({ where: { id: seriesId }, include: { readers: { select: { userId: true } } } })
		: null;
	const subject = series ? seriesSubject(series) : {};
	if (!series || !may(ctx.actor, 'record.read', subject)) throw new NotFound('record_series_not_found');
	return { series: { ...series, unitId: keeperOf(series), originUnitId: series.unitId }, subject };
}

/** Of these documents, which the actor may read: a custodian need not be told of a procedure that is hidden from them. */
export async function readableDocuments(
	ctx: Ctx,
	unitId: string,
	asked: readonly (string | null | undefined)[]
): Promise<ReadonlySet<string>> {
	const ids = asked.filter((id) => typeof id === 'string');
	// Who keeps the documents of the unit sees them before any version of theirs.
	if (may(ctx.actor, 'batch.read', { unitId })) return new Set(ids);
	const rows = await ctx.db.document.findMany({
		where: { id: { in: ids }, versions: { some: visibleVersions(ctx.actor, 'version.read', today(ctx)) } },
		select: { id: true }
	});
	return new Set(rows.map(({ id }) => id));
}

/** A disposal, for those who may see the unit's. @throws NotFound */
export async function loadDisposal(ctx: Ctx, disposalId: string) {
	const disposal = isUuid(disposalId)
		? await ctx.db.recordDisposal.findUnique({
				where: { id: disposalId },
				include: { lines: { select: { recordId: true, retention: true, dueOn: true }, orderBy: { recordId: 'asc' } } }
			})
		: null;
	const subject: Subject = disposal ? { unitId: disposal.unitId, authorIds: [disposal.createdById] } : {};
	if (!disposal || !may(ctx.actor, 'record.list_disposals', subject)) throw new NotFound('disposal_not_found');
	return { disposal, subject };
}
