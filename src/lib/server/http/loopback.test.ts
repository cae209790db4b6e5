import { expect, it } from 'vitest';
import { isLoopback, wasForwarded } from './loopback.ts';

it('knows its own machine by address', () => {
	expect(['127.0.0.1', '::ffff:127.0.0.1', '::1'].map(isLoopback)).toEqual([true, true, true]);
	expect(['10.0.0.1', '::ffff:10.0.0.1', '2001:db8::1', ''].map(isLoopback)).toEqual([false, false, false, false]);
});

it('knows what a proxy handed on', () => {
	expect(wasForwarded(new Headers({ 'X-Forwarded-For': '203.0.113.9' }))).toBe(true);
	expect(wasForwarded(new Headers({ Forwarded: 'for=203.0.113.9' }))).toBe(true);
	expect(wasForwarded(new Headers({ accept: '*/*' }))).toBe(false);
});
