import type { Follows, Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';

/**
 * An internal audit (states.md §7, A1 to A11). A1 creates it and has no row here. A5 and A6 leave the audit as it is: two auditors work at the
 * same time, so answers and findings have versions of their own and ask only that the audit is in progress (`requireRow`).
 */
export const auditStates = ['planned', 'notified', 'in_progress', 'reported', 'closed', 'cancelled'] as const;
export type AuditState = (typeof auditStates)[number];
export const openAuditStates = ['planned', 'notified', 'in_progress', 'reported'] as const satisfies readonly AuditState[];

export const auditEvents = [
	'edit',
	'propose_team',
	'appoint',
	'arrange',
	'notify',
	'start',
	'answer',
	'raise_finding',
	'write_report',
	'report',
	'return',
	'accept',
	'share',
	'postpone',
	'cancel',
	'stop',
	'end'
] as const;
export type AuditEvent = (typeof auditEvents)[number];

export const auditLifecycle = [
	{ id: 'A1e', from: ['planned'], event: 'edit', to: 'planned', permission: 'audit.plan' },
	{ id: 'A2p', from: ['planned'], event: 'propose_team', to: 'planned', permission: 'audit.plan' },
	{ id: 'A2', from: ['planned'], event: 'appoint', to: 'planned', permission: 'audit.appoint' },
	// The timetable is part of the plan: it is made until the plan is sent.
	{ id: 'A3p', from: ['planned'], event: 'arrange', to: 'planned', permission: 'audit.prepare' },
	{ id: 'A3', from: ['planned'], event: 'notify', to: 'notified', permission: 'audit.prepare' },
	{ id: 'A4', from: ['notified'], event: 'start', to: 'in_progress', permission: 'audit.lead' },
	{ id: 'A5', from: ['in_progress'], event: 'answer', to: 'in_progress', permission: 'audit.answer' },
	{ id: 'A6', from: ['in_progress'], event: 'raise_finding', to: 'in_progress', permission: 'audit.answer' },
	{ id: 'A7p', from: ['in_progress'], event: 'write_report', to: 'in_progress', permission: 'audit.lead' },
	{ id: 'A7', from: ['in_progress'], event: 'report', to: 'reported', permission: 'audit.lead' },
	{ id: 'A8', from: ['reported'], event: 'return', to: 'in_progress', permission: 'audit.decide', reason: 'required' },
	{ id: 'A9', from: ['reported'], event: 'accept', to: 'closed', permission: 'audit.decide' },
	{ id: 'A9s', from: ['closed'], event: 'share', to: 'closed', permission: 'audit.share' },
	{ id: 'A10p', from: ['planned', 'notified'], event: 'postpone', to: 'planned', permission: 'audit.direct', reason: 'required' },
	{ id: 'A10', from: ['planned', 'notified'], event: 'cancel', to: 'cancelled', permission: 'audit.direct', reason: 'required' },
	{ id: 'A11', from: ['in_progress'], event: 'stop', to: 'cancelled', permission: 'audit.direct', reason: 'required' },
	// The end of the unit (states.md §11): planned and notified ones are cancelled, those that began are stopped.
	{
		id: 'A12',
		from: ['planned', 'notified', 'in_progress', 'reported'],
		event: 'end',
		to: 'cancelled',
		permission: 'follows',
		reason: 'required'
	}
] as const satisfies readonly Row<AuditState, AuditEvent, Action | Follows>[];

/** What a team answers to a question. */
export const auditResults = ['unanswered', 'conform', 'minor', 'major', 'observation', 'not_applicable'] as const;
export type AuditResult = (typeof auditResults)[number];
