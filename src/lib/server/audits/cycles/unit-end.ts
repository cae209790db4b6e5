import { record } from '#lib/server/audit-trail/record.ts';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { chosenTarget } from '#lib/server/units/event-choices.ts';
import type { EndingUnit } from '#lib/server/units/finish-closing.ts';
import { inspectionMachine } from '../inspections/machine.ts';
import { addAct } from '../inspections/move.ts';

/** States in which nothing has been found yet: the inspection can go on in another unit. */
const movable = ['scheduled', 'notified', 'handed_in'] as const;

/**
 * Cancels what is still open of the inspections of a unit that has ended (states.md §11); what was answered stays. The coordinator who wants the
 * successor inspected in the same cycle adds it there. Gives how many.
 */
export async function endInspections(ctx: Ctx, unitId: string, reason: string): Promise<number> {
	const open = await ctx.db.inspection.findMany({
		where: { unitId, state: { notIn: ['closed', 'cancelled'] } },
		select: { id: true, unitId: true, state: true, rowVersion: true }
	});
	if (open.length === 0) return 0;
	await transitionMany(
		ctx,
		inspectionMachine,
		open,
		'end_with_unit',
		{},
		{
			comment: reason,
			data: { stateReason: reason, closedAt: ctx.clock.now() },
			follows: 'I11'
		}
	);
	for (const { id } of open) await addAct(ctx, id, 'end_with_unit', reason);
	await lapse(
		ctx,
		'inspection',
		open.map(({ id }) => id)
	);
	return open.length;
}

/**
 * Lets inspections go on in the successor that the coordinator chose (states.md §11), with their day, team and what was answered: those in which
 * the visit has not begun, where the successor has none of that cycle yet. The scope of the cycle stays as it was decided. The others are for
 * `endInspections`. Recorded in both units' chains.
 * Gives how many.
 */
export async function moveInspections(ctx: Ctx, { unitId, eventId }: EndingUnit): Promise<number> {
	const open = await ctx.db.inspection.findMany({
		where: { unitId, state: { in: [...movable] } },
		orderBy: { id: 'asc' },
		select: { id: true, cycleId: true, rowVersion: true, cycle: { select: { number: true } } }
	});
	let moved = 0;
	for (const { id, cycleId, rowVersion, cycle } of open) {
		const heir = await chosenTarget(ctx, eventId, 'inspection', id);
		if (heir === null) continue;
		if ((await ctx.db.inspection.count({ where: { cycleId, unitId: heir } })) > 0) continue;
		await ctx.db.inspection.update({ where: { id }, data: { unitId: heir, rowVersion: rowVersion + 1 } });
		await addAct(ctx, id, 'pass_on', null, { from: unitId, to: heir });
		for (const chain of [unitId, heir])
			await record(ctx, {
				event: 'inspection.pass_on',
				subjectType: 'inspection',
				subjectId: id,
				unitId: chain,
				role: 'system',
				after: { cycle: cycle.number, from: unitId, heir }
			});
		moved += 1;
	}
	return moved;
}
