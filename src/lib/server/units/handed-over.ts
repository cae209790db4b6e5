import { isUuid } from '#lib/domain/shared/uuid.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import {
	handedOverLifecycle,
	rowOf,
	type HandedOverEvent,
	type HandedOverKind,
	type HandedOverState
} from '#lib/domain/units/handed-over.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { transition, transitionMany, type Machine } from '#lib/server/lifecycle/transition.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { EndingUnit } from './finish-closing.ts';

export const handedOverMachine: Machine<HandedOverState, HandedOverEvent> = {
	name: 'handed_over',
	subjectType: 'handed_over',
	table: handedOverLifecycle
};

/**
 * Offers things of a unit that ends to each of its successors; what was offered before stays as it is. Recorded by the closing of the unit's
 * trail, as counts.
 * @returns how many things
 */
export async function offer(ctx: Ctx, ending: EndingUnit, kind: HandedOverKind, subjectIds: readonly string[]): Promise<number> {
	const { eventId, unitId: originUnitId, heirIds } = ending;
	if (eventId === null || heirIds.length === 0 || subjectIds.length === 0) return 0;
	const offeredAt = ctx.clock.now();
	await ctx.db.handedOver.createMany({
		data: heirIds.flatMap((unitId) => subjectIds.map((subjectId) => ({ eventId, unitId, originUnitId, kind, subjectId, offeredAt }))),
		skipDuplicates: true
	});
	return subjectIds.length;
}

type Open = { readonly id: string; readonly unitId: string; readonly state: 'open'; readonly rowVersion: number };

/** Ends offers that are open: nobody takes them any more. */
export async function endOffers(
	ctx: Ctx,
	where: { eventId: string; originUnitId?: string; kind?: HandedOverKind; subjectIds?: readonly string[]; exceptId?: string }
): Promise<void> {
	const { eventId, originUnitId, kind, subjectIds, exceptId } = where;
	const open = await ctx.db.handedOver.findMany({
		where: {
			...{ eventId, originUnitId, kind, state: 'open' as const },
			...(subjectIds ? { subjectId: { in: [...subjectIds] } } : {}),
			...(exceptId ? { id: { not: exceptId } } : {})
		},
		select: { id: true, unitId: true, rowVersion: true }
	});
	for (const [unitId, own] of Map.groupBy(open, (one) => one.unitId))
		await transitionMany<HandedOverState, HandedOverEvent, Open>(
			ctx,
			handedOverMachine,
			own.map((one) => ({ ...one, state: 'open' })),
			'end',
			{ unitId },
			{ follows: 'E3', data: { decidedAt: ctx.clock.now() } }
		);
}

export type LoadedOffer = NonNullable<Awaited<ReturnType<typeof findOffer>>>;

function findOffer(ctx: Ctx, id: string) {
	return ctx.db.handedOver.findUnique({ where: { id }, include: { event: { select: { effectiveOn: true } } } });
}

/** @throws NotFound for who may neither take nor decline it */
export async function loadOffer(ctx: Ctx, id: string): Promise<LoadedOffer> {
	const found = isUuid(id) ? await findOffer(ctx, id) : null;
	if (!found || !may(ctx.actor, found.kind === 'membership' ? 'handed_over.appoint' : 'handed_over.take', { unitId: found.unitId }))
		throw new NotFound('handed_over_not_found');
	return found;
}

/**
 * Decides an offer, in the caller's transaction. Recorded in the successor's chain with what came of it.
 * @throws Forbidden; Conflict `illegal_transition`, `stale`
 */
export async function decideOffer(
	ctx: Ctx,
	found: LoadedOffer,
	event: 'take' | 'decline',
	result: { resultId?: string; reason?: string; what: string }
): Promise<void> {
	const kind: HandedOverKind = found.kind === 'membership' || found.kind === 'external_document' ? found.kind : 'draft';
	await transition(
		ctx,
		handedOverMachine,
		found,
		event,
		{ unitId: found.unitId },
		{
			rowId: rowOf(kind, event),
			comment: result.reason,
			data: {
				decidedAt: ctx.clock.now(),
				decidedById: userIdOf(ctx.actor),
				reason: result.reason ?? null,
				resultId: result.resultId ?? null
			},
			after: { what: result.what, originUnit: found.originUnitId, ...(result.resultId ? { result: result.resultId } : {}) }
		}
	);
}

/** Says no to what is offered; others of the successors may still take it. @throws as `decideOffer`; NotFound */
export function declineOffer(ctx: Ctx, id: string, reason: string): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const found = await loadOffer(ctx, id);
		await decideOffer(ctx, found, 'decline', { reason: reason || undefined, what: found.kind });
	});
}
