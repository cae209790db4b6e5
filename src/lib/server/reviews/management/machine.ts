import {
	managementReviewLifecycle,
	type ManagementReviewEvent,
	type ManagementReviewState
} from '#lib/domain/reviews/management-lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const managementReviewMachine: Machine<ManagementReviewState, ManagementReviewEvent> = {
	name: 'management_review',
	subjectType: 'management_review',
	table: managementReviewLifecycle
};
