import { Prisma } from '#lib/server/platform/generated/client.ts';
import type { PackAsk, Selection } from './selection.ts';

export type PackTable = {
	readonly name: string;
	/** The column by which its rows are told apart within the unit; `id` where none is given. */
	readonly key?: string;
	/** Which rows, as a condition over the table as `t`. */
	readonly where: (chosen: Selection, ask: PackAsk) => Prisma.Sql;
};

const of = (name: string, column: string, kind: keyof Selection): PackTable => ({
	name,
	where: (chosen) => Prisma.sql`t.${Prisma.raw(column)} in (${chosen[kind]})`
});
const within = (name: string, column: string, through: string, throughColumn: string, kind: keyof Selection): PackTable => ({
	name,
	where: (chosen) =>
		Prisma.sql`t.${Prisma.raw(column)} in (select p.id from ${Prisma.raw(through)} p where p.${Prisma.raw(throughColumn)} in (${chosen[kind]}))`
});
/** Of the unit as a whole, in packs of a unit or a year. */
const ofUnit = (name: string): PackTable => ({
	name,
	where: (_chosen, { unitId, scope }) =>
		scope === 'unit' || scope === 'year' ? Prisma.sql`t.unit_id = ${unitId}::uuid` : Prisma.sql`false`
});
/** Signatures, files and pointers name their subject by kind and id. */
const subjects = (chosen: Selection) => Prisma.sql`
	(t.subject_type = 'audit' and t.subject_id in (${chosen.audits})
	or t.subject_type = 'inspection' and t.subject_id in (${chosen.inspections})
	or t.subject_type = 'finding' and t.subject_id in (${chosen.findings})
	or t.subject_type in ('corrective_action', 'action_check') and t.subject_id in (${chosen.actions})
	or t.subject_type = 'action_line' and t.subject_id in (select l.id from action_line l where l.action_id in (${chosen.actions}))
	or t.subject_type = 'audit_question' and t.subject_id in (select q.id from audit_question q where q.audit_id in (${chosen.audits}))
	or t.subject_type = 'inspection_answer' and t.subject_id in (select q.id from inspection_answer q where q.inspection_id in (${chosen.inspections})))`;

/** The condition of files that are evidence of something in the pack. */
export const evidenceOfPack = (chosen: Selection): Prisma.Sql => subjects(chosen);

const batches = (chosen: Selection) => Prisma.sql`select l.batch_id from issue_batch_line l where l.version_id in (${chosen.versions})
	union select v.issue_batch_id from version v where v.id in (${chosen.versions}) and v.issue_batch_id is not null`;
const documents = (chosen: Selection) => Prisma.sql`select v.document_id from version v where v.id in (${chosen.versions})`;

/**
 * The rows that go into a pack, table by table, the whole row as the database has it. A table of a unit that is not
 * here is named in the test with those that prove nothing.
 */
export const packTables: readonly PackTable[] = [
	{ name: 'document', where: (chosen) => Prisma.sql`t.id in (${documents(chosen)})` },
	of('version', 'id', 'versions'),
	of('version_act', 'version_id', 'versions'),
	{
		name: 'signature',
		where: (chosen) => Prisma.sql`(t.version_id in (${chosen.versions}) or t.issue_batch_id in (${batches(chosen)}))`
	},
	{ name: 'issue_batch', where: (chosen) => Prisma.sql`t.id in (${batches(chosen)})` },
	{ name: 'issue_batch_line', where: (chosen) => Prisma.sql`t.batch_id in (${batches(chosen)})` },
	{ name: 'batch_correction', where: (chosen) => Prisma.sql`t.batch_id in (${batches(chosen)})` },
	{ ...of('reading_request', 'version_id', 'versions') },
	of('reading_briefing', 'version_id', 'versions'),
	of('numbered_print', 'version_id', 'versions'),
	of('change_request', 'id', 'requests'),
	of('change_request_event', 'request_id', 'requests'),
	ofUnit('record_series'),
	ofUnit('record_year'),
	of('quality_record', 'id', 'records'),
	of('record_file', 'record_id', 'records'),
	of('internal_audit', 'id', 'audits'),
	of('audit_team_member', 'audit_id', 'audits'),
	of('audit_slot', 'audit_id', 'audits'),
	of('audit_question', 'audit_id', 'audits'),
	ofUnit('audit_programme'),
	of('inspection', 'id', 'inspections'),
	of('inspection_answer', 'inspection_id', 'inspections'),
	of('inspection_act', 'inspection_id', 'inspections'),
	of('finding', 'id', 'findings'),
	of('corrective_action', 'id', 'actions'),
	of('action_line', 'action_id', 'actions'),
	of('action_extension', 'action_id', 'actions'),
	of('action_act', 'action_id', 'actions'),
	{ name: 'evidence_file', where: subjects },
	{ name: 'evidence_pointer', where: subjects },
	{ name: 'act_signature', where: subjects },
	ofUnit('membership'),
	...[
		'unit_version',
		'division',
		'unit_standard',
		'steering_committee',
		'iso_plan_step',
		'sod_exception',
		'take_on',
		'periodic_review',
		'record_disposal',
		'external_document',
		'model_adoption',
		'auditor',
		'audit_area',
		'fault_report',
		'criteria_score',
		'roll_out_unit',
		'announcement',
		'system_confirmation',
		'outside_paper',
		'objective_set',
		'risk',
		'external_provider',
		'service_figure',
		'training',
		'person_certificate',
		'management_review',
		'periodic_report'
	].map(ofUnit),
	{
		name: 'periodic_report_issue',
		where: (_chosen, { unitId, scope }) =>
			scope === 'unit' || scope === 'year'
				? Prisma.sql`t.report_id in (select r.id from periodic_report r where r.unit_id = ${unitId}::uuid)`
				: Prisma.sql`false`
	},
	{ ...ofUnit('unit_admin_service'), key: 'service_id' },
	{ ...of('carried_version', 'version_id', 'versions'), key: 'version_id' },
	within('audit_team_area', 'member_id', 'audit_team_member', 'audit_id', 'audits')
];
