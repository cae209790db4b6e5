/** Titles in a steering committee, in their order on paper (domain.md §1.3). */
export const isoTitles = ['head', 'deputy_head', 'secretary', 'member'] as const;
export type IsoTitle = (typeof isoTitles)[number];

/** How a step of the yearly plan stands, computed from its row and the day. */
export type StepState = 'open' | 'late' | 'done' | 'dropped';

export function stepState(step: { dueOn: string; doneOn: string | null; droppedReason: string | null }, today: string): StepState {
	if (step.droppedReason !== null) return 'dropped';
	if (step.doneOn !== null) return 'done';
	return step.dueOn < today ? 'late' : 'open';
}

/** Plans are kept for years that somebody could have written one for. */
export const firstPlanYear = 2000;
export const lastPlanYear = 2100;
