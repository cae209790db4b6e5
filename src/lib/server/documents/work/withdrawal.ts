import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { loadDocument } from '../document-facts.ts';
import { citingDocuments } from '../withdraw.ts';

/** What a head sees before withdrawing the version in force: what cites it, who signs. @throws Conflict when nothing is in force */
export async function withdrawalOf(ctx: Ctx, documentId: string) {
	const { document, subject } = await loadDocument(ctx, documentId);
	const day = today(ctx);
	authorize(ctx, 'version.withdraw', subject);
	const version = await ctx.db.version.findFirst({
		where: { AND: [{ documentId, state: 'issued' }, inForceOn(day)] },
		select: { id: true, issueNo: true, revisionNo: true, title: true, rowVersion: true, pdfSha256: true, sourceSha256: true }
	});
	if (!version) throw new Conflict('not_in_force');
	const head = membershipIn(ctx.actor, document.unitId, ['head']);
	return {
		id: document.id,
		code: document.code,
		scheme: document.unit.numberingScheme,
		/** The first day that can be chosen, and the one offered. */
		from: day,
		version,
		citing: await citingDocuments(ctx, document.id, day),
		signer: ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: head?.position ?? '' } : { fullName: '', position: '' }
	};
}
