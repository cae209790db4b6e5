import { objectiveSetLifecycle, type ObjectiveSetEvent, type ObjectiveSetState } from '#lib/domain/reviews/objectives/lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const objectiveSetMachine: Machine<ObjectiveSetState, ObjectiveSetEvent> = {
	name: 'objective_set',
	subjectType: 'objective_set',
	table: objectiveSetLifecycle
};
