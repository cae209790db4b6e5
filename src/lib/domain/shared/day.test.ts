import { expect, it } from 'vitest';
import { unreadDay } from './day.ts';

it.each(['2026-13-45', 'abc', '9999-12-31', '1899-12-31', '2026-02-29', '24/11/2026', '2026-1-1', ' 2026-01-01'])(
	'%j in an address is no day',
	(asked) => expect(unreadDay(asked)).toBe(asked)
);

it.each([null, '', '  ', '2026-02-28', '2024-02-29', '1900-01-01', '2199-12-31'])('%j is a day, or asks for none', (asked) =>
	expect(unreadDay(asked)).toBeNull()
);
