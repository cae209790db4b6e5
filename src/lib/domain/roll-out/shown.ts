import type { ItemState } from './lifecycle.ts';

/** What people see of a step: an open one is being done when it is the next of its unit, else not started. */
export type ShownStep = 'done' | 'proven' | 'claimed' | 'waiver_asked' | 'not_applicable' | 'in_progress' | 'not_started';

export function shownStep(state: ItemState, next: boolean): ShownStep {
	if (state === 'accepted') return 'done';
	if (state === 'open') return next ? 'in_progress' : 'not_started';
	return state;
}

/** The next step of a unit: of those that are open the one that is due first, by the order of the plan where days are equal. */
export function nextStep<Step extends { readonly state: ItemState; readonly dueOn: string | null }>(steps: readonly Step[]): Step | null {
	const open = steps.filter(({ state }) => state === 'open');
	return open.reduce<Step | null>((first, step) => (first === null || (step.dueOn ?? '9') < (first.dueOn ?? '9') ? step : first), null);
}
