import type { Day } from '#lib/domain/shared/day.ts';

export const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** "ngày 05 tháng 3 năm 2026": days below 10 and the first two months carry a zero (NĐ 30/2020), as `long-day` of common.typ. */
export function longDay(day: Day | null): string {
	if (day === null) return 'ngày … tháng … năm ……';
	const month = Number(day.slice(5, 7));
	return `ngày ${day.slice(8, 10)} tháng ${month < 3 ? twoDigits(month) : month} năm ${day.slice(0, 4)}`;
}
