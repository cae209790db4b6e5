import type { Day } from '#lib/domain/shared/day.ts';
import type { Answer, SheetKind } from './answers.ts';

/** Changes when the data do in a way that an older page cannot read. */
export const sheetShape = 1;

/** What the page of a sheet shows, and what a device keeps of it: plain data, so that it survives JSON and IndexedDB. */
export type SheetPage = {
	/** Of these data; a device with others throws them away. */
	readonly shape: number;
	readonly kind: SheetKind;
	readonly id: string;
	/** Whose page it is: a device keeps it for them alone. */
	readonly userId: string;
	readonly number: string;
	readonly title: string;
	readonly unit: string;
	readonly backHref: string;
	readonly sendHref: string;
	readonly state: string;
	/** The state lets it be answered now, and this person answers some of it. */
	readonly open: boolean;
	readonly answers: boolean;
	/** Not on a computer that others use. */
	readonly mayKeep: boolean;
	/** By the clock of the server, ISO 8601. */
	readonly takenAt: string;
	readonly questions: readonly SheetQuestion[];
};

export type SheetQuestion = {
	/** Of the row that the answer is in. */
	readonly id: string;
	readonly section: string;
	readonly text: string;
	readonly clause: string | null;
	readonly areaId: string | null;
	readonly area: string | null;
	/** Returns because of an action that was verified, or was added by the team. */
	readonly source: 'checklist' | 'follow_up' | 'added';
	readonly expected: string;
	readonly guidance: string;
	readonly weight: number;
	/** This person may answer it. */
	readonly own: boolean;
	readonly version: number;
	readonly answer: Answer;
	readonly answeredBy: string | null;
	readonly answeredAt: string | null;
	readonly conflicts: readonly WaitingAnswer[];
	/** What the unit said of itself, before the team. */
	readonly self: { readonly result: Answer['result']; readonly note: string } | null;
	readonly last: LastAnswer | null;
	readonly actions: readonly OpenAction[];
	readonly procedures: readonly { readonly documentId: string; readonly code: string; readonly title: string; readonly label: string }[];
	readonly findings: readonly RaisedFinding[];
};

export type WaitingAnswer = { readonly id: string; readonly by: string; readonly madeAt: string; readonly answer: Answer };
export type LastAnswer = { readonly result: Answer['result']; readonly text: string; readonly number: string; readonly on: Day };
export type OpenAction = {
	readonly number: string;
	/** Null where the reader sees number, grade and dates alone. */
	readonly statement: string | null;
	readonly href: string | null;
	readonly grade: string;
	readonly state: string;
	readonly dueOn: Day | null;
};
export type RaisedFinding = { readonly id: string; readonly grade: string; readonly statement: string; readonly state: string };
