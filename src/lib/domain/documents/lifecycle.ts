import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * The lifecycle tables of documents (states.md §1 to §3). A row that is not here is refused. Guards that need data are the
 * commands' business; what the row names is: who (permission), where it leads, what the history and the trail call it.
 */
export const versionStates = ['draft', 'in_review', 'in_approval', 'approved', 'issued', 'cancelled', 'withdrawn'] as const;
export type VersionState = (typeof versionStates)[number];

export const versionEvents = [
	'create',
	'edit',
	'submit',
	'recall',
	'pass',
	'return',
	'approve',
	'cancel',
	'issue',
	'revoke',
	'withdraw',
	'take_on',
	'carry_over'
] as const;
export type VersionEvent = (typeof versionEvents)[number];

export type Row<State extends string, Event extends string, Who = Action> = {
	/** The row's name in states.md. */
	readonly id: string;
	readonly from: readonly State[];
	readonly event: Event;
	readonly to: State;
	readonly permission: Who;
	readonly reason?: 'required';
	/** Opens the next round: the signatures and passes of this one become void. */
	readonly voidsRound?: true;
};

/** Nobody's own act: it follows another one that was allowed, or a day that has come. Taken only by the row's name. */
export type Follows = 'follows';

type VersionRow = Row<VersionState, VersionEvent, Action | Follows>;

export const versionLifecycle = [
	{ id: 'V3', from: ['draft'], event: 'submit', to: 'in_review', permission: 'version.submit' },
	{ id: 'V4', from: ['in_review'], event: 'recall', to: 'draft', permission: 'version.submit', voidsRound: true },
	{ id: 'V5', from: ['in_review'], event: 'pass', to: 'in_approval', permission: 'version.pass' },
	{ id: 'V6', from: ['in_approval'], event: 'recall', to: 'in_review', permission: 'version.pass' },
	{ id: 'V6b', from: ['in_approval'], event: 'recall', to: 'draft', permission: 'document.manage', voidsRound: true },
	{
		id: 'V7',
		from: ['in_review'],
		event: 'return',
		to: 'draft',
		permission: 'version.return_review',
		reason: 'required',
		voidsRound: true
	},
	{
		id: 'V8',
		from: ['in_approval'],
		event: 'return',
		to: 'draft',
		permission: 'version.return_approval',
		reason: 'required',
		voidsRound: true
	},
	{ id: 'V9', from: ['in_approval'], event: 'approve', to: 'approved', permission: 'version.approve' },
	{
		id: 'V10',
		from: ['approved'],
		event: 'return',
		to: 'draft',
		permission: 'version.return_approved',
		reason: 'required',
		voidsRound: true
	},
	{
		id: 'V11',
		from: ['draft', 'in_review', 'in_approval', 'approved'],
		event: 'cancel',
		to: 'cancelled',
		permission: 'version.cancel',
		reason: 'required'
	},
	{ id: 'V12', from: ['approved'], event: 'issue', to: 'issued', permission: 'batch.manage' },
	{ id: 'V13', from: ['issued'], event: 'revoke', to: 'approved', permission: 'batch.sign', reason: 'required' },
	{ id: 'V14', from: ['issued'], event: 'withdraw', to: 'withdrawn', permission: 'version.withdraw', reason: 'required' },
	// A withdrawal by a batch that is revoked before its day: the version runs on.
	{ id: 'V14r', from: ['withdrawn'], event: 'revoke', to: 'issued', permission: 'batch.sign', reason: 'required' },
	// Of before eISO, with its list (B7): nobody reviewed or approved it here.
	{ id: 'B7', from: ['draft'], event: 'take_on', to: 'issued', permission: 'follows' },
	// In force in the successor of the unit that issued it (states.md §11): nobody reviewed or approved it here. Until its day it can be undone.
	{ id: 'V12c', from: ['draft'], event: 'carry_over', to: 'issued', permission: 'follows' },
	{ id: 'V11c', from: ['issued'], event: 'cancel', to: 'cancelled', permission: 'follows', reason: 'required' },
	// The end of the unit (states.md §11).
	{
		id: 'V11e',
		from: ['draft', 'in_review', 'in_approval', 'approved'],
		event: 'cancel',
		to: 'cancelled',
		permission: 'follows',
		reason: 'required'
	},
	{ id: 'V13e', from: ['issued'], event: 'revoke', to: 'approved', permission: 'follows', reason: 'required' },
	{ id: 'V14e', from: ['withdrawn'], event: 'revoke', to: 'issued', permission: 'follows', reason: 'required' }
] as const satisfies readonly VersionRow[];

