import {
	itemLifecycle,
	waveLifecycle,
	type ItemEvent,
	type ItemState,
	type WaveEvent,
	type WaveState
} from '#lib/domain/roll-out/lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const waveMachine: Machine<WaveState, WaveEvent> = { name: 'roll_out_wave', subjectType: 'roll_out_wave', table: waveLifecycle };
export const itemMachine: Machine<ItemState, ItemEvent> = { name: 'roll_out_item', subjectType: 'roll_out_item', table: itemLifecycle };
