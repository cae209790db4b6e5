import { may } from '#lib/domain/permissions/decide.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** The risks that an action touches, and those it could be linked to; null for who may not read the register. The caller has asked for the action. */
export async function risksOfAction(ctx: Ctx, unitId: string, actionId: string) {
	if (!may(ctx.actor, 'risk.read', { unitId })) return null;
	const link = may(ctx.actor, 'risk.manage', { unitId });
	const [linked, open] = await Promise.all([
		ctx.db.riskAction.findMany({
			where: { actionId },
			orderBy: { linkedAt: 'asc' },
			select: { id: true, note: true, risk: { select: { id: true, number: true, statement: true } } }
		}),
		link
			? ctx.db.risk.findMany({
					where: { unitId, closedAt: null, riskActionRisk: { none: { actionId } } },
					orderBy: [{ score: 'desc' }, { number: 'asc' }],
					take: 200,
					select: { id: true, number: true, statement: true }
				})
			: []
	]);
	return { linked, options: open.map(({ id, number, statement }) => ({ value: id, label: number, hint: statement.slice(0, 120) })) };
}
export type RisksOfAction = NonNullable<Awaited<ReturnType<typeof risksOfAction>>>;
