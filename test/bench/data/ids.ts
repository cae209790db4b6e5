import { createHash } from 'node:crypto';

/** An id that is the same on every machine, of the shape of those that the app makes (version 7: what is made later sorts later). */
export function idOf(table: string, n: number): string {
	const hash = createHash('md5').update(`${table} ${n}`).digest('hex');
	const time = (firstMs + n).toString(16).padStart(12, '0');
	return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

const firstMs = Date.UTC(2016, 0, 1);
