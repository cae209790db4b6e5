import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { headsOf } from '../eligibility.ts';
import { checkedLines, loadTakeOn } from './facts.ts';

/**
 * After a change of a draft: the heads are asked to sign once no row has a fault, and no longer when one has. While it stays ready
 * nobody is told again.
 */
export async function askToSign(ctx: Ctx, takeOnId: string): Promise<void> {
	const list = await loadTakeOn(ctx, takeOnId);
	const rows = await checkedLines(ctx, list);
	const ready = rows.length > 0 && rows.every(({ problems }) => problems.length === 0);
	if (ready === (list.readyAt !== null)) return;
	await ctx.db.takeOn.updateMany({ where: { id: list.id, state: 'draft' }, data: { readyAt: ready ? ctx.clock.now() : null } });
	if (!ready) return tellNoMore(ctx, list.id);
	await notify(ctx, {
		to: await headsOf(ctx, list.unitId),
		kind: 'take_on_ready',
		subjectType: 'take_on',
		subjectId: list.id,
		unitId: list.unitId,
		params: { number: list.number, count: new Set(rows.map(({ key }) => key)).size }
	});
}

/** The list asks nothing of the heads any more: signed, given up, or to be mended first. */
export function tellNoMore(ctx: Ctx, takeOnId: string): Promise<void> {
	return lapse(ctx, 'take_on', [takeOnId]);
}
