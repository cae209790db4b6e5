import type { IconName } from '#lib/components/ui/icons.ts';
import type { CellLook, UnitState } from '#lib/domain/roll-out/board.ts';

export const stateIcons: Record<UnitState, IconName> = {
	late: 'clock',
	waiting: 'hour',
	on_track: 'half',
	done: 'check',
	not_started: 'minus'
};

/** A step that is still to come has its day alone. */
export const cellIcons: Record<CellLook, IconName | null> = {
	late: 'clock',
	claimed: 'hour',
	waiver_asked: 'hour',
	not_applicable: 'minus',
	in_progress: 'half',
	not_started: null,
	done: 'check',
	proven: 'seal'
};
