import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyContent } from '#lib/domain/procedures/content.ts';
import { beginVersion, changeChecklist, createChecklist, retireChecklist } from '#lib/server/audits/checklists/create.ts';
import { discardDraft } from '#lib/server/audits/checklists/discard.ts';
import { loadChecklist } from '#lib/server/audits/checklists/facts.ts';
import { importQuestions } from '#lib/server/audits/checklists/import.ts';
import { checklistsPage } from '#lib/server/audits/checklists/pages.ts';
import { latestPublished, listChecklists, publishedQuestions, questionsOf } from '#lib/server/audits/checklists/published.ts';
import { addQuestion, changeQuestion, moveQuestion, publishDraft, removeQuestion } from '#lib/server/audits/checklists/questions.ts';
import { linkedProcedures } from '#lib/server/audits/procedures-in-force.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { refusal, trailOf } from '#test/support/documents.ts';
import { modelsWorld, type ModelsWorld } from '#test/support/models-world.ts';
import { counting } from '#test/support/counting.ts';
import { loadSamples, readSamples } from '../../prisma/seed/samples.ts';
import { loadStandards, readEditions } from '../../prisma/seed/standards.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

let world: ModelsWorld;
beforeAll(async () => {
	world = await modelsWorld();
	await transaction(world.system, async (ctx) => {
		await loadStandards(ctx, await readEditions());
		await loadSamples(ctx, await readSamples());
	});
});
afterAll(() => world.close());

const standardCode = 'ISO9001-2015';
const blank = { section: '', text: 'Có danh mục tài liệu không?', clause: '7.5', evidence: '', guidance: '', weight: 2, documentIds: [] };
const about = { title: 'Phiếu của Sở', purpose: 'internal' as const, standardCode, unitKinds: [], fromVersionId: null };

async function ofUnit(...texts: string[]) {
	const officer = await world.as('officer');
	const made = await createChecklist(officer, { ...about, unitId: world.unitId });
	for (const text of texts) await addQuestion(officer, { checklistId: made.id, question: { ...blank, text } });
	return made;
}
const textsOf = async (versionId: string) => (await questionsOf(world.system, versionId)).map(({ text }) => text);

describe('the samples', () => {
	it('are published lists of the province, marked, and loaded once', async () => {
		const lists = await listChecklists(await world.as('staff'), { unitId: null });
		expect(lists.map(({ purpose, isSample, number, questions }) => [purpose, isSample, number, questions])).toEqual(
			expect.arrayContaining([
				['inspection', true, 1, 61],
				['internal', true, 1, 43]
			])
		);
		await transaction(world.system, async (ctx) => loadSamples(ctx, await readSamples()));
		expect(await listChecklists(await world.as('staff'), { unitId: null })).toHaveLength(lists.length);
	});

	it('are for every kind of unit', async () => {
		const asked = { unitId: null, unitKind: 'T-KIND', standardCode };
		expect((await listChecklists(await world.as('staff'), asked)).map(({ unitKinds }) => unitKinds)).toEqual([[], []]);
		const { province, own } = await checklistsPage(await world.as('officer'), world.unitId);
		expect(province.map(({ isSample, unitKinds }) => [isSample, unitKinds])).toEqual([
			[true, []],
			[true, []]
		]);
		expect(own).toEqual([]);
	});

	it('are copied into a unit with their keys, and no longer one when the province publishes its own version', async () => {
		const [sample] = await listChecklists(await world.as('officer'), { unitId: null, purpose: 'inspection' });
		const copy = await createChecklist(await world.as('outsider'), {
			...about,
			unitId: world.otherUnitId,
			fromVersionId: sample?.versionId ?? ''
		});
		const keys = async (versionId: string) => (await questionsOf(world.system, versionId)).map(({ key }) => key);
		expect(await keys(copy.versionId)).toEqual(await keys(sample?.versionId ?? ''));
		expect((await loadChecklist(await world.as('outsider'), copy.id)).isSample).toBe(false);

		const coordinator = await world.as('coordinator');
		const id = sample?.id ?? '';
		expect((await refusal(beginVersion(await world.as('officer'), { checklistId: id }))).code).toBe('forbidden');
		const { versionId } = await beginVersion(coordinator, { checklistId: id });
		// Nobody else sees that the province is writing.
		expect((await loadChecklist(await world.as('officer'), id)).draft).toBeNull();
		await addQuestion(coordinator, { checklistId: id, question: blank });
		await publishDraft(coordinator, { checklistId: id, note: 'Thêm câu hỏi của tỉnh' });
		expect(await loadChecklist(await world.as('officer'), id)).toMatchObject({ isSample: false, published: { id: versionId, number: 2 } });
		expect(await latestPublished(world.system, { unitId: world.unitId, purpose: 'inspection', standardCode })).toMatchObject({
			versionId,
			questions: 62
		});
	});
});

