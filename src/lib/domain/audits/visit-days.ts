import { addDays, type Day } from '#lib/domain/shared/day.ts';

/** Holidays of the Labour Code on a fixed day; those of the lunar calendar are named by whoever plans. */
const fixedHolidays = new Set(['01-01', '04-30', '05-01', '09-02']);

/** Monday to Friday without holidays, both ends included. */
export function workingDays(from: Day, to: Day, off: ReadonlySet<Day> = new Set()): Day[] {
	const days: Day[] = [];
	for (let day = from; day <= to; day = addDays(day, 1)) {
		const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
		if (weekday === 0 || weekday === 6 || fixedHolidays.has(day.slice(5)) || off.has(day)) continue;
		days.push(day);
	}
	return days;
}

export type Visit = { readonly unitId: string; readonly teamId: string | null; readonly visitOn: Day | null };
export type SpreadInput = {
	/** In the order in which they shall be visited. */
	readonly visits: readonly Visit[];
	readonly teamIds: readonly string[];
	readonly days: readonly Day[];
	/** Visits of one team on one day at most. */
	readonly perDay: number;
	/** Whether a team may inspect a unit. */
	readonly allowed: (teamId: string, unitId: string) => boolean;
};
export type Spread = { readonly visits: readonly Visit[]; readonly without: readonly string[] };

/**
 * Gives units without a team one, so that each team gets neighbours and about the same number, and visits without a day a day: evenly over the
 * days, never more than so many of one team on one day. What has a team or a day keeps it. `without`: units for which there was no team or no day.
 */
export function spreadVisits({ visits, teamIds, days, perDay, allowed }: SpreadInput): Spread {
	const teams = giveTeams(visits, teamIds, allowed);
	const dayOf = new Map<string, Day>();
	for (const teamId of teamIds) {
		const own = visits.filter((visit) => teams.get(visit.unitId) === teamId);
		const taken = Map.groupBy(own, (visit) => visit.visitOn);
		const places = days.flatMap((day) => Array.from({ length: Math.max(0, perDay - (taken.get(day)?.length ?? 0)) }, () => day));
		const waiting = own.filter((visit) => visit.visitOn === null);
		for (const [at, { unitId }] of waiting.entries()) {
			const place = waiting.length <= places.length ? places[Math.floor((at * places.length) / waiting.length)] : places[at];
			if (place !== undefined) dayOf.set(unitId, place);
		}
	}
	const spread = visits.map((visit) => ({
		...visit,
		teamId: teams.get(visit.unitId) ?? null,
		visitOn: visit.visitOn ?? dayOf.get(visit.unitId) ?? null
	}));
	return { visits: spread, without: spread.filter((visit) => visit.teamId === null || visit.visitOn === null).map(({ unitId }) => unitId) };
}

function giveTeams(visits: readonly Visit[], teamIds: readonly string[], allowed: SpreadInput['allowed']): Map<string, string> {
	const teams = new Map(visits.flatMap((visit): [string, string][] => (visit.teamId === null ? [] : [[visit.unitId, visit.teamId]])));
	const load = new Map(teamIds.map((id) => [id, 0]));
	for (const id of teams.values()) load.set(id, (load.get(id) ?? 0) + 1);
	const quota = Math.ceil(visits.length / Math.max(1, teamIds.length));
	for (const { unitId, teamId } of visits) {
		if (teamId !== null) continue;
		const may = teamIds.filter((id) => allowed(id, unitId));
		const free = may.find((id) => (load.get(id) ?? 0) < quota) ?? may.toSorted((a, b) => (load.get(a) ?? 0) - (load.get(b) ?? 0))[0];
		if (free === undefined) continue;
		teams.set(unitId, free);
		load.set(free, (load.get(free) ?? 0) + 1);
	}
	return teams;
}
