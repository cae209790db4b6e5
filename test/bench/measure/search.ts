import { readFileSync } from 'node:fs';
import { searchDocuments } from '#lib/server/search/search.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { seats } from '../data/people.ts';
import { threeWords } from '../queries/common.ts';
import type { Result } from '../report.ts';
import type { Statement } from '../server/protocol.ts';
import { inTurns, median, p95, timed } from '../stats.ts';
import { homeUnit, type World } from '../world.ts';
import { emptyPage, pageTime, sqlTime, statementsOf, statementWith } from './page.ts';

const rounds = 240;

export async function measureSearch(world: World): Promise<Result[]> {
	return [...(await measureSpeed(world)), await measureHits(world)];
}

async function measureSpeed(world: World): Promise<Result[]> {
	const client = await world.server.as(world.readerId);
	const bare: Statement[] = [];
	for (const q of threeWords) bare.push(statementWith(await statementsOf(world, client, pathOf(q)), 'candidate as materialized'));
	const ctx = await world.asPerson(homeUnit, seats.reader);
	const wordsOf = (round: number) => threeWords[round % threeWords.length] ?? threeWords[0];
	const times = await inTurns(rounds, {
		query: (round) => timed(() => searchDocuments(ctx, { q: wordsOf(round) })),
		sql: (round) => sqlTime(world, bare[round % bare.length] ?? { text: '', values: [] }),
		page: (round) => pageTime(client, pathOf(wordsOf(round))),
		empty: () => pageTime(world.server.nobody, emptyPage)
	});
	const detail = { 'SQL p95 ms': p95(times.sql), 'SQL median ms': median(times.sql) };
	return [
		{
			operation: 'search, 3 words without accents: query',
			measured: p95(times.query) / p95(times.sql),
			unit: '×',
			target: { is: 'at most', value: 3 },
			absolute: false,
			detail: { 'query p95 ms': p95(times.query), ...detail }
		},
		{
			operation: 'search, 3 words without accents: page',
			measured: p95(times.page) / (p95(times.sql) + p95(times.empty)),
			unit: '×',
			target: { is: 'at most', value: 3 },
			absolute: false,
			detail: { 'page p95 ms': p95(times.page), 'empty page p95 ms': p95(times.empty), ...detail }
		}
	];
}

export function pathOf(q: string): string {
	return `/search?${new URLSearchParams({ q })}`;
}

export type Expectation = { readonly unit: number; readonly kind: string; readonly q: string; readonly code: string };

/** The committed set: unit, kind of query, what is typed, the code that must be found. */
export function readExpectations(): Expectation[] {
	const lines = readFileSync(new URL('../queries/expected.tsv', import.meta.url), 'utf8')
		.trim()
		.split('\n')
		.slice(1);
	return lines.map((line) => {
		const [unit = '', kind = '', q = '', code = ''] = line.split('\t');
		return { unit: Number(unit), kind, q, code };
	});
}

async function measureHits(world: World): Promise<Result> {
	const actors = new Map<number, Ctx>();
	const missed: Expectation[] = [];
	const expectations = readExpectations();
	for (const expected of expectations) {
		const ctx = actors.get(expected.unit) ?? (await world.asPerson(expected.unit, seats.reader));
		actors.set(expected.unit, ctx);
		const { items } = await searchDocuments(ctx, { q: expected.q });
		if (!items.slice(0, 3).some((item) => item.own && item.code === expected.code)) missed.push(expected);
	}
	const byKind = Object.entries(Object.groupBy(missed, ({ kind }) => kind)).map(([kind, some]) => `${kind} ${some?.length ?? 0}`);
	return {
		operation: 'search: expected code in the top 3',
		measured: (100 * (expectations.length - missed.length)) / expectations.length,
		unit: '%',
		target: { is: 'at least', value: 95 },
		absolute: true,
		detail: { queries: expectations.length, missed: byKind.join(', ') || 'none', ...(missed[0] ? { first: missed[0].q } : {}) }
	};
}
