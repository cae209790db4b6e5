import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { abandonDocument, changeCode, createDocument, proposeCode } from '#lib/server/documents/documents.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { cancelVersion } from '#lib/server/documents/review.ts';
import {
	aDocument,
	documentsWorld,
	draftVersion,
	issuedVersion,
	noticesOf,
	refusal,
	trailOf,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const newDocument = (code: string) => ({ unitId: world.unitId, kind: 'QT', code, title: 'Kiểm soát hồ sơ' });

describe('create (states.md §1)', () => {
	it.each(['officer', 'head'] as Who[])('is done by the %s', async (who) => {
		const ctx = await world.as(who);
		const proposed = await proposeCode(ctx, world.unitId, 'QT');
		const created = await createDocument(ctx, { ...newDocument(` ${proposed.toLowerCase()} `), drafters: [world.ids.drafter] });
		expect(created.code).toBe(proposed.toUpperCase());
		expect(await trailOf(world, created.id)).toEqual(['document.create']);
		expect(await noticesOf(world, 'drafter', created.id)).toEqual(['drafter_named']);
		const audience = await world.client.documentAudience.findMany({ where: { documentId: created.id } });
		expect(audience.map((line) => line.kind)).toEqual(['unit']);
		const { after } = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: created.id } });
		expect(after).toMatchObject({ proposedCode: proposed, code: proposed });
	});

	it.each(['drafter', 'reviewer', 'staff', 'outsider', 'coordinator', 'inspector', 'administrator'] as Who[])(
		'is refused to the %s',
		async (who) => {
			const before = await world.client.document.count();
			expect(await refusal(createDocument(await world.as(who), newDocument('QT.900')))).toMatchObject({ code: 'forbidden' });
			expect(await world.client.document.count()).toBe(before);
		}
	);

	it('takes one code once, however it is written, and names the holder', async () => {
		const { id } = await aDocument(world, { code: 'QT-071', title: 'Văn thư' });
		const { code, params } = await refusal(createDocument(await world.as('officer'), newDocument('qt.71')));
		expect(code).toBe('code_taken');
		expect(params).toMatchObject({ field: 'code', holder: { id, code: 'QT-071', title: 'Văn thư' } });
	});

	it('lets one of two at once have the code', async () => {
		const officer = await world.as('officer');
		const results = await Promise.allSettled([1, 2, 3, 4].map(() => createDocument(officer, newDocument('QT.72'))));
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		for (const result of results)
			if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'code_taken', status: 409 });
	});

	it('says what is wrong, field by field', async () => {
		const officer = await world.as('officer');
		const wrong = async (more: object) => (await refusal(createDocument(officer, { ...newDocument('QT.901'), ...more }))).params.fields;
		expect(await wrong({ kind: 'XX' })).toEqual({ kind: 'kind_unknown' });
		expect(await wrong({ title: ' \t' })).toEqual({ title: 'title_required' });
		expect(await wrong({ title: 'a'.repeat(301) })).toEqual({ title: 'too_long:300' });
		expect(await wrong({ code: '<script>' })).toEqual({ code: 'code_invalid' });
		expect(await wrong({ kind: 'BM', class: 'system' })).toEqual({ class: 'class_of_procedures' });
		expect(await wrong({ drafters: [world.ids.outsider], ownerId: world.ids.outsider })).toEqual({
			drafters: 'person_unknown',
			ownerId: 'person_unknown'
		});
		expect(await wrong({ parentId: crypto.randomUUID(), audience: [{ kind: 'division', divisionId: crypto.randomUUID() }] })).toEqual({
			parentId: 'parent_unknown',
			audience: 'audience_unknown'
		});
	});

	it('is refused in a unit that is closed', async () => {
		const unitId = await world.addUnit('CU');
		const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
		await onItsDay(world, (db) => db.unitVersion.updateMany({ where: { unitId }, data: { validTo: new Date('2026-11-24T00:00:00Z') } }));
		expect(await refusal(createDocument(officer, { ...newDocument('QT.1'), unitId }))).toMatchObject({ code: 'unit_closed' });
	});
});

