import { describe, expect, it } from 'vitest';
import { readJson } from './read-json.ts';

describe('JSON that was sent', () => {
	it('is read as it is, without what no text of a database may hold', () => {
		expect(readJson('{"a":["b\\u0000c",{"d":"e\\ud800f"}],"g":1,"h":null,"i":"Đúng 😀"}')).toEqual({
			a: ['bc', { d: 'e\ufffdf' }],
			g: 1,
			h: null,
			i: 'Đúng 😀'
		});
	});

	it('is refused when it is none', () => {
		for (const text of ['', '{', 'undefined', '{"a":1}}']) expect(() => readJson(text)).toThrow('json_invalid');
	});
});
