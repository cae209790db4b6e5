import type { FigureItem, FigureRow } from '#lib/domain/reviews/management-inputs.ts';

export const row = (name: string, value: number | string | null, href: string | null = null): FigureRow => ({ name, value, href });
export const item = (label: string, text: string, href: string | null = null): FigureItem => ({ label, text, href });

/** Whole percents; null of nothing. */
export function percent(part: number, whole: number): number | null {
	return whole === 0 ? null : Math.round((part / whole) * 100);
}
