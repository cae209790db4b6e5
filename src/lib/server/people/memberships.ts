import { may } from '#lib/domain/permissions/decide.ts';
import { appointAction, appointmentFaults, isLead, tidyRoles, type Appointment } from '#lib/domain/people/appointment.ts';
import type { AddMembershipInput, ChangeMembershipInput, EndMembershipInput } from '#lib/domain/people/forms.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { roleWords } from '#lib/role-names.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { enqueue } from '#lib/server/jobs/queue.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockUnitPeople } from '#lib/server/units/people-lock.ts';
import { standsOrComes, unitEnd, unitNameOn, unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { afterHeadChange, endSeenCodes, leadWarnings } from './heads.ts';
import { authorizeAbout, endsAfter, loadPerson, membershipSelect, type MembershipRow } from './person-facts.ts';

/** An appointment as it is written, with everything checked that needs the database. */
export async function checkAppointment(
	ctx: Ctx,
	unitId: string,
	given: Appointment,
	dates: { from: Day; to: Day | null }
): Promise<Appointment> {
	const appointment = { ...given, roles: tidyRoles(given.roles), position: given.position.normalize('NFC').trim() };
	const faults = appointmentFaults(appointment);
	if (dates.from < today(ctx)) faults.validFrom = 'day_in_past';
	if (dates.to !== null && dates.to <= dates.from) faults.validTo = 'day_before_start';
	if (appointment.divisionId && !(await divisionHolds(ctx, unitId, appointment.divisionId, dates.from)))
		faults.divisionId = 'division_unknown';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	return appointment;
}

async function divisionHolds(ctx: Ctx, unitId: string, divisionId: string, day: Day): Promise<boolean> {
	const date = toDbDate(day);
	const found = await ctx.db.divisionVersion.findFirst({
		where: { divisionId, division: { unitId }, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] },
		select: { id: true }
	});
	return found !== null;
}

/**
 * The unit as it is on that day; one that begins later as it will be then, so that its people are there before its first day.
 * @throws NotFound `unit_not_found` for a unit that is no more on that day
 */
export async function unitStands(ctx: Ctx, unitId: string, day: Day): Promise<{ code: string; name: string }> {
	const unit = (await standsOrComes(ctx, unitId, day)) ? (await unitNamesOn(ctx, [unitId], day)).get(unitId) : undefined;
	if (!unit) throw new NotFound('unit_not_found');
	return { code: unit.code, name: unit.name };
}

/**
 * Gives a person a membership of a unit. Recorded as `membership.add`; the person is told; a new head is held for 24 hours.
 * @throws NotFound (unit or person not visible), Forbidden (`forbidden`, `self_appointment`), Invalid, Conflict `membership_overlaps`,
 * `administrator_alone`, `person_disabled`
 */
export function addMembership(ctx: Ctx, input: AddMembershipInput): Promise<{ membershipId: string }> {
	return transaction(ctx, async (ctx) => {
		const person = await loadPerson(ctx, input.userId);
		return giveMembership(ctx, person, input);
	});
}

/** The same for a person the caller has made or found. */
export async function giveMembership(
	ctx: Ctx,
	person: { id: string; fullName: string; status: string },
	input: Omit<AddMembershipInput, 'userId'>
): Promise<{ membershipId: string }> {
	const role = authorizeAbout(ctx, appointAction(null, input), { unitId: input.unitId, personId: person.id });
	return writeMembership(ctx, person, input, { role });
}

/** By which right a membership is written: the role of who gives it, or the offer that the person accepts. */
export type Given = { role: string; offer?: { id: string; offeredById: string } };

/**
 * Writes a membership that the caller has authorised, with all that follows: record, codes that end, the hold of a new head, notices.
 * @throws NotFound `unit_not_found`, Invalid, Conflict `person_disabled`, `membership_overlaps`, `administrator_alone`
 */
