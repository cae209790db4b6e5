import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

const base = new URL('https://eiso.example/sign-in');

it('keeps a path of this site with its query', () => {
	expect(ownPath('/documents?asOf=2026-01-01#page', base)).toBe('/documents?asOf=2026-01-01#page');
	expect(ownPath('/a/../documents', base)).toBe('/documents');
});

it.each([
	'//evil.example',
	'/..//evil.example',
	'/.//evil.example',
	'/a/..//evil.example',
	'/%2e//evil.example',
	'/\\evil.example',
	'/\t/evil.example',
	'https://evil.example',
	'javascript:alert(1)',
	'evil.example',
	'',
	null
])('leads nowhere else: %j', (next) => {
	const path = ownPath(next, base);
	expect(new URL(path, base).origin).toBe(base.origin);
	expect(path).toBe('/');
});
