import type { KeepingState } from '#lib/domain/records/retention.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Ctx } from '#lib/server/platform/context.ts';

const words = {
	running: m.records_state_running,
	kept: m.records_state_kept,
	for_ever: m.records_state_for_ever,
	due: m.records_state_due,
	held: m.records_state_held,
	disposed: m.records_state_disposed
} as const satisfies Record<KeepingState, unknown>;

/** A state as a file for the reader names it. */
export function stateWord(ctx: Ctx, state: KeepingState): string {
	return words[state]({}, { locale: ctx.locale });
}
