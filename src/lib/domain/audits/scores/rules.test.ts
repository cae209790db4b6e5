import { describe, expect, it } from 'vitest';
import { pointsFor, ruleParams, scoreRules } from './rules.ts';

const plain = ruleParams.parse({});

describe('points of a criterion', () => {
	it('are the share, all of them from a share on, and none below one', () => {
		expect(pointsFor('audit_done', { done: 2, of: 3 }, 15, plain)).toBe(10);
		expect(pointsFor('plan_steps', { done: 1, of: 3 }, 10, plain)).toBe(3.33);
		const rule = { full: 90, least: 50 };
		expect([10, 9, 8, 5, 4, 0].map((done) => pointsFor('plan_steps', { done, of: 10 }, 20, rule))).toEqual([20, 20, 16, 10, 0, 0]);
		expect(pointsFor('inspection_result', { done: 87.5, of: 100 }, 20, plain)).toBe(17.5);
	});

	it('are all of them where nothing was due, and none where nothing was done', () => {
		const withNothing = scoreRules.filter((rule) => pointsFor(rule, null, 5, plain) === 5);
		expect(withNothing).toEqual(['reading_on_time', 'actions_on_time']);
		for (const rule of scoreRules) expect(pointsFor(rule, { done: 0, of: 0 }, 5, plain)).toBe(pointsFor(rule, null, 5, plain));
	});
});
