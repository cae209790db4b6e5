import type { Day } from '#lib/domain/shared/day.ts';

/** The minutes of a hand-over of duties (biên bản bàn giao). */
export type HandOverPaperData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	/** "DỰ THẢO" on what both have not confirmed. */
	readonly mark: string | null;
	readonly place: string;
	readonly day: Day | null;
	readonly subject: string;
	readonly reason: string;
	/** Who gives, who takes, each with how and when they confirmed. */
	readonly giver: HandOverParty;
	readonly receiver: HandOverParty;
	readonly lines: readonly { readonly kind: string; readonly label: string; readonly to: string; readonly note: string }[];
	readonly counts: string;
	readonly note: string;
};

export type HandOverParty = { readonly name: string; readonly position: string; readonly confirmed: string };
