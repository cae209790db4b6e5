import type { Day } from '#lib/domain/shared/day.ts';
import type { Numbers } from '#lib/domain/documents/numbering.ts';
import type { DocumentSpec } from './types.ts';
import type { ChangeClass, DocumentClass, DocumentKindCode, NumberStep, Visibility } from './vocabulary.ts';

/** A minute of a calendar day in Asia/Ho_Chi_Minh. */
export type Moment = { readonly day: Day; readonly minute: number };

/** What people see of a document on the day of loading (states.md §2). */
export const lives = [
	'in_force',
	'superseded_once',
	'superseded_twice',
	'superseded_thrice',
	'draft',
	'in_review',
	'in_approval',
	'approved',
	'returned_by_reviewer',
	'returned_by_head',
	'returned_after_approval',
	'upcoming',
	'cancelled',
	'withdrawn',
	'withdrawn_in_batch',
	'revoked'
] as const;
export type Life = (typeof lives)[number];

export type ScenarioAct = {
	readonly at: Moment;
	readonly event: 'create' | 'edit' | 'submit' | 'recall' | 'pass' | 'return' | 'approve' | 'cancel' | 'withdraw';
	/** Key of a person (people.ts). */
	readonly by: string;
	/** With `submit`: who is asked to review. */
	readonly reviewer?: string;
	/** The reason, where states.md asks for one. */
	readonly comment?: string;
	/** With `withdraw`: the first day without the version. */
	readonly from?: Day;
	/** `pass` and `approve` by one person, under the unit's exception. */
	readonly underException?: true;
};

export type ScenarioVersion = {
	/** `SO-NV:QT.VTLT.02#3`. */
	readonly key: string;
	/** Which version of the content it holds: `contentOf(spec, unit, year, nth)`. A cancelled version and its successor may hold the same. */
	readonly nth: number;
	readonly step: NumberStep;
	readonly numbers: Numbers;
	readonly changeClass: ChangeClass;
	readonly summary: string;
	readonly title: string;
	/** Codes of documents of the same unit that exist when this version is created. */
	readonly cites: readonly string[];
	readonly acts: readonly ScenarioAct[];
	/** The batch that issued it; null if it was not issued. */
	readonly batchKey: string | null;
};

export type ScenarioAudience = { readonly kind: 'unit' } | { readonly kind: 'division'; readonly divisionCode: string };

export type ScenarioDocument = {
	/** `SO-NV:QT.VTLT.02`. */
	readonly key: string;
	readonly unitCode: string;
	readonly kind: DocumentKindCode;
	readonly class: DocumentClass | null;
	readonly code: string;
	readonly title: string;
	readonly spec: DocumentSpec;
	/** For yearly documents; else the year of loading. */
	readonly year: number;
	/** Key of the parent document, if the unit has it. */
	readonly parentKey: string | null;
	readonly ownerDivisionCode: string | null;
	readonly visibility: Visibility;
	readonly audience: readonly ScenarioAudience[];
	readonly draftersKeys: readonly string[];
	readonly createdAt: Moment;
	readonly createdBy: string;
	readonly life: Life;
	readonly versions: readonly ScenarioVersion[];
};

/** One decision that puts many versions in force (and may withdraw documents). */
export type ScenarioBatch = {
	/** `SO-NV/đợt 2`-like key, unique in the scenario. */
	readonly key: string;
	readonly unitCode: string;
	/** `draft`: prepared, not issued. `revoked`: issued, then taken back before it applied. */
	readonly state: 'issued' | 'draft' | 'revoked';
	readonly decisionNumber: string | null;
	readonly decisionDate: Day | null;
	readonly effectiveOn: Day | null;
	readonly at: Moment;
	/** Officer; head when a document is withdrawn with it (signed). */
	readonly by: string;
	readonly note: string;
	readonly versionKeys: readonly string[];
	readonly withdrawDocumentKeys: readonly string[];
	readonly revoke: { readonly at: Moment; readonly by: string; readonly reason: string } | null;
};

/** "One person reviews and approves" in a small unit. */
export type ScenarioException = {
	readonly key: string;
	readonly unitCode: string;
	readonly number: string;
	readonly reason: string;
	readonly signedBy: string;
	readonly at: Moment;
	readonly validFrom: Day;
	/** Exclusive. */
	readonly validTo: Day;
};

export type Scenario = {
	readonly today: Day;
	readonly documents: readonly ScenarioDocument[];
	readonly batches: readonly ScenarioBatch[];
	readonly exceptions: readonly ScenarioException[];
};

/** A step of the request without which a unit withdraws nothing. */
export type ScenarioRequest = {
	readonly unitCode: string;
	readonly documentKey: string;
	readonly step: 'propose' | 'consider' | 'accept';
	readonly why: string;
};

/** The scenario in the order in which it must be played. */
export type TimelineEvent = { readonly at: Moment } & (
	| { readonly type: 'exception'; readonly exception: ScenarioException }
	| { readonly type: 'document'; readonly document: ScenarioDocument }
	| {
			readonly type: 'act';
			readonly document: ScenarioDocument;
			readonly version: ScenarioVersion;
			readonly act: ScenarioAct;
	  }
	| { readonly type: 'batch'; readonly batch: ScenarioBatch }
	| { readonly type: 'revoke'; readonly batch: ScenarioBatch }
	| ({ readonly type: 'request' } & ScenarioRequest)
);
