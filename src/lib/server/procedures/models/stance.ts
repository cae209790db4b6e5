import { compareNumbers, shortNumbers } from '#lib/domain/documents/numbering.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { addAdoptionAct } from './acts.ts';
import { readAdoptions, readModel, type AdoptionRow } from './facts.ts';

/**
 * The unit says with a reason that a model does not concern it. Only what it has no document of; recorded as `model.set_aside` in the
 * unit's chain at the Department's document.
 * @throws Forbidden; NotFound; Conflict `already_adopted`
 */
export function setModelAside(ctx: Ctx, input: { unitId: string; modelId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'model.adopt', { unitId: input.unitId });
		const model = await readModel(ctx, input.modelId);
		const reason = requireReason(input.reason, 'reason');
		const [known] = await readAdoptions(ctx, { unitIds: [input.unitId], documentIds: [model.documentId] });
		if (known?.documentId && known.base) throw new Conflict('already_adopted', { code: model.code });
		const adoptionId = known
			? await update(ctx, known, { notApplicableReason: reason })
			: (
					await ctx.db.modelAdoption.create({
						data: {
							unitId: input.unitId,
							sourceDocumentId: model.documentId,
							notApplicableReason: reason,
							createdById: requireUser(ctx),
							createdAt: ctx.clock.now()
						},
						select: { id: true }
					})
				).id;
		await addAdoptionAct(ctx, { adoptionId, event: 'set_aside', reason });
		await record(ctx, {
			event: 'model.set_aside',
			subjectType: 'document',
			subjectId: model.documentId,
			unitId: input.unitId,
			role,
			after: { model: model.code },
			comment: reason
		});
	});
}

export type LoadedAdoption = AdoptionRow & {
	readonly rowVersion: number;
	readonly source: { readonly code: string; readonly title: string; readonly parentId: string | null };
};

/** An adoption of a unit whose officer asks. @throws NotFound for everybody else */
export async function loadAdoption(ctx: Ctx, adoptionId: string): Promise<{ adoption: LoadedAdoption; role: string }> {
	const row = isUuid(adoptionId)
		? await ctx.db.modelAdoption.findUnique({
				where: { id: adoptionId },
				select: {
					unitId: true,
					sourceDocumentId: true,
					rowVersion: true,
					sourceDocument: { select: { code: true, title: true, parentId: true } }
				}
			})
		: null;
	if (!row) throw new NotFound();
	const role = authorize(ctx, 'model.adopt', { unitId: row.unitId }, { readable: false });
	const [facts] = await readAdoptions(ctx, { unitIds: [row.unitId], documentIds: [row.sourceDocumentId] });
	if (!facts) throw new NotFound();
	return { adoption: { ...facts, rowVersion: row.rowVersion, source: row.sourceDocument }, role };
}

/**
 * The unit will not follow the model up to a version, with a reason: it is not behind for these any more. Recorded as `model.decline`
 * at the unit's document. Declining the same again changes nothing.
 * @throws NotFound; Conflict `model_version_unknown`, `already_merged`
 */
export function declineVersion(ctx: Ctx, input: { adoptionId: string; modelVersionId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { adoption, role } = await loadAdoption(ctx, input.adoptionId);
		const reason = requireReason(input.reason, 'reason');
		const version = await issuedModelVersion(ctx, adoption, input.modelVersionId);
		if (adoption.base && compareNumbers(version, adoption.base) <= 0) throw new Conflict('already_merged');
		if (adoption.declined && compareNumbers(version, adoption.declined) <= 0) return;
		await update(ctx, adoption, { declinedVersionId: version.id, declineReason: reason });
		await addAdoptionAct(ctx, { adoptionId: adoption.id, event: 'decline', modelVersionId: version.id, reason });
		await record(ctx, {
			event: 'model.decline',
			subjectType: 'document',
			subjectId: adoption.documentId ?? adoption.sourceDocumentId,
			unitId: adoption.unitId,
			role,
			after: { model: adoption.source.code, modelVersion: shortNumbers(version) },
			comment: reason
		});
	});
}

/** @throws Conflict `model_version_unknown` for what is no issued version of the model */
export async function issuedModelVersion(ctx: Ctx, adoption: { sourceDocumentId: string }, versionId: string) {
	const version = isUuid(versionId)
		? await ctx.db.version.findFirst({
				where: { id: versionId, documentId: adoption.sourceDocumentId, state: 'issued' },
				select: { id: true, issueNo: true, revisionNo: true }
			})
		: null;
	if (!version) throw new Conflict('model_version_unknown');
	return version;
}

async function update(ctx: Ctx, adoption: { id: string }, data: object): Promise<string> {
	await ctx.db.modelAdoption.update({ where: { id: adoption.id }, data: { ...data, rowVersion: { increment: 1 } } });
	return adoption.id;
}
