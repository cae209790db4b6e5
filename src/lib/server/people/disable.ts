import { record } from '#lib/server/audit-trail/record.ts';
import { endSessionsOf } from '#lib/server/identity/sessions.ts';
import { endTokensOf } from '#lib/server/identity/tokens.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';
import { dutiesOf } from './duties.ts';
import { afterHeadChange, leadWarnings, type LeadWarning } from './heads.ts';
import { authorizeAbout, leadsOn, holdsOn, loadPerson, type LoadedPerson } from './person-facts.ts';

/**
 * Disables an account: sessions, tokens, links, codes and resets end at once; memberships stay, so that what the person was can be
 * shown. Officers and heads of the units are told what is left open. Recorded as `person.disable` in each unit's chain and the
 * province's.
 * @returns how many duties wait to be handed over
 * @throws NotFound, Forbidden (`self_appointment`: nobody disables themselves), Conflict `person_disabled`, `warnings`
 */
export function disablePerson(
	ctx: Ctx,
	input: { userId: string; reason: string; confirm?: readonly string[] }
): Promise<{ openDuties: number }> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		const role = authorizeAbout(ctx, 'person.disable', { unitId: null, personId: person.id });
		if (person.status === 'disabled') throw new Conflict('person_disabled');
		const units = unitsToday(ctx, person);
		for (const unitId of units) await lockUnitPeople(ctx, unitId);
		await refuseUnconfirmed(ctx, person, units, input.confirm ?? []);
		const now = ctx.clock.now();
		await ctx.db.user.update({ where: { id: person.id }, data: { status: 'disabled', disabledAt: now, rowVersion: { increment: 1 } } });
		const ended = { sessions: await endSessionsOf(ctx, person.id), tokens: await endTokensOf(ctx, person.id) };
		await ctx.db.invitation.updateMany({ where: { userId: person.id, usedAt: null, revokedAt: null }, data: { revokedAt: now } });
		await ctx.db.passwordReset.updateMany({
			where: { userId: person.id, state: { in: ['open', 'confirmed'] } },
			data: { state: 'cancelled' }
		});
		const duties = await dutiesOf(ctx, person.id);
		for (const unitId of [null, ...units]) {
			await record(ctx, {
				event: 'person.disable',
				subjectType: 'person',
				subjectId: person.id,
				unitId,
				role,
				before: { status: person.status },
				after: { status: 'disabled', ...ended, openDuties: duties.filter((duty) => unitId === null || duty.unitId === unitId).length },
				comment: input.reason
			});
		}
		await tellHeads(ctx, person, units, 'ended');
		await tellOpenDuties(ctx, person, units, duties);
		await enqueue(ctx, 'reading.person', { userId: person.id, all: false });
		return { openDuties: duties.length };
	});
}

/**
 * Lets a disabled account work again: with its password, or, if it never had one, as invited. A head among them is held for 24 hours.
 * Recorded as `person.enable`.
 * @throws NotFound, Forbidden, Conflict `person_not_disabled`
 */
export function enablePerson(ctx: Ctx, input: { userId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		const role = authorizeAbout(ctx, 'person.disable', { unitId: null, personId: person.id });
		if (person.status !== 'disabled') throw new Conflict('person_not_disabled');
		const status = person.passwordHash === null ? 'invited' : 'active';
		await ctx.db.user.update({ where: { id: person.id }, data: { status, disabledAt: null, rowVersion: { increment: 1 } } });
		const units = unitsToday(ctx, person);
		for (const unitId of [null, ...units]) {
			await record(ctx, {
				event: 'person.enable',
				subjectType: 'person',
				subjectId: person.id,
				unitId,
				role,
				before: { status: 'disabled' },
				after: { status },
				comment: input.reason
			});
		}
		await tellHeads(ctx, person, units, 'given');
		await enqueue(ctx, 'reading.person', { userId: person.id, all: true });
	});
}

function unitsToday(ctx: Ctx, person: LoadedPerson): string[] {
	return [...new Set(person.memberships.filter((m) => holdsOn(m, today(ctx))).map((m) => m.unitId))].sort();
}

/** Which units would be left without head or officer if this account were disabled. */
export async function disableWarnings(ctx: Ctx, person: LoadedPerson): Promise<LeadWarning[]> {
	const warnings = new Set<LeadWarning>();
	for (const unitId of unitsToday(ctx, person)) {
		const theirs = person.memberships.filter((membership) => membership.unitId === unitId).map((membership) => membership.id);
		for (const warning of await leadWarnings(ctx, unitId, theirs, today(ctx))) warnings.add(warning);
	}
	return [...warnings];
}

async function refuseUnconfirmed(ctx: Ctx, person: LoadedPerson, units: readonly string[], confirmed: readonly string[]): Promise<void> {
	if (units.length === 0) return;
	const warnings = (await disableWarnings(ctx, person)).filter((warning) => !confirmed.includes(warning));
	if (warnings.length > 0) throw new Conflict('warnings', { reason: warnings[0], warnings });
}

async function tellHeads(ctx: Ctx, person: LoadedPerson, units: readonly string[], act: 'ended' | 'given'): Promise<void> {
	for (const membership of person.memberships) {
		if (!units.includes(membership.unitId) || !holdsOn(membership, today(ctx))) continue;
		const about = { userId: person.id, fullName: person.fullName, unitId: membership.unitId, on: today(ctx) };
		await afterHeadChange(
			ctx,
			act === 'ended' ? { ...about, before: membership, after: null } : { ...about, before: null, after: membership }
		);
	}
}

async function tellOpenDuties(
	ctx: Ctx,
	person: LoadedPerson,
	units: readonly string[],
	duties: readonly { unitId: string }[]
): Promise<void> {
	for (const unitId of new Set([...units, ...duties.map((duty) => duty.unitId)])) {
		const count = duties.filter((duty) => duty.unitId === unitId).length;
		if (count === 0) continue;
		await notify(ctx, {
			to: await leadsOn(ctx, unitId, today(ctx)),
			kind: 'duties_open',
			subjectType: 'person',
			subjectId: person.id,
			unitId,
			params: { who: person.fullName, count }
		});
	}
}
