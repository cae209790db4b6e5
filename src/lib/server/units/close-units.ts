import type { Day } from '#lib/domain/shared/day.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { EventChange } from './event-changes.ts';
import { lockUnitPeople } from './people-lock.ts';

/**
 * A unit that has documents cannot be ended as of a day that is over: what was in force on those days stays so (design.md §5.1).
 * @throws Conflict `unit_event_late`
 */
export async function refuseLateClosing(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<void> {
	if (unitIds.length === 0 || day >= today(ctx)) return;
	const document = await ctx.db.document.findFirst({ where: { unitId: { in: [...unitIds] } }, select: { id: true } });
	if (document) throw new Conflict('unit_event_late', { day: today(ctx) });
}

/**
 * Ends what cannot outlive a unit: its memberships and its divisions. One that would only have begun later gets an empty range.
 * People keep their accounts and all that they did. Gives what was ended, with the end that stood there before.
 */
export async function closeUnitAffairs(
	ctx: Ctx,
	unitIds: readonly string[],
	day: Day
): Promise<{ memberships: EventChange[]; divisions: EventChange[] }> {
	if (unitIds.length === 0) return { memberships: [], divisions: [] };
	for (const unitId of [...unitIds].sort()) await lockUnitPeople(ctx, unitId);
	const memberships = await ctx.db.$queryRaw<Ended[]>`
		update membership m set valid_to = greatest(m.valid_from, ${day}::date), row_version = m.row_version + 1
		from membership old
		where old.id = m.id and m.unit_id = any(${[...unitIds]}::uuid[]) and (m.valid_to is null or m.valid_to > greatest(m.valid_from, ${day}::date))
		returning m.id as "subjectId", old.valid_to::text as "endBefore", m.valid_to::text as "endAfter"`;
	const divisions = await ctx.db.$queryRaw<Ended[]>`
		update division_version v set valid_to = greatest(v.valid_from, ${day}::date)
		from division_version old, division d
		where old.id = v.id and d.id = v.division_id and d.unit_id = any(${[...unitIds]}::uuid[])
			and (v.valid_to is null or v.valid_to > greatest(v.valid_from, ${day}::date))
		returning v.id as "subjectId", old.valid_to::text as "endBefore", v.valid_to::text as "endAfter"`;
	return {
		memberships: memberships.map((row) => ({ ...row, thing: 'membership', begun: false })),
		divisions: divisions.map((row) => ({ ...row, thing: 'division_version', begun: false }))
	};
}

type Ended = Pick<EventChange, 'subjectId' | 'endBefore' | 'endAfter'>;

/**
 * First links and slips of people who belonged to the unit and, from its last day on, to nothing else: there is nothing left that they
 * could lead into. The account stays; whoever takes the person on invites them anew. Gives how many.
 */
export function closeInvitations(ctx: Ctx, unitId: string, day: Day): Promise<number> {
	return ctx.db.$executeRaw`
		update invitation i set revoked_at = ${ctx.clock.now()}
		where i.used_at is null and i.revoked_at is null and i.expires_at > ${ctx.clock.now()}
			and exists (select 1 from membership m where m.user_id = i.user_id and m.unit_id = ${unitId}::uuid)
			and not exists (select 1 from membership m where m.user_id = i.user_id and (m.valid_to is null or m.valid_to > ${day}::date))
			and not exists (select 1 from province_appointment a where a.user_id = i.user_id and (a.valid_to is null or a.valid_to > ${day}::date))`;
}

/**
 * Memberships that the unit held out and that nobody answered: it has nothing to give any more. Recorded one by one as taken back, with
 * the address that the unit typed and not the person. Gives how many.
 */
export async function closeOffers(ctx: Ctx, unitId: string): Promise<number> {
	const where = { unitId, state: 'open' as const };
	const offers = await ctx.db.membershipOffer.findMany({ where, select: { id: true, address: true, roles: true, position: true } });
	const ids = offers.map(({ id }) => id);
	await ctx.db.membershipOffer.updateMany({
		where: { id: { in: ids }, state: 'open' },
		data: { state: 'withdrawn', decidedAt: ctx.clock.now() }
	});
	await recordMany(
		ctx,
		offers.map(({ id, ...before }) => ({
			event: 'membership.offer_withdraw',
			subjectType: 'membership_offer',
			subjectId: id,
			unitId,
			role: 'system',
			before
		}))
	);
	await lapse(ctx, 'membership_offer', ids);
	return offers.length;
}
