import type { Localisation } from '#lib/domain/procedures/models/localise.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { AdoptionEvent } from '#lib/server/platform/generated/enums.ts';

export type AdoptionAct = {
	adoptionId: string;
	event: AdoptionEvent;
	modelVersionId?: string;
	resultVersionId?: string;
	asIsSha256?: string | null;
	localisation?: Localisation;
	reason?: string;
};

/** Adds to the history of an adoption: who did what, now. */
export async function addAdoptionAct(ctx: Ctx, act: AdoptionAct): Promise<void> {
	const actorName = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	await ctx.db.modelAdoptionAct.create({ data: { ...act, userId: requireUser(ctx), actorName, at: ctx.clock.now() } });
}
