import { addDays, dayOf, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { getLocale, type Locale } from '#lib/paraglide/runtime.js';

/**
 * How dates, numbers and sizes are written (look: dd/mm/yyyy, 24-hour time, decimal comma, a space that does not break
 * between a number and its unit). Times are of Asia/Ho_Chi_Minh wherever the reader is. The locale is the page's unless
 * the caller (worker, mail) names the reader's.
 */
type Options = { locale?: Locale };

const zone = 'Asia/Ho_Chi_Minh';
const nbsp = '\u00a0';
const regions = { vi: 'vi-VN', en: 'en-GB' } as const satisfies Record<Locale, string>;
const clock = new Intl.DateTimeFormat('en-GB', {
	timeZone: zone,
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23'
});

/** `2026-11-24` as `24/11/2026`. */
export function formatDay(day: Day): string {
	return `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

/** `24/11`, for matrices where the year is in the head. */
export function formatDayShort(day: Day): string {
	return `${day.slice(8, 10)}/${day.slice(5, 7)}`;
}

/** `Thứ Ba, 24/11/2026`. */
export function formatLongDay(day: Day, options: Options = {}): string {
	const format = new Intl.DateTimeFormat(region(options), { weekday: 'long', timeZone: 'UTC' });
	return `${format.format(new Date(`${day}T00:00:00Z`))}, ${formatDay(day)}`;
}

/** `16:42`. */
export function formatTime(instant: Date): string {
	return clock.format(instant);
}

/** `16:42, 24/11/2026`. */
export function formatDateTime(instant: Date): string {
	return `${formatTime(instant)}, ${formatDay(dayOf(instant))}`;
}

/** `5 phút trước`, `hôm nay, 08:12`, `hôm qua, 16:42`, else the full date and time; of what is known by its day alone, the date. */
export function formatRelative(instant: Date, now: Date, options: Options = {}): string {
	const isFirstOfDay = dayOf(new Date(instant.getTime() - 1)) !== dayOf(instant);
	if (isFirstOfDay) return formatDay(dayOf(instant));
	const time = formatTime(instant);
	const minutes = Math.floor((now.getTime() - instant.getTime()) / 60_000);
	if (minutes >= 0 && minutes < 1) return m.common_just_now({}, options);
	if (minutes > 0 && minutes < 60) return m.common_minutes_ago({ count: minutes }, options);
	const day = dayOf(instant);
	const today = dayOf(now);
	if (day === today) return m.common_today_at({ time }, options);
	if (day === addDays(today, -1)) return m.common_yesterday_at({ time }, options);
	return `${time}, ${formatDay(day)}`;
}

/** `1.234,5` in Vietnamese. */
export function formatNumber(value: number, options: Options & { digits?: number } = {}): string {
	return numberFormat(region(options), options.digits ?? 1).format(value);
}

/** Making one costs as much as a hundred uses, and a page of a list writes many numbers. */
const numberFormats = new Map<string, Intl.NumberFormat>();
function numberFormat(region: string, maximumFractionDigits: number): Intl.NumberFormat {
	const key = `${region} ${maximumFractionDigits}`;
	const known = numberFormats.get(key);
	if (known) return known;
	const made = new Intl.NumberFormat(region, { maximumFractionDigits });
	numberFormats.set(key, made);
	return made;
}

/** A share between 0 and 1 as `92%`. Never 100% while something is missing, never 0% once something is done. */
export function formatPercent(done: number, total: number): string {
	if (total <= 0) return '–';
	const percent = Math.round((done / total) * 100);
	if (percent === 100 && done < total) return '99%';
	if (percent === 0 && done > 0) return '1%';
	return `${percent}%`;
}

/** `412 kB`, `1,2 MB`; thousands, as file managers count. */
export function formatBytes(bytes: number, options: Options = {}): string {
	const steps: [number, string][] = [
		[1e9, 'GB'],
		[1e6, 'MB'],
		[1e3, 'kB']
	];
	for (const [size, unit] of steps) {
		if (bytes >= size) {
			const digits = bytes < size * 10 && size > 1e3 ? 1 : 0;
			return `${formatNumber(bytes / size, { ...options, digits })}${nbsp}${unit}`;
		}
	}
	return `${formatNumber(bytes, options)}${nbsp}B`;
}

/** Two letters for a person: of the last two words of the name, as people are called here (`Trần Thị Hạnh Nguyên` → `HN`). */
export function initials(fullName: string): string {
	const words = fullName.trim().split(/\s+/).slice(-2);
	return words
		.map((word) => [...word][0] ?? '')
		.join('')
		.toLocaleUpperCase('vi');
}

function region(options: Options): string {
	return regions[options.locale ?? getLocale()];
}
