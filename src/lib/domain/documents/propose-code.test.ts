import { describe, expect, it } from 'vitest';
import { proposeNextCode, type CodeWish } from './propose-code.ts';

const propose = (wish: Partial<CodeWish> & { kind: string }) =>
	proposeNextCode({ taken: wish.taken ?? wish.ofKind ?? [], ofKind: [], year: 2026, ...wish });

describe('the next code', () => {
	it('is the plain one where the unit has no example', () => {
		expect(propose({ kind: 'QT' })).toBe('QT-01');
		expect(propose({ kind: 'CSCL' })).toBe('CSCL');
		expect(propose({ kind: 'MTCL' })).toBe('MTCL-2026');
	});

	it('follows the style of the unit', () => {
		expect(propose({ kind: 'QT', ofKind: ['QT.TP.01', 'QT.TP.09', 'QT.NB.01'] })).toBe('QT.TP.10');
		expect(propose({ kind: 'QT', ofKind: ['QT-001', 'QT-002'] })).toBe('QT-003');
		expect(propose({ kind: 'HD', taken: ['QT.01'] })).toBe('HD.01');
		expect(propose({ kind: 'MTCL', taken: ['MTCL-2026', 'QT-01'], ofKind: ['MTCL-2026'] })).toBe('MTCL-01');
	});

	it('of a form stands under its procedure', () => {
		expect(propose({ kind: 'BM', parentCode: 'QT-01' })).toBe('BM-01.01');
		expect(propose({ kind: 'BM', parentCode: 'QT.ISO.02', ofKind: ['BM.ISO.02.01', 'BM.ISO.02.02', 'BM.ISO.01.07'] })).toBe('BM.ISO.02.03');
		expect(propose({ kind: 'BM', parentCode: 'QT-01', ofKind: ['BM-01-5', 'BM-010-9'] })).toBe('BM-01-6');
	});

	it('is free by its key, whatever the way it is written', () => {
		expect(propose({ kind: 'QT', taken: ['qt 1', 'QT.002'], ofKind: [] })).toBe('QT 03');
		expect(propose({ kind: 'BM', parentCode: 'QT-01', taken: ['BM.1.1'], ofKind: [] })).toBe('BM-01.02');
	});
});
