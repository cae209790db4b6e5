import { Prisma } from '#lib/server/platform/generated/client.ts';
import { ofYear } from './of-year.ts';
import type { PackAsk, Selection } from './selection.ts';

export type PackTable = {
	readonly name: string;
	/** What tells its rows apart within the unit, as SQL that is a uuid; `t.id` where none is given. */
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
const isWhole = ({ scope }: PackAsk) => scope === 'unit' || scope === 'year';
/** Rows of a register that are in the pack. */
const registered = (parent: string, ask: PackAsk) =>
	Prisma.sql`select p.id from ${Prisma.raw(parent)} p where p.unit_id = ${ask.unitId}::uuid and ${ofYear(parent, 'p', ask)}`;
/** Of the unit as a whole in packs of a unit, of the year in packs of a year. */
const ofUnit = (name: string): PackTable => ({
	name,
	where: (_chosen, ask) => (isWhole(ask) ? Prisma.sql`t.unit_id = ${ask.unitId}::uuid and ${ofYear(name, 't', ask)}` : Prisma.sql`false`)
});
/** Lines of what is `ofUnit`. */
const under = (name: string, column: string, parent: string, key?: string): PackTable => ({
	name,
	...(key ? { key } : {}),
	where: (_chosen, ask) => (isWhole(ask) ? Prisma.sql`t.${Prisma.raw(column)} in (${registered(parent, ask)})` : Prisma.sql`false`)
});
/** Of a table that is told apart by two ids: one of both. */
const both = (one: string, other: string) => `md5(t.${one}::text || t.${other}::text)::uuid`;
const linesOfUnit = (ask: PackAsk) => Prisma.sql`select o.line_id from objective o where o.set_id in (${registered('objective_set', ask)})`;

/** Results and answers belong to the line, whatever its wording was. */
const ofObjectives = (name: string): PackTable => ({
	name,
	where: (_chosen, ask) => (isWhole(ask) ? Prisma.sql`t.line_id in (${linesOfUnit(ask)})` : Prisma.sql`false`)
});

/** What is evidence of the unit as a whole: signatures under its papers, files of its registers. */
const ofRegisters = (ask: PackAsk) =>
	isWhole(ask)
		? Prisma.sql`(t.subject_type = 'objective' and t.subject_id in (${linesOfUnit(ask)})
			or t.subject_type = 'provider_rating' and t.subject_id in (select r.id from provider_rating r where r.provider_id in (${registered('external_provider', ask)}))
			or t.subject_type = 'roll_out_item' and t.subject_id in (select i.id from roll_out_item i where i.roll_out_unit_id in (${registered('roll_out_unit', ask)}))
			or ${Prisma.join(
				signedRegisters.map((name) => Prisma.sql`t.subject_type = '${Prisma.raw(name)}' and t.subject_id in (${registered(name, ask)})`),
				' or '
			)})`
		: Prisma.sql`false`;
const signedRegisters = [
	'objective_set',
	'training',
	'person_certificate',
	'management_review',
	'periodic_report',
	'announcement',
	'system_confirmation',
	'audit_programme',
	'auditor',
	'fault_report'
] as const;

/** Signatures, files and pointers name their subject by kind and id. */
const subjects = (chosen: Selection, ask: PackAsk) => Prisma.sql`(${ofRegisters(ask)} or ${subjectsOfRounds(chosen)})`;
const subjectsOfRounds = (chosen: Selection) => Prisma.sql`
	(t.subject_type = 'audit' and t.subject_id in (${chosen.audits})
	or t.subject_type = 'inspection' and t.subject_id in (${chosen.inspections})
	or t.subject_type = 'finding' and t.subject_id in (${chosen.findings})
	or t.subject_type in ('corrective_action', 'action_check') and t.subject_id in (${chosen.actions})
	or t.subject_type = 'action_line' and t.subject_id in (select l.id from action_line l where l.action_id in (${chosen.actions}))
	or t.subject_type = 'audit_question' and t.subject_id in (select q.id from audit_question q where q.audit_id in (${chosen.audits}))
	or t.subject_type = 'inspection_answer' and t.subject_id in (select q.id from inspection_answer q where q.inspection_id in (${chosen.inspections})))`;

/** Of a unit or a year those of it; else those under which something in the pack was signed: who acted for whom. */
const delegations = (chosen: Selection, ask: PackAsk) =>
	isWhole(ask)
		? Prisma.sql`t.unit_id = ${ask.unitId}::uuid and ${ofYear('delegation', 't', ask)}`
		: Prisma.sql`t.id in (select t.delegation_id from act_signature t where t.delegation_id is not null and ${subjects(chosen, ask)}
			union select s.delegation_id from signature s where s.delegation_id is not null and s.version_id in (${chosen.versions}))`;

/** The condition of files that are evidence of something in the pack. */
export const evidenceOfPack = subjects;

const batches = (chosen: Selection) => Prisma.sql`select l.batch_id from issue_batch_line l where l.version_id in (${chosen.versions})
	union select v.issue_batch_id from version v where v.id in (${chosen.versions}) and v.issue_batch_id is not null`;
/** Papers that were signed outside eISO come with the batch or the announcement that they are of; those of a whole unit or year besides. */
const outsidePapers = (
	chosen: Selection,
	ask: PackAsk
) => Prisma.sql`(t.subject_type = 'issue_batch' and t.subject_id in (${batches(chosen)})
	or ${
		isWhole(ask)
			? Prisma.sql`t.subject_type = 'announcement' and t.subject_id in (${registered('announcement', ask)})
		or t.unit_id = ${ask.unitId}::uuid and ${ofYear('outside_paper', 't', ask)}`
			: Prisma.sql`false`
	})`;
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
	{ name: 'outside_paper', where: outsidePapers },
	ofUnit('membership'),
	{ name: 'delegation', where: delegations },
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
		'objective_set',
		'risk',
		'external_provider',
		'service_figure',
		'training',
		'person_certificate',
		'management_review',
		'periodic_report',
		'hand_over'
	].map(ofUnit),
	{
		name: 'periodic_report_issue',
		where: (_chosen, ask) => (isWhole(ask) ? Prisma.sql`t.report_id in (${registered('periodic_report', ask)})` : Prisma.sql`false`)
	},
	{ ...ofUnit('unit_admin_service'), key: 't.service_id' },
	{ ...of('carried_version', 'version_id', 'versions'), key: 't.version_id' },
	within('audit_team_area', 'member_id', 'audit_team_member', 'audit_id', 'audits'),
	within('audit_slot_person', 'slot_id', 'audit_slot', 'audit_id', 'audits'),
	of('audit_scope_area', 'audit_id', 'audits'),
	of('audit_scope_document', 'audit_id', 'audits'),
	of('audit_scope_line', 'audit_id', 'audits'),
	of('action_document', 'action_id', 'actions'),
	of('guest_review', 'version_id', 'versions'),
	of('admin_service_confirmation', 'version_id', 'versions'),
	{ ...of('version_author', 'version_id', 'versions'), key: 'md5(t.version_id::text || t.round::text || t.user_id::text)::uuid' },
	{ ...of('version_reference', 'version_id', 'versions'), key: both('version_id', 'document_id') },
	{ ...of('version_external_reference', 'version_id', 'versions'), key: both('version_id', 'external_id') },
	{ ...of('change_request_document', 'request_id', 'requests'), key: both('request_id', 'document_id') },
	{ ...of('change_request_link', 'request_id', 'requests'), key: both('request_id', 'version_id') },
	within('reading_briefing_line', 'briefing_id', 'reading_briefing', 'version_id', 'versions'),
	of('record_hold', 'record_id', 'records'),
	under('record_disposal_line', 'disposal_id', 'record_disposal', both('disposal_id', 'record_id')),
	under('division_version', 'division_id', 'division'),
	under('committee_member', 'committee_id', 'steering_committee'),
	under('take_on_line', 'take_on_id', 'take_on'),
	under('external_repeal', 'external_id', 'external_document'),
	under('model_adoption_act', 'adoption_id', 'model_adoption'),
	under('audit_programme_line', 'programme_id', 'audit_programme'),
	under('audit_programme_gap', 'programme_id', 'audit_programme'),
	under('audit_programme_revision', 'programme_id', 'audit_programme'),
	under('roll_out_item', 'roll_out_unit_id', 'roll_out_unit'),
	{
		name: 'roll_out_act',
		where: (_chosen, ask) =>
			isWhole(ask)
				? Prisma.sql`t.item_id in (select i.id from roll_out_item i where i.roll_out_unit_id in (${registered('roll_out_unit', ask)}))`
				: Prisma.sql`false`
	},
	under('roll_out_due', 'roll_out_unit_id', 'roll_out_unit'),
	under('announcement_service', 'announcement_id', 'announcement'),
	under('announcement_sending', 'announcement_id', 'announcement'),
	under('announcement_correction', 'announcement_id', 'announcement'),
	under('objective', 'set_id', 'objective_set'),
	under('objective_revision', 'set_id', 'objective_set'),
	ofObjectives('objective_result'),
	ofObjectives('objective_response'),
	ofObjectives('objective_outcome'),
	under('risk_assessment', 'risk_id', 'risk'),
	under('risk_measure', 'risk_id', 'risk'),
	under('risk_action', 'risk_id', 'risk'),
	under('provider_rating', 'provider_id', 'external_provider'),
	under('training_participant', 'training_id', 'training'),
	under('management_review_member', 'review_id', 'management_review'),
	under('management_review_input', 'review_id', 'management_review'),
	under('management_review_decision', 'review_id', 'management_review'),
	under('hand_over_confirmation', 'hand_over_id', 'hand_over'),
	under('hand_over_choice', 'hand_over_id', 'hand_over')
];

/** The condition of the rows of a table, as `t`, that are in the pack. */
export function rowsOfPack(name: string, chosen: Selection, ask: PackAsk): Prisma.Sql {
	const table = packTables.find((one) => one.name === name);
	if (!table) throw new Error(`${name} is in no pack`);
	return table.where(chosen, ask);
}
