import { describe, expect, it } from 'vitest';
import { isEmptyCause, keptCause, readOutline, readWhys, writeOutline } from './cause.ts';

describe('a tree of causes', () => {
	it('is read from an outline and written as it', () => {
		const outline = 'Con người\n  Chưa được phổ biến\n    Mới chuyển đến\nBiểu mẫu\n  Không có cột giờ';
		const read = readOutline(outline);
		expect(read).toEqual({
			roots: [
				{ text: 'Con người', children: [{ text: 'Chưa được phổ biến', children: [{ text: 'Mới chuyển đến', children: [] }] }] },
				{ text: 'Biểu mẫu', children: [{ text: 'Không có cột giờ', children: [] }] }
			]
		});
		expect('roots' in read && writeOutline(read.roots)).toBe(outline);
	});

	it('takes dashes and tabs for levels', () => {
		expect(readOutline('- A\n-- B\n\t- C\n- D')).toEqual({
			roots: [
				{
					text: 'A',
					children: [
						{ text: 'B', children: [] },
						{ text: 'C', children: [] }
					]
				},
				{ text: 'D', children: [] }
			]
		});
	});

	it('refuses what is too long, too deep or too much', () => {
		expect(readOutline('a'.repeat(501))).toEqual({ wrong: 'too_long:500' });
		expect(readOutline(Array.from({ length: 81 }, () => 'a').join('\n'))).toEqual({ wrong: 'cause_too_many' });
		expect(readOutline(Array.from({ length: 9 }, (_, level) => `${' '.repeat(level)}a`).join('\n'))).toEqual({ wrong: 'cause_too_deep' });
	});
});

describe('five whys', () => {
	it('leave out what was not answered', () => expect(readWhys(['Vì A', ' ', '', 'Vì B '])).toEqual({ whys: ['Vì A', 'Vì B'] }));
	it('are seven at most', () => expect(readWhys(Array.from({ length: 8 }, () => 'a'))).toEqual({ wrong: 'cause_too_many' }));
});

describe('what was kept', () => {
	it('is read again, whatever stands there', () => {
		expect(keptCause('five_whys', ['a', 3, ''])).toEqual({ method: 'five_whys', whys: ['a'] });
		expect(keptCause('tree', [{ text: 'a', children: ['x', { text: 'b' }] }, 7])).toEqual({
			method: 'tree',
			roots: [{ text: 'a', children: [{ text: 'b', children: [] }] }]
		});
		expect(keptCause('tree', 'x')).toBeNull();
		expect(isEmptyCause(keptCause(null, null))).toBe(true);
		expect(isEmptyCause(keptCause('tree', []))).toBe(true);
	});
});
