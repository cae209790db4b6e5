import { describe, expect, it } from 'vitest';
import { defaultScale, levelOf, scaleFaults } from './scale.ts';

describe('the scale of risks', () => {
	it('gives a score the level that begins at or below it', () => {
		const names = [1, 4, 5, 11, 12, 25].map((score) => levelOf(defaultScale, score).name);
		expect(names).toEqual(['Thấp', 'Thấp', 'Trung bình', 'Trung bình', 'Cao', 'Cao']);
	});

	it('takes the one that eISO brings, and none with holes', () => {
		expect(scaleFaults(defaultScale)).toEqual({});
		expect(scaleFaults({ ...defaultScale, likelihood: defaultScale.likelihood.slice(1) })).toEqual({ likelihood: 'scale_steps' });
		expect(scaleFaults({ ...defaultScale, levels: defaultScale.levels.slice(1) })).toEqual({ levels: 'scale_levels' });
		expect(scaleFaults({ ...defaultScale, levels: defaultScale.levels.toReversed() })).toEqual({ levels: 'scale_levels' });
	});
});
