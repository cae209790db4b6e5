import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abandonDocument } from '#lib/server/documents/documents.ts';
import { cancelVersion } from '#lib/server/documents/review.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { adoptPage } from '#lib/server/procedures/models/adopt-page.ts';
import { appointDepartment } from '#lib/server/procedures/models/department.ts';
import { markModel, retireModel } from '#lib/server/procedures/models/manage.ts';
import { adoptionMatrix, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { mergeModel, mergeState, markMerged } from '#lib/server/procedures/models/merge.ts';
import { modelPage, modelsPage } from '#lib/server/procedures/models/pages.ts';
import { remindUnits } from '#lib/server/procedures/models/remind.ts';
import { changeSet, createSet } from '#lib/server/procedures/models/sets.ts';
import { declineVersion, setModelAside } from '#lib/server/procedures/models/stance.ts';
import { findContent } from '#lib/server/procedures/content-store.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { refusal, trailOf } from '#test/support/documents.ts';
import { aText, modelsWorld, type ModelsWorld } from '#test/support/models-world.ts';

let world: ModelsWorld;
beforeAll(async () => {
	world = await modelsWorld();
});
afterAll(() => world.close());

const adopter = () => world.as('outsider');
const unit = () => world.otherUnitId;
const noFilter = matrixQuery(new URLSearchParams());

async function stateOf(modelId: string) {
	const { stance } = await modelPage(await adopter(), modelId, new URLSearchParams(), unit());
	return stance?.state;
}
async function adoptionOf(documentId: string) {
	return world.client.modelAdoption.findFirstOrThrow({ where: { unitId: unit(), sourceDocumentId: documentId } });
}

describe('models of the Department', () => {
	it('are its own documents, open to the province, and marked by its people or the coordinator', async () => {
		const model = await world.model('QT.M.90', null);
		expect(await trailOf(world, model.documentId)).toContain('model.mark');
		const about = { unitKinds: [], edition: '2015', dueDays: 30 };
		expect(await refusal(markModel(await world.as('officer'), { documentId: model.documentId, ...about }))).toMatchObject({
			code: 'model_already'
		});
		for (const who of ['outsider', 'staff', 'reviewer', 'administrator', 'inspector'] as const)
			expect((await refusal(markModel(await world.as(who), { documentId: model.documentId, ...about }))).code).toBe('forbidden');
		const foreign = await world.client.document.create({
			data: {
				unitId: unit(),
				kindCode: 'QT',
				code: 'QT.F',
				codeKey: 'QT.F',
				codeSort: 'QT.F',
				title: 'Khác',
				visibility: 'province',
				createdById: world.ids.outsider
			}
		});
		expect(await refusal(markModel(await world.as('coordinator'), { documentId: foreign.id, ...about }))).toMatchObject({
			code: 'invalid'
		});
		expect((await refusal(appointDepartment(await world.as('coordinator'), { unitId: unit() }))).code).toBe('models_of_another_unit');
		expect((await refusal(appointDepartment(await world.as('head'), { unitId: unit() }))).code).toBe('forbidden');
		await retireModel(await world.as('coordinator'), { modelId: model.id, reason: 'Thử' });
		expect((await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId }] }))[0]?.refusal?.code).toBe(
			'model_not_found'
		);
	});

	it('stand in sets, in order, and what leaves a set is kept', async () => {
		const [one, two] = [await world.model('QT.M.91', null), await world.model('QT.M.92', null)];
		const about = { name: 'Bộ xã', unitKinds: [], edition: '2015' as const, note: '', rowVersion: undefined };
		const { id } = await createSet(await world.as('coordinator'), { ...about, models: [two.id, one.id] });
		await changeSet(await world.as('officer'), { ...about, models: [one.id], setId: id });
		const members = await world.client.modelSetMember.findMany({ where: { setId: id }, orderBy: { position: 'asc' } });
		expect(members.map(({ modelId, removedOn }) => [modelId, removedOn === null])).toEqual(
			expect.arrayContaining([
				[one.id, true],
				[two.id, false]
			])
		);
		expect((await refusal(createSet(await adopter(), { ...about, models: [one.id] }))).code).toBe('forbidden');
	});
});

