import type { Actor, ProvinceRole, Role, UserActor } from '#lib/domain/permissions/actor.ts';
import type { Subject } from '#lib/domain/permissions/decide.ts';

/**
 * Everybody that design.md §8 tells apart, as they stand to one thing of one unit. "Own" people are of that unit; the rest meet it
 * as another unit's.
 */
export const castRoles = [
	'reader',
	'drafter',
	'drafter_named',
	'author',
	'reviewer',
	'officer',
	'head',
	'internal_auditor',
	'guest',
	'parent_officer',
	'parent_head',
	'other_officer',
	'other_head',
	'coordinator',
	'inspector',
	'inspector_elsewhere',
	'administrator',
	'nobody'
] as const;
export type CastRole = (typeof castRoles)[number];

/** They meet it as a thing of a unit that is no more, of which theirs is a successor. */
export const heirRoles = ['heir_reader', 'heir_drafter', 'heir_reviewer', 'heir_officer', 'heir_head', 'heir_internal_auditor'] as const;
export type HeirRole = (typeof heirRoles)[number];

/** What each holds, and where: the unit of the thing, the unit above it, another one, or nowhere. */
export const duties: Record<CastRole, { unit: 'own' | 'parent' | 'other' | null; roles: readonly Role[]; province?: ProvinceRole }> = {
	reader: { unit: 'own', roles: ['reader'] },
	drafter: { unit: 'own', roles: ['drafter'] },
	drafter_named: { unit: 'own', roles: ['drafter'] },
	author: { unit: 'own', roles: ['drafter'] },
	reviewer: { unit: 'own', roles: ['reviewer'] },
	officer: { unit: 'own', roles: ['officer'] },
	head: { unit: 'own', roles: ['head'] },
	internal_auditor: { unit: 'own', roles: ['internal_auditor'] },
	guest: { unit: 'parent', roles: ['reader'] },
	parent_officer: { unit: 'parent', roles: ['officer'] },
	parent_head: { unit: 'parent', roles: ['head'] },
	other_officer: { unit: 'other', roles: ['officer', 'reviewer', 'drafter'] },
	other_head: { unit: 'other', roles: ['head', 'reviewer', 'drafter'] },
	coordinator: { unit: null, roles: [], province: 'coordinator' },
	inspector: { unit: null, roles: [], province: 'inspector' },
	inspector_elsewhere: { unit: null, roles: [], province: 'inspector' },
	administrator: { unit: null, roles: [], province: 'administrator' },
	nobody: { unit: null, roles: [] }
};

const heirDuties: Record<HeirRole, Role> = {
	heir_reader: 'reader',
	heir_drafter: 'drafter',
	heir_reviewer: 'reviewer',
	heir_officer: 'officer',
	heir_head: 'head',
	heir_internal_auditor: 'internal_auditor'
};

const isHeir = (role: CastRole | HeirRole): role is HeirRole => role in heirDuties;

/** The same people without a database. */
export function actorOf(role: CastRole | HeirRole): Actor {
	if (role === 'nobody') return { kind: 'public' };
	const { unit, roles, province } = isHeir(role) ? { unit: 'heir', roles: [heirDuties[role]], province: undefined } : duties[role];
	const actor: UserActor = {
		kind: 'user',
		userId: role,
		fullName: role,
		memberships: unit ? [{ id: role, unitId: unit, divisionId: null, roles, position: '', capacity: null }] : [],
		province: province ? [province] : [],
		provincePosition: '',
		childUnitIds: role === 'parent_officer' || role === 'parent_head' ? ['own'] : [],
		predecessors: isHeir(role) ? [{ unitId: 'own', heirId: 'heir' }] : [],
		inspectedUnitIds: role === 'inspector' ? ['own'] : role === 'inspector_elsewhere' ? ['other'] : [],
		auditedDocumentIds: [],
		token: null,
		operator: null
	};
	return actor;
}

/** A thing of the own unit: written by the author, with its drafter, its reviewers and its guest, about somebody else. */
export const castSubject: Subject = {
	unitId: 'own',
	authorIds: ['author'],
	drafterIds: ['drafter_named'],
	reviewerIds: ['reviewer', 'guest'],
	guestIds: ['guest'],
	passerIds: [],
	personId: 'somebody'
};
