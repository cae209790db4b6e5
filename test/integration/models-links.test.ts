import { afterAll, beforeAll, expect, it } from 'vitest';
import { cancelVersion } from '#lib/server/documents/review.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { mergeModel, mergeState } from '#lib/server/procedures/models/merge.ts';
import { adoptPage } from '#lib/server/procedures/models/adopt-page.ts';
import { modelPage } from '#lib/server/procedures/models/pages.ts';
import { findContent } from '#lib/server/procedures/content-store.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { trailOf } from '#test/support/documents.ts';
import { aText, modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

/** Models that name each other, in the unit that adopts them: every code and link is the unit's own. */
let world: ModelsWorld;
let first: AModel;
let second: AModel;
beforeAll(async () => {
	world = await modelsWorld();
	second = await world.model('QT.M.02', aText({ steps: [], forms: [], purpose: 'Theo QT.M.01' }));
	first = await world.model('QT.M.01', citing('Xem QT.M.02, ghi BM.M.01.01'), { forms: ['BM.M.01.01'] });
});
afterAll(() => world.close());

const adopter = () => world.as('outsider');
const unitId = () => world.otherUnitId;
const citing = (text: string) =>
	aText({ references: [{ id: 'r1', text, documentId: second.documentId, externalId: null }], scope: 'Cùng QT.M.02' });
const textOf = async (versionId: string | null | undefined) => {
	const stored = await findContent(world.system, versionId ?? '');
	if (!stored) throw new Error('no text');
	return stored;
};
const stateOf = async (modelId: string) => (await modelPage(await adopter(), modelId, new URLSearchParams(), unitId())).stance?.state;

it('adopted in one act point to each other, before and after themselves, and forms stand below their procedure', async () => {
	const results = await adoptModels(await adopter(), {
		unitId: unitId(),
		items: [
			{ documentId: first.documentId, code: 'QT-1' },
			{ documentId: first.forms[0] ?? '', code: 'BM-1.01' },
			{ documentId: second.documentId, code: 'QT-2' }
		]
	});
	expect(results.map(({ outcome }) => outcome)).toEqual(['adopted', 'adopted', 'adopted']);
	const [one, form, two] = results;
	const { content } = await textOf(one?.versionId);
	expect(content.references).toEqual([{ id: 'r1', text: 'Xem QT-2, ghi BM-1.01', documentId: two?.documentId, externalId: null }]);
	expect(content).toMatchObject({ scope: 'Cùng QT-2', forms: [{ code: 'BM-1.01' }] });
	expect((await textOf(two?.versionId)).content.purpose).toBe('Theo QT-1');
	const child = await world.client.document.findUniqueOrThrow({ where: { id: form?.documentId ?? '' } });
	expect(child).toMatchObject({ code: 'BM-1.01', parentId: one?.documentId });
	expect(await world.client.modelAdoptionAct.count({ where: { event: 'merge' } })).toBe(0);
	for (const { documentId, versionId } of results) {
		await cancelVersion(await adopter(), { versionId: versionId ?? '', comment: 'Thử' });
		expect(documentId).not.toBeNull();
	}
});

it('adopted one after the other are tied when the second comes, and what the unit wrote stays', async () => {
	const items = [{ documentId: first.documentId, code: 'QT-1' }];
	const third = await world.model('QT.M.03', aText({ purpose: 'Theo QT.M.04', scope: 'Như QT.M.04', steps: [], forms: [] }));
	const fourth = await world.model('QT.M.04', aText({ steps: [], forms: [] }));
	const [alone] = await adoptModels(await adopter(), {
		unitId: unitId(),
		items: [...items, { documentId: third.documentId, code: 'QT-3' }]
	});
	expect(alone?.outcome).toBe('adopted');
	const adoption = await world.client.modelAdoption.findFirstOrThrow({ where: { sourceDocumentId: third.documentId } });
	const draft = await world.client.version.findFirstOrThrow({ where: { documentId: adoption.documentId ?? '', state: 'draft' } });
	const before = await textOf(draft.id);
	expect(before.content.purpose).toBe('Theo QT.M.04');
	await saveContent(await adopter(), { versionId: draft.id, base: before.revision, parts: { scope: 'Của đơn vị' } });

	// The code is taken by another document: nobody is told of a document that does not exist.
	await createDocument(await adopter(), { unitId: unitId(), kind: 'QT', code: 'QT-4', title: 'Khác' });
	const [refused] = await adoptModels(await adopter(), { unitId: unitId(), items: [{ documentId: fourth.documentId, code: 'QT-4' }] });
	expect(refused?.refusal?.code).toBe('code_taken');
	expect((await textOf(draft.id)).content.purpose).toBe('Theo QT.M.04');

	await adoptModels(await adopter(), { unitId: unitId(), items: [{ documentId: fourth.documentId, code: 'QT-44' }] });
	const tied = await textOf(draft.id);
	expect(tied.content).toMatchObject({ purpose: 'Theo QT-44', scope: 'Của đơn vị' });
	expect(await trailOf(world, adoption.documentId ?? '')).toContain('model.merge');
	expect(await stateOf(third.id)).toBe('draft');
	// The same again is nothing: no save, no act.
	const acts = () => world.client.modelAdoptionAct.count({ where: { adoptionId: adoption.id } });
	const known = await acts();
	await adoptModels(await adopter(), { unitId: unitId(), items: [{ documentId: fourth.documentId, code: 'QT-44' }, ...items] });
	expect((await textOf(draft.id)).revision).toBe(tied.revision);
	expect(await acts()).toBe(known);

	// The next version of the model is compared with the words as they stand now: the tie is no change of the unit.
	const next = await world.nextVersion(
		third.documentId,
		aText({ purpose: 'Theo QT.M.04 và QT.M.01', scope: 'Như QT.M.04', steps: [], forms: [] })
	);
	const state = await mergeState(await adopter(), adoption.id);
	expect(state.offers).toMatchObject([{ part: 'purpose', mine: 'Theo QT-44', theirs: 'Theo QT-44 và QT-1', conflict: false }]);
	await mergeModel(await adopter(), {
		adoptionId: adoption.id,
		modelVersionId: next,
		ownVersionId: draft.id,
		revision: tied.revision,
		choices: {},
		texts: {}
	});
	expect((await textOf(draft.id)).content).toMatchObject({ purpose: 'Theo QT-44 và QT-1', scope: 'Của đơn vị' });
});

it('proposes codes as the unit writes those of the class, and of a form as its procedure has it', async () => {
	const fresh = await world.addUnit('XA-9');
	const keeper = await world.asId(await world.addPerson(['officer'], { unitId: fresh }));
	const model = await world.model('QT.M.60', null, { forms: ['BM.M.60.01'] });
	const propose = async () => (await adoptPage(keeper, { set: null, models: [model.id] }, fresh)).lines.map(({ code }) => code);
	expect(await propose()).toEqual(['QT.M.60', 'BM.M.60.01']);
	const existing = (code: string, kind: 'tthc' | 'internal') =>
		createDocument(keeper, { unitId: fresh, kind: 'QT', class: kind, code, title: code });
	await existing('QT.TP.06', 'tthc');
	expect(await propose()).toEqual(['QT.TP.07', 'BM.TP.07.01']);
	await world.client.document.update({ where: { id: model.documentId }, data: { class: 'internal', rowVersion: { increment: 1 } } });
	await existing('QT.NB.04', 'internal');
	expect(await propose()).toEqual(['QT.NB.05', 'BM.NB.05.01']);
	const [one, two] = await adoptModels(keeper, {
		unitId: fresh,
		items: [{ documentId: model.documentId }, { documentId: model.forms[0] ?? '' }]
	});
	expect([one?.code, two?.code]).toEqual(['QT.NB.05', 'BM.NB.05.01']);
});
