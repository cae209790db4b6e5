import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalContent, emptyContent, type ProcedureContent, type ProcedureStep } from '#lib/domain/procedures/content.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { cancelVersion } from '#lib/server/documents/review.ts';
import { createVersion, editVersion } from '#lib/server/documents/versions.ts';
import { findContent } from '#lib/server/procedures/content-store.ts';
import { createProcedureVersion } from '#lib/server/procedures/new-procedure.ts';
import { readContent } from '#lib/server/procedures/read-content.ts';
import { saveContent } from '#lib/server/procedures/save-content.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { documentsWorld, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
let count = 0;
beforeAll(async () => {
	world = await documentsWorld('2026-11-24T02:00:00Z');
}, 60_000);
afterAll(() => world.close());

const step = (id: string, what = id, who = ''): ProcedureStep => ({ id, what, who, time: null, result: '' });

async function procedure(content?: ProcedureContent): Promise<{ id: string; documentId: string; rowVersion: number }> {
	const ctx = await world.as('officer');
	const document = await createDocument(ctx, {
		...{ unitId: world.unitId, kind: 'QT', class: 'tthc', code: `QT-V${++count}`, title: 'Cấp bản sao' },
		drafters: [world.ids.drafter]
	});
	return { documentId: document.id, ...(await createProcedureVersion(ctx, { documentId: document.id, content })) };
}
const save = async (who: Who, versionId: string, base: number, parts: Parameters<typeof saveContent>[1]['parts']) =>
	saveContent(await world.as(who), { versionId, base, parts });
async function refusal(act: Promise<unknown>): Promise<DomainError> {
	const error: unknown = await act.then(
		() => null,
		(cause: unknown) => cause
	);
	if (!(error instanceof DomainError)) throw new Error(`no refusal: ${String(error)}`);
	return error;
}

describe('a procedure written here', () => {
	it('begins empty with the blocks of a service, and its files cannot be uploaded', async () => {
		const { id, documentId } = await procedure();
		const read = await readContent(await world.as('drafter'), id);
		expect(read).toMatchObject({ revision: 1, mayEdit: true, content: emptyContent(true) });
		const officer = await world.as('officer');
		expect((await refusal(editVersion(officer, { versionId: id, pdf: await world.pdf() }))).code).toBe('written_here');
		expect((await refusal(editVersion(officer, { versionId: id, source: null }))).code).toBe('written_here');
		await editVersion(officer, { versionId: id, summary: 'Sửa phần mở đầu' });
		await cancelVersion(officer, { versionId: id, comment: 'nhầm' });
		await save('officer', (await createProcedureVersion(officer, { documentId })).id, 1, { purpose: 'Mục đích' });
		expect((await refusal(save('officer', id, 1, { purpose: 'x' }))).code).toBe('illegal_transition');
	});
	it('is only for procedures', async () => {
		const ctx = await world.as('officer');
		const form = await createDocument(ctx, { unitId: world.unitId, kind: 'BM', code: `BM-V${++count}`, title: 'Mẫu' });
		expect((await refusal(createProcedureVersion(ctx, { documentId: form.id }))).code).toBe('not_written_here');
		expect(await ctx.client.version.count({ where: { documentId: form.id } })).toBe(0);
	});
	it('makes whoever saves an author of the round, and names a sitting once', async () => {
		const { id } = await procedure();
		const acts = () => world.client.auditTrail.count({ where: { subjectId: id, event: 'version.write' } });
		await save('drafter', id, 1, { purpose: 'Một' });
		await save('drafter', id, 2, { purpose: 'Một hai' });
		await save('drafter', id, 3, { purpose: 'Một hai' });
		expect(await acts()).toBe(1);
		world.clock.set(new Date(world.clock.now().getTime() + 11 * 60_000));
		await save('drafter', id, 3, { purpose: 'Ba' });
		await save('officer', id, 4, { scope: 'Bốn' });
		expect(await acts()).toBe(3);
		const authors = await world.client.versionAuthor.findMany({ where: { versionId: id } });
		expect(authors.map(({ userId }) => userId).sort()).toEqual([world.ids.drafter, world.ids.officer].sort());
		expect(await world.client.procedureContentRevision.count({ where: { versionId: id } })).toBe(5);
	});
	it('is for those who may edit, and does not exist for others', async () => {
		const { id } = await procedure();
		expect((await refusal(save('reviewer', id, 1, { purpose: 'x' }))).status).toBe(403);
		for (const who of ['outsider', 'staff', 'coordinator', 'administrator'] as const) {
			expect((await refusal(save(who, id, 1, { purpose: 'x' }))).code).toBe('version_not_found');
			expect((await refusal(readContent(await world.as(who), id))).code).toBe('version_not_found');
		}
		const uploaded = await createVersion(await world.as('officer'), {
			documentId: (
				await createDocument(await world.as('officer'), { unitId: world.unitId, kind: 'QT', code: `QT-V${++count}`, title: 'Tệp' })
			).id
		});
		expect((await refusal(save('officer', uploaded.id, 1, { purpose: 'x' }))).code).toBe('content_not_found');
	});
	it('keeps the texts that PostgreSQL or a screen would choke on, as one hash', async () => {
		const { id } = await procedure();
		const hostile = 'a\u0000b\ud800c\u2028d "\\" \u007f /<!-- \u{1F600} Tiê\u0301p nhận';
		await save('officer', id, 1, { purpose: hostile, steps: [{ ...step('a', hostile), time: { value: 1e-7 + 0.1, unit: 'days' } }] });
		const stored = await findContent(await world.as('officer'), id);
		expect(stored?.sha256).toBe(
			createHash('sha256')
				.update(canonicalContent(stored?.content ?? emptyContent(true)))
				.digest('hex')
		);
	});
});

