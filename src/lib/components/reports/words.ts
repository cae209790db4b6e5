import type { UnitState } from '#lib/domain/roll-out/board.ts';
import * as m from '#lib/paraglide/messages.js';

export const waveStateWords: Readonly<Record<UnitState, () => string>> = {
	late: m.reports_wave_state_late,
	waiting: m.reports_wave_state_waiting,
	on_track: m.reports_wave_state_on_track,
	done: m.reports_wave_state_done,
	not_started: m.reports_wave_state_not_started
};
