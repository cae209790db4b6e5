import { tidy } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { lockCycle } from './facts.ts';
import { cycleMachine } from './machine.ts';

const named = 10;

/**
 * Closes a cycle whose inspections have all ended. One that a unit still answers is in the way: it is finished or cancelled first, and what the
 * unit typed is kept. Recorded as `audit_cycle.close`.
 * @throws NotFound; Forbidden; Conflict `illegal_transition`, `stale`, `inspections_open` (`count`, `units`: names of the first ten)
 */
export function closeCycle(
	ctx: Ctx,
	input: { cycleId: string; reason?: string; rowVersion?: number }
): Promise<{ state: 'closed'; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { cycle, subject } = await lockCycle(ctx, input.cycleId, input.rowVersion);
		authorize(ctx, 'cycle.manage', subject);
		const open = await ctx.db.inspection.findMany({
			where: { cycleId: cycle.id, state: { notIn: ['closed', 'cancelled'] } },
			orderBy: [{ visitOn: 'asc' }, { id: 'asc' }],
			select: { unitId: true }
		});
		if (cycle.state === 'open' && open.length > 0) {
			const ids = open.slice(0, named).map(({ unitId }) => unitId);
			const names = await unitNamesOn(ctx, ids, today(ctx));
			throw new Conflict('inspections_open', { count: open.length, units: ids.map((id) => names.get(id)?.name ?? '').join(', ') });
		}
		const reason = tidy(input.reason) || null;
		const { rowVersion } = await transition(ctx, cycleMachine, { ...cycle, unitId: null }, 'close', subject, {
			comment: reason,
			data: { closedAt: ctx.clock.now(), closedReason: reason },
			after: { number: cycle.number }
		});
		return { state: 'closed', rowVersion };
	});
}
