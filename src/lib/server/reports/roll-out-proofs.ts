import { Prisma } from '#lib/server/platform/generated/client.ts';
import { dayOfSql, type Proof, type Proofs } from '#lib/server/roll-out/proofs.ts';

/** The report of a year's period was sent and not given back; it counts for that year alone. */
function sent(kind: 'half_year' | 'year'): Proof {
	return {
		held: (units, day) => Prisma.sql`select r.unit_id, ${dayOfSql(Prisma.sql`i.sent_at`)} as since, make_date(r.year + 1, 1, 1) as until
			from periodic_report r join periodic_report_issue i on i.report_id = r.id
			where r.unit_id in (${units}) and r.kind = ${kind}::report_kind and (i.returned_on is null or i.returned_on > ${day})`
	};
}

/** What reports know of a step of the roll-out. */
export const reportProofs: Proofs = { report_june: sent('half_year'), report_december: sent('year') };

/** The proof that a report of such a period is. */
export const reportProofOf = { half_year: 'report_june', year: 'report_december' } as const;
