import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { unitEventState, unitEventStates, type UnitEventState } from '#lib/domain/units/event-state.ts';
import { unitEventKinds, type UnitEventKind } from '#lib/domain/units/unit.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNamesOn, type UnitName } from './units-on-day.ts';

export type EventSummary = {
	readonly id: string;
	readonly kind: UnitEventKind;
	readonly state: UnitEventState;
	readonly effectiveOn: Day;
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	readonly basis: string | null;
	/** Units of the event by the names they have on the day before. */
	readonly from: readonly UnitName[];
	/** Units of the event by the names they have from the day on. */
	readonly to: readonly UnitName[];
};

export type EventListPage = {
	readonly items: readonly EventSummary[];
	readonly state: UnitEventState | null;
	readonly kind: UnitEventKind | null;
	readonly year: number | null;
	/** Years in which an event that the actor may read takes effect, the latest first. */
	readonly years: readonly number[];
	readonly total: number;
	readonly page: number;
	readonly pageSize: number;
	readonly abilities: { readonly manage: boolean };
};

const pageSize = 50;

/**
 * Events, the latest day first, by `?state`, `?kind` and `?year` (of the day from which they apply). Those that have come about are known to everybody; of those to come and those that were called
 * off the coordinator sees all, a unit its own.
 * @throws Unauthenticated
 */
export async function eventList(ctx: Ctx, params: URLSearchParams, page: number): Promise<EventListPage> {
	authorize(ctx, 'unit.read');
	const state = unitEventStates.find((one) => one === params.get('state')) ?? null;
	const kind = unitEventKinds.find((one) => one === params.get('kind')) ?? null;
	const years = await yearsOf(ctx);
	const year = years.find((one) => String(one) === params.get('year')) ?? null;
	const where = { AND: [visible(ctx), state === null ? {} : ofState(ctx, state), kind === null ? {} : { kind }, ofYear(year)] };
	const total = await ctx.db.unitEvent.count({ where });
	const items = await eventSummaries(ctx, where, { skip: (page - 1) * pageSize, take: pageSize });
	return { items, state, kind, year, years, total, page, pageSize, abilities: { manage: may(ctx.actor, 'unit.manage') } };
}

async function yearsOf(ctx: Ctx): Promise<number[]> {
	const days = await ctx.db.unitEvent.findMany({ where: visible(ctx), distinct: ['effectiveOn'], select: { effectiveOn: true } });
	return [...new Set(days.map(({ effectiveOn }) => effectiveOn.getUTCFullYear()))].sort((a, b) => b - a);
}

function ofYear(year: number | null): Prisma.UnitEventWhereInput {
	return year === null ? {} : { effectiveOn: { gte: toDbDate(`${year}-01-01`), lte: toDbDate(`${year}-12-31`) } };
}

/** Which events the actor may read. */
export function visible(ctx: Ctx): Prisma.UnitEventWhereInput {
	if (may(ctx.actor, 'unit_event.read')) return {};
	const own = ctx.actor.kind === 'user' ? ctx.actor.memberships.map(({ unitId }) => unitId) : [];
	const ownIds = own.filter((unitId) => may(ctx.actor, 'unit_event.read', { unitId }));
	const line = { OR: [{ fromUnitId: { in: ownIds } }, { toUnitId: { in: ownIds } }] };
	return { OR: [ofState(ctx, 'applied'), { lines: { some: line } }] };
}

function ofState(ctx: Ctx, state: UnitEventState): Prisma.UnitEventWhereInput {
	const date = toDbDate(today(ctx));
	if (state === 'called_off') return { callOff: { isNot: null } };
	return { callOff: { is: null }, effectiveOn: state === 'coming' ? { gt: date } : { lte: date } };
}

/** Events with the names of their units, the latest day first. No question of rights. */
export async function eventSummaries(
	ctx: Ctx,
	where: Prisma.UnitEventWhereInput,
	paging: { skip?: number; take?: number } = {}
): Promise<EventSummary[]> {
	const events = await ctx.db.unitEvent.findMany({
		where,
		select: {
			id: true,
			kind: true,
			effectiveOn: true,
			decisionNumber: true,
			decisionDate: true,
			basis: true,
			callOff: { select: { eventId: true } },
			lines: { select: { fromUnitId: true, toUnitId: true }, orderBy: { id: 'asc' } }
		},
		orderBy: [{ effectiveOn: 'desc' }, { id: 'desc' }],
		...paging
	});
	const names = await namesByDay(ctx, events);
	return events.map(({ lines, effectiveOn, decisionDate, callOff, ...event }) => {
		const day = fromDbDate(effectiveOn);
		const named = (ids: readonly string[], on: Day) => [...new Set(ids)].flatMap((id) => names.get(on)?.get(id) ?? []);
		return {
			...event,
			effectiveOn: day,
			decisionDate: fromDbDate(decisionDate),
			state: unitEventState(day, today(ctx), callOff !== null),
			from: named(
				lines.flatMap(({ fromUnitId }) => fromUnitId ?? []),
				addDays(day, -1)
			),
			to: named(
				lines.flatMap(({ toUnitId }) => toUnitId ?? []),
				day
			)
		};
	});
}

type Lined = { effectiveOn: Date; lines: readonly { fromUnitId: string | null; toUnitId: string | null }[] };

/** Names on each day that the events need: of many events on one day they are asked once. */
async function namesByDay(ctx: Ctx, events: readonly Lined[]): Promise<Map<Day, Map<string, UnitName>>> {
	const wanted = new Map<Day, Set<string>>();
	const add = (day: Day, id: string | null) => {
		if (id !== null) wanted.set(day, (wanted.get(day) ?? new Set()).add(id));
	};
	for (const { effectiveOn, lines } of events) {
		const day = fromDbDate(effectiveOn);
		for (const { fromUnitId, toUnitId } of lines) {
			add(addDays(day, -1), fromUnitId);
			add(day, toUnitId);
		}
	}
	const names = new Map<Day, Map<string, UnitName>>();
	for (const [day, ids] of wanted) names.set(day, await unitNamesOn(ctx, [...ids], day));
	return names;
}
