import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { RecordQuery } from '#lib/domain/records/forms.ts';
import { disposableFrom, keepingState } from '#lib/domain/records/retention.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { divisionOptions, staffOptions } from '#lib/server/documents/work/options.ts';
import { loadSeries, readableDocuments } from './facts.ts';
import { mayFileSomewhere } from './series.ts';

const usualPageSize = 50;

/** Series whose records this person may read in the unit: all for officer and head, else where they are custodian or named. */
export function visibleSeries(ctx: Ctx, unitId: string): Prisma.RecordSeriesWhereInput {
	if (may(ctx.actor, 'record.read', { unitId })) return { custodyUnitId: unitId };
	const userId = userIdOf(ctx.actor);
	if (!userId || !may(ctx.actor, 'record.read', { unitId, assignedIds: [userId] })) return { id: { in: [] } };
	return { custodyUnitId: unitId, OR: [{ custodianId: userId }, { readers: { some: { userId } } }] };
}

export type RegisterLine = Awaited<ReturnType<typeof register>>['items'][number];

/**
 * The register of records: what is kept, where, until when. @throws Forbidden without a unit
 * @param all without pages, for the export
 */
export async function register(ctx: Ctx, unitId: string | null, query: RecordQuery, { all = false, pageSize = usualPageSize } = {}) {
	if (!unitId) throw new Forbidden();
	const day = today(ctx);
	const series = visibleSeries(ctx, unitId);
	const where: Prisma.QualityRecordWhereInput = {
		series: query.series ? { AND: [series, { id: query.series }] } : series,
		...(query.year ? { madeOn: { gte: new Date(Date.UTC(query.year, 0, 1)), lt: new Date(Date.UTC(query.year + 1, 0, 1)) } } : {}),
		...(query.q
			? { OR: [{ title: { contains: query.q, mode: 'insensitive' } }, { number: { contains: query.q, mode: 'insensitive' } }] }
			: {})
	};
	const ids = query.state === 'all' ? null : await idsInState(ctx, unitId, query.state, day);
	const narrowed = ids === null ? where : { AND: [where, { id: { in: ids } }] };
	const [rows, total, seriesList, years, canFile] = await Promise.all([
		ctx.db.qualityRecord.findMany({
			where: narrowed,
			orderBy: [{ madeOn: 'desc' }, { number: 'desc' }],
			...(all ? {} : { skip: (query.page - 1) * pageSize, take: pageSize }),
			select: lineSelect
		}),
		ctx.db.qualityRecord.count({ where: narrowed }),
		ctx.db.recordSeries.findMany({ where: series, orderBy: { code: 'asc' }, select: { id: true, code: true, name: true } }),
		yearsOf(ctx, unitId),
		mayFileSomewhere(ctx, unitId)
	]);
	return {
		items: rows.map((row) => lineOf(row, day)),
		total,
		page: query.page,
		pageSize,
		query,
		series: seriesList,
		years: years.map(({ year }) => year),
		may: {
			file: canFile,
			manage: may(ctx.actor, 'record.manage', { unitId }),
			disposals: may(ctx.actor, 'record.list_disposals', { unitId })
		}
	};
}

/** The years of the records that this person may read, the newest first. */
async function yearsOf(ctx: Ctx, unitId: string): Promise<{ year: number }[]> {
	const series = await ctx.db.recordSeries.findMany({ where: visibleSeries(ctx, unitId), select: { id: true } });
	return ctx.db.$queryRaw`select distinct extract(year from made_on)::int as year from quality_record
		where series_id = any(${series.map(({ id }) => id)}::uuid[]) order by 1 desc`;
}

const lineSelect = {
	id: true,
	number: true,
	title: true,
	madeOn: true,
	closedOn: true,
	place: true,
	state: true,
	series: { select: { id: true, code: true, name: true, place: true, retentionYears: true, custodian: { select: { fullName: true } } } },
	holds: { where: { releasedAt: null }, select: { id: true } },
	// What was filed by mistake and taken away does not count; what went with a disposal does.
	_count: { select: { files: { where: { removedById: null } } } }
} as const satisfies Prisma.QualityRecordSelect;

type Line = Prisma.QualityRecordGetPayload<{ select: typeof lineSelect }>;

function lineOf({ _count, holds, ...row }: Line, day: Day) {
	const closedOn = fromDbDate(row.closedOn);
	const { retentionYears } = row.series;
	return {
		id: row.id,
		number: row.number,
		title: row.title,
		series: { id: row.series.id, code: row.series.code, name: row.series.name },
		madeOn: fromDbDate(row.madeOn),
		closedOn,
		place: row.place || row.series.place,
		custodian: row.series.custodian?.fullName ?? null,
		retentionYears,
		disposableFrom: disposableFrom(closedOn, retentionYears),
		keeping: keepingState({ state: row.state, closedOn, retentionYears, held: holds.length > 0 }, day),
		files: _count.files
	};
}

