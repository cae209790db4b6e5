import { hasProvinceRole, type Actor } from '#lib/domain/permissions/actor.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { NavEntry, NavGroup, PlaceTabs, UnitRef } from '#lib/components/layout/types.ts';
import * as m from '#lib/paraglide/messages.js';
import { dutiesSql } from '#lib/server/documents/queries/home-duties.ts';
import { laterDuties } from '#lib/server/home.ts';
import { myReadingCount } from '#lib/server/documents/readings/queries/my-reading.ts';
import { versionsAsking } from '#lib/server/documents/queries/home.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { inHomeSql } from '#lib/server/notifications/in-home.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';

/** What the frame around every page shows: where the person works, what they may open, what waits. Two statements, one for readers. */
export type Shell = {
	fullName: string;
	position: string;
	unit: UnitRef;
	units: readonly UnitRef[];
	demo: boolean;
	notices: number;
	nav: readonly NavGroup[];
	bottomNav: readonly NavEntry[];
	tabs: PlaceTabs;
};

type ShellRow = { id: string; code: string; name: string; notices: number; duties: number; reading: number; demo: boolean };

/** @throws Unauthenticated when nobody is signed in */
export async function shellFor(ctx: Ctx, activeUnitId: string | null): Promise<Shell> {
	const actor = ctx.actor;
	if (actor.kind !== 'user') throw new Unauthenticated();
	const unitIds = [...new Set(actor.memberships.map((membership) => membership.unitId))];
	const select = ctx.db.$queryRaw<ShellRow[]>`
		with facts as (
			select (select count(*)::int from notice n
					where n.user_id = ${actor.userId}::uuid and n.seen_at is null and n.lapsed_at is null and ${inHomeSql}) as notices,
				(select count(*)::int from (${dutiesSql(actor, laterDuties)}) duty) as duties,
				${myReadingCount(actor.userId, today(ctx))} as reading,
				(select demo from installation where id = 1) as demo
		)
		select u.unit_id as id, u.code, u.name, f.notices, f.duties, f.reading, f.demo from facts f
		left join unit_version u on u.unit_id = any(${unitIds}::uuid[])
			and u.valid_from <= ${today(ctx)}::date and (u.valid_to is null or u.valid_to > ${today(ctx)}::date)
		order by u.name`;
	const [rows, asking] = await Promise.all([select, versionsAsking(ctx, actor)]);
	const waiting = hasProvinceRole(actor, 'administrator') ? 0 : asking + (rows[0]?.duties ?? 0) + (rows[0]?.reading ?? 0);
	const units = rows.flatMap((row) => (row.id ? [{ id: row.id, code: row.code, name: row.name }] : []));
	const unit = units.find((one) => one.id === activeUnitId) ?? units[0] ?? provinceUnit(ctx.locale);
	const membership = actor.memberships.find((one) => one.unitId === unit.id);
	return {
		fullName: actor.fullName,
		position: membership?.position || actor.provincePosition,
		unit,
		units,
		demo: rows[0]?.demo ?? false,
		notices: rows[0]?.notices ?? 0,
		nav: navigation(actor, unit.id, ctx.locale, waiting),
		bottomNav: bottomNavigation(actor, unit.id, ctx.locale, waiting),
		tabs: {
			system: unit.id === '' ? [] : entriesOf(tabPlaces.system, actor, unit.id, ctx.locale),
			audits: entriesOf(tabPlaces.audits, actor, unit.id, ctx.locale),
			settings: unit.id === '' ? [] : entriesOf(tabPlaces.settings, actor, unit.id, ctx.locale)
		}
	};
}

/** Coordinators, inspectors and administrators without a unit of their own work for the province. */
function provinceUnit(locale: Locale): UnitRef {
	return { id: '', code: '', name: m.common_province({}, { locale }) };
}

type Place = { href: string; icon: NavEntry['icon']; label: (locale: Locale) => string; may: (actor: Actor, unitId: string) => boolean };

