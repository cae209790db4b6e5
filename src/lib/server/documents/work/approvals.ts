import { membershipIn } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { approvalsFor } from '../queries/home.ts';
import type { WaitingVersion } from '../queries/home-versions.ts';
import { versionsOf, type ListedVersion } from './many-versions.ts';

export type WaitingRow = ListedVersion & { readonly by: string | null; readonly since: Date };
export type Approvals = {
	/** Oldest first, as they came. */
	readonly toSign: readonly WaitingRow[];
	readonly toReview: readonly WaitingRow[];
	readonly signer: { readonly fullName: string; readonly position: string };
};

/**
 * Everything that waits for this person's signature or review, with all that a signature of the whole list must have shown.
 * @throws Unauthenticated
 */
export async function approvalsPage(ctx: Ctx): Promise<Approvals> {
	const { versions: waiting } = await approvalsFor(ctx);
	const versions = new Map((await versionsOf(ctx, { versionIds: waiting.map(({ id }) => id) })).map((version) => [version.id, version]));
	const rows = (what: WaitingVersion['what']) =>
		waiting.flatMap((one): WaitingRow[] => {
			const version = one.what === what ? versions.get(one.id) : undefined;
			return version ? [{ ...version, by: one.by, since: one.since }] : [];
		});
	const unitId = waiting.find((one) => one.what === 'approve')?.unitId;
	const head = unitId === undefined ? null : membershipIn(ctx.actor, unitId, ['head']);
	const fullName = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	return { toSign: rows('approve'), toReview: rows('review'), signer: { fullName, position: head?.position ?? '' } };
}
