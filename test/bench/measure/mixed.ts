import { setTimeout as sleep } from 'node:timers/promises';
import { seats } from '../data/people.ts';
import { idOf } from '../data/ids.ts';
import { threeWords } from '../queries/common.ts';
import type { Result } from '../report.ts';
import { httpClient, insist, type HttpClient } from '../server/client.ts';
import { median, quantile } from '../stats.ts';
import { homeUnit, type World } from '../world.ts';
import { readingPath } from './open.ts';
import { pathOf } from './search.ts';

const requestsASecond = 200;
const units = 12;
const readersOfUnit = 2;
/** Requests that may wait at once: beyond that the server is lost, and more would only lose the machine. */
const mostWaiting = 2_000;

/** What readers on their phones ask, with its part of a hundred requests. */
const kinds = { home: 15, list: 15, search: 20, document: 30, file: 20 } as const;
type Kind = keyof typeof kinds;
const kindNames: readonly Kind[] = ['home', 'list', 'search', 'document', 'file'];
const hundred: readonly Kind[] = kindNames.flatMap((kind) => Array.from({ length: kinds[kind] }, () => kind));

type Reader = { readonly client: HttpClient; readonly documents: readonly { versionId: string; documentId: string }[] };

/**
 * Requests that arrive by the clock, whether or not the ones before were answered, each timed from the moment it was due. Who waits
 * in line waits longer: the ratio to the same request on an idle server shows how much.
 */
export async function measureMixed(world: World, seconds: number): Promise<Result[]> {
	const readers = await readersOf(world);
	const idle = await idleMedians(readers);
	const taken: Record<Kind, number[]> = { home: [], list: [], search: [], document: [], file: [] };
	const failures: string[] = [];
	const memory: number[] = [];
	const random = seeded(20_261_126);
	const total = requestsASecond * seconds;
	let waiting = 0;
	const answers: Promise<void>[] = [];
	const started = performance.now();
	let due = started;
	for (let n = 0; n < total; n++) {
		// Arrivals without memory, as those of many people who know nothing of each other.
		due += (-Math.log(1 - random()) * 1000) / requestsASecond;
		const ahead = due - performance.now();
		if (ahead > 1) await sleep(ahead);
		if (n % requestsASecond === 0) memory.push((await world.server.residentBytes()) / 1_000_000);
		if (waiting >= mostWaiting) {
			failures.push('too many waited');
			continue;
		}
		const kind = hundred[Math.floor(random() * hundred.length)] ?? 'list';
		const reader = readers[Math.floor(random() * readers.length)];
		if (!reader) continue;
		const moment = due;
		waiting += 1;
		answers.push(
			ask(reader, kind, n)
				.then(() => void taken[kind].push(performance.now() - moment))
				.catch((error: unknown) => void failures.push(error instanceof Error ? error.message : String(error)))
				.finally(() => {
					waiting -= 1;
				})
		);
	}
	await Promise.all(answers);
	for (const { client } of readers) client.close();
	const ratios = (part: number) => kindNames.map((kind) => quantile(taken[kind], part) / idle[kind]);
	const rate = (total * 1000) / (performance.now() - started);
	const detail = (part: number) =>
		Object.fromEntries(kindNames.map((kind) => [`${kind} ms (idle)`, `${ms(quantile(taken[kind], part))} (${ms(idle[kind])})`]));
	return [
		{
			operation: `mixed load of ${requestsASecond} a second: failures`,
			measured: failures.length,
			unit: 'requests',
			target: { is: 'at most', value: 0 },
			absolute: false,
			detail: { requests: total, 'answered a second': rate, 'most MB': Math.max(...memory), ...(failures[0] ? { first: failures[0] } : {}) }
		},
		{
			operation: 'mixed load: p90 of the slowest kind to its idle median',
			measured: Math.max(...ratios(0.9)),
			unit: '×',
			target: { is: 'at most', value: 10 },
			absolute: false,
			detail: detail(0.9)
		},
		{
			operation: 'mixed load: p99 of the slowest kind to its idle median',
			measured: Math.max(...ratios(0.99)),
			unit: '×',
			target: { is: 'at most', value: 30 },
			absolute: false,
			detail: detail(0.99)
		}
	];
}

function ms(value: number): string {
	return value.toFixed(1);
}

/** People of several units, each with documents of theirs whose copies are made. */
async function readersOf(world: World): Promise<Reader[]> {
	const readers: Reader[] = [];
	for (let unit = homeUnit; unit < homeUnit + units; unit++) {
		const { rows } = await world.sql.query<{ versionId: string; documentId: string }>(
			`SELECT v.id AS "versionId", v.document_id AS "documentId" FROM version v
			JOIN document d ON d.id = v.document_id AND d.visibility IN ('unit', 'province', 'public')
			WHERE v.unit_id = $1 AND v.effective_from <= eiso_today() AND (v.effective_to IS NULL OR v.effective_to > eiso_today())
			AND v.pdf_pages < 50 ORDER BY v.id LIMIT 4`,
			[idOf('unit', unit)]
		);
		for (let nth = 0; nth < readersOfUnit; nth++) {
			const cookie = await world.server.cookieOf(world.people.personAt(unit, seats.reader + nth).id);
			const client = httpClient(world.server.port, 6, cookie);
			for (const { versionId } of rows) await insist(client, { path: readingPath(versionId) });
			readers.push({ client, documents: rows });
		}
	}
	return readers;
}

async function idleMedians(readers: readonly Reader[]): Promise<Record<Kind, number>> {
	const medians: Record<Kind, number> = { home: 0, list: 0, search: 0, document: 0, file: 0 };
	for (const kind of kindNames) {
		const times: number[] = [];
		for (let round = 0; round < 3; round++) for (const [n, reader] of readers.entries()) times.push(await ask(reader, kind, n + round));
		medians[kind] = median(times);
	}
	return medians;
}

/** Asks as a phone's browser does. Gives the time from the request to the last byte, in ms. */
async function ask({ client, documents }: Reader, kind: Kind, n: number): Promise<number> {
	const document = documents[n % documents.length] ?? { documentId: '', versionId: '' };
	const paths: Record<Kind, string> = {
		home: '/',
		list: '/documents',
		search: pathOf(threeWords[n % threeWords.length] ?? ''),
		document: `/documents/${document.documentId}`,
		file: readingPath(document.versionId)
	};
	const headers: Record<string, string> =
		kind === 'file' ? { 'sec-fetch-dest': 'empty' } : { accept: 'text/html', 'accept-encoding': 'br' };
	return (await insist(client, { path: paths[kind], headers })).ms;
}

/** The same arrivals in every run. */
function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}
