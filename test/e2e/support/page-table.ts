import type { Page } from '@playwright/test';
import { addressOfPerson } from './people.ts';

/** One kind of page, as somebody sees it who may. */
export type PageKind = {
	readonly name: string;
	/** The account, or its part before `@eiso.example`; none: without an account. */
	readonly as?: string;
	/** An address, or where the way to it begins. */
	readonly at: string;
	/** Links to follow from there, as selectors. */
	readonly by?: readonly string[];
	/** Added to the address that was reached: `/settings`, `?ask=approve`. */
	readonly then?: string;
	/** The status that it answers with, where it is not 200. */
	readonly status?: number;
};

const row = 'main tbody a.code';
const internalAudit = { at: '/audits?state=in_progress', by: [row] } as const;
const sampleList = 'main tbody tr:has-text("Mẫu") a';
const openVersion = 'main a[href^="/versions/"]';
const document = (code: string) => ({ at: `/documents?state=all&q=${code}`, by: [row] });
const version = (code: string) => ({ at: `/documents?state=all&q=${code}`, by: [row, openVersion] });
// Of the demo's own cycle: a journey has inspections on site at the same time.
const onSite = 'main tbody tr:has-text("CK-2026-01") a';
const batch = (state: string) => ({ at: '/issue-batches', by: [`main tbody tr:has-text("${state}") a`] });
const wave = { at: '/roll-out/waves', by: ['main tbody tr:has-text("Đợt xây dựng mới") a'] } as const;
const cycle = (number: string) => ({ at: '/audit-cycles', by: [`main tbody tr:has-text("${number}") a`] });
/** Of the internal audits of the demo. */
const auditLead = addressOfPerson('SO-NV/drafter.TTR.1');

