import { reminderDays, selfDueSoonDays } from '#lib/domain/audits/inspection-days.ts';
import { addDays, dayOf, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { inspectionSelect } from './facts.ts';
import { helperPeople, tellInspection, unitPeople } from './move.ts';
import { remindBySystem, unsignedFacts } from './unsigned.ts';

/**
 * Once a day: reminds heads of minutes that wait for them, on the days of the table, and units of a self-assessment that is soon due and not
 * handed in, once for each due day. A second run on the same day tells nobody again.
 */
export async function remindOfInspections(ctx: Ctx): Promise<void> {
	await remindOfMinutes(ctx);
	await remindOfSelfAssessments(ctx);
}

async function remindOfMinutes(ctx: Ctx): Promise<void> {
	const waiting = await ctx.db.inspection.findMany({
		where: { state: 'minutes' },
		orderBy: { id: 'asc' },
		select: { id: true, minutesAt: true }
	});
	const day = today(ctx);
	for (const { id, minutesAt } of waiting) {
		if (!minutesAt) continue;
		const due = reminderDays.filter((days) => addDays(dayOf(minutesAt), days) <= day).length;
		if (due === 0) continue;
		await transaction(ctx, async (ctx) => {
			await ctx.db.$queryRaw`select id from inspection where id = ${id}::uuid for update`;
			const inspection = await ctx.db.inspection.findUnique({ where: { id }, select: inspectionSelect });
			if (inspection?.state !== 'minutes') return;
			const { reminders } = await unsignedFacts(ctx, inspection);
			if (reminders.length >= due || reminders.some((at) => dayOf(at) === day)) return;
			await remindBySystem(ctx, inspection);
		});
	}
}

async function remindOfSelfAssessments(ctx: Ctx): Promise<void> {
	const day = today(ctx);
	const due = await ctx.db.inspection.findMany({
		where: { state: 'notified', selfDueOn: { gte: toDbDate(day), lte: toDbDate(addDays(day, selfDueSoonDays)) } },
		orderBy: { id: 'asc' },
		select: inspectionSelect
	});
	for (const inspection of due)
		await transaction(ctx, async (ctx) => {
			const on = fromDbDate(inspection.selfDueOn);
			const data = [{ key: `inspection:${inspection.id}:self:${on}`, toldAt: ctx.clock.now() }];
			const { count } = await ctx.db.upkeepTold.createMany({ data, skipDuplicates: true });
			if (count === 0) return;
			const people = [...(await unitPeople(ctx, inspection.unitId)), ...helperPeople(inspection)];
			await tellInspection(ctx, inspection, 'inspection_self_due', people, { day: on });
		});
}
