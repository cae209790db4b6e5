import { record } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { peopleAround } from './accounts.ts';
import { unitWhere } from './assisted-reset.ts';
import { ownActor } from './own-actor.ts';

/** An assisted reset that waits for a witness, as the witness sees it. */
export type WaitingReset = { id: string; fullName: string; position: string; startedBy: string; createdAt: Date; expiresAt: Date };

/** Resets in the actor's units that the actor may confirm: not their own, not started by them. */
export async function resetsToConfirm(ctx: Ctx): Promise<WaitingReset[]> {
	const me = ownActor(ctx);
	const rows = await ctx.db.passwordReset.findMany({
		where: {
			kind: 'assisted_witness',
			state: 'open',
			expiresAt: { gt: ctx.clock.now() },
			userId: { not: me.userId },
			startedById: { not: me.userId },
			user: { memberships: { some: { unitId: { in: me.memberships.map((membership) => membership.unitId) } } } }
		},
		orderBy: { createdAt: 'desc' },
		select: {
			id: true,
			userId: true,
			createdAt: true,
			expiresAt: true,
			user: { select: { fullName: true } },
			startedBy: { select: { fullName: true } }
		}
	});
	const waiting = await Promise.all(
		rows.map(async (row) => {
			const around = await peopleAround(ctx, row.userId);
			const allowed = around.witnessIds.includes(me.userId);
			return allowed ? { ...row, position: around.position } : null;
		})
	);
	return waiting.flatMap((row) =>
		row
			? [
					{
						id: row.id,
						fullName: row.user.fullName,
						position: row.position,
						startedBy: row.startedBy?.fullName ?? '',
						createdAt: row.createdAt,
						expiresAt: row.expiresAt
					}
				]
			: []
	);
}

/** How long the person has for the new password after the witness confirmed. */
const finishMinutes = 15;
const wrongNumbers = 3;

/**
 * A second person of the unit confirms, in their own session, by the number that the person's browser shows: who asks in
 * somebody else's name shows another number. Three wrong numbers end the reset. Recorded as `person.reset_confirm`.
 * @throws NotFound, Forbidden (own reset, or started by the actor), Conflict `reset_number_wrong`
 */
export async function confirmReset(ctx: Ctx, input: { resetId: string; number: string }): Promise<void> {
	// A wrong number must count although the act fails: the count is committed, then refused.
	const confirmed = await transaction(ctx, (ctx) => tryToConfirm(ctx, input));
	if (!confirmed) throw new Conflict('reset_number_wrong', { field: 'number' });
}

async function tryToConfirm(ctx: Ctx, input: { resetId: string; number: string }): Promise<boolean> {
	const me = ownActor(ctx);
	const now = ctx.clock.now();
	// Locked, so that guesses that come at once are counted one by one.
	await ctx.db.$queryRaw`select id from password_reset where id = ${input.resetId}::uuid for update`;
	const reset = await ctx.db.passwordReset.findFirst({
		where: { id: input.resetId, kind: 'assisted_witness', state: 'open', expiresAt: { gt: now } },
		select: { id: true, userId: true, startedById: true, matchNumber: true, matchFailures: true }
	});
	if (!reset) throw new NotFound('reset_over');
	const around = await peopleAround(ctx, reset.userId);
	const unitId = unitWhere(ctx, 'person.confirm_reset', around.vouchingUnitIds, reset.userId);
	const role = authorize(ctx, 'person.confirm_reset', { unitId, personId: reset.userId }, { readable: me.userId === reset.userId });
	if (reset.startedById === me.userId) throw new Forbidden('reset_second_person');
	if (reset.matchNumber === null || reset.matchNumber !== input.number.replace(/\D/g, '')) {
		const failures = reset.matchFailures + 1;
		await ctx.db.passwordReset.update({
			where: { id: reset.id },
			data: { matchFailures: failures, ...(failures >= wrongNumbers ? { state: 'cancelled' } : {}) }
		});
		await record(ctx, {
			event: failures >= wrongNumbers ? 'person.reset_cancel' : 'person.reset_wrong_number',
			subjectType: 'person',
			subjectId: reset.userId,
			unitId,
			role,
			after: { reset: reset.id, wrongNumbers: failures }
		});
		return false;
	}
	await ctx.db.passwordReset.update({
		where: { id: reset.id },
		data: {
			state: 'confirmed',
			confirmedById: me.userId,
			confirmedAt: now,
			expiresAt: new Date(now.getTime() + finishMinutes * 60_000)
		}
	});
	await record(ctx, {
		event: 'person.reset_confirm',
		subjectType: 'person',
		subjectId: reset.userId,
		unitId,
		role,
		after: { reset: reset.id }
	});
	await lapse(ctx, 'person', [reset.userId], ['reset_started']);
	return true;
}
