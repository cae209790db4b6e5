import { addDays, type Day } from '#lib/domain/shared/day.ts';
import type { Moment } from './scenario-types.ts';

/** Saturdays and Sundays become the Friday before: agencies do not sign at weekends. Order is kept. */
export function workday(day: Day): Day {
	const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
	if (weekday === 6) return addDays(day, -1);
	return weekday === 0 ? addDays(day, -2) : day;
}

const startOfWork = 7 * 60 + 30;
const minutesOfWork = 8 * 60 + 30;

type Entry = {
	readonly unitCode: string;
	readonly offset: number;
	readonly rank: number;
	readonly moment: MutableMoment;
};
type MutableMoment = { day: Day; minute: number };

/**
 * Hands out moments by day relative to the day of loading. The minute within a day is known only when all acts of that unit and
 * day are, so `settle` fills the minutes in afterwards.
 */
export function scheduler(today: Day) {
	const entries: Entry[] = [];
	return {
		/** `rank` orders acts of one day: first registrations (0), then work on versions (1), then issues (2). */
		at(unitCode: string, offset: number, rank = 1): Moment {
			const moment: MutableMoment = { day: workday(addDays(today, offset)), minute: startOfWork };
			entries.push({ unitCode, offset, rank, moment });
			return moment;
		},
		settle(): void {
			const groups = Map.groupBy(entries, (entry) => `${entry.unitCode} ${entry.moment.day}`);
			for (const group of groups.values()) {
				const sorted = group.toSorted((a, b) => a.offset - b.offset || a.rank - b.rank);
				const gap = Math.min(17, minutesOfWork / sorted.length);
				sorted.forEach((entry, index) => {
					entry.moment.minute = startOfWork + Math.floor(index * gap);
				});
			}
		}
	};
}

export type Scheduler = ReturnType<typeof scheduler>;

export function compareMoments(a: Moment, b: Moment): number {
	return a.day < b.day ? -1 : a.day > b.day ? 1 : a.minute - b.minute;
}

/** The instant of a moment: Việt Nam is seven hours ahead of UTC all year. */
export function instantOf(moment: Moment): Date {
	return new Date(Date.parse(`${moment.day}T00:00:00+07:00`) + moment.minute * 60_000);
}
