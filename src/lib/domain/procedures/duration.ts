import type { Duration } from './content.ts';

/** Working time: eight hours to a day. */
export const hoursPerDay = 8;

export function hoursOf({ value, unit }: Duration): number {
	return unit === 'days' ? value * hoursPerDay : value;
}

/** Two sums of halves and quarters that differ by the error of floating point are one. */
export function sameHours(a: number, b: number): boolean {
	return Math.abs(a - b) < 1e-6;
}

/** A number of hours, in days where they are whole or half days and the unit asked for is days. */
export function durationOf(hours: number, unit: Duration['unit']): Duration {
	const rounded = Math.round(hours * 100) / 100;
	if (unit === 'days' && Number.isInteger(rounded / (hoursPerDay / 4))) return { value: rounded / hoursPerDay, unit };
	return { value: rounded, unit: 'hours' };
}

/** As agencies write it on paper: `02 giờ`, `½ ngày`, `1½ ngày`, `05 ngày`, `2,25 ngày`. Vietnamese always: for paper, not for pages. */
export function printedDuration({ value, unit }: Duration): string {
	const word = unit === 'days' ? 'ngày' : 'giờ';
	if (value % 1 === 0.5) return `${value < 1 ? '' : Math.floor(value)}½ ${word}`;
	return `${Number.isInteger(value) ? String(value).padStart(2, '0') : String(value).replace('.', ',')} ${word}`;
}

/**
 * Reads what people write as a working time: `½ ngày`, `0,5 ngày làm việc`, `04 giờ`, `1/2 ngày`, `01 ngày rưỡi`, `1 ngày 4 giờ`,
 * `30 phút`. Null for anything that is not one time, such as `2-3 ngày` or `trong ngày`.
 */
export function parseDuration(text: string): Duration | null {
	const tidy = text
		.normalize('NFC')
		.toLowerCase()
		.replace(/\s+/gu, ' ')
		.replace(/[().;]+$/u, '')
		.replace(/ ?làm việc$/u, '')
		.trim();
	const both = /^(\S+) ngày (?:và )?(\S+) giờ$/u.exec(tidy);
	if (both) return parsedSum(parsedNumber(both[1] ?? ''), parsedNumber(both[2] ?? ''));
	const match = /^(\S+(?: ?½)?) ?(ngày|giờ|phút)( rưỡi)?$/u.exec(tidy) ?? /^([\d.,/½]+)(ngày|giờ|phút)( rưỡi)?$/u.exec(tidy);
	const number = parsedNumber(match?.[1] ?? '');
	if (!match || number === null) return null;
	const value = number + (match[3] ? 0.5 : 0);
	if (match[2] === 'phút') return { value: Math.round((value / 60) * 100) / 100, unit: 'hours' };
	return { value, unit: match[2] === 'ngày' ? 'days' : 'hours' };
}

function parsedSum(days: number | null, hours: number | null): Duration | null {
	return days === null || hours === null ? null : durationOf(days * hoursPerDay + hours, 'days');
}

function parsedNumber(text: string): number | null {
	const half = /^(\d{0,5}) ?½$/u.exec(text);
	if (half) return Number(half[1]) + 0.5;
	if (/^\d{1,2}\/\d{1,2}$/.test(text)) {
		const [above, below] = text.split('/').map(Number);
		return above !== undefined && below ? above / below : null;
	}
	return /^\d{1,5}(?:[.,]\d{1,4})?$/.test(text) ? Number(text.replace(',', '.')) : null;
}
