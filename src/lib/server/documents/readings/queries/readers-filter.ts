import type { ReadersFilter } from './readers-page.ts';

type Params = { get(name: string): unknown };

/** Reads the filters of the list of readers from an address or a posted form. */
export function readersFilter(params: Params): ReadersFilter {
	const read = (name: string) => {
		const value = params.get(name);
		return typeof value === 'string' && value.trim() !== '' ? value.normalize('NFC').trim().slice(0, 200) : null;
	};
	return { version: read('version'), state: read('state'), division: read('division'), person: read('person') };
}
