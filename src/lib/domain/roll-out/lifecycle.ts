import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/** A wave of the roll-out: prepared, opened to its units, closed. */
export const waveKinds = ['build', 'maintain'] as const;
export type WaveKind = (typeof waveKinds)[number];

export const waveStates = ['draft', 'open', 'closed'] as const;
export type WaveState = (typeof waveStates)[number];
export type WaveEvent = 'open' | 'close';

export const waveLifecycle = [
	{ id: 'W1', from: ['draft'], event: 'open', to: 'open', permission: 'roll_out.manage' },
	{ id: 'W2', from: ['draft', 'open'], event: 'close', to: 'closed', permission: 'roll_out.manage', reason: 'required' }
] as const satisfies readonly Row<WaveState, WaveEvent>[];

/**
 * A step of a unit (design.md §7): what a unit marks as done is claimed until eISO proves it or a coordinator accepts it. A return and a claim
 * taken back lead to open again; what the unit cannot do is waived.
 */
export const itemStates = ['open', 'claimed', 'accepted', 'proven', 'waiver_asked', 'not_applicable'] as const;
export type ItemState = (typeof itemStates)[number];

/** States in which nothing is left to do. */
export const doneStates = ['accepted', 'proven'] as const satisfies readonly ItemState[];
export const settledStates = [...doneStates, 'not_applicable'] as const satisfies readonly ItemState[];

export const itemEvents = [
	'record',
	'claim',
	'take_back',
	'return',
	'accept',
	'prove',
	'ask_waiver',
	'accept_waiver',
	'waive',
	'reopen',
	'lose_proof'
] as const;
export type ItemEvent = (typeof itemEvents)[number];

export const itemLifecycle = [
	// From paper: the unit claims nothing in eISO, and the paper is named.
	{ id: 'RO0', from: ['open'], event: 'record', to: 'accepted', permission: 'roll_out.manage', reason: 'required' },
	{ id: 'RO1', from: ['open'], event: 'claim', to: 'claimed', permission: 'roll_out.claim' },
	{ id: 'RO2', from: ['claimed', 'waiver_asked'], event: 'take_back', to: 'open', permission: 'roll_out.claim' },
	{ id: 'RO3', from: ['claimed', 'waiver_asked'], event: 'return', to: 'open', permission: 'roll_out.accept', reason: 'required' },
	{ id: 'RO4', from: ['claimed'], event: 'accept', to: 'accepted', permission: 'roll_out.accept' },
	{ id: 'RO5', from: ['open', 'claimed', 'waiver_asked', 'not_applicable'], event: 'prove', to: 'proven', permission: 'follows' },
	{ id: 'RO6', from: ['open'], event: 'ask_waiver', to: 'waiver_asked', permission: 'roll_out.claim', reason: 'required' },
	{ id: 'RO7', from: ['waiver_asked'], event: 'accept_waiver', to: 'not_applicable', permission: 'roll_out.accept' },
	{ id: 'RO8', from: ['open'], event: 'waive', to: 'not_applicable', permission: 'roll_out.manage', reason: 'required' },
	{ id: 'RO9', from: ['accepted', 'not_applicable'], event: 'reopen', to: 'open', permission: 'roll_out.manage', reason: 'required' },
	// What proved it was given back; other facts may prove it again.
	{ id: 'RO10', from: ['proven'], event: 'lose_proof', to: 'open', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<ItemState, ItemEvent, Action | Follows>[];

/** Where an event leads: to the same state from wherever it may happen. */
export function leadsTo(event: ItemEvent): ItemState {
	const row = itemLifecycle.find((row) => row.event === event);
	if (!row) throw new Error(`no row of the lifecycle has ${event}`);
	return row.to;
}
