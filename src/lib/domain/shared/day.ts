/**
 * A calendar day of Asia/Ho_Chi_Minh as `YYYY-MM-DD`. Days are compared as text, never as instants: Việt Nam has no summer
 * time and a day in force is a day on the wall calendar (design.md §5.1).
 */
export type Day = string;

const dayFormat = new Intl.DateTimeFormat('en-CA', {
	timeZone: 'Asia/Ho_Chi_Minh',
	year: 'numeric',
	month: '2-digit',
	day: '2-digit'
});

export function dayOf(instant: Date): Day {
	// A request asks for today several times, and formatting costs more than the steps around it. Within a minute the day is the same:
	// the zone has been whole hours ahead since 1911.
	const minute = Math.floor(instant.getTime() / 60_000);
	if (minute !== lastMinute) {
		lastDay = dayFormat.format(instant);
		lastMinute = minute;
	}
	return lastDay;
}
let lastMinute = Number.NaN;
let lastDay: Day = '';

/** Whether the text is a real calendar day between 1900 and 2199. */
export function isDay(text: string): boolean {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	if (!match) return false;
	const year = Number(match[1]);
	if (year < 1900 || year > 2199) return false;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
}

/** What an address asks for as a day and is none; null when it asks for a real one, or for none. */
export function unreadDay(asked: string | null): string | null {
	return asked === null || asked.trim() === '' || isDay(asked) ? null : asked;
}

export function addDays(day: Day, days: number): Day {
	const date = new Date(`${day}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() + days);
	return date.toISOString().slice(0, 10);
}

/** Adds calendar months; the last day of a shorter month stands for a missing one. */
export function addMonths(day: Day, months: number): Day {
	const date = new Date(`${day}T00:00:00Z`);
	const wanted = date.getUTCDate();
	date.setUTCDate(1);
	date.setUTCMonth(date.getUTCMonth() + months);
	const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
	date.setUTCDate(Math.min(wanted, last));
	return date.toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** How a `date` column travels through Prisma: midnight UTC of that calendar day. */
export function toDbDate(day: Day): Date {
	return new Date(`${day}T00:00:00Z`);
}

export function fromDbDate(date: Date): Day;
export function fromDbDate(date: Date | null): Day | null;
export function fromDbDate(date: Date | null): Day | null {
	return date === null ? null : date.toISOString().slice(0, 10);
}
