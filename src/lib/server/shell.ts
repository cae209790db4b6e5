import { hasProvinceRole, receivedBy, type Actor } from '#lib/domain/permissions/actor.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import type { NavEntry, NavGroup, PlaceTabs, UnitRef } from '#lib/components/layout/types.ts';
import * as m from '#lib/paraglide/messages.js';
import { dutiesSql } from '#lib/server/documents/queries/home-duties.ts';
import { laterDuties } from '#lib/server/home.ts';
import { myReadingCount } from '#lib/server/documents/readings/queries/my-reading.ts';
import { versionsAsking } from '#lib/server/documents/queries/home.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { inHomeSql } from '#lib/server/notifications/in-home.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { anyPerson, headings, holders, places, tabPlaces, type Place } from './shell-places.ts';

/** What the frame around every page shows: where the person works, what they may open, what waits. Two statements, one for readers. */
export type Shell = {
	fullName: string;
	position: string;
	unit: UnitRef;
	units: readonly UnitRef[];
	demo: boolean;
	/** In whose place the person may act today, and by which delegation. */
	inPlace: readonly { id: string; ofName: string }[];
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
		inPlace: receivedBy(actor).map(({ id, ofName }) => ({ id, ofName })),
		notices: rows[0]?.notices ?? 0,
		nav: navigation(actor, unit.id, ctx.locale, waiting),
		bottomNav: bottomNavigation(actor, unit.id, ctx.locale, waiting),
		tabs: {
			system: unit.id === '' ? [] : entriesOf(tabPlaces.system, actor, unit.id, ctx.locale),
			audits: entriesOf(tabPlaces.audits, actor, unit.id, ctx.locale),
			settings: unit.id === '' ? [] : entriesOf(tabPlaces.settings, actor, unit.id, ctx.locale),
			rollOut: entriesOf(tabPlaces.rollOut, actor, unit.id, ctx.locale),
			plans: unit.id === '' ? [] : entriesOf(tabPlaces.plans, actor, unit.id, ctx.locale),
			reports: entriesOf(tabPlaces.reports, actor, unit.id, ctx.locale)
		}
	};
}

/** Coordinators, inspectors and administrators without a unit of their own work for the province. */
function provinceUnit(locale: Locale): UnitRef {
	return { id: '', code: '', name: m.common_province({}, { locale }) };
}

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
