import { headChange, type Appointment } from '#lib/domain/people/appointment.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { holdSigning } from '#lib/server/identity/signing-hold.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { holdersOn, leadsOn } from './person-facts.ts';

export type HeadAct = {
	userId: string;
	fullName: string;
	unitId: string;
	before: Appointment | null;
	after: Appointment | null;
	/** The first day of the change. */
	on: Day;
	/** Who brought it about; the actor when left out. */
	startedById?: string;
};

/**
 * What every change of heads brings with it: who may sign from now on, or in another capacity, cannot for 24 hours; heads and
 * officers of the unit are told by mail at once; codes that others may have seen stop working. Nothing when no head changes.
 */
export async function afterHeadChange(ctx: Ctx, act: HeadAct): Promise<void> {
	const change = headChange(act.before, act.after);
	if (change === null) return;
	if (change !== 'ended') {
		const startedById = act.startedById ?? userIdOf(ctx.actor);
		await holdSigning(atStart(ctx, act.on), { userId: act.userId, reason: 'head_change', startedById });
	}
	const words = { given: m.people_heads_given, ended: m.people_heads_ended, capacity: m.people_heads_capacity }[change];
	await notify(ctx, {
		to: [...(await leadsOn(ctx, act.unitId, today(ctx))), act.userId],
		kind: 'heads_changed',
		subjectType: 'person',
		subjectId: act.userId,
		unitId: act.unitId,
		params: {
			who: act.fullName,
			unit: await unitNameOn(ctx, act.unitId, today(ctx)),
			what: inEachLanguage((locale) => words({ day: formatDay(act.on) }, { locale })),
			day: formatDay(act.on)
		}
	});
}

/** The hold of somebody who becomes head on a later day begins with that day. */
function atStart(ctx: Ctx, day: Day): Ctx {
	const now = ctx.clock.now();
	const start = new Date(`${day}T00:00:00+07:00`);
	return start > now ? { ...ctx, clock: { ...ctx.clock, now: () => start } } : ctx;
}

/**
 * Codes and links that others may have seen end when somebody becomes officer or head: an officer who printed a reader's slip must
 * not hold a key to a head's account. The person gets a new slip from whoever may appoint leads, or keeps the code they
 * made themself.
 */
export async function endSeenCodes(ctx: Ctx, userId: string): Promise<void> {
	await ctx.db.invitation.updateMany({ where: { userId, usedAt: null, revokedAt: null }, data: { revokedAt: ctx.clock.now() } });
	await ctx.db.user.updateMany({ where: { id: userId, recoveryCodeOwn: false }, data: { recoveryCodeHash: null } });
}

export type LeadWarning = 'last_head' | 'last_officer';

/**
 * Whether a unit would be left without head or officer once these memberships no longer hold, today or on the day of the change.
 */
export async function leadWarnings(ctx: Ctx, unitId: string, without: readonly string[], on: Day): Promise<LeadWarning[]> {
	const warnings: LeadWarning[] = [];
	for (const [role, warning] of [
		['head', 'last_head'],
		['officer', 'last_officer']
	] as const) {
		const holders = await holdersOn(ctx, unitId, role, on);
		const left = holders.filter((holder) => !without.includes(holder.membershipId));
		if (holders.length > 0 && left.length === 0) warnings.push(warning);
	}
	return warnings;
}
