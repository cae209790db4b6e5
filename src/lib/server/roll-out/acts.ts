import { leadsTo, type ItemEvent, type ItemState } from '#lib/domain/roll-out/lifecycle.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { transitionMany } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { LoadedItem } from './facts.ts';
import { itemMachine } from './machines.ts';

/** Columns that a state carries; those that are not named are emptied, so that an open step has none. */
type Facts = { doneOn?: Day; claimed?: true; settled?: true; keepClaim?: true };

/**
 * One event for steps of one unit, all or none: the state, the act in its history, the trail; what was asked of people for them lapses. The
 * caller has loaded them and says what else holds for the subject.
 * @throws as `transitionMany`
 */
export async function actOn(
	ctx: Ctx,
	items: readonly LoadedItem[],
	event: ItemEvent,
	subject: Subject,
	input: { facts?: Facts; text?: string | null; follows?: string } = {}
): Promise<void> {
	const { facts = {}, text = null } = input;
	const day = toDbDate(today(ctx));
	const userId = userIdOf(ctx.actor);
	const kept = facts.keepClaim ? {} : { doneOn: null, claimedOn: null, claimedById: null };
	await transitionMany(ctx, itemMachine, items, event, subject, {
		comment: text,
		follows: input.follows,
		data: {
			settledOn: null,
			settledById: null,
			...kept,
			...(facts.doneOn ? { doneOn: toDbDate(facts.doneOn) } : {}),
			...(facts.claimed ? { claimedOn: day, claimedById: userId } : {}),
			...(facts.settled ? { settledOn: day, settledById: userId } : {})
		},
		after: (item) => ({
			wave: item.member.waveTitle,
			step: item.step.titleVi,
			...(facts.doneOn ? { doneOn: facts.doneOn } : facts.keepClaim && item.doneOn !== null ? { doneOn: item.doneOn } : {})
		})
	});
	await writeActs(ctx, items, event, leadsTo(event), { doneOn: facts.doneOn, keepClaim: facts.keepClaim, text });
	await lapse(
		ctx,
		'roll_out_item',
		items.map(({ id }) => id)
	);
}

/** The history of steps, beside a change of their rows. */
export async function writeActs(
	ctx: Ctx,
	items: readonly LoadedItem[],
	event: string,
	state: ItemState | null,
	{ doneOn, keepClaim, text = null }: { doneOn?: Day; keepClaim?: true; text?: string | null } = {}
): Promise<void> {
	const day = toDbDate(today(ctx));
	await ctx.db.rollOutAct.createMany({
		data: items.map((item) => {
			const done = doneOn ?? (keepClaim || state === null ? item.doneOn : null);
			return {
				itemId: item.id,
				number: item.rowVersion + 1,
				event,
				state: state ?? item.state,
				actedOn: day,
				at: ctx.clock.now(),
				doneOn: done ? toDbDate(done) : null,
				userId: userIdOf(ctx.actor),
				text: text || null
			};
		})
	});
}