export async function writeMembership(
	ctx: Ctx,
	person: { id: string; fullName: string; status: string },
	input: Omit<AddMembershipInput, 'userId'>,
	{ role, offer }: Given
): Promise<{ membershipId: string }> {
	if (person.status === 'disabled') throw new Conflict('person_disabled');
	await lockUnitPeople(ctx, input.unitId);
	const from = input.validFrom ?? today(ctx);
	await unitStands(ctx, input.unitId, laterOf(from, today(ctx)));
	const to = await lastedBy(ctx, input.unitId, input.validTo);
	const appointment = await checkAppointment(ctx, input.unitId, pickAppointment(input), { from, to });
	const membershipId = await insert(ctx, person.id, input.unitId, appointment, from, to);
	await record(ctx, {
		event: 'membership.add',
		subjectType: 'person',
		subjectId: person.id,
		unitId: input.unitId,
		role,
		after: {
			membership: membershipId,
			...plain(appointment),
			from,
			to,
			...(offer ? { offer: offer.id, offeredBy: offer.offeredById } : {})
		}
	});
	if (appointment.roles.some(isLead)) await endSeenCodes(ctx, person.id);
	await afterHeadChange(ctx, {
		userId: person.id,
		fullName: person.fullName,
		unitId: input.unitId,
		before: null,
		after: appointment,
		on: from,
		startedById: offer?.offeredById
	});
	await tellPerson(ctx, person.id, input.unitId, appointment, from);
	await enqueue(ctx, 'reading.person', { userId: person.id, all: false });
	return { membershipId };
}

/**
 * Changes roles, position, capacity or division from a day on: the old membership ends that day, a new one begins, so that what
 * somebody was on any earlier day stays. Recorded as `membership.change` with both.
 * @throws as `addMembership`; Conflict `stale`, `warnings` (`last_head`, `last_officer`) unless confirmed
 */
export function changeMembership(ctx: Ctx, input: ChangeMembershipInput): Promise<{ membershipId: string }> {
	return transaction(ctx, async (ctx) => {
		const { membership, person, before } = await loadMembership(ctx, input.membershipId);
		const wanted = pickAppointment(input);
		const role = authorizeAbout(ctx, appointAction(before, wanted), { unitId: membership.unitId, personId: person.id });
		await lockUnitPeople(ctx, membership.unitId);
		const from = laterOf(input.from ?? today(ctx), fromDbDate(membership.validFrom));
		const to = fromDbDate(membership.validTo);
		const after = await checkAppointment(ctx, membership.unitId, wanted, { from, to });
		if (same(before, after)) return { membershipId: membership.id };
		const lost = (['head', 'officer'] as const).filter((lead) => before.roles.includes(lead) && !after.roles.includes(lead));
		if (lost.length > 0) await refuseUnconfirmed(ctx, membership, from, input.confirm, lost);
		await close(ctx, membership, from, input.rowVersion);
		const membershipId = await insert(ctx, person.id, membership.unitId, after, from, to);
		await record(ctx, {
			event: 'membership.change',
			subjectType: 'person',
			subjectId: person.id,
			unitId: membership.unitId,
			role,
			before: { membership: membership.id, ...plain(before) },
			after: { membership: membershipId, ...plain(after), from, to }
		});
		if (after.roles.some(isLead) && !before.roles.some(isLead)) await endSeenCodes(ctx, person.id);
		await afterHeadChange(ctx, { userId: person.id, fullName: person.fullName, unitId: membership.unitId, before, after, on: from });
		await tellPerson(ctx, person.id, membership.unitId, after, from);
		await enqueue(ctx, 'reading.person', { userId: person.id, all: false });
		return { membershipId };
	});
}

/**
 * Ends a membership from a day on. Work that hangs on the person stays open and is listed by `openDuties`. Recorded as
 * `membership.end`.
 * @throws as `changeMembership`
 */
