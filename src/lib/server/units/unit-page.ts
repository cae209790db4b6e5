import { decide, may } from '#lib/domain/permissions/decide.ts';
import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { UnitEventKind } from '#lib/domain/units/unit.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { divisionsOn, type DivisionRow } from './division-list.ts';
import { visible } from './event-list.ts';
import { unitCrumbs, unitNamesOn, type UnitName } from './units-on-day.ts';

export type UnitVersionRow = {
	readonly code: string;
	readonly name: string;
	readonly kindName: string;
	readonly parent: UnitName | null;
	readonly validFrom: Day;
	readonly validTo: Day | null;
	readonly legalBasis: string | null;
};

export type UnitEventRow = {
	readonly id: string;
	readonly kind: UnitEventKind;
	readonly effectiveOn: Day;
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	readonly basis: string | null;
	/** Units of the event by the names they had on the day before. */
	readonly from: readonly UnitName[];
	/** Units of the event by the names they have from the day on. */
	readonly to: readonly UnitName[];
};

export type UnitPage = {
	readonly unitId: string;
	readonly asOf: Day;
	readonly today: Day;
	/** The version of the day; for a unit that does not exist that day the last one before it, else the first. */
	readonly current: UnitVersionRow;
	/** `void`: the event by which it would have begun was called off. */
	readonly state: 'now' | 'not_yet' | 'ended' | 'void';
	readonly crumbs: readonly UnitName[];
	/** Oldest first. */
	readonly versions: readonly UnitVersionRow[];
	/** Oldest first. */
	readonly events: readonly UnitEventRow[];
	readonly predecessors: readonly UnitName[];
	readonly successors: readonly UnitName[];
	readonly children: readonly UnitName[];
	readonly divisions: readonly DivisionRow[];
	/** Null when the actor may not list the unit's people. */
	readonly people: { readonly all: number; readonly heads: number; readonly officers: number; readonly reviewers: number } | null;
	readonly abilities: {
		readonly manage: boolean;
		readonly divisions: boolean;
		readonly people: boolean;
		readonly system: boolean;
		readonly services: boolean;
	};
};

/** Everything that the page of one unit shows, as of a day. @throws NotFound `unit_not_found` */
export async function unitPage(ctx: Ctx, unitId: string, asOf: Day = today(ctx)): Promise<UnitPage> {
	authorize(ctx, 'unit.read');
	if (!isUuid(unitId)) throw new NotFound('unit_not_found');
	const versions = await unitVersions(ctx, unitId);
	const current = versions.filter((version) => version.validFrom <= asOf).at(-1) ?? versions[0];
	if (!current) throw new NotFound('unit_not_found');
	const state = stateOf(current, asOf);
	const events = await unitEvents(ctx, unitId);
	const others = (side: 'from' | 'to', opposite: 'from' | 'to') =>
		distinct(events.filter((event) => event[opposite].some((unit) => unit.unitId === unitId)).flatMap((event) => event[side])).filter(
			(unit) => unit.unitId !== unitId
		);
	return {
		unitId,
		asOf,
		today: today(ctx),
		current,
		state,
		crumbs: state === 'now' ? await unitCrumbs(ctx, unitId, asOf) : [],
		versions,
		events,
		predecessors: others('from', 'to'),
		successors: others('to', 'from'),
		children: await childrenOn(ctx, unitId, asOf),
		divisions: await divisionsOn(ctx, unitId, asOf),
		people: may(ctx.actor, 'person.list', { unitId }) ? await peopleOn(ctx, unitId, asOf) : null,
		abilities: {
			manage: decide(ctx.actor, 'unit.manage').allowed,
			divisions: may(ctx.actor, 'division.manage', { unitId }),
			people: may(ctx.actor, 'person.list', { unitId }),
			system: may(ctx.actor, 'quality_system.read', { unitId }),
			services: may(ctx.actor, 'admin_service.coverage', { unitId })
		}
	};
}

function stateOf({ validFrom, validTo }: UnitVersionRow, asOf: Day): UnitPage['state'] {
	if (validFrom === validTo) return 'void';
	if (validFrom > asOf) return 'not_yet';
	return validTo !== null && validTo <= asOf ? 'ended' : 'now';
}

type VersionRow = Omit<UnitVersionRow, 'parent'> & { parentId: string | null };

