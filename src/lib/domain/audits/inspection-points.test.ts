import { describe, expect, it } from 'vitest';
import { isShortNotice, selfDueOn, unsignedFrom } from './inspection-days.ts';
import { inspectionResults, percentOf, pointsFor, scoreOf, wrongTeamAnswer } from './inspection-points.ts';

describe('points of an answer', () => {
	it('count the weight, half of it, or nothing', () => {
		expect(inspectionResults.map((result) => pointsFor(result, 3))).toEqual([null, 3, 1.5, 0, null]);
	});

	const said = { points: null, evidence: '', remark: '' };

	it.each([
		['met', 5, {}, {}],
		['partly', 5, {}, { remark: 'evidence_or_remark' }],
		['not_met', 5, { evidence: 'Không có hồ sơ' }, {}],
		['not_applicable', 5, { remark: ' ' }, { remark: 'evidence_or_remark' }],
		['met', 5, { points: 4.5 }, { remark: 'remark_for_points' }],
		['met', 5, { points: 4.5, remark: 'Chậm một lần' }, {}],
		['met', 5, { points: 5.5, remark: 'x' }, { points: 'points_within_weight' }],
		['met', 5, { points: 4.2, remark: 'x' }, { points: 'points_within_weight' }],
		['not_applicable', 5, { points: 0, remark: 'x' }, { points: 'points_within_weight' }],
		['unanswered', 5, {}, {}]
	] as const)('%s of %i with %o: %o', (result, weight, more, wrong) => {
		expect(wrongTeamAnswer({ ...said, result, ...more }, weight)).toEqual(wrong);
	});
});

describe('the score', () => {
	it('leaves what does not apply out of the maximum, and takes given points before the rule', () => {
		const score = scoreOf([
			{ result: 'met', points: null, weight: 4 },
			{ result: 'partly', points: null, weight: 3 },
			{ result: 'not_met', points: null, weight: 2 },
			{ result: 'met', points: 0.5, weight: 1 },
			{ result: 'not_applicable', points: null, weight: 9 },
			{ result: 'unanswered', points: null, weight: 5 }
		]);
		expect(score).toEqual({ points: 6, maxPoints: 15, counts: { unanswered: 1, met: 2, partly: 1, not_met: 1, not_applicable: 1 } });
	});

	it('is 100 per cent only when all was met, and none of nothing', () => {
		expect([percentOf(999, 1000), percentOf(9, 9), percentOf(0, 0)]).toEqual([99, 100, null]);
	});
});

describe('days', () => {
	it('are short below a week', () => {
		expect([isShortNotice('2026-11-26', '2026-12-03'), isShortNotice('2026-11-26', '2026-12-02')]).toEqual([false, true]);
	});

	it('of a self-assessment are never before the notice', () => {
		expect([selfDueOn('2026-12-10', 3, '2026-11-26'), selfDueOn('2026-11-27', 3, '2026-11-26')]).toEqual(['2026-12-07', '2026-11-26']);
	});

	it('of minutes are those of Việt Nam', () => {
		expect(unsignedFrom(new Date('2026-11-26T18:30:00Z'))).toBe('2026-12-07');
	});
});
