import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';

/** What a batch of this unit can be made of: approved versions, and documents in force that it could withdraw. */
export async function batchChoices(ctx: Ctx, unitId: string | null) {
	if (!unitId) throw new Forbidden();
	authorize(ctx, 'batch.manage', { unitId });
	const [approved, inForce] = await Promise.all([
		ctx.db.version.findMany({
			where: { unitId, state: 'approved' },
			orderBy: { document: { codeSort: 'asc' } },
			select: {
				id: true,
				title: true,
				issueNo: true,
				revisionNo: true,
				document: { select: { id: true, code: true } },
				batchLines: { where: { batch: { state: 'draft' } }, take: 1, select: { batch: { select: { id: true, number: true } } } }
			}
		}),
		ctx.db.version.findMany({
			where: { AND: [{ unitId, state: 'issued' }, inForceOn(today(ctx))] },
			orderBy: { document: { codeSort: 'asc' } },
			select: { title: true, document: { select: { id: true, code: true } } }
		})
	]);
	return {
		versions: approved.map((version) => ({
			id: version.id,
			documentId: version.document.id,
			code: version.document.code,
			title: version.title,
			numbers: shortNumbers(version),
			/** The draft that it lies in already. */
			draft: version.batchLines[0]?.batch ?? null
		})),
		withdrawable: inForce.map((version) => ({ value: version.document.id, label: version.document.code, hint: version.title }))
	};
}
