import { Prisma } from '#lib/server/platform/generated/client.ts';
import { byThen, onDay, type Proofs } from './proofs.ts';

/** What announcements and what leads to them know. */
export const announcementProofs: Proofs = {
	/** The head confirmed that the system is in effect. */
	confirmation: onDay(
		(units) => Prisma.sql`select c.unit_id, c.confirmed_on from system_confirmation c
			where c.unit_id in (${units}) and c.state = 'signed' and c.effective`
	),
	/** An announcement was signed and its first day has come. One recorded from paper counts from the day on which a head signed for it. */
	announcement: onDay(
		(units, day) => Prisma.sql`select a.unit_id, a.effective_on from announcement a
			where a.unit_id in (${units}) and a.state in ('signed', 'withdrawn') and ${byThen(Prisma.sql`a.signed_at`, day)}
				and (a.effective_to is null or a.effective_to > a.effective_on)`
	),
	/** It was sent to the Department, which did not give it back. */
	announcement_sent: onDay(
		(units, day) => Prisma.sql`select a.unit_id, s.sent_on from announcement a join announcement_sending s on s.announcement_id = a.id
			where a.unit_id in (${units}) and s.entered_on <= ${day} and (s.returned_on is null or s.returned_on > ${day})`
	)
};
