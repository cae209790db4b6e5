import type { z } from 'zod';
import { goes } from '#lib/domain/hand-overs/duties.ts';
import type { confirmForm } from '#lib/domain/hand-overs/forms.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { recordHandedOver, tellHolder } from '#lib/server/people/hand-over.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';
import { liveList, type LiveList } from './list.ts';
import { lockHandOver, subjectOf, worksIn, type LoadedHandOver } from './load.ts';
import { handOverMachine } from './machine.ts';
import { moveLine } from './movers.ts';
import { tellEnded, tellSides, type Side } from './tell.ts';

/**
 * One side confirms the list that it saw. The second confirmation of the same list moves everything in it, in the same transaction; of another list it asks
 * the first side again. For somebody who is no longer there, a head who does not take the duties, or an administrator, confirms in their place.
 * Recorded as `hand_over.confirm`, with `hand_over.finish` and a `person.hand_over` for each line that went.
 * @throws NotFound; Forbidden `forbidden`, `separation_of_duties`; Conflict `hand_over_changed` (the list is another one by now),
 * `hand_over_over`, `confirmed_already`, `illegal_transition`
 */
export function confirmHandOver(ctx: Ctx, id: string, { side, sha256 }: z.output<typeof confirmForm>): Promise<{ done: boolean }> {
	return transaction(
		ctx,
		async (ctx) => {
			const handOver = await lockHandOver(ctx, id);
			const { role, inPlace } = await authorizeSide(ctx, handOver, side);
			if (handOver.state !== 'open') throw new Conflict('illegal_transition', { state: handOver.state, event: 'confirm' });
			if (fromDbDate(handOver.lastDay) < today(ctx)) throw new Conflict('hand_over_over');
			await lockUnitPeople(ctx, handOver.unitId);
			const list = await liveList(ctx, handOver);
			if (list.sha256 !== sha256) throw new Conflict('hand_over_changed');
			if (confirmedBy(handOver, side, sha256)) throw new Conflict('confirmed_already');
			await ctx.db.handOverConfirmation.create({
				data: {
					handOverId: handOver.id,
					side,
					userId: requireUser(ctx),
					inPlace,
					content: list.text,
					contentSha256: sha256,
					confirmedAt: ctx.clock.now()
				}
			});
			await record(ctx, {
				event: 'hand_over.confirm',
				subjectType: 'hand_over',
				subjectId: handOver.id,
				unitId: handOver.unitId,
				role,
				after: { side, inPlace, contentSha256: sha256 }
			});
			await lapse(ctx, 'hand_over', [handOver.id], undefined, { userIds: [requireUser(ctx)] });
			const other: Side = side === 'giver' ? 'receiver' : 'giver';
			if (confirmedBy(handOver, other, sha256)) {
				await finish(ctx, handOver, list);
				return { done: true };
			}
			const asksAgain = handOver.confirmations.some((one) => one.side === other);
			await tellSides(ctx, handOver, [other], asksAgain ? 'hand_over_changed' : 'hand_over_confirmed');
			return { done: false };
		},
		{ timeoutMs: 60_000 }
	);
}

function confirmedBy(handOver: LoadedHandOver, side: Side, sha256: string): boolean {
	return handOver.confirmations.some((one) => one.side === side && one.contentSha256 === sha256);
}

async function authorizeSide(ctx: Ctx, handOver: LoadedHandOver, side: Side): Promise<{ role: string; inPlace: boolean }> {
	const subject = subjectOf(handOver);
	if (side === 'receiver') return { role: authorize(ctx, 'hand_over.confirm', subject.receiver), inPlace: false };
	if (await worksIn(ctx, handOver.unitId, handOver.fromId))
		return { role: authorize(ctx, 'hand_over.confirm', subject.giver), inPlace: false };
	if (requireUser(ctx) === handOver.fromId) throw new Forbidden();
	return { role: authorize(ctx, 'hand_over.confirm_in_place', subject.inPlace), inPlace: true };
}

/** Everything at once. Whatever one line's own rules refuse refuses all: the list that both confirmed is not the one that would have moved. */
async function finish(ctx: Ctx, handOver: LoadedHandOver, list: LiveList): Promise<void> {
	const { id, unitId, fromId } = handOver;
	const moving = list.content.lines.filter(goes);
	const comment = m.hand_overs_moved_comment({ who: handOver.from.fullName, to: handOver.to.fullName }, { locale: 'vi' });
	for (const line of moving) {
		await moveLine(ctx, line, { unitId, fromId, comment });
		await recordHandedOver(
			ctx,
			{ kind: line.kind, subjectId: line.subjectId, unitId },
			{ fromId, toId: line.toId, role: 'system', handOverId: id }
		);
	}
	await transition(ctx, handOverMachine, handOver, 'finish', subjectOf(handOver).both, {
		follows: 'HO1',
		data: { content: list.text, contentSha256: list.sha256, endedAt: ctx.clock.now() },
		after: { moved: moving.length, stayed: list.content.lines.length - moving.length, contentSha256: list.sha256 }
	});
	await lapse(ctx, 'hand_over', [id]);
	for (const [userId, lines] of Map.groupBy(moving, ({ toId }) => toId))
		await tellHolder(
			ctx,
			{ id: fromId, fullName: handOver.from.fullName },
			userId,
			unitId,
			lines.map(({ label }) => label)
		);
	await tellEnded(ctx, handOver, 'hand_over_done');
}
