import { isHolding } from '#lib/domain/documents/external.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { Choice } from '../work/options.ts';
import { loadVersion } from '../version-facts.ts';
import { externalStatus } from './status.ts';

/** The external documents that a version cites. */
export async function externalReferencesOf(ctx: Ctx, versionId: string): Promise<string[]> {
	const rows = await ctx.db.versionExternalReference.findMany({ where: { versionId }, select: { externalId: true } });
	return rows.map((row) => row.externalId);
}

/**
 * Sets which external documents a draft cites, by itself. Recorded in the trail as an edit of the version.
 * @throws NotFound, Forbidden, Conflict `illegal_transition` when it is no draft, Invalid `externals`
 */
export function setExternalReferences(ctx: Ctx, versionId: string, ids: readonly string[]): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, versionId);
		const decision = decide(ctx.actor, 'version.edit', subject);
		if (!decision.allowed) throw new Forbidden(decision.reason);
		if (version.state !== 'draft') throw new Conflict('illegal_transition', { state: version.state, event: 'edit' });
		const before = await writeExternalReferences(ctx, version.id, version.unitId, ids);
		const wanted = [...new Set(ids)];
		if (before.length === wanted.length && before.every((id) => wanted.includes(id))) return;
		await record(ctx, {
			event: 'version.edit',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			role: decision.role,
			before: { externals: before },
			after: { externals: wanted }
		});
	});
}

/**
 * The rows alone, for commands that check and record by themselves: what is not wanted any more goes, what is new must stand in the
 * unit's list. What was cited before may stay although it left the list. Gives what was cited before.
 * @throws Invalid `externals`
 */
export async function writeExternalReferences(ctx: Ctx, versionId: string, unitId: string, ids: readonly string[]): Promise<string[]> {
	const wanted = [...new Set(ids)];
	const current = await externalReferencesOf(ctx, versionId);
	const added = wanted.filter((id) => !current.includes(id));
	const gone = current.filter((id) => !wanted.includes(id));
	if (added.length > 0) {
		const known = await ctx.db.externalSubscription.count({ where: { unitId, externalId: { in: added }, endedAt: null } });
		if (known !== added.length) throw new Invalid({ externals: 'external_unknown' });
		await ctx.db.versionExternalReference.createMany({ data: added.map((externalId) => ({ versionId, externalId })) });
	}
	if (gone.length > 0) await ctx.db.versionExternalReference.deleteMany({ where: { versionId, externalId: { in: gone } } });
	return current;
}

/** The next version begins with what the one before cites, whether or not the unit's list still has it. */
export async function carryExternalReferences(ctx: Ctx, fromVersionId: string, toVersionId: string): Promise<void> {
	const ids = await externalReferencesOf(ctx, fromVersionId);
	await ctx.db.versionExternalReference.createMany({ data: ids.map((externalId) => ({ versionId: toVersionId, externalId })) });
}

/** What a version of the unit may cite: the unit's list by number, and what the version cites already. */
export async function externalChoices(ctx: Ctx, unitId: string, versionId: string | null): Promise<Choice[]> {
	const rows = await ctx.db.externalDocument.findMany({
		where: {
			OR: [{ subscriptions: { some: { unitId, endedAt: null } } }, ...(versionId ? [{ citedBy: { some: { versionId } } }] : [])]
		},
		orderBy: { number: 'asc' },
		select: { id: true }
	});
	const stands = await externalStatus(
		ctx,
		rows.map(({ id }) => id),
		today(ctx)
	);
	const at = { locale: ctx.locale };
	return rows.flatMap(({ id }) => {
		const external = stands.get(id);
		if (!external) return [];
		const { number, title, replacedBy } = external;
		// Whoever chooses sees at once what must not be cited any more.
		const ended =
			isHolding(external.state) || external.endsOn === null ? '' : m.external_choice_ended({ day: formatDay(external.endsOn) }, at);
		const instead = replacedBy ? m.external_choice_replaced({ number: replacedBy.number }, at) : '';
		return [{ value: id, label: number, hint: [title, ended, instead].filter((text) => text !== '').join(' · ') }];
	});
}
