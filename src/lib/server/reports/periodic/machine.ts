import { reportLifecycle, type ReportEvent, type ReportState } from '#lib/domain/reports/periodic.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const reportMachine: Machine<ReportState, ReportEvent> = {
	name: 'periodic_report',
	subjectType: 'periodic_report',
	table: reportLifecycle
};
