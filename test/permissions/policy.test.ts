import { describe, expect, it } from 'vitest';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { decide, may } from '#lib/domain/permissions/decide.ts';
import { actions, phases, visibilities, type Phase } from '#lib/domain/permissions/policy.ts';
import { actorOf, castRoles, castSubject, heirRoles } from '#test/support/permission-cast.ts';
import { permissionsDocument, writtenDocument } from './document.ts';
import { acts, asElsewhere, heirActs, heirMaySee, maySee, neverAboutOneself, neverByAuthor } from './expected.ts';

const listed = actions.filter((action) => action !== 'version.read');

describe('the policy', () => {
	it.each(listed)('gives %s to exactly those whom the design names', (action) => {
		expect(castRoles.filter((role) => may(actorOf(role), action, castSubject))).toEqual(
			castRoles.filter((role) => acts[action].includes(role))
		);
	});

	it.each(castRoles)('lets the %s read exactly what the design says', (role) => {
		const cases = phases.flatMap((phase) =>
			visibilities.flatMap((visibility) => [true, false].map((inAudience) => ({ phase, visibility, inAudience })))
		);
		// A guest is one for an open version only: the round ends with its issue.
		const seen = cases.map((one) => ({
			...one,
			seen: may(actorOf(role), 'version.read', { ...castSubject, ...one, guestIds: one.phase === 'open' ? ['guest'] : [] })
		}));
		expect(seen).toEqual(cases.map((one) => ({ ...one, seen: maySee(role, one.phase, one.visibility, one.inAudience) })));
	});

	it.each(listed)('gives %s to nobody of a successor who has no part in it', (action) => {
		expect(heirRoles.filter((role) => may(actorOf(role), action, castSubject))).toEqual(
			heirRoles.filter((role) => acts[action].includes(asElsewhere[role]) || heirActs[action]?.includes(role))
		);
	});

	it.each(heirRoles)('lets the %s read of the unit before exactly what the design says', (role) => {
		const cases = phases.flatMap((phase) =>
			visibilities.flatMap((visibility) => [true, false].map((inAudience) => ({ phase, visibility, inAudience })))
		);
		expect(cases.filter((one) => may(actorOf(role), 'version.read', { ...castSubject, ...one }))).toEqual(
			cases.filter((one) => heirMaySee(role, one.phase, one.visibility, one.inAudience))
		);
	});

	it('shows the signed file of a unit before to its reviewers where it was in force, else to officers and heads alone', () => {
		const shown = (phase: Phase) => heirRoles.filter((role) => may(actorOf(role), 'version.evidence', { ...castSubject, phase }));
		expect(shown('past')).toEqual(['heir_reviewer', 'heir_officer', 'heir_head']);
		for (const phase of ['open', 'cancelled', 'upcoming', 'in_force'] as const)
			expect(shown(phase), phase).toEqual(['heir_officer', 'heir_head']);
	});

	it.each(neverByAuthor)('never gives %s to an author', (action) => {
		for (const role of acts[action])
			expect(decide(actorOf(role), action, { ...castSubject, authorIds: [role] })).toEqual({
				allowed: false,
				reason: 'separation_of_duties'
			});
	});

	it.each(neverAboutOneself)('gives %s to nobody about themselves', (action) => {
		expect(acts[action].length).toBeGreaterThan(0);
		for (const role of acts[action]) expect(may(actorOf(role), action, { ...castSubject, personId: role }), role).toBe(false);
	});

	it('lets the system do nothing but take in units, propose what a day brings, and verify', () => {
		const allowed = actions.filter((action) => may(systemActor, action, castSubject));
		expect([...allowed].sort()).toEqual(['change_request.propose', 'trail.verify', 'unit.manage']);
	});
});

describe('docs/permissions.md', () => {
	it('is what the policy says today', () => {
		expect(writtenDocument()).toBe(permissionsDocument());
	});
});
