import type { IconName } from './icons.ts';

/** What a `Timeline` shows of one act. */
export type TimelineEntry = {
	icon: IconName;
	text: string;
	/** Who and when, below. */
	meta?: string;
	/** What is in force now. */
	on?: boolean;
	/** What is late now. */
	late?: boolean;
	href?: string;
};
