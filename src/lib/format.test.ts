import { describe, expect, test } from 'vitest';
import * as format from './format.ts';

const nbsp = '\u00a0';
const vi = { locale: 'vi' } as const;

describe('dates', () => {
	test('are written dd/mm/yyyy', () => {
		expect(format.formatDay('2026-11-24')).toBe('24/11/2026');
		expect(format.formatDayShort('2026-11-24')).toBe('24/11');
		expect(format.formatLongDay('2026-11-24', vi)).toBe('Thứ Ba, 24/11/2026');
		expect(format.formatLongDay('2026-11-24', { locale: 'en' })).toBe('Tuesday, 24/11/2026');
	});

	test('times are of Asia/Ho_Chi_Minh, the day too', () => {
		const lateInUtc = new Date('2026-11-23T17:30:00Z');
		expect(format.formatTime(lateInUtc)).toBe('00:30');
		expect(format.formatDateTime(lateInUtc)).toBe('00:30, 24/11/2026');
	});

	test('recent times are told from now', () => {
		const now = new Date('2026-11-24T03:00:00Z');
		const at = (instant: string) => format.formatRelative(new Date(instant), now, vi);
		expect(at('2026-11-24T02:59:40Z')).toBe('vừa xong');
		expect(at('2026-11-24T02:35:00Z')).toBe('25 phút trước');
		expect(at('2026-11-24T01:12:00Z')).toBe('hôm nay, 08:12');
		expect(at('2026-11-23T09:42:00Z')).toBe('hôm qua, 16:42');
		expect(at('2026-11-20T09:42:00Z')).toBe('16:42, 20/11/2026');
		expect(at('2026-11-24T04:00:00Z')).toBe('hôm nay, 11:00');
		// A day that something is due on is kept as its first moment.
		expect(at('2026-11-19T17:00:00Z')).toBe('20/11/2026');
		expect(at('2026-11-19T17:00:00.001Z')).toBe('00:00, 20/11/2026');
	});
});

describe('numbers', () => {
	test('use the decimal comma in Vietnamese', () => {
		expect(format.formatNumber(11.5, vi)).toBe('11,5');
		expect(format.formatNumber(28_000, vi)).toBe('28.000');
	});

	test.each([
		[0, `0${nbsp}B`],
		[412_000, `412${nbsp}kB`],
		[1_240_000, `1,2${nbsp}MB`],
		[50_000_000, `50${nbsp}MB`],
		[2_500_000_000, `2,5${nbsp}GB`]
	])('%d bytes', (bytes, words) => {
		expect(format.formatBytes(bytes, vi)).toBe(words);
	});

	test('a share is 100% only when nothing is missing', () => {
		expect(format.formatPercent(999, 1000)).toBe('99%');
		expect(format.formatPercent(1, 1000)).toBe('1%');
		expect(format.formatPercent(0, 1000)).toBe('0%');
		expect(format.formatPercent(21, 21)).toBe('100%');
		expect(format.formatPercent(0, 0)).toBe('–');
	});
});

test('initials are of the last two words of a name', () => {
	expect(format.initials('Trần Thị Hạnh Nguyên')).toBe('HN');
	expect(format.initials('Lê Khắc Điệp')).toBe('KĐ');
	expect(format.initials('Admin')).toBe('A');
});
