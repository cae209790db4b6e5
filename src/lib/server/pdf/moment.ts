import { dayOf, type Day } from '#lib/domain/shared/day.ts';

const clock = new Intl.DateTimeFormat('en-GB', {
	timeZone: 'Asia/Ho_Chi_Minh',
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23'
});

/** `2026-11-24` as `24/11/2026`. */
export function printedDay(day: Day): string {
	return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** `16:42 24/11/2026`, as the personal line and the feet of reports have it. */
export function printedMoment(instant: Date): string {
	return `${clock.format(instant)} ${printedDay(dayOf(instant))}`;
}

const exactClock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', timeStyle: 'medium' });

/** `16:42:07 24/11/2026`: where what is printed is compared with what was signed. */
export function printedSecond(instant: Date): string {
	return `${exactClock.format(instant)} ${printedDay(dayOf(instant))}`;
}
