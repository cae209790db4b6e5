import { changedParts, partsOf, somePartsSchema } from '#lib/domain/procedures/content-parts.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { localisation, localise } from '#lib/domain/procedures/models/localise.ts';
import { applyChoices, offersOf } from '#lib/domain/procedures/models/merge-model.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { contentSha256, findContent } from '../content-store.ts';
import { saveContent } from '../save-content.ts';
import { addAdoptionAct } from './acts.ts';
import { bodyOf } from './model-text.ts';
import { counterpartsIn, namesOf, type Counterpart } from './unit-words.ts';

/**
 * Drafts that came of models name and link what the unit has adopted since: a procedure that was adopted last month points to the unit's
 * own one that is adopted today. Only what stands in the text as the model put it is changed; what the unit wrote itself stays as it is.
 * Texts that wait for review, approval or issue, or were issued, are left alone. Recorded as `model.merge` of the same version.
 * @throws Forbidden for who is no officer of the unit
 */
export async function tieDrafts(ctx: Ctx, unitId: string): Promise<void> {
	const counterparts = await counterpartsIn(ctx, unitId);
	const drafts = await ctx.db.modelAdoption.findMany({
		where: { unitId, document: { status: 'open', versions: { some: { state: 'draft', structured: true } } } },
		select: { id: true }
	});
	for (const { id } of drafts) await transaction(ctx, (ctx) => tieDraft(ctx, unitId, id, counterparts));
}

async function tieDraft(ctx: Ctx, unitId: string, adoptionId: string, counterparts: readonly Counterpart[]): Promise<void> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`merge ${adoptionId}`}, 0))`;
	const act = await ctx.db.modelAdoptionAct.findFirst({
		where: { adoptionId, event: { in: ['adopt', 'merge'] }, resultVersion: { state: 'draft', structured: true } },
		orderBy: [{ at: 'desc' }, { id: 'desc' }],
		select: {
			localisation: true,
			modelVersion: { select: { id: true, issueNo: true, revisionNo: true } },
			resultVersionId: true,
			adoption: { select: { documentId: true, sourceDocument: { select: { code: true } } } }
		}
	});
	if (!act?.modelVersion || act.resultVersionId === null || act.adoption.documentId === null) return;
	const { content: model } = await bodyOf(ctx, act.modelVersion.id);
	const stored = await findContent(ctx, act.resultVersionId);
	if (!model || !stored) return;
	const words = localisation.parse(act.localisation);
	const names = { ...words, ...namesOf(counterparts) };
	const [was, now] = [localise(model, words), localise(model, names)];
	if (changedParts(was, now).length === 0) return;

	const offers = offersOf(was, stored.content, now);
	// Where the unit wrote something else in the same place, its words stand.
	const kept = Object.fromEntries(offers.filter(({ conflict }) => conflict).map(({ part }) => [part, 'mine' as const]));
	const tied = applyChoices(stored.content, offers, kept);
	const changed = changedParts(stored.content, tied);
	const parts = partsOf(tied);
	if (changed.length > 0)
		await saveContent(ctx, {
			versionId: act.resultVersionId,
			base: stored.revision,
			parts: somePartsSchema.parse(Object.fromEntries(changed.map((part) => [part, parts[part]])))
		});
	const reason = m.models_tied_summary({}, { locale: 'vi' });
	await addAdoptionAct(ctx, {
		adoptionId,
		event: 'merge',
		modelVersionId: act.modelVersion.id,
		resultVersionId: act.resultVersionId,
		asIsSha256: contentSha256(now),
		localisation: names,
		reason
	});
	await record(ctx, {
		event: 'model.merge',
		subjectType: 'document',
		subjectId: act.adoption.documentId,
		unitId,
		role: authorize(ctx, 'model.adopt', { unitId }),
		after: { model: act.adoption.sourceDocument.code, modelVersion: shortNumbers(act.modelVersion), version: act.resultVersionId },
		comment: reason
	});
}
