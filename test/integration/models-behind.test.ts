import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { documentListWithModels, documentWithModel } from '#lib/server/procedures/models/behind.ts';
import { remindOfDueDays } from '#lib/server/procedures/models/follow.ts';
import { markMerged, takeModelFile } from '#lib/server/procedures/models/merge.ts';
import { modelsPage } from '#lib/server/procedures/models/pages.ts';
import { refusal } from '#test/support/documents.ts';
import { modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

/** Models and forms that are files: the unit's own documents say that they are behind, and take the new file. */
let world: ModelsWorld;
let model: AModel;
let form: { documentId: string; versionId: string };
let procedure: { documentId: string; versionId: string };
let staff: string;
beforeAll(async () => {
	world = await modelsWorld();
	staff = await world.addPerson(['reader'], { unitId: world.otherUnitId });
	await world.addPerson(['reviewer'], { unitId: world.otherUnitId });
	await world.addPerson(['head'], { unitId: world.otherUnitId });
	model = await world.model('QT.M.01', null, { forms: ['BM.M.01.01'] });
	const results = await adoptModels(await adopter(), {
		unitId: world.otherUnitId,
		items: [
			{ documentId: model.documentId, code: 'QT-01' },
			{ documentId: model.forms[0] ?? '', code: 'BM-01.01' }
		]
	});
	const [one, two] = results.map(({ documentId, versionId }) => ({ documentId: documentId ?? '', versionId: versionId ?? '' }));
	if (!one || !two) throw new Error('not adopted');
	[procedure, form] = [one, two];
});
afterAll(() => world.close());

const adopter = () => world.as('outsider');
const pass = (days: number) => world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
const seen = async (documentId: string) => (await documentWithModel(await adopter(), documentId, {})).model;
const listed = async () => {
	const page = await documentListWithModels(await adopter(), new URLSearchParams('state=all'), world.otherUnitId);
	return Object.fromEntries(page.list.items.map(({ id, code }) => [code, page.behind[id]?.behind.by ?? null]));
};
const adoptionOf = async (documentId: string) => (await world.client.modelAdoption.findFirstOrThrow({ where: { documentId } })).id;

describe('a form whose model has a new version', () => {
	it('is behind on its own page and in the list, for who keeps the documents', async () => {
		expect(await seen(form.documentId)).toMatchObject({
			code: 'BM.M.01.01',
			following: '01/00',
			stance: { state: 'draft' },
			canMerge: true
		});
		expect(await listed()).toEqual({ 'QT-01': null, 'BM-01.01': null });
		const next = await world.nextVersion(model.forms[0] ?? '', null);
		const due = world.day(30);
		expect(await seen(form.documentId)).toMatchObject({
			newest: '02/00',
			stance: { state: 'behind', behind: { by: 1, since: world.day(), due } }
		});
		expect(await listed()).toEqual({ 'QT-01': null, 'BM-01.01': 1 });
		expect(await seen(procedure.documentId)).toMatchObject({ stance: { state: 'draft', behind: null } });
		expect(next).not.toBe('');
		const { models } = await modelsPage(await adopter(), new URLSearchParams(), world.otherUnitId);
		expect(models).toMatchObject([{ code: 'QT.M.01', formsBehind: 1, stance: { state: 'draft' } }]);
		// A past day is another matter.
		const past = new URLSearchParams({ state: 'all', asOf: world.day(-1) });
		expect((await documentListWithModels(await adopter(), past, world.otherUnitId)).behind).toEqual({});
	});

	it('is nothing that staff or other units hear of; the Department sees it once the unit issued something', async () => {
		const reader = await documentListWithModels(await world.asId(staff), new URLSearchParams('state=all'), world.otherUnitId);
		expect(reader.behind).toEqual({});
		expect((await refusal(documentWithModel(await world.as('coordinator'), form.documentId, {}))).code).toBe('document_not_found');
	});

	it('is reminded of with its model, once a day and not for each', async () => {
		const told = async () =>
			(await world.client.notice.findMany({ where: { userId: world.ids.outsider, kind: { in: ['model_soon', 'model_late'] } } })).map(
				({ kind, subjectId }) => [kind, subjectId]
			);
		const before = world.clock.now();
		await world.nextVersion(model.documentId, null);
		pass(23);
		await remindOfDueDays(world.system);
		await remindOfDueDays(world.system);
		expect(await told()).toEqual([['model_soon', model.id]]);
		pass(8);
		await remindOfDueDays(world.system);
		expect((await told()).map(([kind]) => kind).sort()).toEqual(['model_late', 'model_soon']);
		world.clock.set(before);
	});
});

describe('the new file of a model', () => {
	it('comes into the open draft where the unit changed nothing, and a PDF of the old text goes', async () => {
		const adoptionId = await adoptionOf(form.documentId);
		const { id: next } = await world.client.version.findFirstOrThrow({
			where: { documentId: model.forms[0] ?? '', state: 'issued' },
			orderBy: { issueNo: 'desc' }
		});
		await editVersion(await adopter(), { versionId: form.versionId, pdf: await world.pdf() });
		const taken = await takeModelFile(await adopter(), { adoptionId, modelVersionId: next });
		expect(taken.versionId).toBe(form.versionId);
		const [mine, theirs] = await Promise.all([form.versionId, next].map((id) => world.client.version.findUniqueOrThrow({ where: { id } })));
		expect(mine).toMatchObject({ state: 'draft', sourceSha256: theirs?.sourceSha256, pdfSha256: null });
		expect(await seen(form.documentId)).toMatchObject({ following: '02/00', stance: { state: 'draft' } });
		expect(await listed()).toMatchObject({ 'BM-01.01': null });
	});

	it('is never written over a draft of the unit’s own: that is merged by hand', async () => {
		const adoptionId = await adoptionOf(procedure.documentId);
		const { id: next } = await world.client.version.findFirstOrThrow({
			where: { documentId: model.documentId, state: 'issued' },
			orderBy: { issueNo: 'desc' }
		});
		const own = await world.docx('của đơn vị');
		await editVersion(await adopter(), { versionId: procedure.versionId, source: own });
		const wish = { adoptionId, modelVersionId: next };
		for (const anew of [false, true]) expect((await refusal(takeModelFile(await adopter(), { ...wish, anew }))).code).toBe('changed_here');
		expect((await world.client.version.findUniqueOrThrow({ where: { id: procedure.versionId } })).sourceSha256).toBe(own.sha256);
		await markMerged(await adopter(), { ...wish, summary: 'Đã đưa mục 5.2 mới vào bản nháp' });
		expect(await seen(procedure.documentId)).toMatchObject({ following: '02/00', stance: { state: 'draft' } });
	});

	it('begins a draft anew beside what the unit issued, when the officer asks for that', async () => {
		const other = await world.model('QT.M.02', null);
		const [adopted] = await adoptModels(await adopter(), {
			unitId: world.otherUnitId,
			items: [{ documentId: other.documentId, code: 'QT-02' }]
		});
		const own = await world.docx('khác');
		await editVersion(await adopter(), { versionId: adopted?.versionId ?? '', source: own, pdf: await world.pdf() });
		await world.issueOther(adopted?.versionId ?? '');
		const next = await world.nextVersion(other.documentId, null);
		const wish = { adoptionId: await adoptionOf(adopted?.documentId ?? ''), modelVersionId: next };
		expect((await refusal(takeModelFile(await adopter(), wish))).code).toBe('changed_here');
		expect((await refusal(takeModelFile(await world.as('coordinator'), { ...wish, anew: true }))).code).toBe('not_found');
		const { versionId } = await takeModelFile(await adopter(), { ...wish, anew: true });
		const versions = await world.client.version.findMany({ where: { documentId: adopted?.documentId ?? '' }, orderBy: { issueNo: 'asc' } });
		expect(versions.map(({ state }) => state).sort()).toEqual(['draft', 'issued']);
		expect(versions.find(({ state }) => state === 'issued')?.sourceSha256).toBe(own.sha256);
		expect(versionId).not.toBe(adopted?.versionId);
		expect((await refusal(createVersion(await adopter(), { documentId: adopted?.documentId ?? '', summary: 'x' }))).code).toBe(
			'open_version_exists'
		);
	});
});
