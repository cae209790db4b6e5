import type { Ctx } from '#lib/server/platform/context.ts';

/**
 * Serialises acts on the people of one unit, so that two heads cannot remove each other at the same moment, and nobody joins a unit
 * while its end is written.
 */
export async function lockUnitPeople(ctx: Ctx, unitId: string): Promise<void> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('people:' || ${unitId}, 0))`;
}
