import { expect, it } from 'vitest';
import { currentHref } from './current.ts';

const places = [{ href: '/' }, { href: '/documents' }, { href: '/quality-system', holds: ['/quality-system', '/external-documents'] }];

it('is the place that a page lies under', () => {
	expect(currentHref(places, '/')).toBe('/');
	expect(currentHref(places, '/documents/x/trail')).toBe('/documents');
	expect(currentHref(places, '/documentsx')).toBeUndefined();
	expect(currentHref(places, '/account')).toBeUndefined();
});

it('is the place that holds a page without one of its own', () => {
	expect(currentHref(places, '/external-documents/x/edit')).toBe('/quality-system');
	expect(currentHref([...places, { href: '/external-documents' }], '/external-documents/x')).toBe('/external-documents');
});

it('is the place of a view for that view and what lies below, not for the others', () => {
	const settings = [...places, { href: '/settings', holds: ['/settings', '/delegations?view=unit'] }];
	expect(currentHref(settings, '/delegations', '?view=unit&state=all')).toBe('/settings');
	expect(currentHref(settings, '/delegations', '?view=mine')).toBeUndefined();
	expect(currentHref(settings, '/delegations')).toBeUndefined();
	expect(currentHref(settings, '/delegations/x')).toBe('/settings');
});
