import { describe, expect, it } from 'vitest';
import { batchTitle, confirmWord, countsOf, endsWords, undoWords } from './batch-words.ts';

const lines = (issued: number, withdrawn: number) => Array.from({ length: issued + withdrawn }, (_, at) => ({ withdraws: at >= issued }));

describe('what a batch does, in words', () => {
	it('issues, withdraws, or both', () => {
		expect(batchTitle(countsOf(lines(2, 0)))).toBe('Ban hành 2 tài liệu');
		expect(batchTitle(countsOf(lines(0, 1)))).toBe('Bãi bỏ 1 tài liệu');
		expect(batchTitle(countsOf(lines(2, 1)))).toBe('Ban hành 2, bãi bỏ 1 tài liệu');
		expect(new Set([lines(2, 0), lines(0, 1), lines(2, 1)].map((some) => confirmWord(countsOf(some)))).size).toBe(3);
	});

	it('can be taken back until its day, and not on it', () => {
		const [issue, withdraw] = [countsOf(lines(1, 1)), countsOf(lines(0, 1))];
		expect(undoWords('2026-11-29', '2026-11-28', issue)).toContain('Trước ngày 29/11/2026');
		expect(undoWords('2026-11-28', '2026-11-28', issue)).toContain('Có hiệu lực ngay, không thu hồi được nữa');
		expect(undoWords('2026-11-28', '2026-11-28', withdraw)).toContain('không lấy lại được');
		expect(undoWords(null, '2026-11-28', issue)).toBe('');
	});

	it('names the last day of what it ends', () => {
		const supersedes = { newUntil: '2026-11-29' };
		expect(endsWords({ withdraws: true, supersedes })).toBe('Hết hiệu lực sau ngày 28/11/2026');
		expect(endsWords({ withdraws: false, supersedes })).toBe('Bản cũ hết hiệu lực sau ngày 28/11/2026');
		expect(endsWords({ withdraws: false, supersedes: null })).toBe('');
	});
});
