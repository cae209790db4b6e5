import type { VersionEvent } from '#lib/domain/documents/lifecycle.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { positionInPlace } from '#lib/domain/people/delegation.ts';
import { inPlaceOf } from '#lib/server/permissions/in-place.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

type Acted = { id: string; unitId: string; round: number; pdfSha256: string | null; sourceSha256: string | null };

/** Adds an act to the version's own history, beside the trail's row: name and position as they are now. */
export async function addAct(
	ctx: Ctx,
	version: Acted,
	event: VersionEvent,
	extra: { comment?: string | null; opened?: boolean } = {}
): Promise<void> {
	await ctx.db.versionAct.create({ data: actRow(ctx, version, event, extra) });
}

export function actRow(
	ctx: Ctx,
	version: Acted,
	event: VersionEvent,
	extra: { comment?: string | null; opened?: boolean } = {}
): Prisma.VersionActCreateManyInput {
	const membership = membershipIn(ctx.actor, version.unitId);
	const position = membership?.position ?? (ctx.actor.kind === 'user' ? ctx.actor.provincePosition : '');
	const inPlace = inPlaceOf(ctx.actor, version.unitId, undefined);
	return {
		versionId: version.id,
		round: version.round,
		event,
		userId: userIdOf(ctx.actor),
		actorName: ctx.actor.kind === 'user' ? ctx.actor.fullName : ctx.actor.kind === 'system' ? ctx.actor.name : '',
		position: inPlace ? positionInPlace(position, inPlace.ofName) : position,
		comment: extra.comment?.normalize('NFC').trim() || null,
		pdfSha256: version.pdfSha256 ?? version.sourceSha256,
		opened: extra.opened ?? null,
		at: ctx.clock.now()
	};
}

/** Whether the actor has opened this version before, in the round in which it is now: an earlier one had other files. */
export async function hasOpened(ctx: Ctx, versionId: string): Promise<boolean> {
	const userId = userIdOf(ctx.actor);
	if (!userId) return false;
	const rows = await ctx.db.$queryRaw<unknown[]>`
		select 1 from version_opening o join version v on v.id = o.version_id and v.round = o.round
		where o.version_id = ${versionId}::uuid and o.user_id = ${userId}::uuid`;
	return rows.length > 0;
}
