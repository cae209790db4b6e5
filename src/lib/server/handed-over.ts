import type { ProcedureContent } from '#lib/domain/procedures/content.ts';
import { takeDraft, takeExternal } from '#lib/server/documents/unit-closing/handed-over.ts';
import { takeMembership } from '#lib/server/people/handed-over.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { addContent, findContent } from '#lib/server/procedures/content-store.ts';
import { loadOffer } from '#lib/server/units/handed-over.ts';

/**
 * Takes one thing that a unit which ended offers to its successor, whatever it is.
 * @param code of a draft, in the successor; empty: as it was
 * @throws as `takeDraft`, `takeMembership`, `takeExternal`
 */
export async function takeHandedOver(ctx: Ctx, id: string, code: string): Promise<void> {
	const { kind } = await loadOffer(ctx, id);
	if (kind === 'membership') await takeMembership(ctx, id);
	else if (kind === 'external_document') await takeExternal(ctx, id);
	else await takeDraft(ctx, { id, code, copyText });
}

async function copyText(ctx: Ctx, from: string, to: string): Promise<void> {
	const stored = await findContent(ctx, from);
	const savedById = userIdOf(ctx.actor);
	if (savedById === null) throw new Unauthenticated();
	const content: ProcedureContent | null = stored?.content ?? null;
	if (content) await addContent(ctx, to, content, savedById);
}
