import { describe, expect, it } from 'vitest';
import { idleMinutesFor, isIdle } from './session-limits.ts';

describe('limits of a session', () => {
	const rules = { idleMinutes: 30, absoluteHours: 12, level3: false };

	it('locks after the setting, sooner at level 3, for administrators and on a shared computer', () => {
		expect(idleMinutesFor(rules, { administrator: true, sharedComputer: false })).toBe(30);
		expect(idleMinutesFor(rules, { administrator: false, sharedComputer: true })).toBe(10);
		const level3 = { ...rules, level3: true };
		expect(idleMinutesFor(level3, { administrator: false, sharedComputer: false })).toBe(15);
		expect(idleMinutesFor(level3, { administrator: true, sharedComputer: true })).toBe(5);
		expect(idleMinutesFor({ ...level3, idleMinutes: 3 }, { administrator: true, sharedComputer: false })).toBe(3);
	});

	it('counts from the last use', () => {
		const seen = new Date('2026-11-25T08:00:00Z');
		expect(isIdle(seen, new Date('2026-11-25T08:29:59Z'), 30)).toBe(false);
		expect(isIdle(seen, new Date('2026-11-25T08:30:00Z'), 30)).toBe(true);
	});
});
