import { hasProvinceRole, type Actor } from '#lib/domain/permissions/actor.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { NavEntry, PlaceTabs } from '#lib/components/layout/types.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/server/platform/context.ts';

export type Place = {
	href: string;
	icon: NavEntry['icon'];
	label: (locale: Locale) => string;
	may: (actor: Actor, unitId: string) => boolean;
};

const inUnit = (action: Action) => (actor: Actor, unitId: string) => decide(actor, action, { unitId }).allowed;
export const anyPerson = (actor: Actor) => actor.kind === 'user' && !hasProvinceRole(actor, 'administrator');
type Allowed = Place['may'];
const keepsDocuments = inUnit('batch.read');
/** The Department: the whole of the roll-out. */
const seesProvince = inUnit('roll_out.read_waves');
/** Members of the unit, whatever their role. */
const worksInUnit = inUnit('change_request.propose');
const not =
	(one: Allowed): Allowed =>
	(actor, unitId) =>
		!one(actor, unitId);
const either =
	(one: Allowed, other: Allowed): Allowed =>
	(actor, unitId) =>
		one(actor, unitId) || other(actor, unitId);
const both =
	(one: Allowed, other: Allowed): Allowed =>
	(actor, unitId) =>
		one(actor, unitId) && other(actor, unitId);

/**
 * Twelve at most (look/README §4). Who keeps documents, and the Department, find by the field at the top of every page and by the phone's bar; what belongs to
 * the unit's system hangs together by tabs under one entry.
 */
export const places: Record<'work' | 'improve' | 'unit' | 'province' | 'admin', readonly Place[]> = {
	work: [
		{ href: '/', icon: 'home', label: (locale) => m.common_nav_my_tasks({}, { locale }), may: () => true },
		{ href: '/documents', icon: 'doc', label: (locale) => m.common_nav_documents({}, { locale }), may: anyPerson },
		{
			href: '/search',
			icon: 'search',
			label: (locale) => m.common_nav_find({}, { locale }),
			may: both(both(anyPerson, not(keepsDocuments)), not(inUnit('cycle.list')))
		},
		{ href: '/reading', icon: 'book', label: (locale) => m.readers_nav({}, { locale }), may: anyPerson },
		{ href: '/change-requests', icon: 'chat', label: (locale) => m.requests_nav({}, { locale }), may: worksInUnit },
		{ href: '/issue-batches', icon: 'stamp', label: (locale) => m.common_nav_batches({}, { locale }), may: keepsDocuments },
		{ href: '/records', icon: 'clip', label: (locale) => m.records_nav({}, { locale }), may: worksInUnit }
	],
	improve: [
		{ href: '/audits', icon: 'audit', label: (locale) => m.common_nav_audits({}, { locale }), may: worksInUnit },
		{ href: '/corrective-actions', icon: 'loop', label: (locale) => m.common_nav_actions({}, { locale }), may: worksInUnit },
		{
			href: '/objectives',
			icon: 'chart',
			label: (locale) => m.common_nav_plans({}, { locale }),
			may: both(worksInUnit, not(seesProvince))
		}
	],
	unit: [
		{ href: '/quality-system', icon: 'shield', label: (locale) => m.common_nav_quality({}, { locale }), may: worksInUnit },
		{ href: '/people', icon: 'users', label: (locale) => m.common_nav_people({}, { locale }), may: inUnit('person.list') },
		{ href: '/settings', icon: 'gear', label: (locale) => m.common_nav_settings({}, { locale }), may: inUnit('unit.settings') },
		{
			href: '/trail',
			icon: 'history',
			label: (locale) => m.common_nav_trail({}, { locale }),
			may: both(inUnit('trail.verify'), not(inUnit('unit.settings')))
		}
	],
	province: [
		{
			href: '/roll-out',
			icon: 'layers',
			label: (locale) => m.common_nav_roll_out({}, { locale }),
			may: seesProvince
		},
		{ href: '/audit-cycles', icon: 'flag', label: (locale) => m.common_nav_cycles({}, { locale }), may: inUnit('cycle.list') },
		{
			href: '/corrective-actions',
			icon: 'loop',
			label: (locale) => m.common_nav_actions({}, { locale }),
			may: both(inUnit('cycle.read'), not(worksInUnit))
		},
		{
			href: '/reports',
			icon: 'chart',
			label: (locale) => m.common_nav_reports({}, { locale }),
			may: inUnit('report.read_province')
		},
		{
			href: '/checklists',
			icon: 'clip',
			label: (locale) => m.common_nav_checklists({}, { locale }),
			may: both(inUnit('cycle.read'), not(worksInUnit))
		},
		{
			href: '/models',
			icon: 'layers',
			label: (locale) => m.common_nav_models({}, { locale }),
			may: both(inUnit('model.read'), not(worksInUnit))
		},
		{
			href: '/units',
			icon: 'org',
			label: (locale) => m.common_nav_units({}, { locale }),
			may: both(both(inUnit('unit.read'), not(keepsDocuments)), not(seesProvince))
		},
		{
			href: '/admin-services/catalogue',
			icon: 'grid',
			label: (locale) => m.common_nav_services({}, { locale }),
			may: both(inUnit('admin_service.manage'), not(worksInUnit))
		},
		{
			href: '/external-documents',
			icon: 'ext',
			label: (locale) => m.common_nav_external({}, { locale }),
			may: both(inUnit('external.keep_province'), not(worksInUnit))
		}
	],
	admin: [
		{ href: '/admin/accounts', icon: 'user', label: (locale) => m.common_nav_accounts({}, { locale }), may: inUnit('settings.manage') },
		{ href: '/admin/mail', icon: 'chat', label: (locale) => m.common_nav_mail({}, { locale }), may: inUnit('mail.list') },
		{ href: '/admin/jobs', icon: 'loop', label: (locale) => m.common_nav_jobs({}, { locale }), may: inUnit('settings.manage') },
		{ href: '/admin/trust', icon: 'shield', label: (locale) => m.common_nav_trust({}, { locale }), may: inUnit('trust.manage') },
		{ href: '/admin/settings', icon: 'gear', label: (locale) => m.common_nav_settings({}, { locale }), may: inUnit('settings.manage') }
	]
};

