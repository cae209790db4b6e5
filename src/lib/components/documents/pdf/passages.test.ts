import { describe, expect, it } from 'vitest';
import { passages } from './passages.ts';

const at = (text: string, words: string) => passages(text, words).map(({ start, end }) => text.slice(start, end));

describe('passages', () => {
	it('are found without accents, in any case', () => {
		expect(at('Cấp Chứng chỉ hành nghề; cấp lại chứng chỉ', 'chung chi')).toEqual(['Chứng chỉ', 'chứng chỉ']);
		expect(at('Đơn đề nghị', 'don de')).toEqual(['Đơn đề']);
		expect(at('Don de nghi', 'đơn đề')).toEqual(['Don de']);
	});

	it('run over line breaks and several spaces', () => {
		expect(at('hành \n  nghề lưu trữ', 'hanh nghe')).toEqual(['hành \n  nghề']);
	});

	it('take accents that stand apart with their letter', () => {
		const text = 'chứng chỉ'.normalize('NFD');
		expect(at(`a ${text} b`, 'chứng chỉ')).toEqual([text]);
	});

	it('do not overlap, and nothing is found for nothing', () => {
		expect(at('aaaa', 'aa')).toEqual(['aa', 'aa']);
		expect(at('abc', '  ')).toEqual([]);
		expect(at('abc', 'x')).toEqual([]);
	});
});