async function unitVersions(ctx: Ctx, unitId: string): Promise<UnitVersionRow[]> {
	const rows = await ctx.db.$queryRaw<(VersionRow & { parentCode: string | null; parentName: string | null })[]>`
		select v.code, v.name, v.parent_id as "parentId", v.valid_from::text as "validFrom", v.valid_to::text as "validTo",
			v.legal_basis as "legalBasis", case ${ctx.locale} when 'en' then k.name_en else k.name_vi end as "kindName",
			p.code as "parentCode", p.name as "parentName"
		from unit_version v join unit_kind k on k.code = v.kind_code
		left join unit_version p on p.unit_id = v.parent_id and p.valid_from <= v.valid_from and (p.valid_to is null or p.valid_to > v.valid_from)
		where v.unit_id = ${unitId}::uuid order by v.valid_from, v.created_at`;
	const real = rows.filter(({ validFrom, validTo }) => validFrom !== validTo);
	// A unit that never came about shows what it would have been.
	return (real.length > 0 ? real : rows.slice(0, 1)).map(({ parentId, parentCode, parentName, ...version }) => ({
		...version,
		parent: parentId === null ? null : { unitId: parentId, code: parentCode ?? '', name: parentName ?? '' }
	}));
}

/** Those that the reader may see: what is to come is for the unit itself and the coordinator. */
async function unitEvents(ctx: Ctx, unitId: string): Promise<UnitEventRow[]> {
	const events = await ctx.db.unitEvent.findMany({
		where: { AND: [visible(ctx), { callOff: null, lines: { some: { OR: [{ fromUnitId: unitId }, { toUnitId: unitId }] } } }] },
		select: {
			id: true,
			kind: true,
			effectiveOn: true,
			decisionNumber: true,
			decisionDate: true,
			basis: true,
			lines: { select: { fromUnitId: true, toUnitId: true }, orderBy: { id: 'asc' } }
		},
		orderBy: [{ effectiveOn: 'asc' }, { id: 'asc' }]
	});
	return Promise.all(
		events.map(async ({ lines, effectiveOn, decisionDate, ...event }) => {
			const day = effectiveOn.toISOString().slice(0, 10);
			const ids = (side: 'fromUnitId' | 'toUnitId') => [...new Set(lines.flatMap((line) => line[side] ?? []))];
			const named = async (unitIds: readonly string[], on: Day) => {
				const names = await unitNamesOn(ctx, unitIds, on);
				return unitIds.flatMap((id) => names.get(id) ?? []);
			};
			return {
				...event,
				effectiveOn: day,
				decisionDate: decisionDate?.toISOString().slice(0, 10) ?? null,
				from: await named(ids('fromUnitId'), addDays(day, -1)),
				to: await named(ids('toUnitId'), day)
			};
		})
	);
}

function childrenOn(ctx: Ctx, unitId: string, day: Day): Promise<UnitName[]> {
	return ctx.db.$queryRaw<UnitName[]>`
		select v.unit_id as "unitId", v.code, v.name from unit_version v join unit_kind k on k.code = v.kind_code
		where v.parent_id = ${unitId}::uuid and v.valid_from <= ${day}::date and (v.valid_to is null or v.valid_to > ${day}::date)
		order by k.sort_order, v.name collate "vi-x-icu"`;
}

async function peopleOn(ctx: Ctx, unitId: string, day: Day): Promise<UnitPage['people']> {
	const [row] = await ctx.db.$queryRaw<{ all: number; heads: number; officers: number; reviewers: number }[]>`
		select count(distinct m.user_id)::int as all,
			count(distinct m.user_id) filter (where 'head' = any(m.roles))::int as heads,
			count(distinct m.user_id) filter (where 'officer' = any(m.roles))::int as officers,
			count(distinct m.user_id) filter (where 'reviewer' = any(m.roles))::int as reviewers
		from membership m join "user" u on u.id = m.user_id
		where m.unit_id = ${unitId}::uuid and u.status <> 'disabled'
			and m.valid_from <= ${day}::date and (m.valid_to is null or m.valid_to > ${day}::date)`;
	return row ?? null;
}

function distinct(units: readonly UnitName[]): UnitName[] {
	return [...new Map(units.map((unit) => [unit.unitId, unit])).values()];
}
