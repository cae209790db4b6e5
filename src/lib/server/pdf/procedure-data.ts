import type { Day } from '#lib/domain/shared/day.ts';

/**
 * What our own templates print. Everything a person wrote goes in as these plain values; the fixed words stand in the
 * templates. All of it survives `JSON.stringify`, because it crosses to the rendering process that way.
 */
export type Signer = { readonly name: string; readonly position: string };

export type Revision = {
	/** "Yêu cầu sửa đổi, bổ sung": why. */
	readonly request: string;
	/** "Trang/Phần liên quan việc sửa đổi". */
	readonly part: string;
	readonly description: string;
	readonly issueNo: number;
	readonly revisionNo: number;
	readonly on: Day | null;
};

export type PaperTable = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

export type PaperSection = {
	readonly heading: string;
	readonly paragraphs: readonly string[];
	readonly items?: readonly string[];
	readonly table?: PaperTable;
};

export type KeptRecord = { readonly name: string; readonly keptBy?: string; readonly keptFor?: string };

/** Cover, running header and revision table (domain.md §2.2, §2.3): the same on every kind of document. */
export type PaperHead = {
	readonly agency: string;
	readonly parentAgency: string | null;
	/** "TCVN ISO 9001:2015". */
	readonly standard: string;
	/** "QUY TRÌNH", "QUY CHẾ": the kind as the cover prints it. */
	readonly kind: string;
	readonly title: string;
	readonly code: string;
	readonly issueNo: number;
	readonly revisionNo: number;
	/** Null while nobody knows the day; the cover then leaves a dotted line. */
	readonly issuedOn: Day | null;
	readonly effectiveOn: Day | null;
	readonly signers: { readonly drafted: Signer | null; readonly reviewed: Signer | null; readonly approved: Signer | null };
	/** Printed under the signatures: the small-unit exception, a model it follows. */
	readonly coverNote?: string;
	readonly revisions: readonly Revision[];
};

export type ProcedureStep = {
	/** For previews: the row's id. */
	readonly id?: string;
	/** "B1". */
	readonly no: string;
	readonly what: string;
	readonly who: string;
	readonly time: string;
	readonly result: string;
};

export type ProcedureData = PaperHead & {
	readonly purpose: string;
	readonly scope: string;
	readonly references: readonly string[];
	/** Clauses of the standard that it answers; printed under the references. */
	readonly clauses?: readonly string[];
	readonly definitions: readonly { readonly term: string; readonly meaning: string }[];
	/** Blocks 5.1 to 5.6 of an administrative service; absent for system and internal procedures. */
	readonly service?: {
		/** Code of the service, before 5.1. */
		readonly code?: string;
		readonly conditions: readonly string[];
		readonly dossier: readonly {
			readonly name: string;
			readonly original: boolean;
			readonly copy: boolean;
			readonly form?: string;
		}[];
		/** "01 bộ". */
		readonly dossierSets: string;
		/** "12 ngày làm việc". */
		readonly timeLimit: string;
		readonly place: string;
		readonly channels?: readonly string[];
		readonly fee: string;
	};
	/** Free sections under 5, before the step table. */
	readonly sections?: readonly PaperSection[];
	readonly steps: readonly ProcedureStep[];
	/** Draws the steps as a flow chart before their table. */
	readonly flow?: boolean;
	/** Under the table of steps. */
	readonly stepNotes?: readonly string[];
	readonly legalBasis: readonly string[];
	readonly forms: readonly { readonly code: string; readonly name: string }[];
	readonly records: readonly KeptRecord[];
	/** "Hồ sơ lưu tại …, thời gian lưu …"; printed under the table of records. */
	readonly retention?: string;
	/** A preview: marked as a draft on every page, with the row that is being written coloured and the places of parts noted. */
	readonly draft?: { readonly row: string | null };
};

/** Model, policy, objectives, regulation, plan, instruction, annex: headed sections. */
export type DocumentData = PaperHead & {
	readonly legalBasis: readonly string[];
	readonly sections: readonly PaperSection[];
	readonly records: readonly KeptRecord[];
};

export type FormBlock =
	| { readonly type: 'fields'; readonly labels: readonly string[] }
	| { readonly type: 'text'; readonly paragraphs: readonly string[] }
	| { readonly type: 'table'; readonly head: readonly string[]; readonly emptyRows: number }
	| { readonly type: 'signatures'; readonly roles: readonly string[] };

/** A blank form: no cover, one heading, then blocks to fill in. */
export type FormData = Pick<PaperHead, 'agency' | 'parentAgency' | 'title' | 'code' | 'issueNo' | 'revisionNo' | 'issuedOn'> & {
	/** Line under the title, e.g. "Kính gửi: …". */
	readonly addressee: string | null;
	/** Forms for citizens carry the national heading. */
	readonly nationalHeading: boolean;
	readonly blocks: readonly FormBlock[];
};