/** A new page is one line. Documents are those of the demo (prisma/seed/content/unit-plans.ts). */
export const pageKinds: readonly PageKind[] = [
	{ name: 'sign-in', at: '/sign-in' },
	{ name: 'check of a print', at: '/v' },
	{ name: 'check of an unknown code', at: '/v/ABCD-EFGH-JKMN' },
	{ name: 'invitation with a slip', at: '/invitation' },
	{ name: 'reset by mail', at: '/reset' },
	{ name: 'assisted reset', at: '/reset/assisted' },

	{ name: 'home of an officer', as: 'officer', at: '/' },
	{ name: 'home of a reviewer', as: 'reviewer', at: '/' },
	{ name: 'home of a head', as: 'head', at: '/' },
	{ name: 'home of staff', as: 'staff', at: '/' },
	{ name: 'home of the coordinator', as: 'coordinator', at: '/' },
	{ name: 'home of an inspector', as: 'auditor', at: '/' },
	{ name: 'home of the administrator', as: 'admin', at: '/' },
	{ name: 'home on the first day', as: 'officer.new', at: '/' },
	{ name: 'approvals', as: 'head', at: '/approvals' },
	{ name: 'approvals with nothing', as: 'officer.new', at: '/approvals' },
	{ name: 'approvals, signing all of them', as: 'head', at: '/approvals?version=all&ask=sign' },
	{ name: 'notices', as: 'officer', at: '/notices' },

	{ name: 'external documents of a unit', as: 'officer', at: '/external-documents' },
	{ name: 'external documents, for staff', as: 'staff', at: '/external-documents' },
	{ name: 'external documents of the province', as: 'coordinator', at: '/external-documents?list=province' },
	{ name: 'external documents to take in', as: 'officer', at: '/external-documents?list=province' },
	{ name: 'an external document, for staff', as: 'staff', at: '/external-documents', by: ['main tbody a'] },
	{ name: 'an external document that is repealed', as: 'officer', at: '/external-documents?state=ending', by: ['main tbody a'] },
	{ name: 'an external document, for its keeper', as: 'coordinator', at: '/external-documents?list=province', by: ['main tbody a'] },
	{ name: 'editing an external document', as: 'coordinator', at: '/external-documents?list=province', by: ['main tbody a'], then: '/edit' },
	{ name: 'how an external document is kept', as: 'officer', at: '/external-documents', by: ['main tbody a'], then: '/keeping' },
	{ name: 'paper documents to take on', as: 'officer', at: '/documents/take-on' },
	{ name: 'import of external documents', as: 'officer', at: '/external-documents/import' },
	{ name: 'new external document', as: 'officer', at: '/external-documents/new' },
	{ name: 'periodic reviews', as: 'officer', at: '/periodic-reviews' },
	{ name: 'periodic reviews that are planned', as: 'head', at: '/periodic-reviews?view=planned' },
	{ name: 'periodic reviews that were done', as: 'reviewer', at: '/periodic-reviews?view=done' },
	{ name: 'a periodic review, for a head', as: 'head', at: '/periodic-reviews', by: ['main tbody a'] },
	{ name: 'a periodic review, for the officer', as: 'officer', at: '/periodic-reviews', by: ['main tbody a'] },
	{ name: 'how documents are kept up to date', as: 'officer', at: '/settings/upkeep' },
	{ name: 'dates and intervals of the province', as: 'coordinator', at: '/settings/upkeep/province' },

	{ name: 'change requests', as: 'officer', at: '/change-requests' },
	{ name: 'change requests of every state', as: 'head', at: '/change-requests?state=all' },
	{ name: 'change requests of staff', as: 'staff', at: '/change-requests?mine=1' },
	{ name: 'change requests, none yet', as: 'officer.new', at: '/change-requests' },
	{ name: 'change request to consider', as: 'officer', at: '/change-requests?state=proposed', by: [row] },
	{ name: 'change request to decide on', as: 'head', at: '/change-requests?state=considered', by: [row] },
	{ name: 'change request, declining', as: 'head', at: '/change-requests?state=considered', by: [row], then: '?ask=decline' },
	{ name: 'change request that was accepted', as: 'officer', at: '/change-requests?state=accepted', by: [row] },
	{ name: 'change request of staff', as: 'staff', at: '/change-requests', by: [row] },
	{ name: 'new change request', as: 'staff', at: '/change-requests/new' },
	{ name: 'changes without a request', as: 'head', at: '/settings/changes' },
	{ name: 'two versions side by side', as: 'officer', ...document('QT.VTLT.02'), then: '/compare' },

	{ name: 'corrective actions', as: 'officer', at: '/corrective-actions' },
	{ name: 'corrective actions as a board', as: 'head', at: '/corrective-actions?view=board&state=all' },
	{ name: 'corrective actions of the province', as: 'coordinator', at: '/corrective-actions?state=all' },
	{ name: 'corrective actions of an inspector', as: 'auditor', at: '/corrective-actions' },
	{ name: 'corrective actions, none yet', as: 'officer.new', at: '/corrective-actions' },
	{ name: 'corrective action to assign', as: 'officer', at: '/corrective-actions?state=raised', by: [row] },
	{ name: 'corrective action that is analysed', as: 'officer', at: '/corrective-actions?state=analysing', by: [row] },
	{
		name: 'corrective action whose plan waits',
		as: 'head',
		at: '/corrective-actions?state=awaiting_plan_approval&sort=-number',
		by: [row]
	},
	{
		name: 'corrective action, returning its plan',
		as: 'head',
		at: '/corrective-actions?state=awaiting_plan_approval',
		by: [row],
		then: '?ask=return'
	},
	{ name: 'corrective action that is late', as: 'head', at: '/corrective-actions?late=1', by: [row] },
	{ name: 'corrective action with a line to do', as: 'staff', at: '/corrective-actions?state=in_progress', by: [row] },
	{ name: 'check of a corrective action', as: 'officer', at: '/corrective-actions?state=verifying', by: [row], then: '/check' },
	{ name: 'outline of a corrective action', as: 'coordinator', at: '/corrective-actions?source=late_dossier', by: [row] },
	{ name: 'new corrective action', as: 'officer', at: '/corrective-actions/new' },
	{ name: 'what came again', as: 'head', at: '/corrective-actions/recurrences' },
	{ name: 'what came again in the province', as: 'coordinator', at: '/corrective-actions/recurrences' },
	{ name: 'checks of sister units', as: 'officer', at: '/sister-checks' },
	{ name: 'checks of sister units, for the Department', as: 'coordinator', at: '/sister-checks' },
	{ name: 'days of corrective actions', as: 'officer', at: '/settings/actions' },
	{ name: 'days of corrective actions of the province', as: 'coordinator', at: '/settings/actions/province' },
	{ name: 'fault reports', as: 'staff', at: '/corrective-actions/reports' },
	{ name: 'fault report to decide', as: 'officer', at: '/corrective-actions/reports', by: ['main li a.code'] },

	{ name: 'register of records', as: 'officer', at: '/records' },
	{ name: 'register with nothing found', as: 'officer', at: '/records?q=zzzz' },
	{ name: 'register of nothing', as: 'officer.new', at: '/records' },
	{ name: 'record', as: 'officer', at: '/records', by: [row] },
	{ name: 'record, placing a hold', as: 'officer', at: '/records', by: [row], then: '?ask=hold' },
	{ name: 'new record', as: 'officer', at: '/records/new' },
	{ name: 'list of records', as: 'officer', at: '/records/series' },
	{ name: 'line of the list of records', as: 'officer', at: '/records/series', by: [row] },
	{ name: 'new line of the list of records', as: 'officer', at: '/records/series/new' },
	{ name: 'disposals', as: 'head', at: '/records/disposals' },
	{ name: 'disposal, signing', as: 'head', at: '/records/disposals', by: [row], then: '?ask=approve' },
	{ name: 'new disposal', as: 'officer', at: '/records/disposals/new' },
	{ name: 'evidence packs', as: 'officer', at: '/evidence-packs' },
	{ name: 'hand-overs', as: 'officer', at: '/people/hand-overs' },
	{ name: 'hand-over, its list', as: 'officer', at: '/people/hand-overs', by: ['main tbody a[href^="/people/hand-overs/"]'] },
	{ name: 'new hand-over', as: 'officer', at: '/people/hand-overs/new' },
	{ name: 'reports', as: 'officer', at: '/reports' },
	{ name: 'report', as: 'officer', at: '/reports', by: ['main tbody a[href^="/reports/"]'] },
	{ name: 'reports of the province', as: 'coordinator', at: '/reports' },

	{ name: 'editor of a procedure', as: 'officer', at: '/documents?state=all&open=any&q=QT.VTLT.31', by: [row], then: '/edit' },
	{ name: 'steps of a procedure', as: 'officer', at: '/documents?state=all&open=any&q=QT.VTLT.32', by: [row], then: '/edit?section=steps' },
	{ name: 'master list', as: 'officer', at: '/documents' },
	{ name: 'master list with open versions', as: 'officer', at: '/documents?state=all&open=any' },
	{ name: 'master list of a day', as: 'staff', at: '/documents?asOf=2025-06-01&kind=QT' },
	{ name: 'master list of the province', as: 'coordinator', at: '/documents' },
	{ name: 'master list with nothing found', as: 'staff', at: '/documents?q=zzzz' },
	{ name: 'master list of nothing', as: 'officer.new', at: '/documents' },
	{ name: 'audit cycles', as: 'coordinator', at: '/audit-cycles' },
	{ name: 'audit cycles of an inspector', as: 'auditor', at: '/audit-cycles' },
	{ name: 'new audit cycle', as: 'coordinator', at: '/audit-cycles/new' },
	{ name: 'audit cycle, its board', as: 'coordinator', ...cycle('CK-2026-01') },
	{ name: 'audit cycle, its board for an inspector', as: 'auditor', ...cycle('CK-2026-01') },
	{ name: 'audit cycle, closed', as: 'coordinator', ...cycle('CK-2025-01') },
	{ name: 'teams of an audit cycle', as: 'coordinator', ...cycle('CK-2026-01'), then: '/teams' },
	{ name: 'roll-out over the province', as: 'coordinator', at: '/roll-out' },
	{ name: 'roll-out waves', as: 'coordinator', at: '/roll-out/waves' },
	{ name: 'new roll-out wave', as: 'coordinator', at: '/roll-out/waves/new' },
	{ name: 'roll-out wave, its plan', as: 'coordinator', ...wave },
	{ name: 'roll-out wave, a step of its plan', as: 'coordinator', at: wave.at, by: [...wave.by, 'main tbody a[href*="step="]'] },
	{ name: 'roll-out wave, its units', as: 'coordinator', ...wave, then: '?view=units' },
	{ name: 'roll-out wave, what waits', as: 'coordinator', ...wave, then: '?view=claims' },
	{ name: 'facts of a roll-out wave', as: 'coordinator', ...wave, then: '/edit' },
	{ name: 'units for a roll-out wave', as: 'coordinator', ...wave, then: '/units' },
	{ name: 'progress of a roll-out wave from a file', as: 'coordinator', ...wave, then: '/progress' },
	{
		name: 'roll-out of a unit',
		as: 'coordinator',
		at: wave.at,
		by: [...wave.by, 'main a[href$="view=claims"]', 'main tbody a[href^="/roll-out/units/"]']
	},
	{ name: 'own calendar', as: 'coordinator', at: '/account/calendar' },
	{ name: 'inspections of a unit', as: 'officer', at: '/inspections' },
	{ name: 'inspections of an inspector', as: 'auditor', at: '/inspections' },
	{ name: 'inspections of the province', as: 'coordinator', at: '/inspections' },
	{ name: 'inspection, assessing itself', as: 'officer', at: '/inspections?state=notified', by: ['main tbody a'] },
	{
		name: 'answers of a self-assessment',
		as: 'officer',
		at: '/inspections?state=notified',
		by: ['main tbody a', 'main a[href$="/self-assessment"]']
	},
	{ name: 'inspection, its minutes to sign', as: 'head.communes', at: '/inspections?state=minutes', by: ['main tbody a'] },
	{
		name: 'inspection, signing its minutes',
		as: 'head.communes',
		at: '/inspections?state=minutes',
		by: ['main tbody a'],
		then: '?ask=sign'
	},
	{ name: 'inspection on site', as: 'auditor', at: '/inspections?state=on_site', by: [onSite] },
	{ name: 'answers on site', as: 'auditor', at: '/inspections?state=on_site', by: [onSite, 'main a[href$="/checklist"]'] },
	{ name: 'inspection, closed', as: 'coordinator', at: '/inspections?state=closed', by: ['main tbody a'] },
	{
		name: 'a question of an inspection',
		as: 'auditor',
		at: '/inspections?state=on_site',
		by: [onSite, 'main a[href*="/answers/"]']
	},
	{ name: 'internal audits', as: 'officer', at: '/audits' },
	{ name: 'internal audits of the province', as: 'coordinator', at: '/audits' },
	{ name: 'internal audit, its findings for the lead', as: auditLead, ...internalAudit, then: '?part=findings' },
	{ name: 'answers of an internal audit', as: auditLead, ...internalAudit, then: '/checklist' },
	{ name: 'new internal audit', as: 'officer', at: '/audits/new' },
	{ name: 'internal audit, its plan', as: 'officer', ...internalAudit },
	{ name: 'internal audit, its team', as: 'officer', ...internalAudit, then: '?part=team' },
	{ name: 'internal audit, its timetable', as: 'head', ...internalAudit, then: '?part=timetable' },
	{ name: 'internal audit, its findings', as: 'head', ...internalAudit, then: '?part=findings' },
	{ name: 'internal audit, reported', as: 'head', at: '/audits?state=closed', by: [row], then: '?part=report' },
	{ name: 'checklist of an internal audit, reading', as: 'officer', ...internalAudit, then: '/checklist' },
	{ name: 'announcements', as: 'officer', at: '/announcements' },
	{ name: 'announcements of the province', as: 'coordinator', at: '/announcements' },
	{ name: 'new announcement', as: 'officer.communes', at: '/announcements/new' },
	{ name: 'announcement, to sign', as: 'head', at: '/announcements', by: ['main tbody tr:has-text("305/QĐ-SNV") a'] },
	{ name: 'announcement in force', as: 'officer', at: '/announcements', by: ['main .strip a'] },
	{ name: 'confirmation of the system', as: 'head', at: '/announcements', by: ['main a[href^="/announcements/confirmations/"]'] },
	{ name: 'public register', at: '/register' },
	{ name: 'unit in the public register', at: '/register', by: ['main tbody a'] },
	{ name: 'audit programmes', as: 'officer', at: '/audits/programmes' },
	{ name: 'audit programmes of the province', as: 'coordinator', at: '/audits/programmes' },
	{ name: 'audit programme, draft', as: 'officer', at: '/audits/programmes', by: ['main tbody tr:first-child a'] },
	{ name: 'audit programme, signed', as: 'head', at: '/audits/programmes', by: ['main tbody tr:last-child a'] },
	{
		name: 'audit programme, one audit',
		as: 'officer',
		at: '/audits/programmes',
		by: ['main tbody tr:first-child a', 'main a[href*="/lines/"]']
	},
	{ name: 'audit areas', as: 'officer', at: '/audits/areas' },
	{ name: 'audit area', as: 'officer', at: '/audits/areas', by: ['main tbody a'] },
	{ name: 'audit area, reading', as: 'reviewer', at: '/audits/areas', by: ['main tbody a'] },
	{ name: 'new audit area', as: 'officer', at: '/audits/areas/new' },
	{ name: 'auditors', as: 'head', at: '/audits/auditors' },
	{ name: 'auditors of the province', as: 'coordinator', at: '/audits/auditors' },
	{ name: 'auditor', as: 'officer', at: '/audits/auditors', by: ['main tbody a'] },
	{ name: 'auditor, reading', as: 'reviewer', at: '/audits/auditors', by: ['main tbody a'] },
	{ name: 'new auditor', as: 'officer', at: '/audits/auditors/new' },
	{ name: 'management reviews', as: 'officer', at: '/management-reviews' },
	{ name: 'management review', as: 'officer', at: '/management-reviews', by: ['main tbody a'] },
	{ name: 'new management review', as: 'officer', at: '/management-reviews/new' },
	{ name: 'objectives', as: 'officer', at: '/objectives' },
	{ name: 'objectives of a year', as: 'officer', at: '/objectives', by: ['main tbody a'] },
	{ name: 'objective', as: 'officer', at: '/objectives', by: ['main tbody a', 'main tbody a'] },
	{ name: 'risks', as: 'officer', at: '/risks' },
	{ name: 'risk', as: 'officer', at: '/risks', by: ['main section tbody a.link:not([href*="cell"])'] },
	{ name: 'scale of risks', as: 'officer', at: '/risks/scale' },
	{ name: 'new risk', as: 'officer', at: '/risks/new' },
	{ name: 'delegations', as: 'officer', at: '/delegations?view=unit' },
	{ name: 'delegation', as: 'officer', at: '/delegations?view=unit', by: ['main tbody a'] },
	{ name: 'new delegation', as: 'officer', at: '/delegations/new' },
	{ name: 'providers', as: 'officer', at: '/providers' },
	{ name: 'provider', as: 'officer', at: '/providers', by: ['main tbody a'] },
	{ name: 'new provider', as: 'officer', at: '/providers/new' },
	{ name: 'satisfaction', as: 'officer', at: '/satisfaction' },
	{ name: 'importing figures', as: 'officer', at: '/satisfaction/import' },
	{ name: 'training', as: 'officer', at: '/training' },
	{ name: 'planned training', as: 'officer', at: '/training?view=needs' },
	{ name: 'certificates', as: 'officer', at: '/training?view=certificates' },
	{ name: 'a training', as: 'officer', at: '/training', by: ['main tbody a'] },
	{ name: 'a certificate', as: 'officer', at: '/training?view=certificates', by: ['main tbody a'] },
	{ name: 'new training', as: 'officer', at: '/training/new' },
	{ name: 'the turn of the year', as: 'officer', at: '/year' },
	{ name: 'the turn of the year, for the head', as: 'head', at: '/year' },
	{ name: 'the turn of the year in the units', as: 'coordinator', at: '/year' },
	{ name: 'new certificate', as: 'officer', at: '/training/certificates/new' },
	{ name: 'checklists of a unit', as: 'officer', at: '/checklists' },
	{ name: 'checklists of the province', as: 'coordinator', at: '/checklists' },
	{ name: 'checklist, a sample', as: 'officer', at: '/checklists', by: [sampleList] },
	{ name: 'checklist, comparing', as: 'coordinator', at: '/checklists', by: ['main tbody a'], then: '/compare' },
	{ name: 'new checklist', as: 'officer', at: '/checklists/new' },
	{ name: 'new checklist from a sample', as: 'officer', at: '/checklists', by: [sampleList, 'main a[href^="/checklists/new?from="]'] },
	{ name: 'scores of the province', as: 'coordinator', at: '/scores' },
	{ name: 'score of the own unit', as: 'head', at: '/scores', by: ['main tbody a'] },
	{ name: 'set of criteria', as: 'head', at: '/scores', by: ['main a[href^="/scores/sets/"]'] },
	{ name: 'set of criteria, fixing', as: 'coordinator', at: '/scores', by: ['main p a[href^="/scores/sets/"]'], then: '?ask=fix' },
	{ name: 'new set of criteria', as: 'coordinator', at: '/scores/sets/new' },
	{ name: 'models', as: 'coordinator', at: '/models' },
	{ name: 'models, for the officer of a commune', as: 'officer.new', at: '/models' },
	{ name: 'model', as: 'coordinator', at: '/models', by: ['main tbody a.code'] },
	{ name: 'set of models', as: 'coordinator', at: '/models', by: ['main a[href^="/models/sets/"]:not([href$="new"])'] },
	{ name: 'new set of models', as: 'coordinator', at: '/models/sets/new' },
	{ name: 'adopting a set', as: 'officer.communes', at: '/models', by: ['main a[href^="/models/adopt?set"]'] },
	{ name: 'adoption of models', as: 'coordinator', at: '/models/adoption' },
	{ name: 'adoption of models in a unit', as: 'officer.new', at: '/models/adoption' },
	{ name: 'search', as: 'staff', at: '/search' },
	{ name: 'search with results', as: 'staff', at: '/search?q=van+ban' },
	{ name: 'search with nothing found', as: 'staff', at: '/search?q=zzzz' },

	{ name: 'document in force', as: 'staff', ...document('QT.VTLT.02') },
	{ name: 'document in force, for its officer', as: 'officer', ...document('QT.VTLT.02') },
	{ name: 'document on an earlier day', as: 'officer', ...document('QT.VTLT.02'), then: '?asOf=2025-01-01' },
	{ name: 'version of the past', as: 'officer', at: '/documents?state=all&q=QT.VTLT.02', by: [row, 'main table tr:last-child a.code'] },
	{ name: 'document upcoming', as: 'officer', ...document('QC.05') },
	{ name: 'document withdrawn', as: 'officer', ...document('QT.CTTN.01') },
	{ name: 'form with a file to fill in', as: 'staff', at: '/documents?kind=BM', by: [row] },
	{ name: 'reader', as: 'staff', ...document('QT.VTLT.02'), then: '/read' },
	{ name: 'document settings', as: 'officer', ...document('QT.VTLT.02'), then: '/settings' },
	{ name: 'readers of a document', as: 'officer', ...document('QT.VTLT.02'), then: '/readers' },
	{ name: 'letting somebody off', as: 'head', ...document('QT.VTLT.02'), then: '/readers?state=late' },
	{ name: 'numbered prints of a document', as: 'officer', ...document('QT.VTLT.02'), then: '/copies' },
	{ name: 'numbered prints of the unit', as: 'officer', at: '/documents/copies?state=all' },
	{ name: 'a numbered print', as: 'head', at: '/documents/copies', by: [row] },
	{ name: 'briefing on paper', as: 'officer', ...document('QT.VTLT.02'), then: '/readers/briefing' },
	{ name: 'reading of a unit', as: 'officer', at: '/reading' },
	{ name: 'reading by division', as: 'head', at: '/reading?view=divisions' },
	{ name: 'reading by person', as: 'head', at: '/reading?view=people' },
	{ name: 'what staff are to read', as: 'staff', at: '/reading' },
	{ name: 'reading in the province', as: 'coordinator', at: '/reading' },
	{ name: 'document trail', as: 'officer', ...document('QT.VTLT.02'), then: '/trail' },
	{ name: 'withdrawal', as: 'head', ...document('BM.ISO.01.05'), then: '/withdraw' },
	{ name: 'withdrawal without a request', as: 'head', ...document('QT.VTLT.02'), then: '/withdraw' },
	{ name: 'returning several', as: 'head', at: '/approvals', by: ['main a[href^="/documents/many"]'] },
	{ name: 'nothing to submit', as: 'officer', at: '/documents/many?act=submit' },
	{ name: 'audience of several', as: 'officer', at: '/documents/many?act=audience' },
	{ name: 'new document', as: 'officer', at: '/documents/new?kind=QT' },
	{ name: 'new version', as: 'officer', ...document('QT.VTLT.02'), then: '/versions/new' },

	{ name: 'draft', as: 'officer', ...version('QT.NB.03') },
	{ name: 'draft, submitting', as: 'officer', ...version('QT.NB.03'), then: '?ask=submit' },
	{ name: 'draft, cancelling', as: 'officer', ...version('QT.NB.03'), then: '?ask=cancel' },
	{ name: 'draft that was returned', as: 'officer', ...version('QT.HTC.03') },
	{ name: 'guest reviewer', as: 'officer.communes', ...version('QT.LD.02'), then: '/guest' },
	{ name: 'version in review', as: 'reviewer', at: '/', by: ['main a[href^="/versions/"]'] },
	{ name: 'version in review, returning', as: 'reviewer', at: '/', by: ['main a[href^="/versions/"]'], then: '?ask=return' },
	{ name: 'version in approval', as: 'head', ...version('QT.CCVC.01') },
	{ name: 'version in approval, signing', as: 'head', ...version('QT.CCVC.01'), then: '?ask=approve' },
	{ name: 'version approved', as: 'officer', ...version('QT.TCBC.03') },

	{ name: 'issue batches', as: 'officer', at: '/issue-batches' },
	{ name: 'issue batches, none yet', as: 'officer.new', at: '/issue-batches' },
	{ name: 'new issue batch', as: 'officer', at: '/issue-batches/new' },
	{ name: 'issue batch, draft', as: 'officer', ...batch('Nháp') },
	{ name: 'issue batch, issued', as: 'officer', ...batch('Đã ban hành') },

	{ name: 'decision of a draft batch', as: 'officer', ...batch('Nháp'), then: '/decision' },
	{ name: 'decision of an issued batch', as: 'head', ...batch('Đã ban hành'), then: '/decision' },

	{ name: 'unit settings', as: 'officer', at: '/settings' },
	{ name: 'exceptions', as: 'head', at: '/settings/exceptions' },
	{ name: 'exceptions of a small unit', as: 'head.communes', at: '/settings/exceptions' },
	{ name: 'people', as: 'officer', at: '/people' },
	{ name: 'person', as: 'officer', at: '/people', by: ['main tbody a[href^="/people/"]'] },
	{ name: 'invitation of a person', as: 'officer', at: '/people/invite' },
	{ name: 'import of people', as: 'coordinator', at: '/people/import' },
	{ name: 'what inspectors may read', as: 'coordinator', at: '/people/inspections' },
	{ name: 'trail', as: 'officer', at: '/trail' },
	{ name: 'access log', as: 'officer', at: '/access-log' },
	{ name: 'system of the unit', as: 'officer', at: '/quality-system' },
	{ name: 'system of the unit, for its staff', as: 'staff', at: '/quality-system' },
	{ name: 'administrative services of the unit', as: 'officer', at: '/admin-services' },
	{ name: 'administrative services of a commune', as: 'officer.communes', at: '/admin-services' },
	{ name: 'an administrative service of the unit', as: 'officer', at: '/admin-services', by: ['main tbody a[href^="/admin-services/"]'] },
	{ name: 'catalogue of administrative services', as: 'coordinator', at: '/admin-services/catalogue' },
	{
		name: 'an administrative service of the catalogue',
		as: 'coordinator',
		at: '/admin-services/catalogue',
		by: ['main tbody a[href^="/admin-services/"]']
	},
	{ name: 'import of administrative services', as: 'coordinator', at: '/admin-services/catalogue/import' },
	{ name: 'a new administrative service', as: 'coordinator', at: '/admin-services/catalogue/new' },
	{ name: 'administrative services of the province', as: 'coordinator', at: '/admin-services/province' },
	{ name: 'units', as: 'coordinator', at: '/units' },
	{ name: 'unit', as: 'coordinator', at: '/units?q=SO-NV', by: ['main a[href^="/units/"]:not([href*="import"]):not([href*="events"])'] },
	{ name: 'events of units', as: 'coordinator', at: '/units/events' },
	{ name: 'events of units of a kind in a year', as: 'coordinator', at: '/units/events?kind=MERGE&year=2025' },
	{
		name: 'entry of an event of units',
		as: 'coordinator',
		at: '/units?q=SO-NV',
		by: ['main a[href^="/units/"]:not([href*="import"]):not([href*="events"])', 'main a[href^="/units/events/new"]'],
		then: '&kind=MERGE'
	},
	{ name: 'event of units', as: 'coordinator', at: '/units/events', by: ['main tbody a[href^="/units/events/"]'] },
	{
		name: 'choices of an event of units',
		as: 'coordinator',
		at: '/units/events',
		by: ['main tbody a[href^="/units/events/"]'],
		then: '/choices'
	},
	{ name: 'what former units hand over', as: 'coordinator', at: '/', by: ['main a[href$="/handed-over"]'] },
	{ name: 'import of units', as: 'coordinator', at: '/units/import' },

	{ name: 'accounts', as: 'admin', at: '/admin/accounts' },
	{ name: 'new account', as: 'admin', at: '/admin/accounts/new' },
	{ name: 'account of a person', as: 'admin', at: '/admin/accounts', by: ['main tbody a[href^="/people/"]'] },
	{ name: 'mail', as: 'admin', at: '/admin/mail' },
	{ name: 'jobs', as: 'admin', at: '/admin/jobs' },
	{ name: 'trusted authorities', as: 'admin', at: '/admin/trust' },
	{ name: 'settings of the system', as: 'admin', at: '/admin/settings' },

	{ name: 'nothing there', as: 'staff', at: '/documents/00000000-0000-7000-8000-000000000000', status: 404 }
];

/** Follows the way to a page and gives its address. */
export async function addressOf(page: Page, kind: PageKind): Promise<string> {
	let path = kind.at;
	for (const selector of kind.by ?? []) {
		// Only the link is wanted: scripts and pictures of a page on the way need not come.
		await page.goto(path, { waitUntil: 'commit' });
		const href = await page.locator(selector).first().getAttribute('href');
		if (href === null) throw new Error(`${selector} on ${path} leads nowhere`);
		// Without its place on the page: to go there twice would load it once.
		path = href.split('#')[0] ?? '';
	}
	return kind.then?.startsWith('/') ? (path.split('?')[0] ?? '') + kind.then : path + (kind.then ?? '');
}
