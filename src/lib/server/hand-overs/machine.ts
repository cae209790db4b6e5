import { handOverLifecycle, type HandOverEvent, type HandOverState } from '#lib/domain/hand-overs/lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const handOverMachine: Machine<HandOverState, HandOverEvent> = {
	name: 'hand_over',
	subjectType: 'hand_over',
	table: handOverLifecycle
};
