import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Block } from '#lib/server/corrective-actions/gate.ts';

/** What stands in the way, in words with the name of the thing. */
export function blockWord({ reason, code, numbers, waiting, day }: Block): string {
	const about = { code: code ?? '', numbers: numbers ?? '', count: waiting };
	const words: Record<Block['reason'], () => string> = {
		no_verifier: m.verification_block_no_verifier,
		day_not_reached: () => m.verification_block_day_not_reached({ day: day ? formatDay(day) : '–' }),
		no_evidence: m.verification_block_no_evidence,
		no_version: () => m.verification_block_no_version(about),
		not_in_force: () => m.verification_block_not_in_force(about),
		not_withdrawn: () => m.verification_block_not_withdrawn(about),
		reading_open: () => m.verification_block_reading_open(about)
	};
	return words[reason]();
}
