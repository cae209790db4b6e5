import { describe, expect, it } from 'vitest';
import { choiceField, codeField, longestUntil, readChoices, untilField, wrongChoice } from './event-choices.ts';

const [a, b] = ['0198aaaa-0000-7000-8000-000000000001', '0198aaaa-0000-7000-8000-000000000002'];

describe('choices of an event', () => {
	it('reads what a form says and leaves out what it cannot read', () => {
		const choices = readChoices([
			['kind', 'MERGE'],
			[choiceField('unit', a), 'carry'],
			[choiceField('document', b, 1), 'carry'],
			[codeField(b, 1), ' QT.02 '],
			[choiceField('corrective_action', b), 'move:1'],
			[choiceField('inspection', 'no-id'), 'cancel'],
			[choiceField('inspection', a), 'burn'],
			[untilField, '2026-12-31']
		]);
		const carried = { choice: 'carry', until: '2027-01-01', askReading: false };
		expect(choices).toEqual([
			{ subjectType: 'unit', subjectId: a, target: 0, newCode: null, ...carried },
			{ subjectType: 'document', subjectId: b, target: 1, newCode: 'QT.02', ...carried },
			{ subjectType: 'corrective_action', subjectId: b, choice: 'move', target: 1, newCode: null, until: null, askReading: false }
		]);
	});

	it('carries nothing over for longer than twelve months, or to a day before the event', () => {
		const [choice] = readChoices([[choiceField('unit', a), 'carry']]);
		if (!choice) throw new Error('no choice was read');
		expect(longestUntil('2026-07-01')).toBe('2027-07-01');
		const until = (day: string) => wrongChoice({ ...choice, until: day }, '2026-07-01');
		expect([until('2027-07-01'), until('2027-07-02'), until('2026-07-01'), until('2026-07-02')]).toEqual([
			null,
			'carry_too_long',
			'carry_until_early',
			null
		]);
		expect(wrongChoice(choice, '2026-07-01')).toBeNull();
	});
});
