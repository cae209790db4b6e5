import { readFileSync, writeFileSync } from 'node:fs';
import { versionLifecycle, batchLifecycle } from '#lib/domain/documents/lifecycle.ts';
import { decide, may } from '#lib/domain/permissions/decide.ts';
import { actions, phases, visibilities, type Action } from '#lib/domain/permissions/policy.ts';
import { actorOf, castRoles, castSubject, heirRoles, type CastRole, type HeirRole } from '#test/support/permission-cast.ts';

/*
 * `node_modules/.bin/node test/permissions/document.ts` writes docs/permissions.md from the policy; a test says when it is out of date.
 */
const place = 'docs/permissions.md';

const everyRole = [...castRoles, ...heirRoles];
type AnyRole = CastRole | HeirRole;

const names: Record<AnyRole, string> = {
	reader: 'reader',
	drafter: 'drafter',
	drafter_named: 'drafter named to it',
	author: 'author',
	reviewer: 'reviewer',
	officer: 'officer',
	head: 'head',
	internal_auditor: 'internal auditor',
	guest: 'guest reviewer',
	parent_officer: 'officer above',
	parent_head: 'head above',
	other_officer: 'officer elsewhere',
	other_head: 'head elsewhere',
	coordinator: 'coordinator',
	inspector: 'inspector of the unit',
	inspector_elsewhere: 'inspector of another',
	administrator: 'administrator',
	nobody: 'not signed in',
	heir_reader: 'reader after',
	heir_drafter: 'drafter after',
	heir_reviewer: 'reviewer after',
	heir_officer: 'officer after',
	heir_head: 'head after',
	heir_internal_auditor: 'internal auditor after'
};

/** Names of those for whom it holds. */
function who(holds: (role: AnyRole) => boolean): string {
	const roles = everyRole.filter(holds);
	if (roles.length === everyRole.length) return 'everybody';
	return roles.length === 0 ? 'nobody' : roles.map((role) => names[role]).join(', ');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function actRow(action: Action): string[] {
	const allowed = everyRole.filter((role) => may(actorOf(role), action, castSubject));
	const excluded = (more: object) => allowed.some((role) => !decide(actorOf(role), action, { ...castSubject, ...more }).allowed);
	const never = [
		...(allowed.some((role) => excluded({ authorIds: [...(castSubject.authorIds ?? []), role] })) ? ['an author'] : []),
		...(allowed.some((role) => excluded({ personId: role })) ? ['about oneself'] : [])
	];
	const rows = [...versionLifecycle, ...batchLifecycle].filter((row) => row.permission === action).map((row) => row.id);
	return [`\`${action}\``, who((role) => allowed.includes(role)), never.join(', '), rows.join(', ')];
}

/** The page of the permissions: who reads what, and who may do what to a thing of one unit. */
export function permissionsDocument(): string {
	const readable = phases.flatMap((phase) =>
		visibilities.map((visibility) => [
			phase.replace('_', ' '),
			visibility,
			// The round of a guest ends with the issue at the latest.
			who((role) => may(actorOf(role), 'version.read', { ...castSubject, phase, visibility, guestIds: phase === 'open' ? ['guest'] : [] }))
		])
	);
	return `<!-- prettier-ignore-start -->

# Who may do what

Generated from \`src/lib/domain/permissions/policy.ts\` by \`node_modules/.bin/node test/permissions/document.ts\`. Do not edit.

Everybody is seen from one thing of one unit: the roles without a place hold them in that unit; "above" is the unit over it,
"elsewhere" another one, "after" a successor of that unit once it is no more. What somebody may not see answers 404, whatever the act.

## Reading a version

A restricted document is read in the unit by its audience too.

${table(['phase', 'visibility', 'who'], readable)}

## Acts

"Never": who is excluded although a role would allow it. "Rows": the states of \`states.md\` in which it is asked for; a row that is
not there is refused.

${table(
	['act', 'who', 'never', 'rows'],
	actions.filter((action) => action !== 'version.read').map((action) => actRow(action))
)}

<!-- prettier-ignore-end -->
`;
}

export function writtenDocument(): string {
	return readFileSync(place, 'utf8');
}

if (process.argv[1]?.endsWith('permissions/document.ts')) writeFileSync(place, permissionsDocument());