describe('a checklist', () => {
	it('is written by the officer of its unit, read by its keepers and auditors, and unknown elsewhere', async () => {
		const { id, versionId } = await ofUnit('Câu 1?');
		for (const who of ['head', 'reviewer'] as const) {
			expect((await loadChecklist(await world.as(who), id)).draft?.id).toBe(versionId);
			expect((await refusal(addQuestion(await world.as(who), { checklistId: id, question: blank }))).code).toBe('forbidden');
		}
		for (const who of ['staff', 'drafter', 'outsider', 'coordinator', 'inspector', 'administrator'] as const) {
			expect((await refusal(loadChecklist(await world.as(who), id))).code).toBe('not_found');
			expect((await refusal(addQuestion(await world.as(who), { checklistId: id, question: blank }))).code).toBe('not_found');
			expect((await refusal(createChecklist(await world.as(who), { ...about, unitId: world.unitId }))).code).toBe('forbidden');
		}
		for (const who of ['officer', 'head', 'inspector'] as const)
			expect((await refusal(createChecklist(await world.as(who), { ...about, unitId: null }))).code).toBe('forbidden');
		// Of another unit's list nothing is copied.
		expect(
			(await refusal(createChecklist(await world.as('outsider'), { ...about, unitId: world.otherUnitId, fromVersionId: versionId }))).code
		).toBe('not_found');
	});

	it('keeps the order of its questions through adding, moving and removing', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit();
		const add = (text: string, section: string) => addQuestion(officer, { checklistId: id, question: { ...blank, text, section } });
		const [a, b] = [await add('a', 'A'), await add('b', 'B')];
		await add('a2', 'A');
		await add('b2', 'B');
		expect(await textsOf(versionId)).toEqual(['a', 'a2', 'b', 'b2']);
		await moveQuestion(officer, { checklistId: id, questionId: b.id, to: 'up' });
		// Over the edge it joins the section, without passing anybody.
		expect(await textsOf(versionId)).toEqual(['a', 'a2', 'b', 'b2']);
		expect((await questionsOf(officer, versionId)).map(({ section }) => section)).toEqual(['A', 'A', 'A', 'B']);
		await moveQuestion(officer, { checklistId: id, questionId: b.id, to: 'up' });
		await moveQuestion(officer, { checklistId: id, questionId: a.id, to: 4 });
		expect(await textsOf(versionId)).toEqual(['b', 'a2', 'b2', 'a']);
		await removeQuestion(officer, { checklistId: id, questionId: b.id });
		const left = await questionsOf(officer, versionId);
		expect(left.map(({ text, position }) => [text, position])).toEqual([
			['a2', 1],
			['b2', 2],
			['a', 3]
		]);
		expect(await trailOf(world, id)).toEqual([
			'checklist.create',
			...Array.from({ length: 4 }, () => 'checklist.add_question'),
			...Array.from({ length: 3 }, () => 'checklist.move_question'),
			'checklist.remove_question'
		]);
	});

	it('refuses a clause that the edition does not have, a foreign document, and an edit of what somebody else changed', async () => {
		const officer = await world.as('officer');
		const { id } = await ofUnit('Câu?');
		const draft = (await loadChecklist(officer, id)).draft;
		const question = (await questionsOf(officer, draft?.id ?? ''))[0];
		const change = (more: object, rowVersion?: number) =>
			changeQuestion(officer, { checklistId: id, questionId: question?.id ?? '', question: { ...blank, ...more }, rowVersion });
		expect((await refusal(change({ clause: '99' }))).params).toMatchObject({ fields: { clause: 'invalid' } });
		expect((await refusal(change({ documentIds: [crypto.randomUUID()] }))).params).toMatchObject({ fields: { documentIds: 'invalid' } });
		expect((await refusal(change({ text: ' \u200b ' }))).params).toMatchObject({ fields: { text: 'required' } });
		await change({ text: 'Đổi?' }, draft?.rowVersion);
		expect((await refusal(change({ text: 'Đè lên?' }, draft?.rowVersion))).code).toBe('stale');
		expect(await textsOf(draft?.id ?? '')).toEqual(['Đổi?']);
	});

	it('is fixed once published; the next version goes on from it, and a retired one is offered no more', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit();
		expect((await refusal(publishDraft(officer, { checklistId: id }))).code).toBe('checklist_empty');
		const { key } = await addQuestion(officer, { checklistId: id, question: blank });
		expect((await refusal(publishedQuestions(officer, versionId))).code).toBe('not_found');
		await publishDraft(officer, { checklistId: id, note: 'Lần đầu' });
		expect((await refusal(addQuestion(officer, { checklistId: id, question: blank }))).code).toBe('checklist_no_draft');
		const begun = await Promise.allSettled([beginVersion(officer, { checklistId: id }), beginVersion(officer, { checklistId: id })]);
		expect(begun.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		const { draft } = await loadChecklist(officer, id);
		const [question] = await questionsOf(officer, draft?.id ?? '');
		expect(question?.key).toBe(key);
		await changeQuestion(officer, { checklistId: id, questionId: question?.id ?? '', question: { ...blank, text: 'Viết lại?' } });
		// What was published says what it said.
		expect((await publishedQuestions(officer, versionId)).map(({ text }) => text)).toEqual([blank.text]);
		expect(await latestPublished(officer, { unitId: world.unitId, purpose: 'internal', standardCode })).toMatchObject({ id, number: 1 });
		await changeChecklist(officer, { checklistId: id, title: 'Tên mới', unitKinds: ['T-KIND'] });
		expect(await listChecklists(officer, { unitId: world.unitId, purpose: 'internal', unitKind: 'KHAC' })).not.toContainEqual(
			expect.objectContaining({ id })
		);
		await retireChecklist(officer, { checklistId: id, reason: 'Thay bằng phiếu của tỉnh' });
		expect(await listChecklists(officer, { unitId: world.unitId })).not.toContainEqual(expect.objectContaining({ id }));
		expect((await refusal(publishDraft(officer, { checklistId: id }))).code).toBe('checklist_retired');
	});
});

