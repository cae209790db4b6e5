import { addDays, daysBetween, isDay, type Day } from '#lib/domain/shared/day.ts';

const todayWords = new Set(['hôm nay', 'hom nay', 'nay', 'today']);
const tomorrowWords = new Set(['ngày mai', 'ngay mai', 'mai', 'tomorrow']);

/**
 * What people type for a day: `27/11/2026`, `27/11`, `27.11.2026`, `27-11-26`, `hôm nay`, `+7`, `-3`, `2026-11-27`.
 * Without a year it is the nearest such day, not before `min`. Undefined if it is no day.
 */
export function parseDay(typed: string, today: Day, min?: Day): Day | undefined {
	const text = typed.normalize('NFC').trim().toLowerCase().replaceAll(/\s+/g, ' ');
	if (isDay(text)) return text;
	if (todayWords.has(text)) return today;
	if (tomorrowWords.has(text)) return addDays(today, 1);
	const shift = /^([+-])\s?(\d{1,4})$/.exec(text);
	if (shift) return addDays(today, Number(shift[2]) * (shift[1] === '-' ? -1 : 1));
	const written = /^(\d{1,2})[/.\- ](\d{1,2})(?:[/.\- ](\d{2}|\d{4}))?$/.exec(text);
	if (!written) return undefined;
	const [, date = '', month = '', year] = written;
	const tail = `${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
	if (year) {
		const day = `${year.length === 2 ? `20${year}` : year}-${tail}`;
		return isDay(day) ? day : undefined;
	}
	const thisYear = Number(today.slice(0, 4));
	const distance = (day: Day) => Math.abs(daysBetween(today, day));
	return [thisYear - 1, thisYear, thisYear + 1]
		.map((candidate) => `${candidate}-${tail}`)
		.filter((day) => isDay(day) && (min === undefined || day >= min))
		.sort((a, b) => distance(a) - distance(b))[0];
}
