import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import kinds from './data/kinds.json' with { type: 'json' };

/**
 * Loads the kinds of units and documents that every installation begins with, and how often each is reviewed. Kinds are data that an
 * installation may change: what is there already is left as it is, so that every start may call this. The classes of procedures are an
 * enum of the schema.
 */
export async function loadReference(ctx: Ctx): Promise<void> {
	await transaction(ctx, async (ctx) => {
		await ctx.db.unitKind.createMany({ data: kinds.unitKinds, skipDuplicates: true });
		await ctx.db.documentKind.createMany({ data: kinds.documentKinds, skipDuplicates: true });
		await ctx.db.reviewInterval.createMany({ data: kinds.reviewIntervals, skipDuplicates: true });
	});
}
