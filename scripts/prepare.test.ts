import { describe, expect, it } from 'vitest';
import { isInstalled, matches } from './prepare.mjs';

const a = { version: '1.0.0', integrity: 'sha512-a' };
const wanted = { '': { version: '0.1.0' }, 'node_modules/a': a, 'node_modules/for-windows': { ...a, optional: true } };

describe('what is installed', () => {
	it('is right for this checkout', () => {
		expect(isInstalled()).toBe(true);
	});

	it('may lack what is for other machines', () => {
		expect(matches(wanted, { 'node_modules/a': a })).toBe(true);
	});

	it.each([
		['nothing is installed', null],
		['a package is missing', {}],
		['a version differs', { 'node_modules/a': { ...a, version: '1.0.1' } }],
		['the bytes differ', { 'node_modules/a': { ...a, integrity: 'sha512-b' } }]
	])('is wrong when %s', (_words, present) => {
		expect(matches(wanted, present)).toBe(false);
	});
});
