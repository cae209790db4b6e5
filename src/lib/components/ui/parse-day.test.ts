import { expect, test } from 'vitest';
import { parseDay } from './parse-day.ts';

const today = '2026-11-24';

test.each([
	['27/11/2026', '2026-11-27'],
	['27.11.2026', '2026-11-27'],
	['27-11-26', '2026-11-27'],
	['27/11', '2026-11-27'],
	['5/1', '2027-01-05'],
	['20/11', '2026-11-20'],
	['hôm nay', '2026-11-24'],
	['Hom nay ', '2026-11-24'],
	['mai', '2026-11-25'],
	['+7', '2026-12-01'],
	['-3', '2026-11-21'],
	['2026-12-31', '2026-12-31'],
	['29/02/2028', '2028-02-29']
])('%s is %s', (typed, day) => {
	expect(parseDay(typed, today)).toBe(day);
});

test.each(['', '31/02/2026', '32/01', 'tuần sau', '1/1/1', '2026'])('"%s" is no day', (typed) => {
	expect(parseDay(typed, today)).toBeUndefined();
});

test('without a year a day is not before the first one allowed', () => {
	expect(parseDay('20/11', today, today)).toBe('2027-11-20');
});
