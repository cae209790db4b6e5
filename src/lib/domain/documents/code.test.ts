import { expect, it } from 'vitest';
import { isCode } from './code.ts';

it.each(['QT-01', 'QT.TP.01', 'QT/2026/01', 'BM 01-02', 'ĐG_01', 'QT..1'])('%s is a code', (code) => {
	expect(isCode(code)).toBe(true);
});

it.each(['QT/../01', 'QT/./01', '../QT', 'QT/..', '/QT', 'QT/', 'QT//1', 'QT/ ../1', 'QT/ /1', 'QT\u200B1', '???', '01'])(
	'%s is none: a path, or signs that no code has',
	(code) => {
		expect(isCode(code)).toBe(false);
	}
);