describe('a draft that was begun by mistake', () => {
	const reason = 'Lập nhầm, phiếu của tỉnh đã đủ';

	it('is set aside with a reason, its number is free again, and the published version stays what is asked by', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit('Một?');
		await publishDraft(officer, { checklistId: id });
		const begun = await beginVersion(officer, { checklistId: id });
		await addQuestion(officer, { checklistId: id, question: { ...blank, text: 'Hai?' } });
		const { draft } = await loadChecklist(officer, id);
		expect((await refusal(discardDraft(officer, { checklistId: id, reason: ' ' }))).params).toMatchObject({
			fields: { reason: 'reason_required' }
		});
		expect((await refusal(discardDraft(officer, { checklistId: id, reason, rowVersion: 1 }))).code).toBe('stale');
		expect(await discardDraft(officer, { checklistId: id, reason, rowVersion: draft?.rowVersion })).toEqual({ isGone: false });
		expect(await loadChecklist(officer, id)).toMatchObject({ draft: null, published: { id: versionId, number: 1 } });
		expect((await refusal(discardDraft(officer, { checklistId: id, reason }))).code).toBe('checklist_no_draft');
		expect((await refusal(publishDraft(officer, { checklistId: id }))).code).toBe('checklist_no_draft');
		const [told] = await world.client.auditTrail.findMany({ where: { subjectId: id, event: 'checklist.discard_draft' } });
		expect(told).toMatchObject({ comment: reason, before: { number: 2, questions: 2 } });
		const again = await beginVersion(officer, { checklistId: id });
		expect(again.versionId).not.toBe(begun.versionId);
		expect(await loadChecklist(officer, id)).toMatchObject({ draft: { number: 2 } });
		expect(await textsOf(again.versionId)).toEqual(['Một?']);
	});

	it('is refused to who does not write the checklist, and once published', async () => {
		const officer = await world.as('officer');
		const { id } = await ofUnit('Một?');
		expect((await refusal(discardDraft(await world.as('outsider'), { checklistId: id, reason }))).code).toBe('not_found');
		expect((await refusal(discardDraft(await world.as('head'), { checklistId: id, reason }))).code).toBe('forbidden');
		await publishDraft(officer, { checklistId: id });
		expect((await refusal(discardDraft(officer, { checklistId: id, reason }))).code).toBe('checklist_no_draft');
	});

	it('takes a checklist along that was never published, and cannot be copied or brought back', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit('Một?');
		expect(await discardDraft(officer, { checklistId: id, reason })).toEqual({ isGone: true });
		expect((await refusal(loadChecklist(officer, id))).code).toBe('not_found');
		expect((await refusal(createChecklist(officer, { ...about, unitId: world.unitId, fromVersionId: versionId }))).code).toBe('not_found');
		expect((await checklistsPage(officer, world.unitId)).own.map((row) => row.id)).not.toContain(id);
		const coordinator = await world.as('coordinator');
		const ofProvince = await createChecklist(coordinator, { ...about, unitId: null });
		expect((await refusal(discardDraft(officer, { checklistId: ofProvince.id, reason }))).code).toBe('not_found');
		await discardDraft(coordinator, { checklistId: ofProvince.id, reason });
		expect((await checklistsPage(coordinator, null)).province.map((row) => row.id)).not.toContain(ofProvince.id);
		const attacks = [
			`update checklist_version set state = 'draft' where id = '${versionId}'`,
			`update checklist_version set state = 'published', published_at = now() where id = '${versionId}'`,
			`update checklist_question set text = 'Khác' where version_id = '${versionId}'`,
			`insert into checklist_question (id, version_id, key, position, text) values (gen_random_uuid(), '${versionId}', gen_random_uuid(), 9, 'Thêm')`
		];
		for (const attack of attacks) await expect(world.client.$executeRawUnsafe(attack), attack).rejects.toThrow(/content_frozen/);
	});
});

