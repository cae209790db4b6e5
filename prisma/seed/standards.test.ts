import { describe, expect, it } from 'vitest';
import { readEditions } from './standards.ts';

describe('the editions of the standard', async () => {
	const editions = await readEditions();
	const numbers = new Map(editions.map(({ standard, clauses }) => [standard.code, clauses.map((clause) => clause.number)]));

	it('are those of 2008 and 2015', () => {
		expect(editions.map(({ standard, clauses }) => [standard.edition, clauses[0]?.number, clauses.at(-1)?.number])).toEqual([
			[2008, '4', '8.5.3'],
			[2015, '4', '10.3']
		]);
	});

	it.each(editions.map(({ standard, clauses }) => [standard.code, clauses] as const))(
		'%s: every clause once, in order, below the clause it belongs to, with short titles',
		(_code, clauses) => {
			const seen: string[] = [];
			const sortKey = (number: string) =>
				number
					.split('.')
					.map((part) => part.padStart(3, '0'))
					.join('.');
			for (const { number, titleVi, titleEn } of clauses) {
				expect(number).toMatch(/^\d+(\.\d+){0,3}$/);
				expect(seen).not.toContain(number);
				const parent = number.split('.').slice(0, -1).join('.');
				if (parent !== '') expect(seen).toContain(parent);
				expect(titleVi.normalize('NFC')).toBe(titleVi);
				expect(`${titleVi} ${titleEn}`).not.toMatch(/phải|shall/);
				seen.push(number);
			}
			expect(seen.map(sortKey)).toEqual(seen.map(sortKey).toSorted());
		}
	);

	it('go on from one to the next: every clause without a clause below it, and to clauses that exist', () => {
		const [first, second] = editions;
		const from = numbers.get(first?.standard.code ?? '') ?? [];
		const leaves = from.filter((number) => !from.some((other) => other.startsWith(`${number}.`)));
		expect([...new Set(second?.mapping.map((line) => line.from))].toSorted()).toEqual(leaves.toSorted());
		for (const line of second?.mapping ?? []) {
			expect(line.standard).toBe(first?.standard.code);
			expect(numbers.get(second?.standard.code ?? '')).toContain(line.to);
		}
	});
});
