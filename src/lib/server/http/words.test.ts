import { expect, it } from 'vitest';
import { fieldWords } from './words.ts';

it('writes the limit of a field as the language writes numbers', () => {
	expect(fieldWords('number_from:0.01', 'vi')).toBe('Ghi số từ 0,01 trở lên.');
	expect(fieldWords('number_from:0.01', 'en')).toContain('0.01');
	expect(fieldWords('number_to:1000', 'vi')).toBe('Ghi số không quá 1000.');
	expect(fieldWords('no_such_code', 'vi')).toBe('Thông tin này chưa đúng. Hãy kiểm tra lại.');
});
