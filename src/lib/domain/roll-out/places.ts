/**
 * Where in eISO the work of a step is done, by what proves it: `how` says what to do, this is the page to do it on. A step that nothing proves
 * is shown on the unit's own page of the roll-out.
 */
const places: Readonly<Record<string, string>> = {
	committee: '/quality-system',
	iso_plan: '/quality-system',
	services_chosen: '/admin-services',
	system_issued: '/documents',
	procedures_issued: '/documents?kind=QT',
	service_procedures_issued: '/admin-services',
	readings_done: '/documents',
	records_kept: '/records',
	audit_programme: '/audits/programmes',
	internal_audit: '/audits',
	actions_closed: '/corrective-actions',
	training: '/training',
	objectives: '/objectives',
	management_review: '/management-reviews',
	confirmation: '/announcements',
	announcement: '/announcements',
	announcement_sent: '/announcements',
	report_june: '/reports',
	report_december: '/reports'
};

/** Null: there is no page for it. */
export function placeOf(proof: string | null): string | null {
	return proof === null ? null : (places[proof] ?? null);
}
