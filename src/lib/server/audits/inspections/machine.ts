import { inspectionLifecycle, type InspectionEvent, type InspectionState } from '#lib/domain/audits/inspection-lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const inspectionMachine: Machine<InspectionState, InspectionEvent> = {
	name: 'inspection',
	subjectType: 'inspection',
	table: inspectionLifecycle
};
