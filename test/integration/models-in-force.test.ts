import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { passVersion, submitVersion } from '#lib/server/documents/review.ts';
import { editVersion } from '#lib/server/documents/versions.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { remindOfDueDays } from '#lib/server/procedures/models/follow.ts';
import { mergePage } from '#lib/server/procedures/models/merge-page.ts';
import { takeModelFile } from '#lib/server/procedures/models/merge.ts';
import { modelPage } from '#lib/server/procedures/models/pages.ts';
import { password, refusal } from '#test/support/documents.ts';
import { modelsWorld, type ModelsWorld } from '#test/support/models-world.ts';

/** A model in a unit through its years: in force as is, behind, taken over, changed. */
let world: ModelsWorld;
let reviewer: string;
let head: string;
beforeAll(async () => {
	world = await modelsWorld();
	reviewer = await world.addPerson(['reviewer'], { unitId: world.otherUnitId });
	head = await world.addPerson(['head'], { unitId: world.otherUnitId });
});
afterAll(() => world.close());

/** Days go by. */
const pass = (days: number) => world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
const adopter = () => world.as('outsider');

/** Reviewed, signed and issued by the people of the unit, from today on. */
async function issue(versionId: string): Promise<void> {
	await editVersion(await adopter(), { versionId, pdf: await world.pdf() });
	await submitVersion(await adopter(), { versionId });
	await passVersion(await world.asId(reviewer), { versionId });
	await approveVersion(await world.asId(head), { versionId, password });
	const day = world.day();
	const batch = { unitId: world.otherUnitId, decisionNumber: '7/QĐ', decisionDate: day, effectiveOn: day, versionIds: [versionId] };
	await issueNow(await adopter(), { ...batch, confirm: warningCodes });
}

it('is as is, behind, merged and changed', async () => {
	const model = await world.model('QT.M.01', null);
	const stance = async () => (await modelPage(await adopter(), model.id, new URLSearchParams(), world.otherUnitId)).stance;
	const [adopted] = await adoptModels(await adopter(), {
		unitId: world.otherUnitId,
		items: [{ documentId: model.documentId, code: 'QT-01' }]
	});
	await issue(adopted?.versionId ?? '');
	expect((await stance())?.state).toBe('as_is');
	const seen = await modelPage(await world.as('coordinator'), model.id, new URLSearchParams({ unit: world.otherUnitId }), null);
	expect(seen.document?.code).toBe('QT-01');

	const next = await world.nextVersion(model.documentId, null);
	expect(await stance()).toMatchObject({ state: 'behind', behind: { by: 1 } });
	const { id: adoptionId } = await world.client.modelAdoption.findFirstOrThrow();
	expect(await mergePage(await adopter(), adoptionId)).toMatchObject({ offers: [], file: { unchanged: true }, waits: false });
	const { versionId } = await takeModelFile(await adopter(), { adoptionId, modelVersionId: next });
	expect((await stance())?.state).toBe('draft');
	const [taken, source] = await Promise.all(
		[versionId, next].map((id) => world.client.version.findUniqueOrThrow({ where: { id }, select: { sourceSha256: true } }))
	);
	expect(taken).toEqual(source);
	expect((await refusal(takeModelFile(await adopter(), { adoptionId, modelVersionId: next }))).code).toBe('already_merged');

	await editVersion(await adopter(), { versionId, source: await world.docx('của đơn vị') });
	pass(1);
	await issue(versionId);
	expect((await stance())?.state).toBe('local_change');
	const third = await world.nextVersion(model.documentId, null);
	expect((await mergePage(await adopter(), adoptionId)).file).toMatchObject({ unchanged: false });
	expect((await refusal(takeModelFile(await adopter(), { adoptionId, modelVersionId: third }))).code).toBe('changed_here');
	expect((await refusal(mergePage(await world.asId(head), adoptionId))).code).toBe('not_found');
});

it('reminds before the due day and after it, on these days only', async () => {
	const kinds = async () =>
		(await world.client.notice.findMany({ where: { userId: world.ids.outsider, kind: { in: ['model_soon', 'model_late'] } } })).map(
			({ kind }) => kind
		);
	await remindOfDueDays(world.system);
	expect(await kinds()).toEqual([]);
	pass(23);
	await remindOfDueDays(world.system);
	await remindOfDueDays(world.system);
	expect(await kinds()).toEqual(['model_soon']);
	pass(8);
	await remindOfDueDays(world.system);
	expect((await kinds()).sort()).toEqual(['model_late', 'model_soon']);
});
