import type { Day } from '#lib/domain/shared/day.ts';
import type { EventChoiceKind } from './event-choices.ts';

/** What an event does to everything in the units that end, row by row of states.md §11, with what is to be chosen. */

export const closingSections = [
	'upcoming',
	'drafts',
	'batches',
	'readings',
	'prints',
	'requests',
	'programmes',
	'audits',
	'inspections',
	'actions',
	'records',
	'roll_outs',
	'announcements',
	'reports',
	'externals',
	'adoptions',
	'people'
] as const;
export type ClosingSectionKey = (typeof closingSections)[number];

export type ClosingItem = {
	readonly id: string;
	readonly unitId: string;
	/** Code or number, and what it is about; only what the reader may see. */
	readonly label: string;
	readonly title: string;
	/** State of an action, an audit or an inspection, by its name in the lifecycle. */
	readonly state: string | null;
	/** Its page, for who may open it. */
	readonly href: string | null;
	/** Place of the successor that is chosen; null: its default. `cancel`: an inspection that ends with its unit. */
	readonly chosen: number | 'cancel' | null;
};

export type ClosingSection = {
	readonly key: ClosingSectionKey;
	readonly count: number;
	/** The first fifty; null where the reader may see numbers only. */
	readonly items: readonly ClosingItem[] | null;
	/** What can be decided of each: where it goes, or whether it goes on. */
	readonly choice: 'move' | 'move_or_cancel' | null;
};

/** A version in force on the last day, for one successor. */
export type CarryLine = {
	readonly documentId: string;
	readonly unitId: string;
	readonly code: string;
	readonly title: string;
	readonly numbers: string;
	/** A form hangs beneath its procedure and goes with it. */
	readonly isForm: boolean;
	readonly targets: readonly {
		readonly place: number;
		/** As it was chosen, else as it is proposed. */
		readonly choice: EventChoiceKind;
		readonly newCode: string | null;
		/** Another document would bear the same code there: a new one is needed, or it is left out. */
		readonly clashes: boolean;
	}[];
};

export type ClosingPreview = {
	readonly effectiveOn: Day;
	/** The last day on which anything can apply in transition. */
	readonly longestLastDay: Day;
	/** As chosen, else the longest. */
	readonly lastDay: Day;
	readonly askReading: boolean;
	readonly units: readonly { readonly unitId: string; readonly name: string }[];
	readonly targets: readonly { readonly place: number; readonly name: string }[];
	/** Who keeps the records where there is no successor; null: nobody, or there is one. */
	readonly keeper: string | null;
	readonly carry: readonly CarryLine[];
	/** Units of which also that goes on which they issue before the day. */
	readonly later: readonly { readonly unitId: string; readonly place: number }[];
	/** Codes that clash, per successor: the event is refused until they are settled. */
	readonly clashes: readonly { readonly place: number; readonly code: string }[];
	readonly sections: readonly ClosingSection[];
};
