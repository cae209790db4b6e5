import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/** Lifecycles of records. A record goes only with a disposal; a disposal is listed, proposed, signed and carried out. */
export type RecordState = 'kept' | 'disposed';
export const recordLifecycle = [
	{ id: 'R1', from: ['kept'], event: 'dispose', to: 'disposed', permission: 'follows' }
] as const satisfies readonly Row<RecordState, 'dispose', Action | Follows>[];

export type DisposalState = 'draft' | 'proposed' | 'approved' | 'carried_out' | 'cancelled';
export type DisposalEvent = 'propose' | 'return' | 'approve' | 'carry_out' | 'cancel';

export const disposalLifecycle = [
	{ id: 'D1', from: ['draft'], event: 'propose', to: 'proposed', permission: 'record.manage' },
	{ id: 'D2', from: ['proposed'], event: 'return', to: 'draft', permission: 'record.approve_disposal', reason: 'required' },
	{ id: 'D3', from: ['proposed'], event: 'approve', to: 'approved', permission: 'record.approve_disposal' },
	{ id: 'D4', from: ['approved'], event: 'carry_out', to: 'carried_out', permission: 'record.manage' },
	{ id: 'D5', from: ['draft', 'proposed', 'approved'], event: 'cancel', to: 'cancelled', permission: 'record.manage', reason: 'required' },
	// The unit has ended: who keeps the records now lists them anew.
	{ id: 'D5e', from: ['draft', 'proposed', 'approved'], event: 'cancel', to: 'cancelled', permission: 'follows', reason: 'required' }
] as const satisfies readonly Row<DisposalState, DisposalEvent, Action | Follows>[];