describe('a table of questions', () => {
	const head = { line: 1, cells: ['Mã nhận diện', 'Phần', 'Câu hỏi', 'Điều khoản', 'Điểm'] };

	it('makes the draft what it says, and questions keep their keys', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit('Một?', 'Hai?', 'Ba?');
		const [one, two] = await questionsOf(officer, versionId);
		const rows = [
			head,
			{ line: 2, cells: ['', 'B', 'Hai?', '9.2', '3'] },
			{ line: 3, cells: [one?.key ?? '', 'B', 'Một viết lại?', '', '1'] },
			{ line: 4, cells: ['', 'B', 'Bốn?', '', ''] }
		];
		const bring = (how: 'replace' | 'add') => importQuestions(officer, { checklistId: id, rows, fileName: 'a.xlsx', how });
		expect(await bring('replace')).toMatchObject({ committed: true, added: 1, kept: 2, removed: 1 });
		const after = await questionsOf(officer, versionId);
		expect(after.map(({ text, position }) => [text, position])).toEqual([
			['Hai?', 1],
			['Một viết lại?', 2],
			['Bốn?', 3]
		]);
		expect(after.slice(0, 2).map(({ key }) => key)).toEqual([two?.key, one?.key]);
		expect(await bring('add')).toMatchObject({ added: 3, kept: 0, removed: 0 });
		expect(new Set((await questionsOf(officer, versionId)).map(({ key }) => key)).size).toBe(6);
	});

	it('changes nothing with a fault in it', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit('Một?');
		const rows = [head, { line: 2, cells: ['', '', 'Hai?', '99', ''] }];
		expect(await importQuestions(officer, { checklistId: id, rows, fileName: 'a.xlsx', how: 'replace' })).toMatchObject({
			committed: false,
			faults: [{ line: 2, column: 'clause', reason: 'clause_unknown' }]
		});
		expect(await textsOf(versionId)).toEqual(['Một?']);
	});
});

