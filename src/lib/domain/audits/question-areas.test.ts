import { describe, expect, it } from 'vitest';
import { clausesWithoutQuestion, questionsByArea } from './question-areas.ts';

const questions = [
	{ id: 'policy', clause: '5.2' },
	{ id: 'service', clause: '8.5.1' },
	{ id: 'records', clause: '7.5' },
	{ id: 'any', clause: null }
];
const asked = (scope: string[], areas: { id: string; clauses: string[] }[]) =>
	questionsByArea(questions, scope, areas).map(({ areaId, question }) => `${areaId ?? '-'} ${question.id}`);

describe('the questions of an audit', () => {
	it('go to every area to which their clause applies, and those without a clause to none', () => {
		expect(
			asked(
				['7.5', '8.5'],
				[
					{ id: 'desk', clauses: ['8.5', '7.5'] },
					{ id: 'office', clauses: ['7.5', '5.2'] }
				]
			)
		).toEqual(['- any', 'desk service', 'desk records', 'office records']);
	});

	it('are all asked where neither the audit nor the area chose clauses', () => {
		expect(asked([], [{ id: 'all', clauses: [] }])).toEqual(['- any', 'all policy', 'all service', 'all records']);
	});

	it('leave clauses of the audit open that nobody asks about', () => {
		expect(clausesWithoutQuestion(['9.2', '8.5', '10.2'], [{ clause: '8.5.1' }, { clause: null }])).toEqual(['9.2', '10.2']);
	});
});
