import { may } from '#lib/domain/permissions/decide.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadVersion } from '../version-facts.ts';
import { subscribe } from './lines.ts';
import { externalReferencesOf, setExternalReferences } from './references.ts';
import { externalStatus } from './status.ts';

/**
 * A draft cites what replaced a repealed document instead of it. Who keeps the unit's list takes the new one into it by the same act; for
 * others it must stand there already. Recorded as an edit of the version, and as `external.subscribe`.
 * @throws NotFound, Forbidden, Conflict `stale` when the draft does not cite it or nothing replaces it, `illegal_transition`; Invalid `externals`
 */
export function citeReplacement(ctx: Ctx, input: { versionId: string; externalId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { version } = await loadVersion(ctx, input.versionId);
		const cited = await externalReferencesOf(ctx, version.id);
		const next = (await externalStatus(ctx, [input.externalId], today(ctx))).get(input.externalId)?.replacedBy;
		if (!next || !cited.includes(input.externalId)) throw new Conflict('stale');
		const listed = await ctx.db.externalSubscription.count({ where: { unitId: version.unitId, externalId: next.id, endedAt: null } });
		if (listed === 0 && may(ctx.actor, 'external.keep', { unitId: version.unitId })) await subscribe(ctx, version.unitId, [next.id]);
		await setExternalReferences(ctx, version.id, [...cited.filter((id) => id !== input.externalId), next.id]);
	});
}
