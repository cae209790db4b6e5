import type { Day } from '#lib/domain/shared/day.ts';

/** The papers of an announcement (NĐ 30/2020, Phụ lục I): decision, statement with the annex of services, confirmation of the system. */
export type AnnouncementPaperData = {
	readonly paper: 'decision' | 'statement' | 'annex';
	readonly agency: string;
	readonly parentAgency: string | null;
	/** As it stands in running text. */
	readonly agencyInText: string;
	/** "412/QĐ-SNV"; empty while it has none. */
	readonly number: string;
	/** "DỰ THẢO" on what is not signed. */
	readonly mark: string | null;
	readonly place: string;
	readonly decidedOn: Day | null;
	readonly effectiveOn: Day | null;
	readonly subject: string;
	readonly authority: string;
	readonly standard: string;
	readonly grounds: readonly string[];
	readonly fields: string;
	readonly responsible: string;
	readonly recipients: readonly string[];
	readonly replaces: { readonly number: string; readonly day: Day | null } | null;
	readonly signer: { readonly heading: readonly string[]; readonly name: string };
	readonly services: readonly { readonly code: string; readonly name: string; readonly field: string; readonly procedure: string }[];
	/** At the foot of the last page: how eISO signed it, and that this is no digital signature. */
	readonly note: string;
};

export type ConfirmationPaperData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	readonly agencyInText: string;
	readonly number: string;
	readonly mark: string | null;
	readonly place: string;
	readonly day: Day | null;
	readonly standard: string;
	readonly facts: readonly { readonly label: string; readonly text: string }[];
	readonly conclusion: string;
	readonly signer: { readonly heading: readonly string[]; readonly name: string };
	readonly recipients: readonly string[];
	readonly note: string;
};
