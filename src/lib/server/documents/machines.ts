import {
	batchLifecycle,
	correctionLifecycle,
	documentLifecycle,
	guestReviewLifecycle,
	versionLifecycle,
	type BatchEvent,
	type BatchState,
	type CorrectionState,
	type DocumentState,
	type GuestReviewEvent,
	type GuestReviewState,
	type VersionEvent,
	type VersionState
} from '#lib/domain/documents/lifecycle.ts';
import { requestLifecycle, type RequestEvent, type RequestState } from '#lib/domain/documents/change-requests.ts';
import { printLifecycle, type PrintEvent, type PrintState } from '#lib/domain/documents/prints.ts';
import { readingLifecycle, type ReadingEvent, type ReadingState } from '#lib/domain/documents/reading.ts';
import { takeOnLifecycle, type TakeOnEvent, type TakeOnState } from '#lib/domain/documents/take-on.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

/** The machines of this folder, for `transition` and `transitionMany`. */
export const versionMachine: Machine<VersionState, VersionEvent> = { name: 'version', subjectType: 'version', table: versionLifecycle };
export const batchMachine: Machine<BatchState, BatchEvent> = { name: 'issue_batch', subjectType: 'issue_batch', table: batchLifecycle };
export const documentMachine: Machine<DocumentState, 'abandon'> = { name: 'document', subjectType: 'document', table: documentLifecycle };
export const correctionMachine: Machine<CorrectionState, 'sign' | 'decline'> = {
	name: 'batch_correction',
	subjectType: 'batch_correction',
	table: correctionLifecycle
};
export const guestReviewMachine: Machine<GuestReviewState, GuestReviewEvent> = {
	name: 'guest_review',
	subjectType: 'guest_review',
	table: guestReviewLifecycle
};
export const readingMachine = {
	name: 'reading_request',
	subjectType: 'reading',
	table: readingLifecycle
} as const satisfies Machine<ReadingState, ReadingEvent>;
export const requestMachine: Machine<RequestState, RequestEvent> = {
	name: 'change_request',
	subjectType: 'change_request',
	table: requestLifecycle
};
export const printMachine: Machine<PrintState, PrintEvent> = {
	name: 'numbered_print',
	subjectType: 'numbered_print',
	table: printLifecycle
};
export const takeOnMachine: Machine<TakeOnState, TakeOnEvent> = { name: 'take_on', subjectType: 'take_on', table: takeOnLifecycle };
