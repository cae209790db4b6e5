import { auditLifecycle, type AuditEvent, type AuditState } from '#lib/domain/audits/audit-lifecycle.ts';
import type { Machine } from '#lib/server/lifecycle/transition.ts';

export const auditMachine: Machine<AuditState, AuditEvent> = {
	name: 'internal_audit',
	subjectType: 'audit',
	table: auditLifecycle
};
