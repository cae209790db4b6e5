import { seriesForm } from '#lib/domain/records/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadSeries } from './facts.ts';
import { editSeries } from './series.ts';

/** The unit's own lines that are open on the first day of a year. What came from a unit that ended takes nothing new. */
export function linesOfYear(unitId: string, year: number): Prisma.RecordSeriesWhereInput {
	return { unitId, custodyUnitId: unitId, OR: [{ endedOn: null }, { endedOn: { gt: toDbDate(`${year}-01-01`) } }] };
}

/**
 * Opens the list of records of a year: its lines are those that were gone through and go on; the others end with the day on which it begins and keep
 * what is filed. Recorded as `record_year.open`.
 * @param input `ended`: lines that the new year no longer has
 * @throws Forbidden; Conflict `unit_closed`, `record_year_exists`, `record_year_empty`; Invalid `ended` (no line of the list)
 */
export function openRecordYear(ctx: Ctx, input: { unitId: string; year: number; ended: readonly string[] }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, year } = input;
		const role = authorize(ctx, 'record.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		if (await ctx.db.recordYear.findUnique({ where: { unitId_year: { unitId, year } }, select: { id: true } }))
			throw new Conflict('record_year_exists', { year });
		const lines = await ctx.db.recordSeries.findMany({ where: linesOfYear(unitId, year), orderBy: { code: 'asc' }, select: { id: true } });
		if (lines.length === 0) throw new Conflict('record_year_empty');
		const ended = new Set(input.ended);
		if ([...ended].some((id) => !lines.some((line) => line.id === id))) throw new Invalid({ ended: 'invalid' });
		for (const id of ended) await endSeries(ctx, id, year);
		const { id } = await ctx.db.recordYear.create({
			data: {
				...{ unitId, year, lines: lines.length - ended.size, ended: ended.size },
				...{ openedById: requireUser(ctx), openedAt: ctx.clock.now() }
			},
			select: { id: true }
		});
		await record(ctx, {
			event: 'record_year.open',
			subjectType: 'record_year',
			subjectId: id,
			unitId,
			role,
			after: { year, lines: lines.length - ended.size, ended: ended.size }
		});
		return { id };
	});
}

/** By the command for a line, so that the trail says of each that it ended. */
async function endSeries(ctx: Ctx, seriesId: string, year: number): Promise<void> {
	const { series } = await loadSeries(ctx, seriesId);
	const kept = seriesForm.omit({ endedOn: true, readers: true, retentionYears: true, rowVersion: true }).parse({
		...series,
		formId: series.formId ?? '',
		procedureId: series.procedureId ?? '',
		keeperDivisionId: series.keeperDivisionId ?? '',
		custodianId: series.custodianId ?? ''
	});
	await editSeries(ctx, seriesId, {
		...kept,
		readers: series.readers.map(({ userId }) => userId),
		retentionYears: series.retentionYears,
		endedOn: `${year}-01-01`,
		rowVersion: series.rowVersion
	});
}
