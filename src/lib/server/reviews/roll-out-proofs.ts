import { Prisma } from '#lib/server/platform/generated/client.ts';
import { byThen, dayOfSql, onDay, type Proofs } from '#lib/server/roll-out/proofs.ts';

/** What reviews, objectives and training know of a step of the roll-out. */
export const reviewProofs: Proofs = {
	/** A management review was held and its minutes are signed. */
	management_review: onDay(
		(units, day) => Prisma.sql`select r.unit_id, r.held_on from management_review r
			where r.unit_id in (${units}) and r.state = 'closed' and ${byThen(Prisma.sql`r.closed_at`, day)}`
	),
	/** The objectives of a year were approved; they hold until the year is over. */
	objectives: {
		held: (units) => Prisma.sql`select o.unit_id, ${dayOfSql(Prisma.sql`o.approved_at`)} as since, make_date(o.year + 1, 1, 1) as until
			from objective_set o where o.unit_id in (${units}) and o.approved_at is not null`
	},
	/** Training was held, and who took part was fixed. */
	training: onDay(
		(units, day) => Prisma.sql`select t.unit_id, t.held_on from training t
			where t.unit_id in (${units}) and ${byThen(Prisma.sql`t.fixed_at`, day)} and not ${byThen(Prisma.sql`t.cancelled_at`, day)}`
	)
};
