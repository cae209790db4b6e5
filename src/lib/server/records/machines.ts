import {
	disposalLifecycle,
	recordLifecycle,
	type DisposalEvent,
	type DisposalState,
	type RecordState
} from '#lib/domain/records/lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const recordMachine: Machine<RecordState, 'dispose'> = { name: 'quality_record', subjectType: 'record', table: recordLifecycle };
export const disposalMachine: Machine<DisposalState, DisposalEvent> = {
	name: 'record_disposal',
	subjectType: 'record_disposal',
	table: disposalLifecycle
};
