import { may } from '#lib/domain/permissions/decide.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { delegationInclude, delegationSubject } from './load.ts';
import { shownDelegations, type ShownDelegation } from './pages.ts';

const most = 20;

/** The newest delegations that a person gave or received, as far as the actor may read them, for the page of that person. */
export async function delegationsOfPerson(ctx: Ctx, personId: string): Promise<readonly ShownDelegation[]> {
	const rows = await ctx.db.delegation.findMany({
		where: { OR: [{ fromId: personId }, { toId: personId }] },
		orderBy: [{ validFrom: 'desc' }, { id: 'desc' }],
		take: most,
		include: delegationInclude
	});
	return shownDelegations(
		ctx,
		rows.filter((row) => may(ctx.actor, 'delegation.read', delegationSubject(ctx, row)))
	);
}
