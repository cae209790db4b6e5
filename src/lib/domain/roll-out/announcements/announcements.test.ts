import { describe, expect, it } from 'vitest';
import { kindFits, proposedKind, scopeChange, announcementKinds } from './kinds.ts';
import { announcementPhase, type AnnouncementTimes } from './lifecycle.ts';
import { basesOn, usualAnnouncementWords } from './words.ts';

const line = (code: string, name = code) => ({ code, name });
const none = { added: [], removed: [] };

describe('the kind of an announcement', () => {
	it('is proposed by what went before and by the services that came or went', () => {
		const before = { standardCode: '2015' };
		const wider = scopeChange([line('1')], [line('1'), line('2')]);
		const narrower = scopeChange([line('1'), line('2')], [line('1')]);
		const other = scopeChange([line('1')], [line('2')]);
		expect(proposedKind(null, '2015', wider)).toBe('first');
		expect(proposedKind({ standardCode: '2008' }, '2015', wider)).toBe('edition');
		expect(proposedKind(before, '2015', wider)).toBe('extension');
		expect(proposedKind(before, '2015', narrower)).toBe('narrowing');
		expect(proposedKind(before, '2015', other)).toBe('again');
		expect(proposedKind(before, '2015', none)).toBe('again');
	});

	it('fits only where it says what happens', () => {
		const before = { standardCode: '2015' };
		const fitting = (standard: string, change: Parameters<typeof kindFits>[3], had: typeof before | null = before) =>
			announcementKinds.filter((kind) => kindFits(kind, had, standard, change));
		expect(fitting('2015', none, null)).toEqual(['first']);
		expect(fitting('2026', none)).toEqual(['edition']);
		expect(fitting('2015', none)).toEqual(['again', 'extension', 'narrowing']);
		expect(fitting('2015', { added: [line('1')], removed: [] })).toEqual(['again', 'extension']);
		expect(fitting('2015', { added: [], removed: [line('1')] })).toEqual(['again', 'narrowing']);
		expect(fitting('2015', { added: [line('1')], removed: [line('2')] })).toEqual(['again']);
	});

	it('knows a service by its code however it is written, without one by its name', () => {
		const change = scopeChange([line('1.001.h27'), line('', 'Chứng thực')], [line('1.001.H27', 'Tên mới'), line('', 'Khai sinh')]);
		expect(change).toMatchObject({ added: [{ name: 'Khai sinh' }], removed: [{ name: 'Chứng thực' }], kept: 1 });
	});
});

it.each<[string, Partial<AnnouncementTimes>, string]>([
	['a draft', { state: 'draft', effectiveOn: '2026-01-01' }, 'draft'],
	['its first day', { effectiveOn: '2026-11-26' }, 'in_force'],
	['the day before', { effectiveOn: '2026-11-27' }, 'upcoming'],
	['the last day', { effectiveOn: '2026-01-01', effectiveTo: '2026-11-27', endedFor: 'superseded' }, 'in_force'],
	['the day after', { effectiveOn: '2026-01-01', effectiveTo: '2026-11-26', endedFor: 'superseded' }, 'superseded'],
	[
		'withdrawn from a later day',
		{ state: 'withdrawn', effectiveOn: '2026-01-01', effectiveTo: '2026-12-01', endedFor: 'withdrawn' },
		'in_force'
	],
	[
		'withdrawn before its day',
		{ state: 'withdrawn', effectiveOn: '2026-12-01', effectiveTo: '2026-12-01', endedFor: 'withdrawn' },
		'withdrawn'
	],
	['a unit that ended', { effectiveOn: '2026-01-01', effectiveTo: '2026-07-01', endedFor: 'unit_ended' }, 'unit_ended']
])('%s', (_, times, phase) => {
	expect(announcementPhase({ state: 'signed', effectiveOn: null, effectiveTo: null, endedFor: null, ...times }, '2026-11-26')).toBe(phase);
});

it('cites the grounds of its day and names the agency in full', () => {
	const bases = [
		{ text: 'Cũ', from: '2010-01-01', to: '2026-11-26' },
		{ text: 'Mới', from: '2026-11-26', to: null }
	];
	expect(basesOn(bases, '2026-11-25')).toEqual(['Cũ']);
	expect(basesOn(bases, '2026-11-26')).toEqual(['Mới']);
	const unit = { name: 'UBND xã Thạch Long', above: ['UBND tỉnh Hà Tĩnh'], standard: null, chiefTitle: 'Chủ tịch', signer: null };
	const words = usualAnnouncementWords(unit, { kind: 'edition', standardName: 'TCVN ISO 9001:2015', scope: '', grounds: ['Mới'] });
	expect(words).toMatchObject({ authority: 'Ủy ban nhân dân xã Thạch Long', place: 'Thạch Long', grounds: ['Mới'] });
	expect(words.subject).toBe('Về việc công bố chuyển đổi Hệ thống quản lý chất lượng phù hợp Tiêu chuẩn quốc gia TCVN ISO 9001:2015');
	expect(words.fields).toContain('Ủy ban nhân dân xã Thạch Long');
});
