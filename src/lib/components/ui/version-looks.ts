import type { ShownState } from '#lib/domain/documents/phase.ts';
import * as m from '#lib/paraglide/messages.js';
import { look, type StateLook } from './state-look.ts';

/** How the state of a version looks. By itself, since whoever only reads is sent the words of no other state. */
export const versionLooks: Record<ShownState | 'none', StateLook> = {
	draft: look(m.common_state_version_draft, 'pencil', 'dashed'),
	in_review: look(m.common_state_version_in_review, 'eye', 'wait'),
	in_approval: look(m.common_state_version_in_approval, 'sign', 'wait'),
	approved: look(m.common_state_version_approved, 'check', 'info'),
	upcoming: look(m.common_state_version_upcoming, 'cal', 'info'),
	in_force: look(m.common_state_version_in_force, 'seal', 'ok'),
	superseded: look(m.common_state_version_superseded, 'swap', 'grey'),
	withdrawn: look(m.common_state_version_withdrawn, 'ban', 'stop-outline'),
	cancelled: look(m.common_state_version_cancelled, 'x', 'struck'),
	none: look(m.common_state_version_none, 'minus', 'grey')
};