describe('adopting', () => {
	it('makes a document and a draft of each, with names, codes and roles of the unit, once', async () => {
		const model = await world.model('QT.M.01', aText(), { title: 'Kiểm soát tại [tên đơn vị]', forms: ['BM.M.01.01'] });
		const form = model.forms[0] ?? '';
		const page = await adoptPage(await adopter(), { set: null, models: [model.id] }, unit());
		expect(page.lines.map(({ sourceCode, isForm, structured }) => [sourceCode, isForm, structured])).toEqual([
			['QT.M.01', false, true],
			['BM.M.01.01', true, false]
		]);
		expect(page.roles.map(({ role }) => role)).toEqual(['Văn thư', 'Lãnh đạo']);
		expect(page.lines[0]?.title).toBe('Kiểm soát tại Đơn vị SO-TC');
		const request = {
			unitId: unit(),
			items: [
				{ documentId: model.documentId, code: 'QT-77', title: page.lines[0]?.title },
				{ documentId: form, code: 'BM-77.01' }
			],
			roles: [{ role: 'Lãnh đạo', words: 'Chủ tịch UBND' }]
		};
		const results = await adoptModels(await adopter(), request);
		expect(results.map(({ outcome, code }) => [outcome, code])).toEqual([
			['adopted', 'QT-77'],
			['adopted', 'BM-77.01']
		]);
		const versionId = results[0]?.versionId ?? '';
		const text = (await findContent(world.system, versionId))?.content;
		expect(text?.purpose).toBe('Thống nhất cách làm tại Đơn vị SO-TC');
		expect(text?.steps).toEqual([
			{ id: 's1', what: 'Tiếp nhận, ghi BM-77.01', who: 'Văn thư', time: { value: 1, unit: 'days' }, result: 'BM-77.01' },
			{ id: 's2', what: 'Trình ký', who: 'Chủ tịch UBND', time: null, result: '' }
		]);
		const child = await world.client.document.findUniqueOrThrow({
			where: { id: results[1]?.documentId ?? '' },
			include: { versions: true }
		});
		expect(child.parentId).toBe(results[0]?.documentId);
		const source = await world.client.version.findFirstOrThrow({ where: { documentId: form } });
		expect(child.versions[0]?.sourceSha256).toBe(source.sourceSha256);
		expect(await trailOf(world, results[0]?.documentId ?? '')).toEqual(expect.arrayContaining(['document.create', 'model.adopt']));
		expect(await stateOf(model.id)).toBe('draft');

		const again = await adoptModels(await adopter(), request);
		expect(again.map(({ outcome }) => outcome)).toEqual(['already', 'already']);
		expect(await world.client.document.count({ where: { unitId: unit(), codeKey: 'QT.77' } })).toBe(1);
		const page2 = await adoptPage(await adopter(), { set: null, models: [model.id] }, unit());
		expect(page2.roles).toContainEqual({ role: 'Lãnh đạo', words: 'Chủ tịch UBND' });
	});

	it('refuses one item without holding up another', async () => {
		const [one, two] = [await world.model('QT.M.02', null, { forms: ['BM.M.02.01'] }), await world.model('QT.M.03', null)];
		const results = await adoptModels(await adopter(), {
			unitId: unit(),
			items: [
				{ documentId: one.forms[0] ?? '', code: 'BM-1' },
				{ documentId: one.documentId, code: 'QT-77' },
				{ documentId: two.documentId, code: 'QT-78' },
				{ documentId: world.unitId, code: 'QT-79' }
			]
		});
		expect(results.map(({ outcome, refusal: why }) => [outcome, why?.code ?? null])).toEqual([
			['refused', 'parent_not_adopted'],
			['refused', 'code_taken'],
			['adopted', null],
			['refused', 'model_not_found']
		]);
	});

	it('is the act of the unit’s own officer', async () => {
		const model = await world.model('QT.M.04', null);
		const items = [{ documentId: model.documentId, code: 'QT-80' }];
		for (const who of ['coordinator', 'officer', 'head', 'staff', 'inspector', 'administrator'] as const)
			expect((await refusal(adoptModels(await world.as(who), { unitId: unit(), items }))).code).toBe('forbidden');
		const staffId = await world.addPerson(['reader'], { unitId: unit() });
		expect((await refusal(adoptModels(await world.asId(staffId), { unitId: unit(), items }))).code).toBe('forbidden');
		expect((await refusal(modelsPage(await world.asId(staffId), new URLSearchParams(), unit()))).code).toBe('forbidden');
	});

	it('can be done again after a cancelled draft, and after an abandoned document', async () => {
		const model = await world.model('QT.M.05', null);
		const item = { documentId: model.documentId, code: 'QT-85' };
		const [first] = await adoptModels(await adopter(), { unitId: unit(), items: [item] });
		await cancelVersion(await adopter(), { versionId: first?.versionId ?? '', comment: 'Thôi' });
		expect(await stateOf(model.id)).toBe('not_started');
		const [second] = await adoptModels(await adopter(), { unitId: unit(), items: [item] });
		expect(second).toMatchObject({ outcome: 'adopted', documentId: first?.documentId });
		await cancelVersion(await adopter(), { versionId: second?.versionId ?? '', comment: 'Thôi' });
		await abandonDocument(await adopter(), { documentId: first?.documentId ?? '', comment: 'Thôi' });
		const [third] = await adoptModels(await adopter(), { unitId: unit(), items: [item] });
		expect(third?.outcome).toBe('adopted');
		expect(third?.documentId).not.toBe(first?.documentId);
	});

	it('at once by two is done once', async () => {
		const model = await world.model('QT.M.06', null);
		const item = { documentId: model.documentId, code: 'QT-86' };
		const two = await Promise.all([
			adoptModels(await adopter(), { unitId: unit(), items: [item] }),
			adoptModels(await adopter(), { unitId: unit(), items: [item] })
		]);
		expect(two.map(([only]) => only?.outcome).sort()).toEqual(['adopted', 'already']);
	});

	it('may be set aside with a reason, and taken up later', async () => {
		const model = await world.model('QT.M.07', null);
		await setModelAside(await adopter(), { unitId: unit(), modelId: model.id, reason: 'Không có thủ tục này' });
		expect(await stateOf(model.id)).toBe('not_applicable');
		await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId, code: 'QT-87' }] });
		expect(await stateOf(model.id)).toBe('draft');
		expect((await refusal(setModelAside(await adopter(), { unitId: unit(), modelId: model.id, reason: 'x' }))).code).toBe(
			'already_adopted'
		);
	});
});

