import type { HeatLevel, Lateness } from '#lib/domain/audits/cycle-board.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

export function lateWords({ what, days }: Lateness): string {
	const about = { days: formatNumber(days) };
	switch (what) {
		case 'self':
			return m.cycles_late_self(about);
		case 'visit':
			return m.cycles_late_visit(about);
		case 'minutes':
			return m.cycles_late_minutes(about);
		case 'unplanned':
			return m.cycles_late_unplanned(about);
	}
}

export const heatWords: Record<HeatLevel, () => string> = {
	none: m.cycles_heat_none,
	met: m.cycles_heat_met,
	partly: m.cycles_heat_partly,
	not_met: m.cycles_heat_not_met
};

export const gradeWords = {
	major: m.cycles_grade_major,
	minor: m.cycles_grade_minor,
	observation: m.cycles_grade_observation,
	recommendation: m.cycles_grade_recommendation
};

/** `+4` or `−3`: how many per cent points more or less than in the last cycle. */
export function deltaWords(delta: number): string {
	if (delta === 0) return m.cycles_board_average_same();
	return m.cycles_board_average_delta({ delta: delta > 0 ? `+${delta}` : `−${-delta}` });
}
