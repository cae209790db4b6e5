import { describe, expect, it } from 'vitest';
import { clashesOf, minutesOf, timeOf, type Slot, type TimetableFacts } from './timetable.ts';

const facts: TimetableFacts = {
	firstDay: '2026-12-01',
	lastDay: '2026-12-02',
	areas: [
		{ id: 'office', peopleIds: ['an', 'binh'] },
		{ id: 'desk', peopleIds: ['cuc'] }
	],
	team: [
		{ userId: 'lead', isLead: true, areaIds: [] },
		{ userId: 'cuc', isLead: false, areaIds: ['office'] },
		{ userId: 'an', isLead: false, areaIds: ['desk'] }
	]
};

const slot = (id: string, kind: Slot['kind'], from: string, to: string, more: Partial<Slot> = {}): Slot => ({
	id,
	kind,
	day: '2026-12-01',
	fromMinute: minutesOf(from) ?? 0,
	toMinute: minutesOf(to) ?? 0,
	areaId: null,
	auditorIds: [],
	auditeeIds: [],
	...more
});

const opening = slot('opening', 'opening', '7:30', '8:00');
const office = slot('office', 'session', '8:00', '9:00', { areaId: 'office', auditorIds: ['cuc'], auditeeIds: ['binh'] });
const desk = slot('desk', 'session', '9:00', '10:00', { areaId: 'desk', auditorIds: ['an'], auditeeIds: ['cuc'] });
const closing = slot('closing', 'closing', '10:00', '11:00');
const whole = [opening, office, desk, closing];
const codes = (slots: readonly Slot[], of: TimetableFacts = facts) => clashesOf(slots, of).map(({ code }) => code);

describe('a timetable', () => {
	it('has nothing wrong when one follows the other and everybody has their part', () => {
		expect(clashesOf(whole, facts)).toEqual([]);
	});

	it('asks for an opening and a closing', () => {
		expect(codes([office, desk])).toEqual(['no_opening', 'no_closing']);
	});

	it('finds the same person twice at the same time, also as auditor here and auditee there', () => {
		const early = { ...desk, fromMinute: 8 * 60 + 30, toMinute: 9 * 60 + 30 };
		expect(clashesOf([opening, office, early, closing], facts)).toEqual([
			{ code: 'same_time', slotIds: ['office', 'desk'], userId: 'cuc' }
		]);
	});

	it('takes the whole team to a meeting that names nobody', () => {
		const meeting = slot('team', 'team', '8:30', '8:45');
		expect(clashesOf([...whole, meeting], facts)).toEqual([{ code: 'same_time', slotIds: ['office', 'team'], userId: 'cuc' }]);
		expect(clashesOf([...whole, { ...meeting, auditorIds: ['lead', 'an'] }], facts)).toEqual([]);
	});

	it('finds whom another audit has at that time, and not whom it has before or after', () => {
		const taken = (from: string, to: string, userId = 'an') => ({
			...facts,
			elsewhere: [{ userId, day: '2026-12-01' as const, fromMinute: minutesOf(from) ?? 0, toMinute: minutesOf(to) ?? 0 }]
		});
		expect(clashesOf(whole, taken('9:30', '9:45'))).toEqual([{ code: 'busy_elsewhere', slotIds: ['desk'], userId: 'an' }]);
		// A meeting that names nobody takes the whole team; who is audited is asked for as well.
		expect(clashesOf(whole, taken('7:00', '7:45', 'lead'))).toEqual([{ code: 'busy_elsewhere', slotIds: ['opening'], userId: 'lead' }]);
		expect(clashesOf(whole, taken('8:15', '8:20', 'binh'))).toEqual([{ code: 'busy_elsewhere', slotIds: ['office'], userId: 'binh' }]);
		expect(clashesOf(whole, taken('11:00', '12:00'))).toEqual([]);
		expect(clashesOf(whole, taken('8:00', '9:00'))).toEqual([]);
		expect(clashesOf(whole, taken('9:30', '9:45', 'somebody'))).toEqual([]);
	});

	it('finds who audits their own area, or one that is not theirs, and who is not on the team', () => {
		expect(clashesOf([opening, { ...office, auditorIds: ['an'] }, desk, closing], facts)).toContainEqual({
			code: 'audits_own_area',
			slotIds: ['office'],
			userId: 'an',
			areaId: 'office'
		});
		expect(codes([opening, { ...office, auditorIds: ['cuc', 'lead'] }, desk, closing])).toEqual(['not_their_area']);
		expect(codes([opening, { ...office, auditorIds: ['cuc', 'stranger'] }, desk, closing])).toEqual(['not_on_team']);
	});

	it('finds what lies outside the days', () => {
		expect(codes([opening, office, desk, { ...closing, day: '2026-12-03' }])).toEqual(['outside_days']);
	});

	it('finds an area without auditor or session, a session without people, a member without a session', () => {
		expect(codes(whole, { ...facts, areas: [...facts.areas, { id: 'store', peopleIds: [] }] })).toEqual([
			'area_without_auditor',
			'area_without_slot'
		]);
		expect(codes([opening, { ...office, auditorIds: [], auditeeIds: [] }, desk, closing])).toEqual([
			'no_auditor',
			'no_auditee',
			'member_without_slot'
		]);
		expect(codes([opening, office, closing])).toEqual(['area_without_slot', 'member_without_slot']);
	});

	it('reads and writes times as people do', () => {
		expect([minutesOf('8:05'), minutesOf('08h30'), minutesOf('24:00'), minutesOf('24:01'), minutesOf('9:60'), minutesOf('nine')]).toEqual([
			485,
			510,
			1440,
			null,
			null,
			null
		]);
		expect(timeOf(485)).toBe('08:05');
	});
});
