import { may } from '#lib/domain/permissions/decide.ts';
import type { SeriesInput } from '#lib/domain/records/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadSeries } from './facts.ts';

/**
 * Adds a line to the unit's list of records. Recorded as `record_series.create` with all of it.
 * @throws Forbidden; Conflict `unit_closed`; Invalid by field (a code that the unit has, a form, person or division that is not the unit's)
 */
export function createSeries(ctx: Ctx, unitId: string, input: Omit<SeriesInput, 'rowVersion'>): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'record.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		await requireOfUnit(ctx, unitId, input, null);
		const { readers, ...data } = columns(input);
		const { id } = await ctx.db.recordSeries.create({
			data: { unitId, ...data, createdById: requireUser(ctx), createdAt: ctx.clock.now() },
			select: { id: true }
		});
		await ctx.db.recordSeriesReader.createMany({ data: readers.map((userId) => ({ seriesId: id, userId })) });
		await record(ctx, {
			event: 'record_series.create',
			subjectType: 'record_series',
			subjectId: id,
			unitId,
			role,
			after: { ...input }
		});
		return { id };
	});
}

/** Changes a line of the list; a rule of retention holds from then on for all its records. Recorded with before and after. */
export function editSeries(ctx: Ctx, seriesId: string, { rowVersion, ...input }: SeriesInput): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { series, subject } = await loadSeries(ctx, seriesId);
		const role = authorize(ctx, 'record.manage', subject);
		if (rowVersion !== undefined && rowVersion !== series.rowVersion) throw new Conflict('stale', { rowVersion: series.rowVersion });
		await requireOfUnit(ctx, series.unitId, input, seriesId);
		const { readers, ...data } = columns(input);
		const { count } = await ctx.db.recordSeries.updateMany({
			where: { id: seriesId, rowVersion: series.rowVersion },
			data: { ...data, rowVersion: series.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale');
		await ctx.db.recordSeriesReader.deleteMany({ where: { seriesId, userId: { notIn: readers } } });
		await ctx.db.recordSeriesReader.createMany({ data: readers.map((userId) => ({ seriesId, userId })), skipDuplicates: true });
		await record(ctx, {
			event: 'record_series.edit',
			subjectType: 'record_series',
			subjectId: seriesId,
			unitId: series.unitId,
			role,
			before: {
				code: series.code,
				name: series.name,
				custodianId: series.custodianId,
				readers: series.readers.map(({ userId }) => userId),
				place: series.place,
				retentionYears: series.retentionYears,
				retentionBasis: series.retentionBasis
			},
			after: { ...input }
		});
		return { rowVersion: series.rowVersion + 1 };
	});
}

/** Whether the actor files records of the unit at all: keepers of the list do, and whoever a series names. */
export async function mayFileSomewhere(ctx: Ctx, unitId: string): Promise<boolean> {
	if (may(ctx.actor, 'record.file', { unitId })) return true;
	if (ctx.actor.kind !== 'user') return false;
	const { userId } = ctx.actor;
	const named = { OR: [{ custodianId: userId }, { readers: { some: { userId } } }] };
	return (
		(await ctx.db.recordSeries.count({ where: { custodyUnitId: unitId, ...named } })) > 0 &&
		may(ctx.actor, 'record.file', { unitId, assignedIds: [userId] })
	);
}

function columns({ endedOn, ...input }: Omit<SeriesInput, 'rowVersion'>) {
	return { ...input, code: input.code.normalize('NFC'), name: input.name.normalize('NFC'), endedOn: endedOn ? toDbDate(endedOn) : null };
}

async function requireOfUnit(ctx: Ctx, unitId: string, input: Omit<SeriesInput, 'rowVersion'>, seriesId: string | null): Promise<void> {
	const sameCode = await ctx.db.recordSeries.findUnique({ where: { unitId_code: { unitId, code: input.code.normalize('NFC') } } });
	if (sameCode && sameCode.id !== seriesId) throw new Invalid({ code: 'series_code_taken' });
	const documents = [
		['formId', input.formId, ['BM']],
		['procedureId', input.procedureId, ['QT', 'HD', 'QC']]
	] as const;
	for (const [field, id, kinds] of documents) {
		if (id && (await ctx.db.document.count({ where: { id, unitId, kindCode: { in: [...kinds] } } })) === 0)
			throw new Invalid({ [field]: 'series_document' });
	}
	if (input.keeperDivisionId && (await ctx.db.division.count({ where: { id: input.keeperDivisionId, unitId } })) === 0)
		throw new Invalid({ keeperDivisionId: 'invalid' });
	const people = [...new Set([...input.readers, ...(input.custodianId ? [input.custodianId] : [])])];
	const known = await ctx.db.membership.findMany({
		where: { unitId, userId: { in: people } },
		distinct: ['userId'],
		select: { userId: true }
	});
	if (known.length !== people.length) throw new Invalid({ custodianId: 'person_unknown' });
}