describe('the procedures of questions', () => {
	it('are the own documents of a unit, and of a model what the unit adopted, in one statement', async () => {
		const model = await world.model('QT.M.70', emptyContent(false));
		const coordinator = await world.as('coordinator');
		const { id } = await createChecklist(coordinator, { ...about, unitId: null });
		await addQuestion(coordinator, { checklistId: id, question: { ...blank, documentIds: [model.documentId] } });
		const { versionId } = await publishDraft(coordinator, { checklistId: id });
		const named = (await publishedQuestions(coordinator, versionId)).flatMap(({ documentIds }) => documentIds);
		expect(named).toEqual([model.documentId]);

		const there = (unitId: string) => linkedProcedures(world.system, unitId, named, world.day());
		expect(await there(world.unitId)).toMatchObject([{ documentId: model.documentId, code: 'QT.M.70', label: '01/00' }]);
		expect(await there(world.otherUnitId)).toEqual([]);
		const [adopted] = await adoptModels(await world.as('outsider'), {
			unitId: world.otherUnitId,
			items: [{ documentId: model.documentId, code: 'QT.XA.01' }]
		});
		expect(adopted?.refusal ?? null).toBeNull();
		const [own] = await there(world.otherUnitId);
		expect(own).toMatchObject({ sourceId: model.documentId, code: 'QT.XA.01', versionId: null, label: '' });
		const draft = await world.client.version.findFirstOrThrow({ where: { documentId: own?.documentId ?? '' } });
		await world.issueOther(draft.id);
		expect(await there(world.otherUnitId)).toMatchObject([{ versionId: draft.id, label: '01/00' }]);
		expect(await linkedProcedures(world.system, world.otherUnitId, named, world.day(-1))).toMatchObject([{ versionId: null }]);
		// The Department's own unit still has one line, however many adopted it.
		expect(await there(world.unitId)).toHaveLength(1);
		const { ctx, count } = counting(world.system);
		await linkedProcedures(ctx, world.otherUnitId, [...named, ...named, world.unitId], world.day());
		expect(count()).toBe(1);
	});
});

describe('against statements past the commands', () => {
	it('what was published stays', async () => {
		const officer = await world.as('officer');
		const { id, versionId } = await ofUnit('Một?');
		await publishDraft(officer, { checklistId: id });
		const next = await beginVersion(officer, { checklistId: id });
		const [fixed] = await questionsOf(officer, versionId);
		const [open] = await questionsOf(officer, next.versionId);
		const attacks = [
			`update checklist_question set text = 'Khác' where id = '${fixed?.id}'`,
			`update checklist_question set version_id = '${next.versionId}', key = gen_random_uuid() where id = '${fixed?.id}'`,
			`update checklist_question set version_id = '${versionId}', key = gen_random_uuid() where id = '${open?.id}'`,
			`delete from checklist_question where id = '${fixed?.id}'`,
			`insert into checklist_question (id, version_id, key, position, text) values (gen_random_uuid(), '${versionId}', gen_random_uuid(), 9, 'Thêm')`,
			`update checklist_version set state = 'draft', published_at = null where id = '${versionId}'`,
			`update checklist_version set note = 'Khác' where id = '${versionId}'`,
			`update checklist_version set number = 7 where id = '${next.versionId}'`,
			`delete from checklist_version where id = '${versionId}'`,
			`delete from checklist where id = '${id}'`,
			`update checklist set unit_id = '${world.otherUnitId}' where id = '${id}'`,
			`update checklist set purpose = 'inspection' where id = '${id}'`,
			`truncate checklist_question cascade`
		];
		for (const attack of attacks)
			await expect(world.client.$executeRawUnsafe(attack), attack).rejects.toThrow(/content_frozen|append_only|cannot be deleted|23514/);
		expect(await textsOf(versionId)).toEqual(['Một?']);
	});

	it('no version is born published, none is published empty, and no question twice', async () => {
		const { id, versionId } = await ofUnit();
		const insert = `insert into checklist_version (id, checklist_id, number, state, created_at, published_at)
			values (gen_random_uuid(), '${id}', 2, 'published', now(), now())`;
		await expect(world.client.$executeRawUnsafe(insert)).rejects.toThrow(/illegal_transition/);
		const empty = `update checklist_version set state = 'published', published_at = now() where id = '${versionId}'`;
		await expect(world.client.$executeRawUnsafe(empty)).rejects.toThrow(/illegal_transition/);
		const twice = `insert into checklist_question (id, version_id, key, position, text)
			select gen_random_uuid(), '${versionId}', '${id}', n, 'Câu' from generate_series(1, 2) n`;
		await expect(world.client.$executeRawUnsafe(twice)).rejects.toThrow(/unique|duplicate/i);
	});
});
