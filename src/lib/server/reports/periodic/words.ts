import type { FigureCode, FigureGroup, FigureValue } from '#lib/domain/reports/figures.ts';
import { reportFigures } from '#lib/domain/reports/figures.ts';
import type { ReportPeriod } from '#lib/domain/reports/periodic.ts';
import type { UnitState } from '#lib/domain/roll-out/board.ts';
import { isDay } from '#lib/domain/shared/day.ts';
import { formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/server/platform/context.ts';
import { wordsOf } from '#lib/words.ts';

/** "6 tháng đầu năm 2026", "năm 2026". */
export function reportName({ kind, year }: ReportPeriod, locale: Locale): string {
	return kind === 'half_year' ? m.reports_name_half_year({ year }, { locale }) : m.reports_name_year({ year }, { locale });
}

/** What is signed when a report is sent. */
export function sendSentence(period: ReportPeriod, locale: Locale): string {
	return m.reports_send_sentence({ name: reportName(period, locale) }, { locale });
}

export function figureWord(code: FigureCode, locale: Locale): string {
	return wordsOf(`reports_figure_${code}`, {}, locale) ?? code;
}

export function groupWord(group: FigureGroup, locale: Locale): string {
	return wordsOf(`reports_group_${group}`, {}, locale) ?? group;
}

export function waveStateWord(state: UnitState, locale: Locale): string {
	return wordsOf(`reports_wave_state_${state}`, {}, locale) ?? state;
}

/** As people read it; an en dash where there is nothing. */
export function figureText(code: FigureCode, value: FigureValue, locale: Locale): string {
	if (value === null || value === '') return '–';
	const kind = reportFigures.find((one) => one.code === code)?.kind;
	if (typeof value === 'number') return formatNumber(value, { locale });
	return kind === 'day' && isDay(value) ? formatDay(value) : value;
}
