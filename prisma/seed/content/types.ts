import type { ChangeClass, DocumentClass, DocumentKindCode, NumberStep } from './vocabulary.ts';
import type { UnitProfile } from './units.ts';

/**
 * The content of documents as data. A *spec* holds texts with tokens (`{unit}`, `{head}`, `{deputy}`, `{office}`, `{desk}`,
 * `{place}`, `{year}`); `contentOf` fills them in for one unit and applies the changes of the versions before.
 */
export type StepSpec = {
	readonly task: string;
	readonly by: string;
	/** Working hours, eight to a day; null for a step that takes no time of the limit. */
	readonly hours: number | null;
	readonly output: string;
};

export type DossierItem = {
	readonly name: string;
	readonly original: boolean;
	readonly copy: boolean;
	readonly form?: string;
};

export type TableBlock = { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };

export type Section = {
	readonly heading: string;
	readonly paragraphs: readonly string[];
	readonly items?: readonly string[];
	readonly table?: TableBlock;
};

export type RecordItem = { readonly name: string; readonly keptBy: string; readonly keptFor: string };
export type Definition = { readonly term: string; readonly meaning: string };

export type ServiceBlock = {
	readonly conditions: readonly string[];
	readonly dossier: readonly DossierItem[];
	readonly sets: string;
	/** Block 5.4; the times of the steps must add up to it. */
	readonly limitHours: number;
	readonly place: string;
	readonly channels: readonly string[];
	readonly fee: string;
};

export type ProcedureBody = {
	readonly type: 'procedure';
	readonly purpose: string;
	readonly scope: string;
	/** Texts; a reference to a document of the unit begins with its code. */
	readonly references: readonly string[];
	readonly definitions: readonly Definition[];
	/** Blocks 5.1 to 5.6 of an administrative service; null for system and internal procedures. */
	readonly service: ServiceBlock | null;
	/** Free sections under 5 for system and internal procedures. */
	readonly sections: readonly Section[];
	readonly steps: readonly StepSpec[];
	readonly legalBasis: readonly string[];
	readonly forms: readonly { readonly code: string; readonly name: string }[];
	readonly records: readonly RecordItem[];
};

export type FormBlock =
	| { readonly type: 'fields'; readonly labels: readonly string[] }
	| { readonly type: 'text'; readonly paragraphs: readonly string[] }
	| { readonly type: 'table'; readonly head: readonly string[]; readonly emptyRows: number }
	| { readonly type: 'signatures'; readonly roles: readonly string[] };

export type FormBody = {
	readonly type: 'form';
	/** Line under the title, e.g. "Kính gửi: …". */
	readonly addressee: string | null;
	/** Forms for citizens carry the national heading. */
	readonly nationalHeading: boolean;
	readonly blocks: readonly FormBlock[];
};

/** Model, policy, objectives, regulations, plans, instructions, annexes. */
export type ProseBody = {
	readonly type: 'prose';
	readonly legalBasis: readonly string[];
	readonly sections: readonly Section[];
	readonly records: readonly RecordItem[];
};

export type DocumentBody = ProcedureBody | FormBody | ProseBody;

/** What one version changes against the one before it. */
export type Change = {
	readonly step: NumberStep;
	readonly changeClass: ChangeClass;
	/** "Trang/Phần liên quan việc sửa đổi". */
	readonly part: string;
	/** "Yêu cầu sửa đổi, bổ sung": why. */
	readonly request: string;
	/** "Mô tả nội dung sửa đổi"; given the body before the change. */
	readonly describe: (before: DocumentBody) => string;
	readonly apply: (before: DocumentBody) => DocumentBody;
};

export type DocumentSpec = {
	readonly kind: DocumentKindCode;
	readonly class: DocumentClass | null;
	readonly code: string;
	readonly title: string;
	/** The procedure that a form belongs to. */
	readonly parentCode: string | null;
	/** Preferred owning division: the first of these that the unit has. */
	readonly divisions: readonly string[];
	/** The body of the first version, tokens not filled. */
	readonly body: DocumentBody;
	/** In the order in which versions 2, 3, 4 … make them. */
	readonly changes: readonly Change[];
};

export type RevisionEntry = {
	readonly request: string;
	readonly part: string;
	readonly description: string;
	readonly issueNo: number;
	readonly revisionNo: number;
};

export type DocumentContent = {
	readonly code: string;
	readonly kind: DocumentKindCode;
	readonly title: string;
	readonly unit: UnitProfile;
	readonly body: DocumentBody;
	readonly issueNo: number;
	readonly revisionNo: number;
	readonly changeClass: ChangeClass;
	/** The author's words for this version: what it is or what it changes. */
	readonly summary: string;
	/** One entry for each version so far; the first says "Ban hành lần đầu". */
	readonly revisions: readonly RevisionEntry[];
};
