import { expect, it } from 'vitest';
import { requiredText } from './form-fields.ts';
import { visibleText } from './visible-text.ts';

it.each(['', ' \t\n', '\u200B', '\uFEFF\u2060', '\u00AD', '\u3164\u115F', '\u2800', '\u200B \u00A0\u3000', '\u0301', '\uFE0F'])(
	'a text that shows nothing is empty: %j',
	(text) => {
		expect(visibleText(text)).toBe('');
		expect(requiredText(300).safeParse(text)).toMatchObject({ success: false, error: { issues: [{ message: 'required' }] } });
	}
);

it('a text that shows something stays as it is, trimmed', () => {
	expect(visibleText('  Quy tri\u0300nh\u200B 1 ')).toBe('Quy tri\u0300nh\u200B 1');
	expect(requiredText(300).parse(' … ')).toBe('…');
});
