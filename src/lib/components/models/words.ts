import type { AdoptionState, Behind } from '#lib/domain/procedures/models/adoption-state.ts';
import { stateLook } from '#lib/components/ui/state-tones.ts';
import { formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';

/** "Chậm 2 bản từ 01/10/2026", or the word of the state. */
export function stanceWords(state: AdoptionState, behind: Behind | null): string {
	if (behind) return m.models_behind_since({ count: formatNumber(behind.by), day: formatDay(behind.since) });
	return stateLook('adoption', state).word();
}
