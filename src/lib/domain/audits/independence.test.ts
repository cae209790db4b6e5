import { describe, expect, it } from 'vitest';
import { problemsOf, sheetOf, type IndependenceFacts } from './independence.ts';

const facts: IndependenceFacts = {
	userId: 'an',
	fullName: 'Trần An',
	register: { unit: 'UBND phường A', certificateNumber: '12/CN', validTo: '2027-01-01' },
	lapsed: false,
	areas: [{ id: 'desk', name: 'Một cửa', ledByHead: false, belongs: null }],
	documents: [{ code: 'QT.01', parts: [] }],
	actions: [{ number: 'KPH-2026-001', part: null }]
};
const days = { from: '2026-12-01', to: '2026-12-02' } as const;
const at = new Date('2026-11-26T01:00:00Z');
const codes = (more: Partial<IndependenceFacts>) => problemsOf({ ...facts, ...more }).map(({ code, item }) => `${code} ${item}`.trim());

describe('independence', () => {
	it('says what was looked at when nothing stands against a person', () => {
		expect(problemsOf(facts)).toEqual([]);
		expect(sheetOf(facts, at, days)).toEqual({
			at: '2026-11-26T01:00:00.000Z',
			from: '2026-12-01',
			to: '2026-12-02',
			register: facts.register,
			areas: [{ name: 'Một cửa', ledByHead: false }],
			documents: ['QT.01'],
			actions: ['KPH-2026-001'],
			result: 'independent'
		});
	});

	it('asks for a valid entry of the register', () => {
		expect(codes({ register: null })).toEqual(['not_on_register']);
		expect(codes({ register: null, lapsed: true })).toEqual(['register_lapsed']);
	});

	it('refuses the own area, and one in which they report to a head', () => {
		const area = { id: 'desk', name: 'Một cửa', ledByHead: false, belongs: 'named' } as const;
		expect(codes({ areas: [area] })).toEqual(['belongs_to_area Một cửa']);
		expect(codes({ areas: [{ ...area, ledByHead: true }] })).toEqual(['reports_to_head Một cửa']);
		expect(codes({ areas: [{ ...area, ledByHead: true, belongs: 'leader' }] })).toEqual(['belongs_to_area Một cửa']);
	});

	it('refuses whoever had a part in a document or an action', () => {
		expect(
			codes({
				documents: [
					{ code: 'QT.01', parts: ['author', 'approver'] },
					{ code: 'QT.02', parts: ['reviewer'] }
				]
			})
		).toEqual(['document_author QT.01', 'document_approver QT.01', 'document_reviewer QT.02']);
		expect(codes({ actions: [{ number: 'KPH-2026-001', part: 'doer' }] })).toEqual(['action_doer KPH-2026-001']);
		expect(sheetOf({ ...facts, actions: [{ number: 'KPH-2026-001', part: 'owner' }] }, at, days)).toBeNull();
	});
});
