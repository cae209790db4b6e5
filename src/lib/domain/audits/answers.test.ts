import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inOrder, newLine, takeEdit, type AnswerLine } from './answer-line.ts';
import {
	blankAnswer,
	cleanAnswer,
	isComplete,
	mergeAnswers,
	resultsOf,
	sameAnswer,
	wrongAnswer,
	type Answer,
	type AnswerEdit
} from './answers.ts';

const answer = (change: Partial<Answer>): Answer => ({ ...blankAnswer, ...change });
const edit = (change: Partial<AnswerEdit> & { id: string }): AnswerEdit => ({
	questionId: 'q',
	baseVersion: 0,
	after: null,
	madeAt: '2026-11-24T02:00:00.000Z',
	answer: answer({ result: 'conform' }),
	...change
});
const send = (line: AnswerLine, edits: readonly AnswerEdit[]) => edits.reduce((now, next) => takeEdit('internal', 1, now, next).line, line);

describe('what an answer needs', () => {
	it('asks for evidence of a finding and for the reason why something does not apply', () => {
		for (const result of ['minor', 'major', 'observation'] as const) {
			expect(wrongAnswer('internal', answer({ result, note: 'x' }), 1)).toEqual({ evidence: 'evidence_required' });
			expect(wrongAnswer('internal', answer({ result, evidence: 'Ba bản giấy cũ' }), 1)).toEqual({});
		}
		expect(wrongAnswer('internal', answer({ result: 'conform' }), 1)).toEqual({});
		for (const kind of ['internal', 'inspection', 'self'] as const)
			expect(wrongAnswer(kind, answer({ result: 'not_applicable', evidence: 'x', note: '\u200b ' }), 1)).toEqual({
				note: 'reason_required'
			});
	});

	it('takes evidence or a remark on site, and words of the unit about itself', () => {
		expect(wrongAnswer('inspection', answer({ result: 'partly' }), 2)).toEqual({ note: 'evidence_or_remark' });
		expect(wrongAnswer('inspection', answer({ result: 'partly', evidence: 'x' }), 2)).toEqual({});
		expect(wrongAnswer('inspection', answer({ result: 'met', points: 3 }), 2)).toEqual({ points: 'points_within_weight' });
		expect(wrongAnswer('inspection', answer({ result: 'met', points: 1 }), 2)).toEqual({ note: 'remark_for_points' });
		expect(wrongAnswer('self', answer({ result: 'not_met' }), 1)).toEqual({ note: 'evidence_or_remark' });
		expect(wrongAnswer('self', answer({ result: 'none_yet' }), 1)).toEqual({});
		expect(wrongAnswer('self', answer({ result: 'conform' }), 1)).toEqual({ result: 'result_of_sheet' });
	});

	it('derives points, drops them where there are none, and composes letters', () => {
		expect(cleanAnswer('inspection', answer({ result: 'partly', evidence: ' a\u0301 ' }), 3)).toEqual(
			answer({ result: 'partly', points: 1.5, evidence: 'á' })
		);
		expect(cleanAnswer('inspection', answer({ result: 'not_applicable', points: 2, note: 'x' }), 3).points).toBeNull();
		expect(cleanAnswer('internal', answer({ result: 'conform', points: 2 }), 3).points).toBeNull();
	});

	it('does not take an answer begun for one given', () => {
		expect(wrongAnswer('internal', answer({ evidence: 'mới xem' }), 1)).toEqual({});
		expect(isComplete('internal', answer({ evidence: 'mới xem' }), 1)).toBe(false);
	});
});

describe('two people and one answer', () => {
	const base = answer({ result: 'conform', evidence: 'Sổ 2026' });

	it('takes what only one changed', () => {
		const mine = answer({ result: 'conform', evidence: 'Sổ 2026', note: 'Hỏi văn thư' });
		const theirs = answer({ result: 'minor', evidence: 'Sổ 2026' });
		expect(mergeAnswers('internal', 1, base, mine, theirs)).toEqual(answer({ result: 'minor', evidence: 'Sổ 2026', note: 'Hỏi văn thư' }));
	});

	it('keeps both where they changed the same, and where together they would say what neither could', () => {
		expect(
			mergeAnswers('internal', 1, base, answer({ result: 'minor', evidence: 'Sổ 2026' }), answer({ result: 'major', evidence: 'Sổ 2026' }))
		).toBeNull();
		const emptied = answer({ result: 'conform' });
		expect(mergeAnswers('internal', 1, base, answer({ result: 'minor', evidence: 'Sổ 2026' }), emptied)).toBeNull();
	});

	it('applies the first, keeps the second beside and shows both', () => {
		const one = edit({ id: 'a', answer: answer({ result: 'conform' }) });
		const two = edit({ id: 'b', answer: answer({ result: 'minor', evidence: 'Bản cũ' }) });
		const line = send(newLine, [one, two]);
		expect(line.answer).toEqual(one.answer);
		expect(line.beside).toEqual([{ id: 'b', baseVersion: 0, answer: two.answer }]);
	});

	it('goes on from what the same device said before it heard back', () => {
		const one = edit({ id: 'a' });
		const two = edit({ id: 'b', after: 'a', answer: answer({ result: 'minor', evidence: 'Bản cũ' }) });
		expect(send(newLine, [one, two])).toMatchObject({ version: 2, answer: two.answer, beside: [] });
	});

	it('puts a second thought in the place of the first where that waits beside', () => {
		const other = edit({ id: 'o', answer: answer({ result: 'major', evidence: 'Mất sổ' }) });
		const one = edit({ id: 'a' });
		const two = edit({ id: 'b', after: 'a', answer: answer({ result: 'minor', evidence: 'Bản cũ' }) });
		const line = send(newLine, [other, one, two]);
		expect(line.answer).toEqual(other.answer);
		expect(line.beside.map(({ id }) => id)).toEqual(['b']);
		const agreed = edit({ id: 'c', after: 'b', answer: other.answer });
		expect(send(line, [agreed]).beside).toEqual([]);
	});

	it('keeps no invalid edit, so that it can be sent again when it is whole', () => {
		const begun = edit({ id: 'a', answer: answer({ result: 'minor' }) });
		const { line, outcome } = takeEdit('internal', 1, newLine, begun);
		expect(outcome).toEqual({ outcome: 'invalid', fields: { evidence: 'evidence_required' } });
		expect(line).toEqual(newLine);
	});
});