/** What hangs together under one place: tabs on each of these pages. The place is the first that the person may open. */
export const tabPlaces: Record<keyof PlaceTabs, readonly Place[]> = {
	system: [
		{
			href: '/quality-system',
			icon: 'shield',
			label: (locale) => m.common_nav_quality({}, { locale }),
			may: inUnit('quality_system.read')
		},
		{
			href: '/admin-services',
			icon: 'grid',
			label: (locale) => m.common_nav_services({}, { locale }),
			may: inUnit('admin_service.coverage')
		},
		{ href: '/external-documents', icon: 'ext', label: (locale) => m.common_nav_external({}, { locale }), may: inUnit('external.read') },
		{ href: '/periodic-reviews', icon: 'cal', label: (locale) => m.common_nav_reviews({}, { locale }), may: inUnit('review.list') },
		{ href: '/models', icon: 'layers', label: (locale) => m.common_nav_models({}, { locale }), may: inUnit('model.read') },
		{ href: '/roll-out', icon: 'flag', label: (locale) => m.common_nav_roll_out({}, { locale }), may: inUnit('roll_out.claim') },
		{
			href: '/announcements',
			icon: 'seal',
			label: (locale) => m.common_nav_announcements({}, { locale }),
			may: inUnit('announcement.read_draft')
		},
		{ href: '/units', icon: 'org', label: (locale) => m.common_nav_units({}, { locale }), may: keepsDocuments }
	],
	rollOut: [
		{ href: '/roll-out', icon: 'layers', label: (locale) => m.common_nav_roll_out({}, { locale }), may: inUnit('roll_out.read_waves') },
		{ href: '/roll-out/waves', icon: 'flag', label: (locale) => m.common_nav_waves({}, { locale }), may: inUnit('roll_out.read_waves') },
		{
			href: '/announcements',
			icon: 'seal',
			label: (locale) => m.common_nav_announcements({}, { locale }),
			may: both(inUnit('announcement.read'), inUnit('roll_out.read_waves'))
		},
		{ href: '/year', icon: 'cal', label: (locale) => m.common_nav_year({}, { locale }), may: both(seesProvince, inUnit('year.state')) },
		{ href: '/units', icon: 'org', label: (locale) => m.common_nav_units({}, { locale }), may: seesProvince }
	],
	plans: [
		{ href: '/objectives', icon: 'chart', label: (locale) => m.common_nav_objectives({}, { locale }), may: inUnit('objective.read') },
		{ href: '/risks', icon: 'alert', label: (locale) => m.common_nav_risks({}, { locale }), may: inUnit('risk.read') },
		{ href: '/management-reviews', icon: 'users', label: (locale) => m.common_nav_management_reviews({}, { locale }), may: worksInUnit },
		{ href: '/providers', icon: 'org', label: (locale) => m.common_nav_providers({}, { locale }), may: inUnit('provider.read') },
		{ href: '/satisfaction', icon: 'chat', label: (locale) => m.common_nav_satisfaction({}, { locale }), may: inUnit('figure.read') },
		{ href: '/training', icon: 'book', label: (locale) => m.common_nav_training({}, { locale }), may: inUnit('training.read') },
		{ href: '/year', icon: 'cal', label: (locale) => m.common_nav_year({}, { locale }), may: inUnit('year.read') },
		{ href: '/reports', icon: 'doc', label: (locale) => m.common_nav_reports({}, { locale }), may: inUnit('report.read') },
		{ href: '/evidence-packs', icon: 'layers', label: (locale) => m.common_nav_packs({}, { locale }), may: inUnit('pack.make') }
	],
	reports: [
		{ href: '/reports', icon: 'chart', label: (locale) => m.common_nav_reports({}, { locale }), may: inUnit('report.read_province') },
		{
			href: '/evidence-packs',
			icon: 'layers',
			label: (locale) => m.common_nav_packs({}, { locale }),
			may: both(inUnit('pack.make_inspection'), inUnit('report.read_province'))
		}
	],
	audits: [
		{ href: '/audits', icon: 'audit', label: (locale) => m.common_nav_audits({}, { locale }), may: worksInUnit },
		{
			href: '/audits/programmes',
			icon: 'cal',
			label: (locale) => m.common_nav_programmes({}, { locale }),
			may: inUnit('counts.programmes')
		},
		{ href: '/audits/areas', icon: 'org', label: (locale) => m.common_nav_areas({}, { locale }), may: inUnit('area.read') },
		{
			href: '/audits/auditors',
			icon: 'users',
			label: (locale) => m.common_nav_auditors({}, { locale }),
			may: both(inUnit('auditor.read'), worksInUnit)
		},
		{
			href: '/checklists',
			icon: 'clip',
			label: (locale) => m.common_nav_checklists({}, { locale }),
			may: either(inUnit('checklist.read'), inUnit('cycle.read'))
		},
		{
			href: '/inspections',
			icon: 'flag',
			label: (locale) => m.common_nav_inspections({}, { locale }),
			may: inUnit('inspection.name_helpers')
		},
		{ href: '/scores', icon: 'chart', label: (locale) => m.common_nav_scores({}, { locale }), may: inUnit('score.read') }
	],
	settings: [
		{ href: '/settings', icon: 'gear', label: (locale) => m.common_nav_settings({}, { locale }), may: inUnit('unit.settings') },
		{ href: '/trail', icon: 'history', label: (locale) => m.common_nav_trail({}, { locale }), may: inUnit('trail.verify') },
		{
			href: '/delegations?view=unit',
			icon: 'users',
			label: (locale) => m.delegations_title({}, { locale }),
			may: inUnit('delegation.read')
		}
	]
};

export const headings: Record<keyof typeof places, (locale: Locale) => string | undefined> = {
	work: () => undefined,
	improve: (locale) => m.common_nav_group_improve({}, { locale }),
	unit: (locale) => m.common_nav_group_unit({}, { locale }),
	province: (locale) => m.common_nav_group_province({}, { locale }),
	admin: (locale) => m.common_nav_group_admin({}, { locale })
};

/** Which place holds which tabs. */
export const holders: Readonly<Record<string, keyof PlaceTabs>> = {
	'/quality-system': 'system',
	'/audits': 'audits',
	'/checklists': 'audits',
	'/settings': 'settings',
	'/objectives': 'plans',
	'/roll-out': 'rollOut',
	'/reports': 'reports'
};