/** The same rule as `keepingState`, for a whole unit in the database. */
async function idsInState(ctx: Ctx, unitId: string, state: Exclude<RecordQuery['state'], 'all'>, day: Day): Promise<string[]> {
	const rows = await ctx.db.$queryRaw<{ id: string }[]>`
		select id from (
			select r.id, case
				when r.state = 'disposed' then 'disposed'
				when exists (select 1 from record_hold h where h.record_id = r.id and h.released_at is null) then 'held'
				when r.closed_on is null then 'running'
				when s.retention_years is null then 'for_ever'
				when make_date(extract(year from r.closed_on)::int + s.retention_years + 1, 1, 1) <= ${toDbDate(day)}::date then 'due'
				else 'kept' end as keeping
			from quality_record r join record_series s on s.id = r.series_id where s.custody_unit_id = ${unitId}::uuid
		) k where keeping = ${state}`;
	return rows.map(({ id }) => id);
}

/** The list of records (danh mục hồ sơ) with how many each line holds. */
export async function seriesList(ctx: Ctx, unitId: string | null) {
	if (!unitId) throw new Forbidden();
	const rows = await ctx.db.recordSeries.findMany({
		where: visibleSeries(ctx, unitId),
		orderBy: { code: 'asc' },
		select: {
			id: true,
			code: true,
			name: true,
			place: true,
			medium: true,
			retentionYears: true,
			retentionBasis: true,
			disposalMethod: true,
			endedOn: true,
			custodian: { select: { fullName: true } },
			form: { select: { id: true, code: true } },
			procedure: { select: { id: true, code: true } },
			_count: { select: { records: true } }
		}
	});
	const readable = await readableDocuments(
		ctx,
		unitId,
		rows.flatMap(({ form, procedure }) => [form?.id, procedure?.id])
	);
	return {
		items: rows.map(({ _count, endedOn, form, procedure, ...row }) => ({
			...row,
			form: form && readable.has(form.id) ? form : null,
			procedure: procedure && readable.has(procedure.id) ? procedure : null,
			endedOn: fromDbDate(endedOn),
			records: _count.records
		})),
		may: { manage: may(ctx.actor, 'record.manage', { unitId }) }
	};
}

/** What the form of a line of the list offers. @throws Forbidden */
export async function seriesChoices(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'record.manage', { unitId })) throw new Forbidden();
	const documents = await ctx.db.document.findMany({
		where: { unitId, status: 'open', kindCode: { in: ['BM', 'QT', 'HD', 'QC'] } },
		orderBy: { codeSort: 'asc' },
		select: { id: true, code: true, title: true, kindCode: true }
	});
	const choice = ({ id, code, title }: { id: string; code: string; title: string }) => ({ value: id, label: code, hint: title });
	const [divisions, people] = await Promise.all([divisionOptions(ctx, unitId), staffOptions(ctx, unitId)]);
	return {
		forms: documents.filter(({ kindCode }) => kindCode === 'BM').map(choice),
		procedures: documents.filter(({ kindCode }) => kindCode !== 'BM').map(choice),
		divisions,
		people
	};
}

/** Series under which this person files a record today. */
export async function filingChoices(ctx: Ctx, unitId: string | null) {
	if (!unitId || !(await mayFileSomewhere(ctx, unitId))) throw new Forbidden();
	const day = toDbDate(today(ctx));
	const rows = await ctx.db.recordSeries.findMany({
		where: { AND: [visibleSeries(ctx, unitId), { unitId }, { OR: [{ endedOn: null }, { endedOn: { gt: day } }] }] },
		orderBy: { code: 'asc' },
		select: { id: true, code: true, name: true, form: { select: { id: true, code: true } } }
	});
	const readable = await readableDocuments(
		ctx,
		unitId,
		rows.map(({ form }) => form?.id)
	);
	return rows.map(({ id, code, name, form }) => ({
		value: id,
		label: `${code} · ${name}`,
		hint: form && readable.has(form.id) ? form.code : ''
	}));
}

/** A line of the list for its form. @throws NotFound, Forbidden */
export async function seriesPage(ctx: Ctx, seriesId: string) {
	const { series } = await loadSeries(ctx, seriesId);
	const { readers, endedOn, createdAt: _createdAt, createdById: _createdById, ...rest } = series;
	return {
		series: { ...rest, readers: readers.map(({ userId }) => userId), endedOn: fromDbDate(endedOn) },
		choices: await seriesChoices(ctx, series.unitId)
	};
}