describe('manage (states.md §1)', () => {
	it('records whom the document reached and reaches, and tells only new drafters', async () => {
		const { id, rowVersion } = await aDocument(world);
		const officer = await world.as('officer');
		await manageDocument(officer, {
			documentId: id,
			rowVersion,
			visibility: 'province',
			ownerId: world.ids.head,
			audience: [
				{ kind: 'role', role: 'reviewer' },
				{ kind: 'person', userId: world.ids.staff },
				{ kind: 'person', userId: world.ids.staff }
			],
			drafters: [world.ids.drafter, world.ids.reviewer]
		});
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: id, event: 'document.manage' } });
		expect(entry.before).toMatchObject({ people: 7, units: 1, visibility: 'unit', ownerId: null });
		expect(entry.after).toMatchObject({ people: 3, visibility: 'province', ownerId: world.ids.head });
		expect(await noticesOf(world, 'reviewer', id)).toEqual(['drafter_added']);
		expect(await noticesOf(world, 'drafter', id)).toEqual(['drafter_named']);
		expect(await refusal(manageDocument(officer, { documentId: id, rowVersion, medium: 'paper' }))).toMatchObject({ code: 'stale' });
	});

	it.each(['head', 'reviewer', 'drafter'] as Who[])('is refused to the %s, who may see it', async (who) => {
		const { id } = await aDocument(world);
		expect(await refusal(manageDocument(await world.as(who), { documentId: id, medium: 'paper' }))).toMatchObject({ code: 'forbidden' });
	});

	it.each(['staff', 'outsider', 'coordinator', 'inspector', 'administrator'] as Who[])('finds nothing for the %s', async (who) => {
		const { id } = await aDocument(world);
		expect(await refusal(manageDocument(await world.as(who), { documentId: id, medium: 'paper' }))).toMatchObject({
			code: 'document_not_found'
		});
	});

	it('never lets a document stand beneath itself', async () => {
		const top = await aDocument(world);
		const middle = await aDocument(world, { parentId: top.id });
		const low = await aDocument(world, { parentId: middle.id });
		const officer = await world.as('officer');
		const parent = async (documentId: string, parentId: string) =>
			(await refusal(manageDocument(officer, { documentId, parentId }))).params.fields;
		expect(await parent(top.id, low.id)).toEqual({ parentId: 'parent_circle' });
		expect(await parent(top.id, top.id)).toEqual({ parentId: 'parent_unknown' });
	});
});

describe('change code and abandon (states.md §1)', () => {
	it('gives another code before the first issue, and never after', async () => {
		const officer = await world.as('officer');
		const { id } = await aDocument(world);
		expect((await changeCode(officer, { documentId: id, code: 'qt.dd.01' })).code).toBe('QT.DD.01');
		expect(await noticesOf(world, 'drafter', id)).toContain('code_changed');
		const issued = await issuedVersion(world);
		expect(await refusal(changeCode(officer, { documentId: issued.documentId, code: 'QT.DD.02' }))).toMatchObject({ code: 'code_fixed' });
		const raw = world.client.$executeRaw`update document set code = 'QT.DD.02', code_key = 'QT.DD.2' where id = ${issued.documentId}::uuid`;
		await expect(raw).rejects.toThrow(/code_fixed/);
	});

	it('abandons what was never issued, with a reason, and frees the code', async () => {
		const officer = await world.as('officer');
		const draft = await draftVersion(world, { document: { code: 'QT.AB.1' } });
		const abandon = (comment: string) => abandonDocument(officer, { documentId: draft.documentId, comment });
		expect(await refusal(abandon('Nhầm'))).toMatchObject({ code: 'open_version_exists' });
		await cancelVersion(officer, { versionId: draft.id, comment: 'Nhầm' });
		expect((await refusal(abandon(' '))).params.fields).toEqual({ comment: 'reason_required' });
		expect(await refusal(abandonDocument(await world.as('head'), { documentId: draft.documentId, comment: 'x' }))).toMatchObject({
			code: 'forbidden'
		});
		expect(await abandon('Nhầm')).toMatchObject({ state: 'abandoned' });
		expect(await refusal(abandon('Nhầm'))).toMatchObject({ code: 'illegal_transition' });
		expect((await createDocument(officer, newDocument('QT.AB.01'))).code).toBe('QT.AB.01');
		expect(await noticesOf(world, 'drafter', draft.documentId)).toContain('abandoned');
	});

	it('does not abandon what was issued', async () => {
		const issued = await issuedVersion(world);
		const refused = await refusal(abandonDocument(await world.as('officer'), { documentId: issued.documentId, comment: 'x' }));
		expect(refused).toMatchObject({ code: 'illegal_transition', params: { state: 'issued' } });
	});
});
