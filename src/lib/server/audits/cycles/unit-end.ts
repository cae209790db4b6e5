import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { inspectionMachine } from '../inspections/machine.ts';
import { addAct } from '../inspections/move.ts';

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
