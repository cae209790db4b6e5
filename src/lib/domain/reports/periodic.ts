import { z } from 'zod';
import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import { addDays, daysBetween, isDay, type Day } from '#lib/domain/shared/day.ts';
import { visibleText } from '#lib/domain/shared/visible-text.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/** Half-year (January to June) and year (January to December), domain.md §1.5 and §1.6. */
export const reportKinds = ['half_year', 'year'] as const;
export type ReportKind = (typeof reportKinds)[number];

/**
 * One report feeds two lines (domain.md §0): ISO facts go to the Department of Science and Technology, facts of administrative reform to the
 * Department of Home Affairs.
 */
export const reportLines = ['iso', 'reform'] as const;
export type ReportLine = (typeof reportLines)[number];

export type ReportState = 'draft' | 'sent' | 'received' | 'cancelled';
export type ReportEvent = 'send' | 'return' | 'receive' | 'cancel';

export const reportLifecycle = [
	{ id: 'P1', from: ['draft'], event: 'send', to: 'sent', permission: 'report.send' },
	/** The Department's own over the province: nobody receives it here. */
	{ id: 'P1b', from: ['draft'], event: 'send', to: 'sent', permission: 'report.consolidate' },
	{ id: 'P2', from: ['sent'], event: 'return', to: 'draft', permission: 'report.receive', reason: 'required' },
	{ id: 'P3', from: ['sent'], event: 'receive', to: 'received', permission: 'report.receive' },
	// The unit has ended: nobody of it can send.
	{ id: 'P4', from: ['draft'], event: 'cancel', to: 'cancelled', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<ReportState, ReportEvent, Action | Follows>[];

/** The days that a report counts, both included. */
export function reportDays(kind: ReportKind, year: number): { readonly from: Day; readonly to: Day } {
	return { from: `${year}-01-01`, to: kind === 'half_year' ? `${year}-06-30` : `${year}-12-31` };
}

export type ReportRule = { readonly halfYearDue: string; readonly yearDue: string; readonly soonDays: number };

/**
 * The day by which a report is due: that day of its year, of the next one where the report cannot be begun before it (15 January); the last of
 * February where there is no such day.
 */
export function dueDay(rule: ReportRule, kind: ReportKind, year: number): Day {
	const monthDay = kind === 'half_year' ? rule.halfYearDue : rule.yearDue;
	const day = dayIn(year, monthDay);
	return day < opensOn(kind, year) ? dayIn(year + 1, monthDay) : day;
}

function dayIn(year: number, monthDay: string): Day {
	const day = `${year}-${monthDay}`;
	return isDay(day) ? day : `${year}-02-28`;
}

/** Days after the due day; 0: in time. */
export function daysLate(dueOn: Day, on: Day): number {
	return Math.max(0, daysBetween(dueOn, on));
}

/** The period that is reported next: this half-year until its due day has passed by three months, else the year. */
export function currentPeriod(today: Day): { readonly kind: ReportKind; readonly year: number } {
	const year = Number(today.slice(0, 4));
	const monthDay = today.slice(5);
	if (monthDay < '03-01') return { kind: 'year', year: year - 1 };
	return { kind: monthDay < '10-01' ? 'half_year' : 'year', year };
}

/** When a period may be begun: its last sixty days, or later. */
export function opensOn(kind: ReportKind, year: number): Day {
	return addDays(reportDays(kind, year).to, -60);
}

export type ReportPeriod = { readonly kind: ReportKind; readonly year: number };

/** `2026-half_year` in addresses. */
export function readPeriod(text: string | null): ReportPeriod | null {
	const [, year = '', kind = ''] = /^(\d{4})-(half_year|year)$/.exec(text ?? '') ?? [];
	const found = reportKinds.find((one) => one === kind);
	return found && Number(year) >= 2000 && Number(year) <= 2200 ? { kind: found, year: Number(year) } : null;
}

export function periodText({ kind, year }: ReportPeriod): string {
	return `${year}-${kind}`;
}

const words = (most: number) =>
	z
		.string()
		.transform((text) => visibleText(text.normalize('NFC')).trim())
		.refine((text) => text.length <= most, `too_long:${most}`);

/** What the unit adds to the figures. */
export const remarkNames = ['results', 'difficulties', 'proposals', 'plan', 'cost'] as const;
export type RemarkName = (typeof remarkNames)[number];
export type Remarks = Readonly<Record<RemarkName, string>>;
export const noRemarks: Remarks = { results: '', difficulties: '', proposals: '', plan: '', cost: '' };

const optionalDay = z.preprocess((value) => (value === '' ? null : value), z.string().refine(isDay, 'day_invalid').nullable());

export const reportForm = z.object({
	rowVersion: z.coerce.number().int(),
	number: words(60),
	reportDate: optionalDay,
	results: words(8000),
	difficulties: words(8000),
	proposals: words(8000),
	plan: words(8000),
	cost: words(2000)
});
export type ReportForm = z.output<typeof reportForm>;

export const beginForm = z.object({
	kind: z.enum(reportKinds, 'required'),
	year: z.coerce.number('year_invalid').int('year_invalid').min(2000, 'year_invalid').max(2200, 'year_invalid')
});
export const sendForm = z.object({ rowVersion: z.coerce.number().int(), password: z.string().default('') });
export const answerForm = z.object({ rowVersion: z.coerce.number().int(), comment: z.string().default('') });

/** A day of each year, typed as 30/06 and kept as 06-30. */
const dayOfYear = z
	.string()
	.trim()
	.regex(/^(0?[1-9]|[12]\d|3[01])\/(0?[1-9]|1[0-2])$/, 'month_day')
	.transform((text) =>
		text
			.split('/')
			.toReversed()
			.map((part) => part.padStart(2, '0'))
			.join('-')
	);
export const ruleForm = z.object({
	rowVersion: z.coerce.number().int(),
	halfYearDue: dayOfYear,
	yearDue: dayOfYear,
	soonDays: z.coerce.number('number').int('number').min(0, 'number').max(90, 'number')
});

/** What is stored as remarks, whatever an older version kept. */
export function readRemarks(stored: unknown): Remarks {
	const given: Record<string, unknown> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
	const text = (name: RemarkName) => (typeof given[name] === 'string' ? given[name] : '');
	return {
		results: text('results'),
		difficulties: text('difficulties'),
		proposals: text('proposals'),
		plan: text('plan'),
		cost: text('cost')
	};
}