const texts = fc.constantFrom('', 'một', 'hai', 'ba');
const answers = fc
	.record({ result: fc.constantFrom(...resultsOf.internal), points: fc.constant(null), evidence: texts, note: texts })
	.filter((given) => Object.keys(wrongAnswer('internal', given, 1)).length === 0);
/** What several devices said; each begins from what it last had, or from what it said itself. */
const sayings = fc
	.array(fc.record({ answer: answers, baseVersion: fc.nat({ max: 3 }), goesOn: fc.boolean(), minute: fc.nat({ max: 59 }) }), {
		maxLength: 8
	})
	.map((list) =>
		list.map((said, i) =>
			edit({
				id: `e${i}`,
				answer: said.answer,
				baseVersion: said.baseVersion,
				after: said.goesOn && i > 0 ? `e${i - 1}` : null,
				madeAt: `2026-11-24T02:${String(said.minute).padStart(2, '0')}:00.000Z`
			})
		)
	);

describe('sendings that come again', () => {
	it('change nothing, however often and wherever they come again', () => {
		fc.assert(
			fc.property(sayings, fc.array(fc.nat(), { maxLength: 20 }), (edits, again) => {
				const once = send(newLine, edits);
				const repeated = edits.flatMap((said, i) => [said, ...again.flatMap((n) => (n % (i + 1) <= i ? (edits[n % (i + 1)] ?? []) : []))]);
				expect(send(newLine, repeated)).toEqual(once);
				expect(send(once, edits)).toEqual(once);
			})
		);
	});

	it('count the same in whatever order one sending lists them', () => {
		fc.assert(
			fc.property(
				sayings.chain((edits) => fc.tuple(fc.constant(edits), fc.shuffledSubarray(edits, { minLength: edits.length }))),
				([edits, shuffled]) => {
					expect(inOrder(shuffled)).toEqual(inOrder(edits));
					expect(inOrder(edits)).toHaveLength(edits.length);
				}
			)
		);
	});

	it('lose nothing and keep nothing twice, in whatever order devices come: it stands, stood, or waits beside', () => {
		fc.assert(
			fc.property(
				sayings.chain((edits) => fc.shuffledSubarray(edits, { minLength: edits.length })),
				(edits) => {
					const line = send(newLine, edits);
					for (const { id, answer: said } of edits) {
						const outcome = line.taken.get(id);
						const mine = cleanAnswer('internal', said, 1);
						if (outcome?.outcome === 'applied') {
							const stood = line.stood.get(outcome.version);
							expect(stood).toEqual(outcome.answer);
							if (!outcome.merged) expect(sameAnswer(outcome.answer, mine)).toBe(true);
						} else if (outcome?.outcome === 'conflict') {
							expect(line.beside.filter((one) => one.id === id)).toEqual([expect.objectContaining({ answer: mine })]);
						} else {
							// Only a later saying of the same device takes one out.
							expect(outcome?.outcome).toBe('dropped');
							expect(edits.some((later) => later.after === id)).toBe(true);
						}
					}
					const applied = [...line.taken.values()].flatMap((outcome) => (outcome.outcome === 'applied' ? outcome.version : []));
					expect([...applied].sort((a, b) => a - b)).toEqual(Array.from({ length: line.version }, (_, i) => i + 1));
				}
			)
		);
	});

	it('end the same in any order where people changed different things', () => {
		const base = send(newLine, [edit({ id: 'base', answer: answer({ result: 'conform', evidence: 'một', note: 'một' }) })]);
		fc.assert(
			fc.property(
				fc.shuffledSubarray(
					[
						edit({ id: 'x', baseVersion: 1, answer: answer({ result: 'observation', evidence: 'một', note: 'một' }) }),
						edit({ id: 'y', baseVersion: 1, answer: answer({ result: 'conform', evidence: 'hai', note: 'một' }) }),
						edit({ id: 'z', baseVersion: 1, answer: answer({ result: 'conform', evidence: 'một', note: 'ba' }) })
					],
					{ minLength: 3 }
				),
				(edits) => {
					expect(send(base, edits)).toMatchObject({
						version: 4,
						beside: [],
						answer: { result: 'observation', evidence: 'hai', note: 'ba' }
					});
				}
			)
		);
	});
});
