import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { wordsOf } from '#lib/words.ts';
import { percent, wholePercent } from './row.ts';

describe('figures of a management review', () => {
	it('have a word each, so that nobody reads the name of one', () => {
		const sources = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
		const names = sources.flatMap((name) =>
			[...readFileSync(path.join(import.meta.dirname, name), 'utf8').matchAll(/\brow\(\s*'(\w+)'/g)].map(([, figure]) => figure ?? '')
		);
		expect(names.length).toBeGreaterThan(50);
		for (const locale of ['vi', 'en'] as const)
			expect(names.filter((name) => wordsOf(`management_figure_${name}`, {}, locale) === null)).toEqual([]);
	});

	it('are never a whole before all is there, nor nothing while something is', () => {
		expect([percent(1592, 1593), percent(1593, 1593), percent(1, 1000), percent(0, 5), percent(0, 0)]).toEqual([99, 100, 1, 0, null]);
		expect(wholePercent(0.884)).toBe(88);
	});
});
