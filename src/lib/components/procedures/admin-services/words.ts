import type { CoverageState } from '#lib/domain/procedures/admin-services/coverage.ts';
import type { Published } from '#lib/domain/procedures/admin-services/service.ts';
import type { Tone } from '#lib/components/ui/state-tones.ts';
import type { IconName } from '#lib/components/ui/icons.ts';
import { formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** How each state of coverage is said and shown. */
export const coverageLooks: Readonly<Record<CoverageState, { word: () => string; tone: Tone; icon?: IconName }>> = {
	in_force: { word: m.services_state_in_force, tone: 'ok', icon: 'check' },
	draft_only: { word: m.services_state_draft_only, tone: 'info', icon: 'pencil' },
	missing: { word: m.services_state_missing, tone: 'stop-outline', icon: 'alert' },
	out_of_date: { word: m.services_state_out_of_date, tone: 'wait', icon: 'loop' },
	undecided: { word: m.services_state_undecided, tone: 'dashed' },
	not_handled: { word: m.services_state_not_handled, tone: 'grey', icon: 'x' }
};

/** `1234/QĐ-UBND ngày 15/03/2025` */
export function decisionWords({ decisionNumber, decisionDate }: Published): string {
	return m.services_decision_of({ number: decisionNumber, day: formatDay(decisionDate) });
}

/** `10 ngày làm việc`; without one limit, that the note has several. */
export function limitWords({ limit }: Published): string {
	if (limit === null) return m.services_limit_see_note({});
	const value = formatNumber(limit.value);
	return limit.unit === 'working_days' ? m.services_limit_days({ value }) : m.services_limit_hours({ value });
}
