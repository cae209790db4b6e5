import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const numbers = globSync('docs/decisions/*.md').map((file) => path.basename(file).slice(0, 4));

it('a decision has a number of its own', () => {
	expect(numbers.length).toBeGreaterThan(5);
	expect([...numbers].sort()).toEqual([...new Set(numbers)].sort());
});

it('what the code and the papers refer to is there', () => {
	const files = globSync(['src/**/*.{ts,svelte}', 'scripts/*.mjs', 'docs/*.md', 'README.md'], { exclude: ['src/lib/paraglide/**'] });
	const named = files.flatMap((file) =>
		[...readFileSync(file, 'utf8').matchAll(/docs\/decisions\/(\d{4})/g)].map(([, number = '']) => ({ file, number }))
	);
	expect(named.length).toBeGreaterThan(2);
	expect(named.filter(({ number }) => !numbers.includes(number))).toEqual([]);
});
