import { describe, expect, it } from 'vitest';
import { blankAnswer, type Answer } from './answers.ts';
import { say, sendable, shownAnswer, type Waiting } from './outbox.ts';

const question = { id: 'q', version: 3, answer: { ...blankAnswer, result: 'conform' as const } };
const words = (change: Partial<Answer>): Answer => ({ ...question.answer, ...change });
const now = (id: string) => ({ id, madeAt: `2026-11-24T02:00:0${id.length}.000Z` });
const attempted = (waiting: readonly Waiting[]): Waiting[] => waiting.map((one) => ({ ...one, attempted: true }));

describe('what waits on a device', () => {
	it('is one saying per question while nothing was sent, begun from the version that was seen first', () => {
		const one = say([], question, words({ evidence: 'a' }), now('1'));
		const two = say(one, { ...question, version: 4 }, words({ evidence: 'ab' }), now('22'));
		expect(two).toEqual([
			{
				kind: 'answer',
				attempted: false,
				refused: null,
				edit: { id: '1', questionId: 'q', baseVersion: 3, after: null, madeAt: now('22').madeAt, answer: words({ evidence: 'ab' }) }
			}
		]);
		expect(shownAnswer(two, question).evidence).toBe('ab');
	});

	it('never gives the id of what may have arrived to other words', () => {
		const sent = attempted(say([], question, words({ evidence: 'a' }), now('1')));
		const next = say(sent, question, words({ evidence: 'b' }), now('22'));
		expect(next.map(({ edit }) => edit.id)).toEqual(['1', '22']);
		expect(next[1]).toMatchObject({ edit: { after: '1', baseVersion: 3 } });
		expect(say(next, question, words({ evidence: 'a' }), now('333'))).toEqual(sent);
	});

	it('is nothing when the person goes back to what stands', () => {
		const one = say([], question, words({ evidence: 'a' }), now('1'));
		expect(say(one, question, question.answer, now('22'))).toEqual([]);
	});

	it('begins anew after what the server did not take', () => {
		const refused = attempted(say([], question, words({ evidence: 'a' }), now('1'))).map((one) => ({ ...one, refused: 'invalid' }));
		const next = say(refused, question, words({ evidence: 'b' }), now('22'));
		expect(next).toMatchObject([{ edit: { id: '22', after: null }, refused: null }]);
	});

	it('says again what stood when another answer stands by now: that is a choice', () => {
		const one = say([], question, words({ evidence: 'a' }), now('1'));
		const other = { ...question, version: 4, answer: words({ result: 'minor', evidence: 'b' }) };
		expect(say(one, other, other.answer, now('22'))).toHaveLength(1);
	});

	it('is sent when it is whole and was not refused', () => {
		const begun = say([], question, words({ result: 'major' }), now('1'));
		expect(sendable(begun, 'internal', new Map())).toEqual([]);
		const whole = say(begun, question, words({ result: 'major', evidence: 'Mất sổ' }), now('22'));
		expect(sendable(whole, 'internal', new Map())).toEqual(whole);
		expect(
			sendable(
				whole.map((one) => ({ ...one, refused: 'area_not_yours' })),
				'internal',
				new Map()
			)
		).toEqual([]);
	});
});
