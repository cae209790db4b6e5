import type { PackScope } from '#lib/domain/reports/evidence-pack.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

export type PackAsk = {
	readonly unitId: string;
	readonly scope: PackScope;
	readonly subjectId: string | null;
	readonly year: number | null;
};

/**
 * What belongs to a pack. Of an inspection only what both sides signed: what a team noted before is not the unit's to read. For each kind of thing a SELECT of ids; all else hangs on these.
 */
export type Selection = {
	readonly versions: Prisma.Sql;
	readonly audits: Prisma.Sql;
	readonly inspections: Prisma.Sql;
	readonly findings: Prisma.Sql;
	readonly actions: Prisma.Sql;
	readonly records: Prisma.Sql;
	readonly requests: Prisma.Sql;
	/** Whether rows of the trail are shown with their text: all, those of the year, or those about what is selected. */
	readonly trail: Prisma.Sql;
};

const none = Prisma.sql`select null::uuid as id where false`;
const days = (year: number) => Prisma.sql`daterange(make_date(${year}, 1, 1), make_date(${year + 1}, 1, 1))`;
const zone = 'Asia/Ho_Chi_Minh';
/** The moment lies in that year of Asia/Ho_Chi_Minh. */
const inYear = (column: string, year: number) => Prisma.sql`extract(year from ${Prisma.raw(column)} at time zone ${zone}) = ${year}`;

export function selectionOf(ask: PackAsk): Selection {
	const { unitId, scope, subjectId, year } = ask;
	if (scope === 'audit') return ofAudit(unitId, subjectId ?? '');
	if (scope === 'inspection') return ofInspection(unitId, subjectId ?? '');
	return ofUnit(unitId, scope === 'year' ? year : null);
}

/** Of a year the findings of it, and those of before on which somebody was still working: an action says nothing without its finding. */
function ofUnit(unitId: string, year: number | null): Selection {
	const within = (sql: (year: number) => Prisma.Sql) => (year === null ? Prisma.sql`true` : sql(year));
	const actions = Prisma.sql`select a.id from corrective_action a where a.unit_id = ${unitId}::uuid
		and ${within(
			(one) => Prisma.sql`a.raised_at < make_date(${one + 1}, 1, 1)::timestamp at time zone ${zone}
			and (a.closed_at is null or a.closed_at >= make_date(${one}, 1, 1)::timestamp at time zone ${zone})`
		)}`;
	return {
		versions: Prisma.sql`select v.id from version v where v.unit_id = ${unitId}::uuid and v.state in ('issued', 'withdrawn')
			and ${within((one) => Prisma.sql`v.in_force && ${days(one)}`)}`,
		audits: Prisma.sql`select a.id from internal_audit a where a.unit_id = ${unitId}::uuid
			and ${within((one) => Prisma.sql`daterange(a.starts_on, a.ends_on, '[]') && ${days(one)}`)}`,
		inspections: Prisma.sql`select i.id from inspection i join audit_cycle c on c.id = i.cycle_id where i.unit_id = ${unitId}::uuid
			and i.state = 'closed' and ${within((one) => Prisma.sql`i.visit_on <@ ${days(one)}`)}`,
		findings: Prisma.sql`select f.id from finding f where f.unit_id = ${unitId}::uuid and f.state <> 'draft'
			and ${within((one) => Prisma.sql`(${inYear('f.raised_at', one)} or f.id in (select a.finding_id from corrective_action a where a.id in (${actions})))`)}`,
		actions,
		records: Prisma.sql`select r.id from quality_record r where r.unit_id = ${unitId}::uuid
			and ${within((one) => Prisma.sql`r.made_on <@ ${days(one)}`)}`,
		requests: Prisma.sql`select q.id from change_request q where q.unit_id = ${unitId}::uuid
			and ${within((one) => inYear('q.proposed_at', one))}`,
		trail: within((one) => inYear('t.at', one))
	};
}

function ofAudit(unitId: string, auditId: string): Selection {
	const findings = Prisma.sql`select f.id from finding f where f.audit_id = ${auditId}::uuid and f.unit_id = ${unitId}::uuid and f.state <> 'draft'`;
	return {
		versions: Prisma.sql`select v.id from version v join audit_scope_document d on d.document_id = v.document_id
			join internal_audit a on a.id = d.audit_id
			where d.audit_id = ${auditId}::uuid and v.unit_id = ${unitId}::uuid and v.state in ('issued', 'withdrawn')
				and v.in_force && daterange(a.starts_on, a.ends_on, '[]')`,
		audits: Prisma.sql`select a.id from internal_audit a where a.id = ${auditId}::uuid and a.unit_id = ${unitId}::uuid`,
		inspections: none,
		findings,
		...ofFindings(unitId, findings, ['audit', auditId])
	};
}

function ofInspection(unitId: string, inspectionId: string): Selection {
	const findings = Prisma.sql`select f.id from finding f where f.inspection_id = ${inspectionId}::uuid and f.unit_id = ${unitId}::uuid and f.state <> 'draft'`;
	return {
		versions: Prisma.sql`select p.version_id as id from evidence_pointer p join inspection_answer a on a.id = p.subject_id
			join version v on v.id = p.version_id
			where a.inspection_id = ${inspectionId}::uuid and p.subject_type = 'inspection_answer' and p.removed_at is null
				and v.unit_id = ${unitId}::uuid and v.state in ('issued', 'withdrawn')`,
		audits: none,
		inspections: Prisma.sql`select i.id from inspection i where i.id = ${inspectionId}::uuid and i.unit_id = ${unitId}::uuid and i.state = 'closed'`,
		findings,
		...ofFindings(unitId, findings, ['inspection', inspectionId])
	};
}

function ofFindings(unitId: string, findings: Prisma.Sql, [type, id]: readonly [string, string]) {
	// What follows a failed action belongs to its finding as well, however long the row of them is.
	const actions = Prisma.sql`with recursive following as (
			select a.id from corrective_action a where a.unit_id = ${unitId}::uuid and a.finding_id in (${findings})
			union
			select n.id from corrective_action n join following f on n.predecessor_id = f.id where n.unit_id = ${unitId}::uuid
		) select id from following`;
	return {
		actions,
		records: none,
		requests: none,
		trail: Prisma.sql`(t.subject_type = ${type} and t.subject_id = ${id}
			or t.subject_type = 'finding' and t.subject_id in (select s.id::text from (${findings}) s)
			or t.subject_type = 'corrective_action' and t.subject_id in (select s.id::text from (${actions}) s))`
	};
}
