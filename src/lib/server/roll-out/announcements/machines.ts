import {
	announcementLifecycle,
	confirmationLifecycle,
	type AnnouncementEvent,
	type AnnouncementState,
	type ConfirmationEvent,
	type ConfirmationState
} from '#lib/domain/roll-out/announcements/lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const announcementMachine: Machine<AnnouncementState, AnnouncementEvent> = {
	name: 'announcement',
	subjectType: 'announcement',
	table: announcementLifecycle
};

export const confirmationMachine: Machine<ConfirmationState, ConfirmationEvent> = {
	name: 'system_confirmation',
	subjectType: 'system_confirmation',
	table: confirmationLifecycle
};
