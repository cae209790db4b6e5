import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { checkpointSigner, type CheckpointSigner } from './checkpoint-key.ts';
import { writeCheckpoint } from './checkpoints.ts';
import { record } from './record.ts';

/** The last row of a closed chain. The database and `verify` know it by this name. */
export const closingEvent = 'trail.close';

/**
 * Closes the chain of a unit that is no more: a last row that says what the end closed, a signed checkpoint over it, and then nothing
 * (states.md §11). What is recorded about the unit later goes into the chain of the province. Done once; again it does nothing.
 * @param after what the last row says
 * @returns whether it was open
 */
export function closeChain(
	ctx: Ctx,
	unitId: string,
	after: Prisma.InputJsonObject,
	signer: CheckpointSigner = checkpointSigner()
): Promise<boolean> {
	return transaction(ctx, async (ctx) => {
		if (await isChainClosed(ctx, unitId)) return false;
		await record(ctx, { event: 'trail.close', subjectType: 'unit', subjectId: unitId, unitId, after });
		await writeCheckpoint(ctx, unitId, signer);
		await ctx.db.$executeRaw`update audit_chain set closed_at = ${ctx.clock.now()} where unit_id = ${unitId}::uuid and closed_at is null`;
		return true;
	});
}

export async function isChainClosed(ctx: Ctx, unitId: string): Promise<boolean> {
	return (await ctx.db.auditChain.count({ where: { unitId, closedAt: { not: null } } })) > 0;
}
