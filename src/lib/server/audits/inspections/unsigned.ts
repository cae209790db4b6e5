import { remindersNeeded, unsignedDays, unsignedFrom } from '#lib/domain/audits/inspection-days.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { requireReason } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { closeWithMinutes } from './close.ts';
import { loadInspection, type LoadedInspection } from './facts.ts';
import { actOnInspection, addAct, leadPeople, tellInspection, unitPeople, type InspectionActInput } from './move.ts';

export type UnsignedAsk = {
	readonly side: 'lead' | 'coordinator';
	readonly userId: string | null;
	readonly at: Date;
	readonly text: string;
};

/** How often the unit was reminded of these minutes, and who has asked to close without its signature. */
export async function unsignedFacts(
	ctx: Ctx,
	inspection: { id: string; minutesAt: Date | null }
): Promise<{
	reminders: readonly Date[];
	asks: readonly UnsignedAsk[];
}> {
	const acts = await ctx.db.inspectionAct.findMany({
		where: { inspectionId: inspection.id, event: { in: ['remind', 'ask_unsigned'] }, at: { gte: inspection.minutesAt ?? new Date(0) } },
		orderBy: [{ at: 'asc' }, { id: 'asc' }],
		select: { event: true, userId: true, at: true, text: true, details: true }
	});
	const asks = acts.flatMap(({ event, userId, at, text, details }): UnsignedAsk[] => {
		const side = typeof details === 'object' && details !== null && 'side' in details ? details.side : null;
		return event === 'ask_unsigned' && (side === 'lead' || side === 'coordinator') ? [{ side, userId, at, text: text ?? '' }] : [];
	});
	return { reminders: acts.filter(({ event }) => event === 'remind').map(({ at }) => at), asks };
}

/**
 * I9: reminds the unit's heads of minutes that wait for them, by lead or coordinator; once a day. The daily job does the same by itself, and what a
 * person did counts as well, so that the close does not hang on a job.
 * @throws Conflict `reminded_today`, `illegal_transition`; Forbidden
 */
export function remindToSign(ctx: Ctx, input: InspectionActInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		await actOnInspection(ctx, inspection, 'remind', subject, { action: 'inspection.close_unsigned', rowVersion: input.rowVersion });
		await ctx.db.$queryRaw`select id from inspection where id = ${inspection.id}::uuid for update`;
		const { reminders } = await unsignedFacts(ctx, inspection);
		if (reminders.filter((at) => dayOf(at) === today(ctx)).length > 1) throw new Conflict('reminded_today');
		await tellReminder(ctx, inspection);
	});
}

/** The same by the daily job. */
export async function remindBySystem(ctx: Ctx, inspection: LoadedInspection): Promise<void> {
	await addAct(ctx, inspection.id, 'remind', null, { bySystem: true });
	await tellReminder(ctx, inspection);
}

async function tellReminder(ctx: Ctx, inspection: LoadedInspection): Promise<void> {
	const day = inspection.minutesAt ? dayOf(inspection.minutesAt) : null;
	await tellInspection(ctx, inspection, 'inspection_reminded', await headsOf(ctx, inspection.unitId), { day });
}

/**
 * I9: lead and coordinator together close what the unit has not signed, ten days after the minutes and after two reminders. The first of the
 * two asks, the other one's asking closes; they are two people.
 * @returns whether it is closed now
 * @throws Conflict `unsigned_too_early`, `unsigned_not_reminded`, `unsigned_same_side`, `stale`, `illegal_transition`; Invalid (reason); Forbidden
 */
export function closeUnsigned(ctx: Ctx, input: InspectionActInput & { reason: string }): Promise<{ closed: boolean }> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.close_unsigned', subject);
		const reason = requireReason(input.reason, 'reason');
		await ctx.db.$queryRaw`select id from inspection where id = ${inspection.id}::uuid for update`;
		const side = decide(ctx.actor, 'inspection.lead', subject).allowed ? 'lead' : 'coordinator';
		const facts = await unsignedFacts(ctx, inspection);
		if (inspection.state === 'minutes') requireTime(ctx, inspection, facts.reminders.length);
		const other = facts.asks.find((ask) => ask.userId !== userIdOf(ctx.actor) && ask.side !== side);
		if (!other) {
			if (facts.asks.some((ask) => ask.side === side)) throw new Conflict('unsigned_same_side');
			await actOnInspection(ctx, inspection, 'ask_unsigned', subject, {
				action: 'inspection.close_unsigned',
				comment: reason,
				details: { side },
				rowVersion: input.rowVersion
			});
			const to = side === 'lead' ? await coordinatorsOf(ctx) : leadPeople(inspection);
			await tellInspection(ctx, inspection, 'inspection_unsigned_asked', to, { reason });
			return { closed: false };
		}
		const score = await closeWithMinutes(ctx, inspection, subject, {
			event: 'close_unsigned',
			ending: 'unsigned',
			comment: reason,
			rowVersion: input.rowVersion
		});
		await tellInspection(ctx, inspection, 'inspection_unsigned', await unitPeople(ctx, inspection.unitId), { score });
		return { closed: true };
	});
}

function requireTime(ctx: Ctx, inspection: LoadedInspection, reminders: number): void {
	if (inspection.minutesAt) {
		const from = unsignedFrom(inspection.minutesAt);
		if (today(ctx) < from) throw new Conflict('unsigned_too_early', { day: formatDay(from), days: unsignedDays });
	}
	if (reminders < remindersNeeded) throw new Conflict('unsigned_not_reminded', { count: reminders });
}
