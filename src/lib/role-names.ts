import type { ProvinceRole, Role, SigningCapacity } from '#lib/domain/permissions/actor.ts';
import * as m from '#lib/paraglide/messages.js';
import type { Locale } from '#lib/paraglide/runtime.js';

/** What roles and capacities are called, in the page's language unless the caller names the reader's. */
type Words = (values?: Record<string, never>, options?: { locale?: Locale }) => string;

export const roleNames: Record<Role, Words> = {
	reader: m.manage_role_reader,
	drafter: m.manage_role_drafter,
	officer: m.manage_role_officer,
	reviewer: m.manage_role_reviewer,
	head: m.manage_role_head,
	internal_auditor: m.manage_role_internal_auditor
};

export const provinceRoleNames: Record<ProvinceRole, Words> = {
	coordinator: m.identity_role_coordinator,
	inspector: m.identity_role_inspector,
	administrator: m.identity_role_administrator
};

export const capacityNames: Record<SigningCapacity, Words> = {
	chief: m.people_capacity_chief,
	on_behalf: m.people_capacity_on_behalf,
	deputy_for: m.people_capacity_deputy_for,
	by_order: m.people_capacity_by_order,
	by_authority: m.people_capacity_by_authority,
	acting: m.people_capacity_acting
};

export function roleWords(given: readonly Role[], locale?: Locale): string {
	return given.map((role) => roleNames[role]({}, { locale })).join(', ');
}
