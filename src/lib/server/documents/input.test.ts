import { expect, it } from 'vitest';
import { tidy } from './input.ts';

it('keeps a text composed, trimmed and without marks that turn its direction', () => {
	expect(tidy('  Quy tri\u0300nh \u202Efdp.exe\u2069 ')).toBe('Quy trình fdp.exe');
	expect(tidy(null)).toBe('');
	expect(tidy('\u200B\u200E \u3164')).toBe('');
});
