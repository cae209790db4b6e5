import type { z } from 'zod';
import type { beginHandOverForm, callOffForm, ChooseInput } from '#lib/domain/hand-overs/forms.ts';
import { handOverDays } from '#lib/domain/hand-overs/lifecycle.ts';
import { addDays, toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';
import { openDutiesIn } from './duties.ts';
import { lockHandOver, subjectOf, worksIn } from './load.ts';
import { handOverMachine } from './machine.ts';
import { tellEnded, tellSides } from './tell.ts';

/**
 * Begins the hand-over of somebody's duties in a unit: by themselves, an officer or head of the unit, or an administrator. Both are told.
 * Recorded as `hand_over.begin`.
 * @throws NotFound `unit_not_found`; Forbidden; Invalid `fromId`, `toId` (`person_unknown`, `unchanged`); Conflict `hand_over_open`
 */
export function beginHandOver(ctx: Ctx, unitId: string, input: z.output<typeof beginHandOverForm>): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'hand_over.arrange', { unitId, assignedIds: [input.fromId] }, { readable: seesUnit(ctx, unitId) });
		if (input.fromId === input.toId) throw new Invalid({ toId: 'unchanged' });
		await lockUnitPeople(ctx, unitId);
		if ((await ctx.db.membership.count({ where: { unitId, userId: input.fromId } })) === 0) throw new Invalid({ fromId: 'person_unknown' });
		if (!(await worksIn(ctx, unitId, input.toId))) throw new Invalid({ toId: 'person_unknown' });
		const open = await ctx.db.handOver.count({ where: { unitId, fromId: input.fromId, state: 'open' } });
		if (open > 0) throw new Conflict('hand_over_open');
		const lastDay = addDays(today(ctx), handOverDays);
		const made = await ctx.db.handOver.create({
			data: {
				unitId,
				fromId: input.fromId,
				toId: input.toId,
				reason: input.reason,
				begunById: requireUser(ctx),
				begunAt: ctx.clock.now(),
				lastDay: toDbDate(lastDay)
			},
			include: { from: { select: { fullName: true } }, to: { select: { fullName: true } } }
		});
		await record(ctx, {
			event: 'hand_over.begin',
			subjectType: 'hand_over',
			subjectId: made.id,
			unitId,
			role,
			after: { from: made.fromId, to: made.toId, lastDay },
			comment: input.reason
		});
		await tellSides(ctx, made, ['giver', 'receiver'], 'hand_over_asked');
		return { id: made.id };
	});
}

/** A unit whose people one may not list does not exist. */
function seesUnit(ctx: Ctx, unitId: string): boolean {
	return may(ctx.actor, 'person.list', { unitId });
}

/**
 * Says of one line that it goes to another person, is left out and why, or goes with the rest; and a remark. Whoever had confirmed confirms again,
 * for the list is another one. Recorded as `hand_over.choose`.
 * @throws NotFound `hand_over_not_found`, `duty_not_found`; Forbidden; Invalid `toId`; Conflict `illegal_transition`
 */
export function chooseLine(ctx: Ctx, id: string, input: ChooseInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const handOver = await lockHandOver(ctx, id);
		const role = authorize(ctx, 'hand_over.arrange', subjectOf(handOver).giver);
		if (handOver.state !== 'open') throw new Conflict('illegal_transition', { state: handOver.state, event: 'choose' });
		const duties = await openDutiesIn(ctx, handOver.unitId, handOver.fromId);
		const { kind, subjectId, leftOut, remark } = input;
		if (!duties.some((duty) => duty.kind === kind && duty.subjectId === subjectId)) throw new NotFound('duty_not_found');
		const toId = input.toId === handOver.toId ? null : input.toId;
		if (toId !== null && (toId === handOver.fromId || !(await worksIn(ctx, handOver.unitId, toId))))
			throw new Invalid({ toId: 'person_unknown' });
		const choice = { toId, leftOut, remark, chosenById: requireUser(ctx), chosenAt: ctx.clock.now() };
		await ctx.db.handOverChoice.upsert({
			where: { handOverId_kind_subjectId: { handOverId: handOver.id, kind, subjectId } },
			create: { handOverId: handOver.id, kind, subjectId, ...choice },
			update: choice
		});
		await record(ctx, {
			event: 'hand_over.choose',
			subjectType: 'hand_over',
			subjectId: handOver.id,
			unitId: handOver.unitId,
			role,
			after: { duty: kind, subject: subjectId, to: toId ?? handOver.toId, remark },
			comment: leftOut || null
		});
	});
}

/** Calls a hand-over off with the reason; nothing moves. Both are told. @throws NotFound; Forbidden; Invalid `comment`; Conflict `stale`, `illegal_transition` */
export function callOffHandOver(ctx: Ctx, id: string, { rowVersion, comment }: z.output<typeof callOffForm>): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const handOver = await lockHandOver(ctx, id);
		authorize(ctx, 'hand_over.arrange', subjectOf(handOver).giver);
		const reason = requireReason(comment);
		await transition(ctx, handOverMachine, handOver, 'call_off', subjectOf(handOver).giver, {
			comment: reason,
			expectedRowVersion: rowVersion,
			data: { endedAt: ctx.clock.now(), endedReason: reason }
		});
		await lapse(ctx, 'hand_over', [handOver.id]);
		await tellEnded(ctx, handOver, 'hand_over_called_off', reason);
	});
}