const inUnit = (action: Action) => (actor: Actor, unitId: string) => decide(actor, action, { unitId }).allowed;
const anyPerson = (actor: Actor) => actor.kind === 'user' && !hasProvinceRole(actor, 'administrator');
type Allowed = Place['may'];
const keepsDocuments = inUnit('batch.read');
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
const places: Record<'work' | 'improve' | 'unit' | 'province' | 'admin', readonly Place[]> = {
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
		{ href: '/corrective-actions', icon: 'loop', label: (locale) => m.common_nav_actions({}, { locale }), may: worksInUnit }
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
		{ href: '/audit-cycles', icon: 'flag', label: (locale) => m.common_nav_cycles({}, { locale }), may: inUnit('cycle.list') },
		{
			href: '/corrective-actions',
			icon: 'loop',
			label: (locale) => m.common_nav_actions({}, { locale }),
			may: both(inUnit('cycle.read'), not(worksInUnit))
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
		{ href: '/units', icon: 'org', label: (locale) => m.common_nav_units({}, { locale }), may: inUnit('unit.read') },
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
		{ href: '/admin/settings', icon: 'gear', label: (locale) => m.common_nav_settings({}, { locale }), may: inUnit('settings.manage') }
	]
};

/** What hangs together under one place: tabs on each of these pages. The place is the first that the person may open. */
const tabPlaces: Record<keyof PlaceTabs, readonly Place[]> = {
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
		{ href: '/models', icon: 'layers', label: (locale) => m.common_nav_models({}, { locale }), may: inUnit('model.read') }
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
		{ href: '/trail', icon: 'history', label: (locale) => m.common_nav_trail({}, { locale }), may: inUnit('trail.verify') }
	]
};

const headings: Record<keyof typeof places, (locale: Locale) => string | undefined> = {
	work: () => undefined,
	improve: (locale) => m.common_nav_group_improve({}, { locale }),
	unit: (locale) => m.common_nav_group_unit({}, { locale }),
	province: (locale) => m.common_nav_group_province({}, { locale }),
	admin: (locale) => m.common_nav_group_admin({}, { locale })
};

/** Which place holds which tabs. */
const holders: Readonly<Record<string, keyof PlaceTabs>> = {
	'/quality-system': 'system',
	'/audits': 'audits',
	'/checklists': 'audits',
	'/settings': 'settings'
};

const groupNames = ['work', 'improve', 'unit', 'province', 'admin'] as const;

function entriesOf(list: readonly Place[], actor: Actor, unitId: string, locale: Locale): NavEntry[] {
	return list.filter((place) => place.may(actor, unitId)).map(({ href, label, icon }) => ({ href, label: label(locale), icon }));
}

/** Only what the person may open. */
function navigation(actor: Actor, unitId: string, locale: Locale, waiting: number): NavGroup[] {
	return groupNames
		.map((group) => ({
			label: headings[group](locale),
			entries: entriesOf(places[group], actor, unitId, locale).map((entry) => {
				if (entry.href === '/') return { ...entry, count: waiting, hot: true };
				const held = holders[entry.href];
				return held ? { ...entry, holds: tabPlaces[held].map((place) => place.href) } : entry;
			})
		}))
		.filter((group) => group.entries.length > 0);
}

/** Four places of the phone; who approves has the approvals instead of the list of documents. */
function bottomNavigation(actor: Actor, unitId: string, locale: Locale, waiting: number): NavEntry[] {
	const approves = decide(actor, 'version.approve', { unitId }).allowed;
	const documents: NavEntry = approves
		? { href: '/approvals', label: m.common_nav_approve({}, { locale }), icon: 'sign' }
		: { href: '/documents', label: m.common_nav_documents({}, { locale }), icon: 'doc' };
	return [
		{ href: '/', label: m.common_nav_tasks({}, { locale }), icon: 'home', count: waiting },
		...(anyPerson(actor) ? [{ href: '/search', label: m.common_nav_search({}, { locale }), icon: 'search' as const }, documents] : []),
		{ href: '/account', label: m.common_nav_me({}, { locale }), icon: 'user' }
	];
}
