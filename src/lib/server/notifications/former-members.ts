import type { NoticeKind } from './notice-kinds.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** About the person, or about what somebody of no unit may do in it: these stay with whoever left the unit. */
const personal = [
	'exception_granted',
	'exception_ended',
	'guest_asked',
	'guest_appointed',
	'guest_sent',
	'guest_declined',
	'guest_ended',
	'unit_ends',
	'unit_closed',
	'reset_started',
	'reset_done',
	'heads_changed',
	'appointed',
	'offer_made',
	'offer_accepted',
	'offer_declined',
	'delegation_ended',
	'duties_open',
	'duty_received',
	'export_made',
	'print_issued',
	'print_recalled',
	'print_withdrawn',
	'print_asked_back',
	'print_called_off',
	'print_soon',
	'print_late',
	'print_closed'
] as const satisfies readonly NoticeKind[];

/**
 * What people were told of the work of a unit goes when they are of it no more: neither Home nor the digest names its documents to them.
 * Whoever coordinates the province reads of every unit and keeps it.
 * @param userId one person; none: everybody
 */
export async function forgetFormerMembers(ctx: Ctx, userId: string | null = null): Promise<void> {
	const day = today(ctx);
	const whose = userId === null ? Prisma.sql`true` : Prisma.sql`n.user_id = ${userId}::uuid`;
	await ctx.db.$executeRaw`
		update notice n set lapsed_at = ${ctx.clock.now()}
		where n.lapsed_at is null and n.unit_id is not null and not (n.kind = any(${[...personal]}::text[]))
			and ${whose}
			and exists (select 1 from membership m where m.user_id = n.user_id and m.unit_id = n.unit_id and m.valid_to <= ${day}::date)
			and not exists (select 1 from membership m where m.user_id = n.user_id and m.unit_id = n.unit_id
				and (m.valid_to is null or m.valid_to > ${day}::date))
			and not exists (select 1 from province_appointment a where a.user_id = n.user_id and a.role = 'coordinator'
				and (a.valid_to is null or a.valid_to > ${day}::date))`;
}
