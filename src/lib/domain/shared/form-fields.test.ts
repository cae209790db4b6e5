import { expect, it } from 'vitest';
import { rowVersionField } from './form-fields.ts';

it('takes a row version only as large as the database keeps', () => {
	expect(rowVersionField.parse('2147483647')).toBe(2_147_483_647);
	const refused = rowVersionField.safeParse('2147483648');
	expect(refused.error?.issues.map((issue) => issue.message)).toEqual(['invalid']);
});
