import {
	actionLifecycle,
	extensionLifecycle,
	faultLifecycle,
	type ActionEvent,
	type ActionState,
	type ExtensionEvent,
	type ExtensionState,
	type FaultEvent,
	type FaultState
} from '#lib/domain/corrective-actions/action-lifecycle.ts';
import { findingLifecycle, type FindingEvent, type FindingState } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const findingMachine: Machine<FindingState, FindingEvent> = { name: 'finding', subjectType: 'finding', table: findingLifecycle };
export const actionMachine: Machine<ActionState, ActionEvent> = {
	name: 'corrective_action',
	subjectType: 'corrective_action',
	table: actionLifecycle
};
export const extensionMachine: Machine<ExtensionState, ExtensionEvent> = {
	name: 'action_extension',
	subjectType: 'action_extension',
	table: extensionLifecycle
};
export const faultMachine: Machine<FaultState, FaultEvent> = {
	name: 'fault_report',
	subjectType: 'fault_report',
	table: faultLifecycle
};
