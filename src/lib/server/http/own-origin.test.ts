import { expect, it } from 'vitest';
import { isForeignAct } from './own-origin.ts';

const own = 'https://eiso.example';
const sent = (method: string, headers: Record<string, string>) => isForeignAct({ method, headers: new Headers(headers) }, own);

it.each(['https://other.example', 'https://wiki.eiso.example', 'http://eiso.example', 'null'])('refuses acts from %s', (origin) => {
	expect(sent('POST', { origin })).toBe(true);
	expect(sent('DELETE', { origin, 'content-type': 'application/json' })).toBe(true);
	expect(sent('GET', { origin })).toBe(false);
});

it('lets through our own pages, programs and bearers', () => {
	expect(sent('POST', { origin: own })).toBe(false);
	expect(sent('POST', {})).toBe(false);
	expect(sent('POST', { origin: 'https://other.example', authorization: 'Bearer eiso_x' })).toBe(false);
});
