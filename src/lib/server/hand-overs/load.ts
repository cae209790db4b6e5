import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

const include = {
	from: { select: { id: true, fullName: true, status: true } },
	to: { select: { id: true, fullName: true, status: true } },
	begunBy: { select: { fullName: true } },
	choices: true,
	confirmations: { orderBy: [{ confirmedAt: 'asc' }, { id: 'asc' }], include: { user: { select: { fullName: true } } } }
} as const satisfies Prisma.HandOverInclude;

export type LoadedHandOver = Prisma.HandOverGetPayload<{ include: typeof include }>;

/** Whom the policy means by the two people of a hand-over. */
export function subjectOf(handOver: { unitId: string; fromId: string; toId: string }) {
	const { unitId, fromId, toId } = handOver;
	return {
		/** Both: to read. */
		both: { unitId, assignedIds: [fromId, toId] },
		/** Whose duties go: to arrange. */
		giver: { unitId, assignedIds: [fromId] },
		/** Who takes: to confirm, and never in the place of the other. */
		receiver: { unitId, assignedIds: [toId] },
		inPlace: { unitId, personId: toId }
	};
}

/** A hand-over for both people, officers and heads of the unit, and administrators. @throws NotFound `hand_over_not_found` */
export async function loadHandOver(ctx: Ctx, id: string): Promise<LoadedHandOver> {
	const found = isUuid(id) ? await ctx.db.handOver.findUnique({ where: { id }, include }) : null;
	if (!found || !may(ctx.actor, 'hand_over.read', subjectOf(found).both)) throw new NotFound('hand_over_not_found');
	return found;
}

/** The same, held until the transaction ends: two confirmations of one list come one after the other. */
export async function lockHandOver(ctx: Ctx, id: string): Promise<LoadedHandOver> {
	if (isUuid(id)) await ctx.db.$queryRaw`select id from hand_over where id = ${id}::uuid for update`;
	return loadHandOver(ctx, id);
}

/** Whether somebody can still say a word for themselves in the unit. */
export async function worksIn(ctx: Ctx, unitId: string, userId: string): Promise<boolean> {
	const where = { userId, unitId, ...validOn(today(ctx)), user: { status: 'active' as const } };
	return (await ctx.db.membership.count({ where })) > 0;
}