describe('a new version of a model', () => {
	it('tells the adopting unit, proposes the change once, and is merged into its draft', async () => {
		const model = await world.model('QT.M.10', aText());
		const [adopted] = await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId, code: 'QT-90' }] });
		const versionId = adopted?.versionId ?? '';
		const stored = await findContent(world.system, versionId);
		await saveContent(await adopter(), {
			versionId,
			base: stored?.revision ?? 0,
			parts: { scope: 'Phạm vi của xã', purpose: 'Mục đích của xã' }
		});

		const next = await world.nextVersion(model.documentId, aText({ purpose: 'Mục đích mới', stepNotes: 'Ghi chú mới' }));
		await world.runIssued([next]);
		await world.runIssued([next]);
		const told = await world.client.notice.findMany({ where: { userId: world.ids.outsider, kind: 'model_issued', subjectId: model.id } });
		expect(told).toHaveLength(1);
		expect(await world.client.changeRequest.count({ where: { unitId: unit(), sourceKey: `model:${next}` } })).toBe(1);
		const { stance } = await modelPage(await adopter(), model.id, new URLSearchParams(), unit());
		expect(stance).toEqual({ state: 'behind', behind: { by: 1, since: world.day(), due: world.day(30) } });

		const { id: adoptionId } = await adoptionOf(model.documentId);
		const state = await mergeState(await adopter(), adoptionId);
		expect(state.offers.map(({ part, conflict }) => [part, conflict])).toEqual([
			['purpose', true],
			['stepNotes', false]
		]);
		const input = {
			adoptionId,
			modelVersionId: state.newest.id,
			ownVersionId: state.own?.id ?? '',
			revision: state.texts?.revision ?? 0,
			choices: {},
			texts: {}
		};
		expect((await refusal(mergeModel(await adopter(), { ...input, revision: 1 }))).code).toBe('stale');
		expect((await refusal(mergeModel(await world.as('officer'), input))).code).toBe('not_found');
		await mergeModel(await adopter(), input);
		const text = (await findContent(world.system, versionId))?.content;
		expect(text).toMatchObject({ scope: 'Phạm vi của xã', purpose: 'Mục đích của xã\nMục đích mới', stepNotes: 'Ghi chú mới' });
		expect((await refusal(mergeModel(await adopter(), input))).code).toBe('already_merged');
		expect(await stateOf(model.id)).toBe('draft');
		expect(await trailOf(world, adopted?.documentId ?? '')).toContain('model.merge');

		// What came of the merge is cancelled: the unit follows nothing any more.
		await cancelVersion(await adopter(), { versionId, comment: 'Thôi' });
		expect(await stateOf(model.id)).toBe('not_started');
	});

	it('may be declined with a reason, and counts again from there', async () => {
		const model = await world.model('QT.M.11', null);
		await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId, code: 'QT-91' }] });
		const next = await world.nextVersion(model.documentId, null, world.day(5));
		expect(await stateOf(model.id)).toBe('behind');
		const { id: adoptionId } = await adoptionOf(model.documentId);
		await declineVersion(await adopter(), { adoptionId, modelVersionId: next, reason: 'Chưa có người' });
		await declineVersion(await adopter(), { adoptionId, modelVersionId: next, reason: 'Chưa có người' });
		expect(await stateOf(model.id)).toBe('draft');
		expect(await world.client.modelAdoptionAct.count({ where: { adoptionId, event: 'decline' } })).toBe(1);
		expect((await refusal(declineVersion(await world.as('coordinator'), { adoptionId, modelVersionId: next, reason: 'x' }))).code).toBe(
			'not_found'
		);
	});

	it('as a file may be merged by hand, with a summary', async () => {
		const model = await world.model('QT.M.12', null);
		const [adopted] = await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId, code: 'QT-92' }] });
		const next = await world.nextVersion(model.documentId, null);
		const { id: adoptionId } = await adoptionOf(model.documentId);
		const wish = { adoptionId, modelVersionId: next };
		await markMerged(await adopter(), { ...wish, summary: 'Đã đưa mục 5.2 mới vào bản nháp' });
		expect(await stateOf(model.id)).toBe('draft');
		await cancelVersion(await adopter(), { versionId: adopted?.versionId ?? '', comment: 'Thôi' });
		expect(await stateOf(model.id)).toBe('not_started');
	});
});