describe('two who write one procedure', () => {
	it('are merged where they do not meet, and told of each other', async () => {
		const { id } = await procedure({ ...emptyContent(true), steps: [step('a'), step('b')] });
		await save('officer', id, 1, { steps: [step('a', 'Tiếp nhận'), step('b')], purpose: 'Mục đích' });
		const saved = await save('drafter', id, 1, { steps: [step('b'), step('a', 'a', 'Văn thư'), step('c')] });
		expect(saved.revision).toBe(3);
		expect(saved.others).toMatchObject([{ userId: world.ids.officer, parts: ['purpose', 'steps'] }]);
		expect(saved.content?.steps).toEqual([step('b'), step('a', 'Tiếp nhận', 'Văn thư'), step('c')]);
		expect(saved.content?.purpose).toBe('Mục đích');
	});
	it('are asked where they meet, and nothing is written over', async () => {
		const { id } = await procedure({ ...emptyContent(true), steps: [step('a')] });
		await save('officer', id, 1, { steps: [step('a', 'của văn phòng')] });
		const refused = await refusal(save('drafter', id, 1, { steps: [step('a', 'của tôi')], scope: 'Phạm vi' }));
		expect(refused).toMatchObject({ code: 'stale', status: 409 });
		expect(refused.params).toMatchObject({
			revision: 2,
			conflicts: [{ part: 'steps', kind: 'field', rowId: 'a', field: 'what', mine: 'của tôi', theirs: 'của văn phòng' }],
			merged: { scope: 'Phạm vi' }
		});
		expect((await readContent(await world.as('officer'), id)).content).toMatchObject({ scope: '', steps: [{ what: 'của văn phòng' }] });
	});
	it('who race for one revision both keep their texts', async () => {
		const { id } = await procedure();
		const results = await Promise.all([
			save('officer', id, 1, { purpose: 'Mục đích' }),
			save('drafter', id, 1, { scope: 'Phạm vi' }),
			save('officer', id, 1, { stepNotes: 'Ghi chú' })
		]);
		expect(results.map(({ revision }) => revision).sort()).toEqual([2, 3, 4]);
		expect((await readContent(await world.as('officer'), id)).content).toMatchObject({
			purpose: 'Mục đích',
			scope: 'Phạm vi',
			stepNotes: 'Ghi chú'
		});
	});
	it('with a base that never was are refused', async () => {
		const { id } = await procedure();
		for (const base of [0, -1, 7]) expect((await refusal(save('officer', id, base, { purpose: 'x' }))).code).toBe('stale');
	});
	it('send an answer that was lost again without harm', async () => {
		const { id } = await procedure();
		await save('officer', id, 1, { purpose: 'Mục đích', steps: [step('a')] });
		const again = await save('officer', id, 1, { purpose: 'Mục đích', steps: [step('a')] });
		expect(again).toMatchObject({ revision: 2, others: [] });
	});
});

