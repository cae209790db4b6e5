import { describe, expect, test } from 'vitest';
import { layRuler } from './ruler.ts';

const today = '2026-11-24';
const kinds = (ranges: Parameters<typeof layRuler>[0]) => layRuler(ranges, today).parts.map((part) => part.kind);
const sum = (ranges: Parameters<typeof layRuler>[0]) => layRuler(ranges, today).parts.reduce((all, part) => all + part.weight, 0);

describe('the ruler', () => {
	test('shows past, in force and upcoming in the order of time', () => {
		const ranges = [
			{ label: '02/00', from: '2026-12-01', to: null },
			{ label: '01/00', from: '2024-08-12', to: '2025-07-01' },
			{ label: '01/02', from: '2025-07-01', to: '2026-12-01' }
		];
		expect(kinds(ranges)).toEqual(['past', 'force', 'upcoming']);
		expect(sum(ranges)).toBeCloseTo(1);
	});

	test('shows a time without a version in force', () => {
		expect(
			kinds([
				{ label: '01/00', from: '2024-01-01', to: '2025-01-01' },
				{ label: '02/00', from: '2026-01-01', to: null }
			])
		).toEqual(['past', 'none', 'force']);
		expect(kinds([{ label: '01/00', from: '2024-01-01', to: '2026-11-01' }])).toEqual(['past', 'none']);
	});

	test('today stands within the part that is in force today', () => {
		const { parts, today: place } = layRuler(
			[
				{ label: '01/00', from: '2016-01-01', to: '2026-11-20' },
				{ label: '01/01', from: '2026-11-20', to: '2026-11-30' },
				{ label: '02/00', from: '2026-11-30', to: null }
			],
			today
		);
		const before = (parts[0]?.weight ?? 0) * 100;
		const after = before + (parts[1]?.weight ?? 0) * 100;
		expect(place).toBeGreaterThan(before);
		expect(place).toBeLessThan(after);
	});

	test('today stands at the left of a first version still to come', () => {
		expect(layRuler([{ label: '01/00', from: '2026-12-01', to: null }], today).today).toBe(0);
	});

	test('on the first day of a version today stands beside its number', () => {
		expect(layRuler([{ label: '01/00', from: today, to: null }], today).today).toBe(0);
		const { parts, today: place } = layRuler(
			[
				{ label: '01/00', from: '2024-01-01', to: today },
				{ label: '01/01', from: today, to: null }
			],
			today
		);
		expect(place).toBeCloseTo((parts[0]?.weight ?? 0) * 100);
		expect(layRuler([{ label: '01/00', from: '2026-11-10', to: null }], today).today).toBeGreaterThan(20);
	});

	test('no range, no parts', () => {
		expect(layRuler([], today).parts).toEqual([]);
	});
});
