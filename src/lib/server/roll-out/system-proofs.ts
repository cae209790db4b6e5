import { Prisma } from '#lib/server/platform/generated/client.ts';
import { byThen, dayOfSql, onDay, type Proof, type Proofs } from './proofs.ts';

/** Versions that somebody had put in force by then, and for a day at least. */
const issuedVersion = (day: Prisma.Sql): Prisma.Sql => Prisma.sql`v.state in ('issued', 'withdrawn') and v.effective_from is not null
	and (v.effective_to is null or v.effective_to > v.effective_from) and ${byThen(Prisma.sql`v.issued_at`, day)}`;

/** The day from which a document of each of these lists of kinds had been in force: the system is there once the last one is. */
function issued(...kinds: readonly (readonly string[])[]): Proof {
	const firsts = kinds.map(
		(list, at) =>
			Prisma.sql`min(v.effective_from) filter (where d.kind_code = any(${[...list]}) ${
				list.includes('QT') ? Prisma.sql`and d.class is distinct from 'tthc'` : Prisma.empty
			}) as first_${Prisma.raw(String(at))}`
	);
	const names = kinds.map((_, at) => Prisma.raw(`first_${String(at)}`));
	return {
		held: (units, day) => Prisma.sql`
			select f.unit_id, greatest(${Prisma.join(names)}) as since, null::date as until from (
				select d.unit_id, ${Prisma.join(firsts)}
				from document d join version v on v.document_id = d.id and ${issuedVersion(day)}
				where d.unit_id in (${units}) and d.kind_code = any(${kinds.flat()}) group by d.unit_id) f
			where num_nulls(${Prisma.join(names)}) = 0`
	};
}

/** What the own pages of units, documents, records and audits know. */
export const systemProofs: Proofs = {
	/** A steering committee by decision. */
	committee: {
		held: (units, day) => Prisma.sql`select c.unit_id, c.valid_from as since, c.valid_to as until from steering_committee c
			where c.unit_id in (${units}) and ${byThen(Prisma.sql`c.created_at`, day)}`
	},
	/** The ISO plan of a year, from its first step until the year is over. */
	iso_plan: {
		held: (units) => Prisma.sql`select s.unit_id, min(${dayOfSql(Prisma.sql`s.created_at`)}) as since, make_date(s.year + 1, 1, 1) as until
			from iso_plan_step s where s.unit_id in (${units}) and s.dropped_reason is null group by s.unit_id, s.year`
	},
	/** Services that the unit handles were chosen. */
	services_chosen: onDay(
		(units) => Prisma.sql`select a.unit_id, min(${dayOfSql(Prisma.sql`a.updated_at`)}) from unit_admin_service a
			where a.unit_id in (${units}) and a.handled group by a.unit_id`
	),
	/** Model or manual, policy and objectives of the system in force. */
	system_issued: issued(['HTQLCL', 'STCL'], ['CSCL'], ['MTCL']),
	/** Procedures of the system and of internal work in force. */
	procedures_issued: issued(['QT']),
	/** A service handled by a procedure in force. */
	service_procedures_issued: {
		held: (units, day) => Prisma.sql`select d.unit_id, min(v.effective_from) as since, null::date as until
			from document d join version v on v.document_id = d.id and ${issuedVersion(day)}
			where d.unit_id in (${units}) and d.kind_code = 'QT' and d.class = 'tthc' group by d.unit_id`
	},
	/** A briefing was held, or all who were asked to read a document of the system have confirmed it. */
	readings_done: onDay(
		(units, day) => Prisma.sql`
			select b.unit_id, b.held_on from reading_briefing b where b.unit_id in (${units}) and ${byThen(Prisma.sql`b.recorded_at`, day)}
			union all
			select r.unit_id, max(${dayOfSql(Prisma.sql`r.decided_at`)}) from reading_request r join document d on d.id = r.document_id
				and d.kind_code in ('HTQLCL', 'STCL', 'CSCL', 'MTCL', 'QT')
			where r.unit_id in (${units}) and ${byThen(Prisma.sql`r.asked_at`, day)} group by r.unit_id, r.version_id, r.round
			having bool_and(r.state <> 'open' and ${byThen(Prisma.sql`r.decided_at`, day)}) and bool_or(r.state in ('confirmed', 'confirmed_on_paper'))`
	),
	/** A record of the work was filed. */
	records_kept: onDay(
		(units) => Prisma.sql`select q.unit_id, ${dayOfSql(Prisma.sql`q.created_at`)} from quality_record q where q.unit_id in (${units})`
	),
	/** The programme of internal audits of a year was signed; it holds until the year is over. */
	audit_programme: {
		held: (units) => Prisma.sql`select p.unit_id, ${dayOfSql(Prisma.sql`p.approved_at`)} as since, make_date(p.year + 1, 1, 1) as until
			from audit_programme p where p.unit_id in (${units}) and p.approved_at is not null`
	},
	/** An internal audit was closed. */
	internal_audit: onDay(
		(units) => Prisma.sql`select a.unit_id, ${dayOfSql(Prisma.sql`a.closed_at`)} from internal_audit a
			where a.unit_id in (${units}) and a.state = 'closed' and a.reported_at is not null`
	),
	/** Every action that came of a closed internal audit is closed too: the day of the last one. */
	actions_closed: onDay(
		(units, day) => Prisma.sql`
			select a.unit_id, ${dayOfSql(Prisma.sql`greatest(a.closed_at, max(c.closed_at))`)}
			from internal_audit a left join finding f on f.audit_id = a.id
				left join corrective_action c on c.finding_id = f.id and ${byThen(Prisma.sql`c.raised_at`, day)}
			where a.unit_id in (${units}) and a.state = 'closed' and a.reported_at is not null and ${byThen(Prisma.sql`a.closed_at`, day)}
			group by a.id having bool_and(c.id is null or c.state = 'closed' and ${byThen(Prisma.sql`c.closed_at`, day)})`
	)
};
