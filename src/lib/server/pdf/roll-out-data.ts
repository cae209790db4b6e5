import type { CellLook } from '#lib/domain/roll-out/board.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import type { Printed } from './report-data.ts';

export type RollOutBoardRow = {
	readonly code: string;
	readonly unit: string;
	readonly facts: string;
	/** In the reader's language. */
	readonly state: string;
	readonly progress: string;
	/** One for each column; the sign is in the text. */
	readonly cells: readonly ({ readonly text: string; readonly look: CellLook } | null)[];
};

/** Units × steps of a wave as they stood on a day. */
export type RollOutBoardData = Printed & {
	readonly title: string;
	readonly day: Day;
	readonly filter: string | null;
	readonly columns: readonly { readonly label: string; readonly due: string }[];
	readonly rows: readonly RollOutBoardRow[];
	readonly checkpoint: string | null;
};
