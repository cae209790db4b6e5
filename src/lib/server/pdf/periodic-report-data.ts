import type { Day } from '#lib/domain/shared/day.ts';

/** What a report's paper is made of, one under the other; the same for PDF and Word. */
export type ReportBlock =
	| { readonly kind: 'heading'; readonly text: string }
	| { readonly kind: 'text'; readonly text: string }
	/** Widths in mm, 165 together; `middle` are the columns of numbers, `strong` the rows that head a group or sum one up. */
	| {
			readonly kind: 'table';
			readonly widths: readonly number[];
			readonly head: readonly string[];
			readonly rows: readonly (readonly string[])[];
			readonly strong: readonly number[];
			readonly middle: readonly number[];
	  };

/** A half-year or year report (Báo cáo, NĐ 30/2020/NĐ-CP, Phụ lục I). */
export type PeriodicReportPaperData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	/** "12/BC-SNV"; dots while it has none. */
	readonly number: string;
	/** "DỰ THẢO" on what is not sent. */
	readonly mark: string | null;
	readonly place: string;
	readonly day: Day | null;
	readonly subject: string;
	readonly to: string;
	readonly blocks: readonly ReportBlock[];
	/** Blocks after a page break, under a title of their own. */
	readonly annex: { readonly title: string; readonly blocks: readonly ReportBlock[] } | null;
	readonly recipients: readonly string[];
	readonly signer: { readonly heading: readonly string[]; readonly name: string };
	readonly note: string;
};
