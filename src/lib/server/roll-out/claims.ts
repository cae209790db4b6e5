import type { Day } from '#lib/domain/shared/day.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actOn } from './acts.ts';
import { itemsOf, loadMember, requireActing, type LoadedItem } from './facts.ts';

type Where = { rollOutUnitId: string; stepIds: readonly string[] };

/**
 * An officer or head says that steps are done, and since when. They wait for a coordinator, who is asked in Home. Recorded as
 * `roll_out_item.claim` of each step.
 * @throws NotFound; Forbidden; Conflict `illegal_transition`, `stale`, `wave_not_open`, `roll_out_unit_left`, `unit_closed`; Invalid (`doneOn`)
 */
export function claimSteps(ctx: Ctx, input: Where & { doneOn: Day; note?: string }): Promise<{ items: string[] }> {
	return byUnit(ctx, input, async (ctx, items, subject) => {
		if (input.doneOn > today(ctx)) throw new Invalid({ doneOn: 'day_in_future' });
		await actOn(ctx, items, 'claim', subject, { facts: { doneOn: input.doneOn, claimed: true }, text: tidy(input.note) || null });
	});
}

/** Takes back what nobody has decided on: a claim, or the wish to be let off. @throws as `claimSteps` */
export function takeBackClaim(ctx: Ctx, input: { rollOutUnitId: string; stepId: string }): Promise<{ items: string[] }> {
	return byUnit(ctx, { ...input, stepIds: [input.stepId] }, (ctx, items, subject) => actOn(ctx, items, 'take_back', subject));
}

/** Asks to be let off a step that does not apply to the unit. @throws as `claimSteps`; Invalid (reason) */
export function askWaiver(ctx: Ctx, input: { rollOutUnitId: string; stepId: string; reason: string }): Promise<{ items: string[] }> {
	return byUnit(ctx, { ...input, stepIds: [input.stepId] }, (ctx, items, subject) =>
		actOn(ctx, items, 'ask_waiver', subject, { facts: { claimed: true }, text: requireReason(input.reason, 'reason') })
	);
}

async function byUnit(
	ctx: Ctx,
	{ rollOutUnitId, stepIds }: Where,
	act: (ctx: Ctx, items: LoadedItem[], subject: { unitId: string }) => Promise<void>
): Promise<{ items: string[] }> {
	return transaction(ctx, async (ctx) => {
		const member = await loadMember(ctx, rollOutUnitId);
		const subject = { unitId: member.unitId };
		authorize(ctx, 'roll_out.claim', subject);
		requireUser(ctx);
		requireActing(ctx, member);
		await requireOpenUnit(ctx, member.unitId, today(ctx));
		const items = await itemsOf(ctx, member, stepIds);
		await act(ctx, items, subject);
		return { items: items.map(({ id }) => id) };
	});
}
