import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';

const parts = { owner: { select: { fullName: true } } } as const satisfies Prisma.RiskInclude;
export type Risk = Prisma.RiskGetPayload<{ include: typeof parts }>;

/** A risk that the actor may read; others do not exist. @throws NotFound */
export async function loadRisk(ctx: Ctx, riskId: string): Promise<{ risk: Risk; subject: Subject }> {
	const risk = isUuid(riskId) ? await ctx.db.risk.findUnique({ where: { id: riskId }, include: parts }) : null;
	const subject: Subject = { unitId: risk?.unitId ?? null, ownerIds: risk ? [risk.ownerId] : [] };
	if (!risk || !may(ctx.actor, 'risk.read', subject)) throw new NotFound('risk_not_found');
	return { risk, subject };
}

/** The same, open and held until the end of the transaction. @throws NotFound; Conflict `risk_closed` */
export async function takeRisk(ctx: Ctx, riskId: string): Promise<{ risk: Risk; subject: Subject }> {
	const { risk: seen } = await loadRisk(ctx, riskId);
	await ctx.db.$queryRaw`select id from risk where id = ${seen.id}::uuid for update`;
	const { risk, subject } = await loadRisk(ctx, riskId);
	if (risk.closedAt) throw new Conflict('risk_closed');
	return { risk, subject };
}

/** Compare-and-set on the row version. @throws Conflict `stale` */
export async function writeRisk(
	ctx: Ctx,
	risk: Pick<Risk, 'id' | 'rowVersion'>,
	rowVersion: number,
	data: Prisma.RiskUncheckedUpdateManyInput
): Promise<void> {
	const { count } = await ctx.db.risk.updateMany({ where: { id: risk.id, rowVersion }, data: { ...data, rowVersion: rowVersion + 1 } });
	if (count !== 1) throw new Conflict('stale', { rowVersion: risk.rowVersion });
}
