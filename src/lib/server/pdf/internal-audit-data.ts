import type { Day } from '#lib/domain/shared/day.ts';

/** A paper of an internal audit: sheets of parts, in words. */
export type InternalAuditPaperData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	/** Of the file. */
	readonly name: string;
	/** Of the audit. */
	readonly number: string;
	readonly printedAt: string;
	readonly sheets: readonly PaperSheet[];
};

export type PaperSheet = {
	readonly title: string;
	readonly about: string;
	readonly day: Day;
	/** A decision gets its number from the clerk. */
	readonly decides: boolean;
	readonly parts: readonly PaperPart[];
	readonly confirmations: readonly PaperConfirmation[];
};

export type PaperPart = {
	readonly heading: string;
	readonly paragraphs: readonly string[];
	readonly items: readonly string[];
	readonly table: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] } | null;
};

/** Who signed on eISO; an empty name leaves room for a signature by hand. */
export type PaperConfirmation = {
	readonly party: string;
	readonly name: string;
	readonly position: string;
	readonly when: string;
	readonly meaning: string;
	/** Hexadecimal, empty without one. */
	readonly hash: string;
	/** Who signs by hand, below the space for it, where nobody confirmed (`name` is empty). */
	readonly below?: string;
};