export const batchStates = ['draft', 'issued', 'discarded', 'revoked'] as const;
export type BatchState = (typeof batchStates)[number];
export const batchEvents = ['issue', 'discard', 'revoke'] as const;
export type BatchEvent = (typeof batchEvents)[number];

export const batchLifecycle = [
	{ id: 'B3', from: ['draft'], event: 'issue', to: 'issued', permission: 'batch.manage' },
	{ id: 'B4', from: ['draft'], event: 'discard', to: 'discarded', permission: 'batch.discard' },
	{ id: 'B5', from: ['issued'], event: 'revoke', to: 'revoked', permission: 'batch.sign', reason: 'required' },
	// A decision of before eISO, with the list that names it.
	{ id: 'B7b', from: ['draft'], event: 'issue', to: 'issued', permission: 'follows' },
	{ id: 'B4e', from: ['draft'], event: 'discard', to: 'discarded', permission: 'follows' },
	{ id: 'B5e', from: ['issued'], event: 'revoke', to: 'revoked', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<BatchState, BatchEvent, Action | Follows>[];

export const documentStates = ['open', 'abandoned'] as const;
export type DocumentState = (typeof documentStates)[number];
export const documentLifecycle = [
	{ id: 'D4', from: ['open'], event: 'abandon', to: 'abandoned', permission: 'document.manage', reason: 'required' },
	// It came only to carry a version over, and carries none any more.
	{ id: 'D4c', from: ['open'], event: 'abandon', to: 'abandoned', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<DocumentState, 'abandon', Action | Follows>[];

export const correctionStates = ['proposed', 'signed', 'declined'] as const;
export type CorrectionState = (typeof correctionStates)[number];
export const correctionLifecycle = [
	{ id: 'B6', from: ['proposed'], event: 'sign', to: 'signed', permission: 'batch.sign' },
	{ id: 'B6n', from: ['proposed'], event: 'decline', to: 'declined', permission: 'batch.sign', reason: 'required' },
	{ id: 'B6e', from: ['proposed'], event: 'decline', to: 'declined', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<CorrectionState, 'sign' | 'decline', Action | Follows>[];

/** A reviewer from another unit, for one round of one version (design.md §7). */
export const guestReviewStates = ['asked', 'appointed', 'declined', 'ended'] as const;
export type GuestReviewState = (typeof guestReviewStates)[number];
export type GuestReviewEvent = 'appoint' | 'decline' | 'end';
export const guestReviewLifecycle = [
	{ id: 'G2', from: ['asked'], event: 'appoint', to: 'appointed', permission: 'guest_review.appoint' },
	{ id: 'G3', from: ['asked'], event: 'decline', to: 'declined', permission: 'guest_review.appoint', reason: 'required' },
	{ id: 'G4', from: ['asked', 'appointed'], event: 'end', to: 'ended', permission: 'follows' }
] as const satisfies readonly Row<GuestReviewState, GuestReviewEvent, Action | Follows>[];

/**
 * The rows of a table that fit a state and an event and that somebody may ask for; none: the event is refused there (409
 * `illegal_transition`).
 */
export function rowsFor<State extends string, Event extends string>(
	table: readonly Row<State, Event, Action | Follows>[],
	state: State,
	event: Event
): readonly Row<State, Event>[] {
	return table.flatMap((row) => {
		const { permission } = row;
		return permission !== 'follows' && row.event === event && row.from.includes(state) ? [{ ...row, permission }] : [];
	});
}

/** The row of this name that follows another act, if it fits state and event. */
export function followingRow<State extends string, Event extends string>(
	table: readonly Row<State, Event, Action | Follows>[],
	id: string,
	state: State,
	event: Event
): Row<State, Event, Follows> | null {
	for (const row of table) {
		const { permission } = row;
		if (permission === 'follows' && row.id === id && row.event === event && row.from.includes(state)) return { ...row, permission };
	}
	return null;
}
