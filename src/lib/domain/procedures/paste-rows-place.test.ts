import { describe, expect, it } from 'vitest';
import { withPasted } from './paste-rows.ts';

const row = (id: string, what = id) => ({ id, what, time: null, original: false });
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

describe('rows that are pasted', () => {
	const rows = [row('a'), row('b', ''), row('c')];
	it.each([
		['stand after the row that was pasted into', 0, ['a', 'x', 'y', 'b', 'c']],
		['take the place of an empty one', 1, ['a', 'x', 'y', 'c']],
		['stand after the last', 2, ['a', 'b', 'c', 'x', 'y']],
		['stand at the end when they were pasted into none', -1, ['a', 'b', 'c', 'x', 'y']]
	] as const)('%s', (_, after, expected) => {
		expect(ids(withPasted(rows, [row('x'), row('y')], after))).toEqual(expected);
	});
});
