import { describe, expect, it } from 'vitest';
import { scoreRules } from '#lib/domain/audits/scores/rules.ts';
import { readSampleSet, readSamples } from './samples.ts';
import { readEditions } from './standards.ts';

describe('the sample checklists', async () => {
	const samples = await readSamples();
	const clauses = new Map((await readEditions()).map(({ standard, clauses }) => [standard.code, new Set(clauses.map((c) => c.number))]));
	const questionsOf = (sample: (typeof samples)[number]) => sample.sections.flatMap(({ questions }) => questions);

	it('are one for inspections of twelve topics and a hundred points, and one for internal audits over the whole standard', () => {
		const [inspection, internal] = samples;
		expect(samples.map(({ purpose }) => purpose)).toEqual(['inspection', 'internal']);
		expect(inspection?.sections).toHaveLength(12);
		expect(inspection ? questionsOf(inspection).reduce((sum, { points }) => sum + points, 0) : 0).toBe(100);
		expect(inspection ? questionsOf(inspection).length : 0).toBeGreaterThanOrEqual(60);
		const chapters = new Set(internal ? questionsOf(internal).map(({ clause }) => clause.split('.')[0]) : []);
		expect([...chapters]).toEqual(['4', '5', '6', '7', '8', '9', '10']);
		expect(internal ? questionsOf(internal).length : 0).toBeGreaterThanOrEqual(40);
	});

	it.each(samples.map((sample) => [sample.code, sample] as const))('%s: every question once, by a clause, complete', (_code, sample) => {
		const known = clauses.get(sample.standardCode);
		const texts = questionsOf(sample).map(({ text }) => text);
		expect(new Set(texts).size).toBe(texts.length);
		for (const question of questionsOf(sample)) {
			expect(known?.has(question.clause), question.clause).toBe(true);
			expect(question.text).toMatch(/(không|chưa|thế nào|giữ)\?$/);
			expect(question.evidence.length).toBeGreaterThan(10);
			expect(question.guidance.length).toBeGreaterThan(10);
			for (const text of [question.text, question.evidence, question.guidance]) {
				expect(text.normalize('NFC')).toBe(text);
				expect(text).not.toContain('!');
			}
		}
	});
});

describe('the sample set of criteria', () => {
	it('has a hundred points, and a line for everything that eISO computes', async () => {
		const { criteria } = await readSampleSet();
		expect(criteria.reduce((sum, { maxPoints }) => sum + maxPoints, 0)).toBe(100);
		expect(new Set(criteria.map(({ rule }) => rule))).toEqual(new Set(scoreRules));
		expect(new Set(criteria.map(({ code }) => code)).size).toBe(criteria.length);
	});
});