describe('the adoption matrix', () => {
	it('shows the Department every unit, others their own, and a draft only by its number', async () => {
		const model = await world.model('QT.M.20', null);
		await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId, code: 'QT-95' }] });
		const third = await world.addUnit('SO-XD');
		const all = await adoptionMatrix(await world.as('coordinator'), noFilter);
		expect(all.rows.map(({ unit: row }) => row.unitId).sort()).toEqual([unit(), third].sort());
		const index = all.columns.findIndex((column) => column.model.id === model.id);
		const cellOf = (unitId: string) => all.rows.find((row) => row.unit.unitId === unitId)?.cells[index]?.state;
		expect([cellOf(unit()), cellOf(third)]).toEqual(['draft', 'not_started']);
		const own = await adoptionMatrix(await adopter(), noFilter);
		expect(own.rows.map(({ unit: row }) => row.unitId)).toEqual([unit()]);
		const asked = new URLSearchParams({ unit: third });
		expect((await modelPage(await adopter(), model.id, asked, unit())).unit?.unitId).toBe(unit());
		const seen = await modelPage(await world.as('coordinator'), model.id, new URLSearchParams({ unit: unit() }), null);
		expect(seen).toMatchObject({ document: null, adoption: { openVersions: 1 }, stance: { state: 'draft' } });
		for (const who of ['staff', 'inspector', 'administrator'] as const)
			expect((await refusal(adoptionMatrix(await world.as(who), noFilter))).code).toBe('forbidden');
	});

	it('reminds a unit that is behind at most once in seven days', async () => {
		const model = await world.model('QT.M.21', null);
		await adoptModels(await adopter(), { unitId: unit(), items: [{ documentId: model.documentId, code: 'QT-96' }] });
		await world.nextVersion(model.documentId, null);
		expect((await refusal(remindUnits(await adopter(), noFilter))).code).toBe('forbidden');
		expect(await remindUnits(await world.as('coordinator'), noFilter)).toEqual({ sent: 1, lately: 0, nobody: 0 });
		expect(await remindUnits(await world.as('coordinator'), noFilter)).toEqual({ sent: 0, lately: 1, nobody: 0 });
	});
});
