import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * A corrective action (states.md §10, C1 to C12). C1 creates it and has no row here. Where an act leaves the state as it is, there is a row
 * for each state that it is allowed in.
 */
export const actionStates = ['raised', 'analysing', 'awaiting_plan_approval', 'in_progress', 'verifying', 'closed'] as const;
export type ActionState = (typeof actionStates)[number];
export const openActionStates = [
	'raised',
	'analysing',
	'awaiting_plan_approval',
	'in_progress',
	'verifying'
] as const satisfies readonly ActionState[];

export const actionOutcomes = ['effective', 'ineffective', 'correction_only', 'void', 'unit_ended'] as const;
export type ActionOutcome = (typeof actionOutcomes)[number];

export const actionSources = [
	'internal_audit',
	'inspection',
	'complaint',
	'late_dossier',
	'wrong_result',
	'self_found',
	'objective_missed',
	'management_review',
	'sister_check'
] as const;
export type ActionSource = (typeof actionSources)[number];

/** Those that a person raises by hand; the others come from an audit, an inspection or a check among sister units. */
export const handSources = [
	'complaint',
	'late_dossier',
	'wrong_result',
	'self_found',
	'objective_missed',
	'management_review'
] as const satisfies readonly ActionSource[];

export const actionEvents = [
	'assign',
	'reassign',
	'record',
	'ask_correction_only',
	'submit',
	'approve',
	'accept_correction',
	'return',
	'report_line',
	'drop_line',
	'extend',
	'complete',
	'name_verifier',
	'verify_effective',
	'verify_ineffective',
	'ask_void',
	'void',
	'end_with_unit'
] as const;
export type ActionEvent = (typeof actionEvents)[number];

