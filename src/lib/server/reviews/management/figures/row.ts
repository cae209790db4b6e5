import type { FigureItem, FigureRow } from '#lib/domain/reviews/management-inputs.ts';

export const row = (name: string, value: number | string | null, href: string | null = null): FigureRow => ({ name, value, href });
export const item = (label: string, text: string, href: string | null = null): FigureItem => ({ label, text, href });

/** Whole percents; null of nothing. Never all of it before all is there, nor nothing while something is. */
export function percent(part: number, whole: number): number | null {
	return whole === 0 ? null : wholePercent(part / whole);
}

export function wholePercent(share: number): number {
	const rounded = Math.round(share * 100);
	if (rounded === 100 && share < 1) return 99;
	return rounded === 0 && share > 0 ? 1 : rounded;
}
