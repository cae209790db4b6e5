import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { editVersion } from '#lib/server/documents/versions.ts';
import { adoptModels } from '#lib/server/procedures/models/adopt.ts';
import { exportMatrix } from '#lib/server/procedures/models/matrix-export.ts';
import { adoptionMatrix, matrixPage, matrixQuery } from '#lib/server/procedures/models/matrix.ts';
import { remindUnits } from '#lib/server/procedures/models/remind.ts';
import { setModelAside, declineVersion } from '#lib/server/procedures/models/stance.ts';
import { createSet } from '#lib/server/procedures/models/sets.ts';
import { flushAccessLog } from '#lib/server/audit-trail/access-log.ts';
import { refusal } from '#test/support/documents.ts';
import { modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

/** One unit that stands to its models in every way there is, and one that did nothing. */
let world: ModelsWorld;
const models = new Map<string, AModel>();
let still: string;
let since: string;
const reason = 'Đơn vị không tiếp công dân';
const codes = ['untouched', 'aside', 'draft', 'as is', 'changed', 'behind', 'late', 'declined', 'communes'] as const;
type Code = (typeof codes)[number];

const model = (code: Code): AModel => {
	const found = models.get(code);
	if (!found) throw new Error(code);
	return found;
};
const adopter = () => world.as('outsider');
const pass = (days: number) => world.clock.set(new Date(world.clock.now().getTime() + days * 86_400_000));
const asked = (params: Record<string, string>) => matrixQuery(new URLSearchParams(params));
const units = async (params: Record<string, string>) =>
	(await adoptionMatrix(await world.as('coordinator'), asked(params))).rows.map(({ unit }) => unit.unitId);

beforeAll(async () => {
	world = await modelsWorld();
	still = await world.addUnit('SO-XD', world.otherUnitId);
	await world.client.unitKind.create({ data: { code: 'T-COMMUNE', nameVi: 'Xã', nameEn: 'Commune', sortOrder: 2 } });
	for (const [at, code] of codes.entries())
		models.set(code, await world.model(`QT.M.0${at}`, null, { title: code, ...(code === 'communes' ? { kinds: ['T-COMMUNE'] } : {}) }));
	const wanted = codes.slice(2, 8);
	const results = await adoptModels(await adopter(), {
		unitId: world.otherUnitId,
		items: wanted.map((code) => ({ documentId: model(code).documentId }))
	});
	await setModelAside(await adopter(), { unitId: world.otherUnitId, modelId: model('aside').id, reason });
	for (const [at, code] of wanted.entries()) {
		const versionId = results[at]?.versionId ?? '';
		if (code === 'changed') await editVersion(await adopter(), { versionId, source: await world.docx('của đơn vị') });
		if (code === 'draft') continue;
		await editVersion(await adopter(), { versionId, pdf: await world.pdf() });
		await world.issueOther(versionId);
	}
	pass(1);
	await world.nextVersion(model('late').documentId, null);
	const declined = await world.nextVersion(model('declined').documentId, null);
	const adoption = await world.client.modelAdoption.findFirstOrThrow({ where: { sourceDocumentId: model('declined').documentId } });
	await declineVersion(await adopter(), { adoptionId: adoption.id, modelVersionId: declined, reason: 'Chưa có người' });
	pass(31);
	since = world.day();
	await world.nextVersion(model('behind').documentId, null);
	pass(1);
	await world.nextVersion(model('behind').documentId, null);
});
afterAll(() => world.close());

describe('a cell', () => {
	it('says how the unit stands to the model, since when and until when, and why not', async () => {
		const { columns, rows } = await adoptionMatrix(await world.as('coordinator'), asked({}));
		const row = rows.find(({ unit }) => unit.unitId === world.otherUnitId);
		const cells = Object.fromEntries(columns.map(({ model: { title } }, at) => [title, row?.cells[at]]));
		const state = (code: Code) => cells[code]?.state;
		expect(Object.fromEntries(codes.map((code) => [code, state(code)]))).toEqual({
			untouched: 'not_started',
			aside: 'not_applicable',
			draft: 'draft',
			'as is': 'as_is',
			changed: 'local_change',
			behind: 'behind',
			late: 'behind',
			declined: 'as_is',
			communes: 'other_kind'
		});
		expect(cells['aside']?.reason).toBe(reason);
		expect(cells['behind']?.behind).toEqual({ by: 2, since, due: world.day(29) });
		expect(cells['late']?.behind).toEqual({ by: 1, since: world.day(-32), due: world.day(-2) });
		expect(row).toMatchObject({ done: 3, of: 7, late: 1, behind: 2 });
		expect(columns.find(({ model: { title } }) => title === 'as is')).toMatchObject({ done: 1, of: 2 });
	});
});

describe('the filters', () => {
	it('leave the units that have such a cell, late ones first', async () => {
		expect(await units({})).toEqual([world.otherUnitId, still]);
		for (const state of ['late', 'behind', 'draft', 'as_is', 'local_change', 'not_applicable'])
			expect(await units({ state }), state).toEqual([world.otherUnitId]);
		expect(await units({ state: 'not_started' })).toEqual([world.otherUnitId, still]);
		expect(await units({ q: 'so-xd' })).toEqual([still]);
		expect(await units({ kind: 'T-COMMUNE' })).toEqual([]);
		expect(await units({ under: 'SO-TC', state: 'not_started' })).toEqual([world.otherUnitId, still]);
		// What makes no sense in an address falls back to everything.
		expect(await units({ state: 'x', page: '-1' })).toHaveLength(2);
	});
	it('narrow the columns to one model or a set, and the states asked for are theirs', async () => {
		expect(await units({ model: model('aside').id, state: 'not_applicable' })).toEqual([world.otherUnitId]);
		expect(await units({ model: model('draft').id, state: 'not_applicable' })).toEqual([]);
		expect(await units({ model: model('communes').id })).toEqual([]);
		const { id } = await createSet(await world.as('coordinator'), {
			name: 'Bộ',
			unitKinds: [],
			edition: '2015',
			note: '',
			rowVersion: undefined,
			models: [model('draft').id, model('as is').id]
		});
		const page = await matrixPage(await world.as('coordinator'), asked({ set: id, state: 'draft' }));
		expect(page.columns.map((column) => column.model.title)).toEqual(['draft', 'as is']);
		expect(page).toMatchObject({ list: { total: 1 }, done: 1, of: 2, query: { set: id, state: 'draft' } });
	});
});

describe('the spreadsheet', () => {
	it('is what the filter left, every cell in words, and reading it is noted', async () => {
		const coordinator = await world.as('coordinator');
		const { bytes, fileName } = await exportMatrix({ ...coordinator, locale: 'vi' }, asked({ state: 'late' }));
		expect(fileName).toMatch(/\.xlsx$/);
		const [head, row, ...more] = await readSheet(Buffer.from(bytes), 1);
		expect(more).toEqual([]);
		const words = Object.fromEntries((head ?? []).map((title, at) => [String(title), String(row?.[at] ?? '')]));
		const cell = (code: Code) => Object.entries(words).find(([title]) => title.includes(` ${code}`))?.[1] ?? '';
		const day = (text: string) => text.split('-').reverse().join('/');
		expect(cell('aside')).toBe(`Không áp dụng: ${reason}`);
		expect(cell('behind')).toBe(`Chậm 2 bản từ ${day(since)} · Hạn cập nhật ${day(world.day(29))}`);
		expect(new Set(codes.map(cell)).size).toBeGreaterThanOrEqual(7);
		expect(Object.values(words)).toEqual(expect.arrayContaining(['3/7', '1']));
		await flushAccessLog(world.client);
		const noted = await world.client.$queryRaw<
			unknown[]
		>`select 1 from eiso_log.access_log where action = 'export' and detail like 'models adoption%'`;
		expect(noted).toHaveLength(1);
		expect((await refusal(exportMatrix(await world.as('staff'), asked({})))).code).toBe('forbidden');
	});
});

describe('reminders', () => {
	it('go to the units that the filter left and that are behind, and only to them', async () => {
		const coordinator = await world.as('coordinator');
		expect(await remindUnits(coordinator, asked({ state: 'not_started', q: 'so-xd' }))).toEqual({ sent: 0, lately: 0, nobody: 0 });
		expect(await remindUnits(coordinator, asked({ state: 'late' }))).toEqual({ sent: 1, lately: 0, nobody: 0 });
		const [notice, ...more] = await world.client.notice.findMany({ where: { kind: 'models_reminded' } });
		expect([notice?.userId, more.length]).toEqual([world.ids.outsider, 0]);
		expect(notice?.params).toMatchObject({ count: 2 });
	});
});