export const actionLifecycle = [
	{ id: 'C2', from: ['raised'], event: 'assign', to: 'analysing', permission: 'action.assign' },
	// The owner has left or is overloaded: another one, the days stay.
	{ id: 'C2a', from: ['analysing'], event: 'reassign', to: 'analysing', permission: 'action.assign', reason: 'required' },
	{ id: 'C2p', from: ['in_progress'], event: 'reassign', to: 'in_progress', permission: 'action.assign', reason: 'required' },
	// With the other duties of somebody who hands them over.
	{ id: 'C2h', from: ['analysing'], event: 'reassign', to: 'analysing', permission: 'follows', reason: 'required' },
	{ id: 'C2hp', from: ['in_progress'], event: 'reassign', to: 'in_progress', permission: 'follows', reason: 'required' },
	{ id: 'C3', from: ['analysing'], event: 'record', to: 'analysing', permission: 'action.record' },
	{
		id: 'C4',
		from: ['analysing'],
		event: 'ask_correction_only',
		to: 'awaiting_plan_approval',
		permission: 'action.plan',
		reason: 'required'
	},
	{ id: 'C5', from: ['analysing'], event: 'submit', to: 'awaiting_plan_approval', permission: 'action.plan' },
	{ id: 'C6', from: ['awaiting_plan_approval'], event: 'approve', to: 'in_progress', permission: 'action.approve' },
	// No head of the unit is left who neither owns nor does it: the coordinator, and the action shows it.
	{ id: 'C6c', from: ['awaiting_plan_approval'], event: 'approve', to: 'in_progress', permission: 'action.approve_for_unit' },
	{ id: 'C6o', from: ['awaiting_plan_approval'], event: 'accept_correction', to: 'closed', permission: 'action.approve' },
	{ id: 'C6oc', from: ['awaiting_plan_approval'], event: 'accept_correction', to: 'closed', permission: 'action.approve_for_unit' },
	{ id: 'C6r', from: ['awaiting_plan_approval'], event: 'return', to: 'analysing', permission: 'action.approve', reason: 'required' },
	{
		id: 'C6rc',
		from: ['awaiting_plan_approval'],
		event: 'return',
		to: 'analysing',
		permission: 'action.approve_for_unit',
		reason: 'required'
	},
	{ id: 'C7', from: ['in_progress'], event: 'report_line', to: 'in_progress', permission: 'action.report_line' },
	{ id: 'C9d', from: ['in_progress'], event: 'drop_line', to: 'in_progress', permission: 'action.plan', reason: 'required' },
	// What a granted extension does to the action; who asks and who grants is the extension's own table.
	{ id: 'C8a', from: ['analysing'], event: 'extend', to: 'analysing', permission: 'follows', reason: 'required' },
	{
		id: 'C8w',
		from: ['awaiting_plan_approval'],
		event: 'extend',
		to: 'awaiting_plan_approval',
		permission: 'follows',
		reason: 'required'
	},
	{ id: 'C8p', from: ['in_progress'], event: 'extend', to: 'in_progress', permission: 'follows', reason: 'required' },
	{ id: 'C8v', from: ['verifying'], event: 'extend', to: 'verifying', permission: 'follows', reason: 'required' },
	{ id: 'C9', from: ['in_progress'], event: 'complete', to: 'verifying', permission: 'action.plan' },
	// Named with the owner or later, and changed until the check. Of what an inspection found by the Department.
	{ id: 'C10a', from: ['analysing'], event: 'name_verifier', to: 'analysing', permission: 'action.name_verifier' },
	{ id: 'C10ai', from: ['analysing'], event: 'name_verifier', to: 'analysing', permission: 'action.name_inspector' },
	{
		id: 'C10w',
		from: ['awaiting_plan_approval'],
		event: 'name_verifier',
		to: 'awaiting_plan_approval',
		permission: 'action.name_verifier'
	},
	{
		id: 'C10wi',
		from: ['awaiting_plan_approval'],
		event: 'name_verifier',
		to: 'awaiting_plan_approval',
		permission: 'action.name_inspector'
	},
	{ id: 'C10n', from: ['in_progress'], event: 'name_verifier', to: 'in_progress', permission: 'action.name_verifier' },
	{ id: 'C10ni', from: ['in_progress'], event: 'name_verifier', to: 'in_progress', permission: 'action.name_inspector' },
	{ id: 'C10m', from: ['verifying'], event: 'name_verifier', to: 'verifying', permission: 'action.name_verifier' },
	{ id: 'C10mi', from: ['verifying'], event: 'name_verifier', to: 'verifying', permission: 'action.name_inspector' },
	{ id: 'C10ha', from: ['analysing'], event: 'name_verifier', to: 'analysing', permission: 'follows' },
	{ id: 'C10hw', from: ['awaiting_plan_approval'], event: 'name_verifier', to: 'awaiting_plan_approval', permission: 'follows' },
	{ id: 'C10hn', from: ['in_progress'], event: 'name_verifier', to: 'in_progress', permission: 'follows' },
	{ id: 'C10hm', from: ['verifying'], event: 'name_verifier', to: 'verifying', permission: 'follows' },
	{ id: 'C10', from: ['verifying'], event: 'verify_effective', to: 'closed', permission: 'action.verify' },
	{ id: 'C11', from: ['verifying'], event: 'verify_ineffective', to: 'closed', permission: 'action.verify', reason: 'required' },
	// The first of the two who must agree; the second makes it void. Which two is asked by the command.
	{ id: 'C12r', from: ['raised'], event: 'ask_void', to: 'raised', permission: 'action.void', reason: 'required' },
	{ id: 'C12a', from: ['analysing'], event: 'ask_void', to: 'analysing', permission: 'action.void', reason: 'required' },
	{
		id: 'C12w',
		from: ['awaiting_plan_approval'],
		event: 'ask_void',
		to: 'awaiting_plan_approval',
		permission: 'action.void',
		reason: 'required'
	},
	{ id: 'C12p', from: ['in_progress'], event: 'ask_void', to: 'in_progress', permission: 'action.void', reason: 'required' },
	{
		id: 'C12',
		from: ['raised', 'analysing', 'awaiting_plan_approval', 'in_progress'],
		event: 'void',
		to: 'closed',
		permission: 'action.void',
		reason: 'required'
	},
	// The finding was raised in error, so that nothing is left to do.
	{
		id: 'C12f',
		from: ['raised', 'analysing', 'awaiting_plan_approval', 'in_progress'],
		event: 'void',
		to: 'closed',
		permission: 'follows',
		reason: 'required'
	},
	// The unit has ended and nobody succeeds it.
	{ id: 'C13', from: [...openActionStates], event: 'end_with_unit', to: 'closed', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<ActionState, ActionEvent, Action | Follows>[];

/** An extension is asked for by the owner and decided once; what was asked lapses when the action closes. */
export type ExtensionState = 'asked' | 'granted' | 'refused' | 'lapsed';
export type ExtensionEvent = 'grant' | 'refuse' | 'lapse';
export const extensionLifecycle = [
	{ id: 'C8', from: ['asked'], event: 'grant', to: 'granted', permission: 'action.grant_extension' },
	{ id: 'C8i', from: ['asked'], event: 'grant', to: 'granted', permission: 'action.grant_extension_inspection' },
	{ id: 'C8n', from: ['asked'], event: 'refuse', to: 'refused', permission: 'action.grant_extension', reason: 'required' },
	{ id: 'C8ni', from: ['asked'], event: 'refuse', to: 'refused', permission: 'action.grant_extension_inspection', reason: 'required' },
	{ id: 'C8l', from: ['asked'], event: 'lapse', to: 'lapsed', permission: 'follows' }
] as const satisfies readonly Row<ExtensionState, ExtensionEvent, Action | Follows>[];

/** "Báo sai sót": what anybody of the unit noticed. An officer makes an action of it or says why not. */
export const faultStates = ['reported', 'confirmed', 'declined'] as const;
export type FaultState = (typeof faultStates)[number];
export type FaultEvent = 'confirm' | 'decline';
export const faultLifecycle = [
	{ id: 'C1c', from: ['reported'], event: 'confirm', to: 'confirmed', permission: 'fault.decide' },
	{ id: 'C1d', from: ['reported'], event: 'decline', to: 'declined', permission: 'fault.decide', reason: 'required' },
	// The unit has ended.
	{ id: 'C1e', from: ['reported'], event: 'decline', to: 'declined', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<FaultState, FaultEvent, Action | Follows>[];
