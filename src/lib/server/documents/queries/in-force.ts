import type { Day } from '#lib/domain/shared/day.ts';
import { inForceOn, visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { loadDocument } from '../document-facts.ts';

/**
 * The id of the version of a document that is in force at the end of a day, today when none is given; the day may lie ahead.
 * @throws NotFound `document_not_found`; `nothing_in_force` when there is none that day, or none that this actor may read
 */
export async function versionInForce(ctx: Ctx, documentId: string, asOf?: Day): Promise<string> {
	const { document } = await loadDocument(ctx, documentId);
	const readable = visibleVersions(ctx.actor, 'version.read', today(ctx));
	const version = await ctx.db.version.findFirst({
		where: { AND: [{ documentId: document.id }, inForceOn(asOf ?? today(ctx)), readable] },
		select: { id: true }
	});
	if (!version) throw new NotFound('nothing_in_force', { asOf: asOf ?? today(ctx) });
	return version.id;
}
