import { programmeLifecycle, type ProgrammeEvent, type ProgrammeState } from '#lib/domain/audits/programme-lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const programmeMachine: Machine<ProgrammeState, ProgrammeEvent> = {
	name: 'audit_programme',
	subjectType: 'audit_programme',
	table: programmeLifecycle
};
