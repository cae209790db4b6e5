import { expect, it } from 'vitest';
import type { Duration } from './content.ts';
import { durationOf, hoursOf, parseDuration, printedDuration } from './duration.ts';

const days = (value: number): Duration => ({ value, unit: 'days' });
const hours = (value: number): Duration => ({ value, unit: 'hours' });

it.each<[string, Duration]>([
	['½ ngày', days(0.5)],
	['1½ ngày', days(1.5)],
	['01 ngày rưỡi', days(1.5)],
	['0,5 ngày làm việc', days(0.5)],
	['1/2 ngày', days(0.5)],
	['12 Ngày  làm việc.', days(12)],
	['04 giờ', hours(4)],
	['2.5 giờ làm việc', hours(2.5)],
	['3ngày', days(3)],
	['1 ngày 4 giờ', days(1.5)],
	['1 ngày 3 giờ', hours(11)],
	['30 phút', hours(0.5)],
	['Nửa ngày'.replace('Nửa', '½').normalize('NFD'), days(0.5)]
])('%s is read as a time', (text, expected) => {
	expect(parseDuration(text)).toEqual(expected);
});

it.each(['', '2-3 ngày', 'Trong ngày', 'ngày', 'x ngày', '1/0 ngày', '05', '1 tuần', '9'.repeat(50) + ' ngày'])(
	'%s is no single time',
	(text) => {
		expect(parseDuration(text)).toBeNull();
	}
);

it('prints times as agencies do, and reads them back', () => {
	const times = [days(0.5), days(1.5), days(5), days(12), hours(4), hours(0.5), days(2.25), hours(11)];
	expect(times.map(printedDuration)).toEqual(['½ ngày', '1½ ngày', '05 ngày', '12 ngày', '04 giờ', '½ giờ', '2,25 ngày', '11 giờ']);
	for (const time of times) expect(parseDuration(printedDuration(time))).toEqual(time);
});

it('keeps days while they are quarters of a day', () => {
	expect(durationOf(16, 'days')).toEqual(days(2));
	expect(durationOf(4, 'days')).toEqual(days(0.5));
	expect(durationOf(11, 'days')).toEqual(hours(11));
	expect(durationOf(8, 'hours')).toEqual(hours(8));
	expect(hoursOf(days(1.5))).toBe(12);
});
