import type { Day } from '#lib/domain/shared/day.ts';

/** Lists, extracts, decisions and slips that the system prints. Moments are `Date`; days are calendar days. */
export type PrintLocale = 'vi' | 'en';

export type Printed = {
	readonly agency: string;
	readonly parentAgency: string | null;
	readonly printedAt: Date;
	readonly printedFor: string;
	readonly locale: PrintLocale;
};

export type MasterListRow = {
	readonly code: string;
	readonly title: string;
	/** Code of the kind: QT, BM, HTQLCL. */
	readonly kind: string;
	/** Null while nothing of the document has been issued. */
	readonly issueNo: number | null;
	readonly revisionNo: number | null;
	readonly issuedOn: Day | null;
	readonly effectiveOn: Day | null;
	/** Division or person that keeps it. */
	readonly keeper: string;
	/** Who it is distributed to. */
	readonly distribution: string;
	/** In the reader's language. */
	readonly state: string;
	/** What it replaces, the small-unit exception, remarks. */
	readonly note: string;
};

export type MasterListData = Printed & {
	readonly asOf: Day;
	/** Code of the form, top right; empty if the unit has none. */
	readonly formCode: string;
	/** The filters in words, or null when the list is whole. */
	readonly filter: string | null;
	readonly rows: readonly MasterListRow[];
	/** The newest checkpoint of the unit's chain, one line at the foot of every page. */
	readonly checkpoint: string | null;
};

export type TrailExtractRow = {
	readonly sequence: number;
	readonly at: Date;
	readonly actor: string;
	readonly act: string;
	readonly subject: string;
	readonly detail: string;
	/** Hexadecimal. */
	readonly hash: string;
};

export type TrailExtractData = Printed & {
	readonly from: Day;
	readonly to: Day;
	readonly filter: string | null;
	/** Hash of the line before the first one printed; null at the beginning of the chain. */
	readonly hashBefore: string | null;
	readonly rows: readonly TrailExtractRow[];
	readonly checkpoint: {
		readonly chain: string;
		readonly sequence: number;
		readonly at: Date;
		readonly head: string;
		readonly signature: string;
		/** The short code, and the whole as one line for the foot of every page. */
		readonly code: string;
		readonly line: string;
	} | null;
};

export type DecisionLine = {
	readonly code: string;
	readonly title: string;
	/** Name of the kind: "Quy trình". */
	readonly kind: string;
	readonly issueNo: number | null;
	readonly revisionNo: number | null;
	/** By the unit's scheme: "02/01". */
	readonly numbers: string;
	/** Of a withdrawal; empty for what is issued. */
	readonly reason: string;
};

export type DecisionData = {
	readonly agency: string;
	readonly parentAgency: string | null;
	/** "412/QĐ-SNV"; empty while it has none: numbers are given after signing. */
	readonly number: string;
	/** "DỰ THẢO" on what is not issued. */
	readonly mark: string | null;
	/** "Hà Tĩnh". */
	readonly place: string;
	readonly decidedOn: Day | null;
	readonly effectiveOn: Day | null;
	/** "Về việc ban hành tài liệu của Hệ thống quản lý chất lượng". */
	readonly subject: string;
	/** Who decides, above the grounds: "GIÁM ĐỐC SỞ NỘI VỤ". */
	readonly authority: string;
	readonly standard: string;
	readonly grounds: readonly string[];
	/** Numbers of issue and of revision each have a column. */
	readonly twoNumbers: boolean;
	readonly documents: readonly DecisionLine[];
	readonly withdrawn: readonly DecisionLine[];
	/** Article 3: "Chánh Văn phòng, Trưởng các phòng, đơn vị thuộc Sở". */
	readonly responsible: string;
	/** Lines over the signature: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"]. */
	readonly signer: { readonly heading: readonly string[]; readonly name: string };
	readonly recipients: readonly string[];
};

export type InvitationSlip = {
	readonly unit: string;
	readonly name: string;
	readonly position: string;
	readonly staffName: string;
	/** Groups joined by hyphens: `7K3F-9Q2M-4X8T`. */
	readonly code: string;
	readonly recoveryCode: string;
	/** The sign-in address as a person types it. */
	readonly address: string;
	/** What the QR opens; may carry more than the address. */
	readonly link: string;
	readonly validUntil: Date;
	readonly issuedAt: Date;
};

export type InvitationSlipData = { readonly locale: PrintLocale; readonly slips: readonly InvitationSlip[] };
