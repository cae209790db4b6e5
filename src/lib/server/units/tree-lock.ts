import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * Changes of the tree wait for each other until the end of the transaction: rules about parents, codes and loops look at many rows,
 * which no constraint can guard. Readers wait for nothing.
 */
export async function lockTree(ctx: Ctx): Promise<void> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('units:tree', 0))`;
}
