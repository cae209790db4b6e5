import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { compareVersions } from '#lib/server/procedures/compare-versions.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { apiClient, read, type ApiClient } from '#test/support/api-client.ts';
import { aDocument, refusal, type Who } from '#test/support/documents.ts';
import { aText, modelsWorld, type AModel, type ModelsWorld } from '#test/support/models-world.ts';

let world: ModelsWorld;
let api: ApiClient;
let model: AModel;
let hiddenId: string;
const [first, second] = aText().steps;
const later = () =>
	aText({
		purpose: 'Thống nhất cách làm tại xã',
		references: [{ id: 'r1', text: 'Quy trình kín', documentId: hiddenId, externalId: null }],
		steps: [
			...(second ? [second] : []),
			{ id: 's3', what: 'Vào sổ', who: 'Văn thư', time: null, result: '' },
			...(first ? [{ ...first, time: { value: 4, unit: 'hours' as const } }] : [])
		]
	});
beforeAll(async () => {
	world = await modelsWorld('2026-11-24T02:00:00Z');
	api = await apiClient(world);
	// Never issued: only who keeps the documents may see it.
	hiddenId = (await aDocument(world)).id;
	model = await world.model('QT.M.01', aText());
	await createProcedureVersion(await world.as('officer'), { documentId: model.documentId, summary: 'Sửa', content: later() });
}, 60_000);
afterAll(async () => {
	await api.close();
	await world.close();
});

const compare = async (who: Who, ask: Parameters<typeof compareVersions>[3]) =>
	compareVersions(await world.as(who), world.tools, model.documentId, ask);

describe('comparing versions that are written here', () => {
	it('is by section, row and field, a draft against the version in force', async () => {
		const found = await compare('reviewer', { from: '01-00', to: '02-00' });
		expect(found.text).toBeNull();
		expect(found.content?.comparison.sections.map(({ key, kind }) => [key, kind])).toEqual([
			['purpose', 'changed'],
			['references', 'added'],
			['steps', 'changed']
		]);
		expect(found.content?.summary).toContainEqual({ kind: 'rows', section: 'steps', change: 'added', count: 1, nos: [2] });
		expect(found.content?.summary).toContainEqual(
			expect.objectContaining({ kind: 'step_time', no: 3, after: { value: 4, unit: 'hours' } })
		);
	});

	it('names what a reference points to only for those who may read it', async () => {
		expect(Object.keys((await compare('officer', { from: '01-00', to: '02-00' })).content?.names ?? {})).toEqual([]);
	});

	it('is by the words of the files when that is asked for, and when one side was uploaded', async () => {
		expect(await compare('officer', { from: '01-00', to: '02-00', by: 'text' })).toMatchObject({
			content: null,
			structured: true,
			text: { missing: 'after' }
		});
		const file = await world.model('QT.M.02', null);
		await createProcedureVersion(await world.as('officer'), { documentId: file.documentId, summary: 'Viết lại', content: aText() });
		const found = await compareVersions(await world.as('officer'), world.tools, file.documentId, { from: '01-00', to: '02-00' });
		expect(found).toMatchObject({ content: null, structured: false, text: { missing: 'after' } });
	});

	it('is for those who may read both: others are not told that the other one exists', async () => {
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector', 'administrator'] as const) {
			const code = (await refusal(compare(who, { from: '01-00', to: '02-00' }))).code;
			expect(['version_not_found', 'document_not_found'], who).toContain(code);
			expect((await api.get(who, `/documents/${model.documentId}/comparison?from=01-00&to=02-00`)).status, who).toBe(404);
		}
		expect((await compare('staff', {})).to?.slug).toBe('01-00');
	});

	it('says the same through the API', async () => {
		const answer = await api.get('officer', `/documents/${model.documentId}/comparison?from=01-00&to=02-00`);
		const schema = z.object({
			text: z.null(),
			content: z.object({ sections: z.array(z.looseObject({ key: z.string(), parts: z.array(z.unknown()) })) })
		});
		const { content } = read(schema, answer);
		expect(content.sections).toEqual((await compare('officer', { from: '01-00', to: '02-00' })).content?.comparison.sections);
	});
});

it('compares with the version that a person confirmed last, not with one that came after it', async () => {
	const { documentId, versionId } = await world.model('QT.M.03', aText());
	const staff = userIdOf((await world.as('staff')).actor);
	const next = await world.nextVersion(documentId, aText({ scope: 'Toàn Sở' }));
	const upcoming = await world.nextVersion(documentId, aText({ scope: 'Toàn tỉnh' }), world.day(1));
	const firstAt = { [versionId]: '2026-11-20T02:00:00Z', [upcoming]: '2026-11-23T02:00:00Z' };
	for (const [id, at] of Object.entries(firstAt))
		await world.client.versionOpening.create({ data: { versionId: id, userId: staff ?? '', round: 1, firstAt: new Date(at) } });
	const found = await compareVersions(await world.as('staff'), world.tools, documentId, { to: '02-00', since: 'me' });
	expect([found.from?.id, found.to?.id, found.since?.how]).toEqual([versionId, next, 'opened']);
	expect(found.content?.comparison.sections.map(({ key }) => key)).toEqual(['scope']);
});
