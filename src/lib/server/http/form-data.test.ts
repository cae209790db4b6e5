import { expect, it } from 'vitest';
import { formObject, typedValues } from './form-data.ts';

it('takes names that every object has as it takes others', () => {
	const values = formObject(new URLSearchParams('constructor=a&toString=b&toString=c&__proto__=d'));
	expect(Object.entries(typedValues(values))).toEqual([
		['constructor', 'a'],
		['toString', ['b', 'c']]
	]);
	expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
});

it('leaves out the sign that no text can hold', () => {
	expect(formObject([['title', 'Quy\0 trình']])).toEqual({ title: 'Quy trình' });
});
