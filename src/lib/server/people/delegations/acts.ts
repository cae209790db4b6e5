import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapseUnder } from '#lib/server/notifications/in-place.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { countActs } from './under.ts';
import { delegationMachine, lockDelegation, type Delegation } from './load.ts';
import { tell } from './tell.ts';

type At = { id: string; rowVersion?: number };

/**
 * G2: the person who was asked takes it; it holds on its days. Recorded as `delegation.accept`; the absent one and who made it are told.
 * @throws NotFound (nobody else answers), Conflict `delegation_over` (its days are over), `illegal_transition`, `stale`
 */
export function acceptDelegation(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, subject } = await lockOwnAnswer(ctx, input.id);
		if (row.state === 'offered' && fromDbDate(row.validTo) <= today(ctx)) throw new Conflict('delegation_over');
		await transition(ctx, delegationMachine, row, 'accept', subject, {
			expectedRowVersion: input.rowVersion,
			data: { answeredAt: ctx.clock.now() },
			after: said(row)
		});
		await lapse(ctx, 'delegation', [row.id], ['delegation_offered']);
		await tell(ctx, row, 'delegation_accepted', [row.fromId, row.createdById]);
	});
}

/** G3: they do not. Recorded as `delegation.decline`. @throws as `acceptDelegation` */
export function declineDelegation(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, subject } = await lockOwnAnswer(ctx, input.id);
		await transition(ctx, delegationMachine, row, 'decline', subject, {
			expectedRowVersion: input.rowVersion,
			data: { answeredAt: ctx.clock.now() },
			after: said(row)
		});
		await lapse(ctx, 'delegation', [row.id], ['delegation_offered', 'delegation_made_for_you']);
		await tell(ctx, row, 'delegation_declined', [row.fromId, row.createdById]);
	});
}

/**
 * G4: ended before its last day, at once, by either of the two or by who could have made it. Recorded as `delegation.end`; both are told,
 * the absent one with how much was done in their name.
 * @throws NotFound, Forbidden; Invalid `reason`; Conflict `illegal_transition`, `stale`
 */
export function endDelegation(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { row, subject } = await lockDelegation(ctx, input.id);
		const reason = visibleText(input.reason.normalize('NFC'));
		if (reason === '') throw new Invalid({ reason: 'reason_required' });
		await transition(ctx, delegationMachine, row, 'end', subject, {
			expectedRowVersion: input.rowVersion,
			rowId: 'G4',
			comment: reason,
			data: { endedAt: ctx.clock.now(), endedById: userIdOf(ctx.actor), endedReason: reason },
			after: said(row)
		});
		await afterEnd(ctx, row);
	});
}

/** What every end brings with it: questions that are over go, both are told. */
export async function afterEnd(ctx: Ctx, row: Delegation): Promise<void> {
	await lapse(ctx, 'delegation', [row.id]);
	await lapseUnder(ctx, row);
	const count = await countActs(ctx, row);
	await tell(ctx, row, 'delegation_ended', [row.fromId, row.toId], count);
}

async function lockOwnAnswer(ctx: Ctx, id: string) {
	const found = await lockDelegation(ctx, id);
	if (userIdOf(ctx.actor) !== found.row.toId) throw new NotFound('delegation_not_found');
	return found;
}

function said(row: Delegation) {
	return {
		...{ from: row.fromId, to: row.toId, roles: [...row.roles] },
		...{ validFrom: fromDbDate(row.validFrom), lastDay: addDays(fromDbDate(row.validTo), -1) }
	};
}
