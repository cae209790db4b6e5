import type { ProvinceRole, Role } from '#lib/domain/permissions/actor.ts';
import * as m from '#lib/paraglide/messages.js';

/** What the roles are called. */
export const roleWords: Record<Role, () => string> = {
	reader: m.manage_role_reader,
	drafter: m.manage_role_drafter,
	officer: m.manage_role_officer,
	reviewer: m.manage_role_reviewer,
	head: m.manage_role_head,
	internal_auditor: m.manage_role_internal_auditor
};

export const provinceRoleWords: Record<ProvinceRole, () => string> = {
	coordinator: m.identity_role_coordinator,
	inspector: m.identity_role_inspector,
	administrator: m.identity_role_administrator
};