export function endMembership(ctx: Ctx, input: EndMembershipInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { membership, person, before } = await loadMembership(ctx, input.membershipId);
		const role = authorizeAbout(ctx, appointAction(before, null), { unitId: membership.unitId, personId: person.id });
		await lockUnitPeople(ctx, membership.unitId);
		const wanted = input.on ?? today(ctx);
		if (wanted < today(ctx)) throw new Invalid({ on: 'day_in_past' });
		const on = laterOf(wanted, fromDbDate(membership.validFrom));
		await refuseUnconfirmed(ctx, membership, on, input.confirm, ['head', 'officer']);
		await close(ctx, membership, on, input.rowVersion);
		await record(ctx, {
			event: 'membership.end',
			subjectType: 'person',
			subjectId: person.id,
			unitId: membership.unitId,
			role,
			before: { membership: membership.id, ...plain(before), to: fromDbDate(membership.validTo) },
			after: { to: on },
			comment: input.reason || null
		});
		await afterHeadChange(ctx, { userId: person.id, fullName: person.fullName, unitId: membership.unitId, before, after: null, on });
		await enqueue(ctx, 'reading.person', { userId: person.id, all: false });
	});
}

/** A membership that has not ended, of a person this actor may see in that unit. */
async function loadMembership(ctx: Ctx, membershipId: string) {
	const membership = await ctx.db.membership.findUnique({ where: { id: membershipId }, select: membershipSelect });
	if (!membership || !may(ctx.actor, 'person.list', { unitId: membership.unitId })) throw new NotFound('membership_not_found');
	const person = await loadPerson(ctx, membership.userId);
	if (!endsAfter(membership, today(ctx))) throw new Conflict('membership_over');
	return { membership, person, before: pickAppointment(membership) };
}

async function refuseUnconfirmed(
	ctx: Ctx,
	membership: MembershipRow,
	on: Day,
	confirmed: readonly string[],
	roles: readonly ('head' | 'officer')[]
): Promise<void> {
	const all = await leadWarnings(ctx, membership.unitId, [membership.id], on);
	const warnings = all.filter((warning) => roles.some((role) => warning === `last_${role}`) && !confirmed.includes(warning));
	if (warnings.length > 0) throw new Conflict('warnings', { reason: warnings[0], warnings });
}

async function insert(ctx: Ctx, userId: string, unitId: string, appointment: Appointment, from: Day, to: Day | null): Promise<string> {
	const made = await ctx.db.membership.create({
		data: {
			userId,
			unitId,
			divisionId: appointment.divisionId,
			roles: [...appointment.roles],
			position: appointment.position,
			capacity: appointment.capacity,
			validFrom: toDbDate(from),
			validTo: to === null ? null : toDbDate(to),
			createdAt: ctx.clock.now()
		},
		select: { id: true }
	});
	return made.id;
}

/** One that begins that day or later becomes an empty range: it never held. */
async function close(ctx: Ctx, membership: MembershipRow, on: Day, rowVersion: number): Promise<void> {
	const { count } = await ctx.db.membership.updateMany({
		where: { id: membership.id, rowVersion },
		data: { validTo: toDbDate(on), rowVersion: rowVersion + 1 }
	});
	if (count !== 1) throw new Conflict('stale', { rowVersion: membership.rowVersion });
}

async function tellPerson(ctx: Ctx, userId: string, unitId: string, appointment: Appointment, from: Day): Promise<void> {
	const { locale } = await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { locale: true } });
	await notify(ctx, {
		to: [userId],
		kind: 'appointed',
		subjectType: 'person',
		subjectId: userId,
		unitId,
		params: { unit: await unitNameOn(ctx, unitId, from), day: formatDay(from), what: roleWords(appointment.roles, locale) }
	});
}

function pickAppointment({ roles, position, capacity, divisionId }: Appointment): Appointment {
	return { roles, position, capacity, divisionId };
}

function plain(appointment: Appointment) {
	return { ...appointment, roles: [...appointment.roles] };
}

function same(a: Appointment, b: Appointment): boolean {
	const key = ({ roles, position, capacity, divisionId }: Appointment) =>
		JSON.stringify([tidyRoles(roles), position, capacity, divisionId]);
	return key(a) === key(b);
}

/** A membership ends with its unit at the latest. Read under the lock of the unit's people, which the end of a unit takes as well. */
async function lastedBy(ctx: Ctx, unitId: string, to: Day | null): Promise<Day | null> {
	const end = await unitEnd(ctx, unitId);
	return end !== null && (to === null || to > end) ? end : to;
}

function laterOf(a: Day, b: Day): Day {
	return a > b ? a : b;
}
