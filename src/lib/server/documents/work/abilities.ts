import { rowsFor, versionLifecycle, type VersionEvent } from '#lib/domain/documents/lifecycle.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { LoadedVersion } from '../version-facts.ts';

/** The acts on one version that a page offers. */
export const offeredEvents = [
	'submit',
	'recall',
	'pass',
	'return',
	'approve',
	'cancel',
	'withdraw'
] as const satisfies readonly VersionEvent[];
export type OfferedEvent = (typeof offeredEvents)[number];
export type VersionAbilities = Record<OfferedEvent | 'edit' | 'issue', boolean>;

/**
 * What this person may do with a version now: the lifecycle's rows for its state, by the policy. The commands check again; a page
 * only leaves out what would be refused anyway.
 */
export function versionAbilities(ctx: Ctx, version: LoadedVersion, subject: Subject): VersionAbilities {
	const offers = (event: OfferedEvent) =>
		rowsFor(versionLifecycle, version.state, event).some((row) => may(ctx.actor, row.permission, subject));
	const me = userIdOf(ctx.actor);
	const officer = membershipIn(ctx.actor, version.unitId, ['officer']) !== null;
	const sent = version.state === 'in_review' ? version.submittedById === me : (subject.passerIds ?? []).includes(me ?? '');
	return {
		edit: version.state === 'draft' && may(ctx.actor, 'version.edit', subject),
		submit: offers('submit'),
		recall: offers('recall') && (officer || sent),
		pass: offers('pass'),
		return: offers('return'),
		approve: offers('approve'),
		cancel: offers('cancel') && (officer || version.state === 'draft'),
		issue: version.state === 'approved' && may(ctx.actor, 'batch.manage', subject),
		withdraw: offers('withdraw') && subject.phase === 'in_force'
	};
}
