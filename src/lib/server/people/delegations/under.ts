import { listActsUnder } from '#lib/server/audit-trail/under-delegation.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Delegation } from './load.ts';

const shownActs = 100;

/** How much was recorded of what was done under it. */
export async function countActs(ctx: Ctx, row: Pick<Delegation, 'id' | 'toId'>): Promise<number> {
	const [counted] = await ctx.db.$queryRaw<{ count: bigint }[]>`
		select count(*) as count from audit_trail t where t.actor_id = ${row.toId}::uuid and left(t.delegation, 36) = ${row.id}`;
	return Number(counted?.count ?? 0);
}

/** What was done under it, the newest first: when, what and about what, not what was said and saved. No question of rights. */
export async function actsUnder(ctx: Ctx, row: Pick<Delegation, 'id' | 'toId'>) {
	const items = await listActsUnder(ctx, row, shownActs);
	return { items, total: items.length < shownActs ? items.length : await countActs(ctx, row), shown: shownActs };
}