describe('raw SQL', () => {
	const attack = (...statements: string[]) =>
		world.client.$transaction(async (tx) => {
			await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
			for (const sql of statements) await tx.$executeRawUnsafe(sql);
		});

	it('changes no text past its rules', async () => {
		const { id } = await procedure({ ...emptyContent(true), purpose: 'Đúng' });
		const at = `version_id = '${id}'`;
		const forged = `content = jsonb_set(content, '{purpose}', '"Sai"')`;
		const hash = `sha256 = eiso_canonical_sha256(jsonb_set(content, '{purpose}', '"Sai"'))`;
		const by = (who: Who) => `saved_by_id = '${world.ids[who]}'`;
		await expect(attack(`update procedure_content set ${forged} where ${at}`)).rejects.toThrow(/stale/);
		await expect(attack(`update procedure_content set ${forged}, revision = 2 where ${at}`)).rejects.toThrow(/content_changed/);
		await expect(attack(`update procedure_content set ${forged}, ${hash}, revision = 2, ${by('head')} where ${at}`)).rejects.toThrow(
			/separation_of_duties/
		);
		await expect(attack(`update procedure_content set ${forged}, ${hash}, revision = 2 where ${at}`)).rejects.toThrow(
			/without its revision/
		);
		await expect(attack(`delete from procedure_content_revision where ${at}`)).rejects.toThrow(/append_only/);
		await expect(attack(`update procedure_content_revision set before = '{}' where ${at}`)).rejects.toThrow(/append_only/);
		await expect(attack(`delete from procedure_content where ${at}`)).rejects.toThrow(/append_only/);
		await expect(attack(`truncate procedure_content`)).rejects.toThrow(/append_only/);
		await expect(attack(`truncate procedure_content_revision`)).rejects.toThrow(/append_only/);
	});
	it('sends no version to review without the file of its text, and puts no other file in', async () => {
		const { id } = await procedure();
		const pdf = await world.pdf();
		await world.client.storedFile.createMany({
			data: [{ sha256: pdf.sha256, size: 1n, contentType: 'application/pdf' }],
			skipDuplicates: true
		});
		const one = `where id = '${id}'`;
		await expect(attack(`update version set state = 'in_review', row_version = row_version + 1 ${one}`)).rejects.toThrow(/content_changed/);
		await expect(attack(`update version set pdf_sha256 = '${pdf.sha256}' ${one}`)).rejects.toThrow(/content_changed/);
		await expect(attack(`update version set source_sha256 = '${pdf.sha256}' ${one}`)).rejects.toThrow(/content_changed/);
		await expect(attack(`update version set structured = false ${one}`)).rejects.toThrow(/content_frozen/);
	});
	it('lets nobody write once it is sent, nor take back what was made of the text', async () => {
		const { id } = await procedure();
		const pdf = await world.pdf();
		const { sha256 } = await readContent(await world.as('officer'), id);
		for (const file of [pdf.sha256, sha256])
			await world.client.storedFile.createMany({
				data: [{ sha256: file, size: 1n, contentType: 'application/pdf' }],
				skipDuplicates: true
			});
		await attack(
			`update version set pdf_sha256 = '${pdf.sha256}', source_sha256 = '${sha256}' where id = '${id}'`,
			`update version set state = 'in_review', row_version = row_version + 1 where id = '${id}'`
		);
		expect((await refusal(save('officer', id, 1, { purpose: 'x' }))).code).toBe('illegal_transition');
		await expect(attack(`update procedure_content set revision = 2 where version_id = '${id}'`)).rejects.toThrow(/content_frozen/);
	});
	it('makes no version that is written here without a text, and no text where files were uploaded', async () => {
		const copy = (extra: string) => `insert into version (id, document_id, unit_id, issue_no, revision_no, title, created_by_id, structured)
			values (gen_random_uuid(), ${extra}, '${world.unitId}', 1, 0, 'x', '${world.ids.officer}', true)`;
		const other = await createDocument(await world.as('officer'), {
			unitId: world.unitId,
			kind: 'QT',
			code: `QT-V${++count}`,
			title: 'Tệp'
		});
		await expect(attack(copy(`'${other.id}'`))).rejects.toThrow(/has its text/);
		const { id } = await createVersion(await world.as('officer'), { documentId: other.id });
		await expect(
			attack(`insert into procedure_content values ('${id}', '{}', eiso_canonical_sha256('{}'), 1, '${world.ids.officer}', now())`)
		).rejects.toThrow(/content_frozen/);
	});
	it('hashes as the code does, whatever stands in the text', async () => {
		const content = {
			...emptyContent(true),
			purpose: 'a"b\\c\n\t/\u{1F600}é',
			steps: [{ ...step('a'), time: { value: 0.125, unit: 'days' as const } }]
		};
		const [row] = await world.client.$queryRaw<{ text: string }[]>`select eiso_canonical_json(${JSON.stringify(content)}::jsonb) as text`;
		expect(row?.text).toBe(canonicalContent(content));
	});
});
