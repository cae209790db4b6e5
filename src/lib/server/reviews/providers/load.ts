import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Criterion, Score } from '#lib/domain/reviews/providers/rating.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';

export type Provider = Prisma.ExternalProviderGetPayload<object>;

/** A provider that the actor may read; others do not exist. @throws NotFound */
export async function loadProvider(ctx: Ctx, providerId: string): Promise<{ provider: Provider; subject: Subject }> {
	const provider = isUuid(providerId) ? await ctx.db.externalProvider.findUnique({ where: { id: providerId } }) : null;
	const subject: Subject = { unitId: provider?.unitId ?? null };
	if (!provider || !may(ctx.actor, 'provider.read', subject)) throw new NotFound('provider_not_found');
	return { provider, subject };
}

/** The same, in use and held until the end of the transaction. @throws NotFound; Conflict `provider_ended` */
export async function takeProvider(ctx: Ctx, providerId: string): Promise<{ provider: Provider; subject: Subject }> {
	const { provider: seen } = await loadProvider(ctx, providerId);
	await ctx.db.$queryRaw`select id from external_provider where id = ${seen.id}::uuid for update`;
	const { provider, subject } = await loadProvider(ctx, providerId);
	if (provider.endedOn) throw new Conflict('provider_ended');
	return { provider, subject };
}

/** Compare-and-set on the row version. @throws Conflict `stale` */
export async function writeProvider(
	ctx: Ctx,
	provider: Pick<Provider, 'id' | 'rowVersion'>,
	rowVersion: number,
	data: Prisma.ExternalProviderUncheckedUpdateManyInput
): Promise<void> {
	const { count } = await ctx.db.externalProvider.updateMany({
		where: { id: provider.id, rowVersion },
		data: { ...data, rowVersion: rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale', { rowVersion: provider.rowVersion });
}

/** What a column of criteria holds. */
export function criteriaIn(value: unknown): Criterion[] {
	return Array.isArray(value) ? value.filter(isCriterion) : [];
}
function isCriterion(value: unknown): value is Criterion {
	return typeof value === 'object' && value !== null && 'name' in value && 'weight' in value && typeof value.weight === 'number';
}
/** What a column of scores holds. */
export function scoresIn(value: unknown): Score[] {
	return Array.isArray(value) ? value.filter(isScore) : [];
}
function isScore(value: unknown): value is Score {
	return isCriterion(value) && 'points' in value && 'remark' in value;
}
