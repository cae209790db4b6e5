import { randomUUID } from 'node:crypto';
import { findChain } from '#lib/server/audit-trail/chains.ts';
import { printedDay, printedSecond } from '#lib/server/pdf/moment.ts';
import { today } from '#lib/server/platform/context.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { UserActor } from '#lib/domain/permissions/actor.ts';
import { documentTrail } from '#lib/server/audit-trail/document-trail.ts';
import { exportTrail } from '#lib/server/audit-trail/export.ts';
import { listTrail, type TrailFilter } from '#lib/server/audit-trail/list.ts';
import { verifyAgainst } from '#lib/server/audit-trail/verify-paper.ts';
import { newestCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { noticeText } from '#lib/server/notifications/notice-words.ts';
import { subjectQuery } from '#lib/server/audit-trail/query.ts';
import { namesFor } from '#lib/server/audit-trail/subjects.ts';
import { shownTrail } from '#lib/server/audit-trail/trail-page.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { addPerson, addProvincePerson, addUnit, asOwner, recordActs, testSigner, trailContext } from '#test/support/trail.ts';

let database: TestDatabase;
let unitId: string;
let otherUnit: string;
let officer: UserActor;
let documentId: string;
const ids = { issued: '', draft: '', document: '', draftDocument: '', issuedBatch: '', draftBatch: '', person: '' };

beforeAll(async () => {
	database = await testDatabase();
	unitId = await addUnit(database, 'SO-NV');
	otherUnit = await addUnit(database, 'XA-A');
	officer = await addPerson(database, unitId, ['officer'], 'Phạm Thị Thư');
	await seedContent();
	await recordContentActs();
});
afterAll(() => database.drop());

/** A document in force, one with a draft alone, an issued batch and a draft batch: rows as the commands leave them. */
async function seedContent(): Promise<void> {
	const { client } = database;
	await client.documentKind.create({ data: { code: 'QT', nameVi: 'Quy trình', nameEn: 'Procedure', sortOrder: 1 } });
	const document = (code: string) =>
		client.document.create({
			data: {
				unitId,
				kindCode: 'QT',
				code,
				codeKey: code.replace('-0', '.'),
				codeSort: code,
				title: `Quy trình ${code}`,
				createdById: officer.userId
			},
			select: { id: true }
		});
	ids.document = (await document('QT-01')).id;
	ids.draftDocument = (await document('QT-02')).id;
	documentId = ids.document;
	ids.issued = randomUUID();
	ids.draft = randomUUID();
	ids.issuedBatch = randomUUID();
	ids.draftBatch = randomUUID();
	ids.person = officer.userId;
	const version = (id: string, document: string, state: string, range: string) => `insert into version
		(id, document_id, unit_id, issue_no, revision_no, title, state, created_by_id, pdf_sha256, effective_from, issued_at)
		values ('${id}', '${document}', '${unitId}', 1, 0, 'Tiếp nhận hồ sơ', '${state}', '${officer.userId}', 'pdf', ${range})`;
	const batch = (id: string, number: string, state: string) => `insert into issue_batch
		(id, unit_id, number, state, created_by_id, confirmed_warnings, decision_number, decision_date, effective_on, issued_at)
		values ('${id}', '${unitId}', '${number}', '${state}', '${officer.userId}', '{}', '412/QĐ-SNV', '2026-01-01', '2026-01-01', now())`;
	// The lifecycle is not what is tested here: the rows are put in as they end up.
	await asOwner(
		database,
		[
			`insert into stored_file (sha256, size, content_type) values ('pdf', 1, 'application/pdf')`,
			'alter table version disable trigger user',
			'alter table issue_batch disable trigger user',
			'alter table issue_batch_line disable trigger user',
			version(ids.issued, ids.document, 'issued', `'2026-01-01', now()`),
			version(ids.draft, ids.draftDocument, 'draft', 'null, null'),
			batch(ids.issuedBatch, 'ĐBH-2026-001', 'issued'),
			batch(ids.draftBatch, 'ĐBH-2026-002', 'draft'),
			`insert into issue_batch_line (id, batch_id, document_id, version_id) values
				(gen_random_uuid(), '${ids.issuedBatch}', '${ids.document}', '${ids.issued}'),
				(gen_random_uuid(), '${ids.draftBatch}', '${ids.draftDocument}', '${ids.draft}')`,
			'alter table version enable trigger user',
			'alter table issue_batch enable trigger user',
			'alter table issue_batch_line enable trigger user'
		],
		{ triggers: true }
	);
}

async function recordContentActs(): Promise<void> {
	const ctx = trailContext(database, officer);
	const act = (event: string, subjectType: string, subjectId: string, unit: string | null = unitId) =>
		recordActs(ctx, unit, 1, {
			event,
			subjectType,
			subjectId,
			comment: 'chỉ trong đơn vị',
			before: { title: 'cũ' },
			after: { title: 'mới' }
		});
	await act('document.create', 'document', ids.document);
	await act('version.return', 'version', ids.issued);
	await act('version.issue', 'version', ids.issued);
	await act('issue_batch.issue', 'issue_batch', ids.issuedBatch);
	await act('document.create', 'document', ids.draftDocument);
	await act('version.edit', 'version', ids.draft);
	await act('issue_batch.create', 'issue_batch', ids.draftBatch);
	await act('person.invite', 'person', ids.person);
	await act('session.sign_in', 'person', ids.person);
	await act('division.create', 'division', randomUUID());
	await act('trail.export', 'trail', unitId);
	await act('person.create', 'person', randomUUID(), null);
	await act('units.import', 'unit_tree', 'unit_tree', null);
	await act('trail.key', 'signing_key', 'abcdef', null);
	await act('version.issue', 'version', randomUUID(), otherUnit);
	await act('unit.rename', 'unit', otherUnit, otherUnit);
}

async function seen(actor: UserActor, filter: TrailFilter = {}): Promise<string[]> {
	const { items } = await listTrail(trailContext(database, actor), filter);
	return items.map((row) => `${row.event}${row.unitId === null ? ' province' : ''}`).reverse();
}

const everythingInUnit = [
	'document.create',
	'version.return',
	'version.issue',
	'issue_batch.issue',
	'document.create',
	'version.edit',
	'issue_batch.create',
	'person.invite',
	'session.sign_in',
	'division.create',
	'trail.export'
];

describe('names', () => {
	it('of a membership are those of the person and the position', async () => {
		const unit = await addUnit(database, 'SO-TEN');
		const actor = await addPerson(database, unit, ['officer']);
		const membership = actor.memberships[0]?.id ?? '';
		await recordActs(trailContext(database, actor), unit, 1, {
			event: 'person.role_add',
			subjectType: 'person',
			subjectId: actor.userId,
			before: null,
			after: { membership }
		});
		const ctx = trailContext(database, await addProvincePerson(database, 'coordinator'));
		const { items } = await listTrail(ctx, { unit });
		expect((await namesFor(ctx, items)).ofId(membership)).toBe(`${actor.fullName}, Chuyên viên`);
	});
});

describe('who sees which acts', () => {
	it.each(['officer', 'head'] as const)('the %s: all of the own unit, nothing else', async (role) => {
		const actor = await addPerson(database, unitId, [role]);
		expect(await seen(actor)).toEqual(everythingInUnit);
		expect(await seen(actor, { unit: unitId })).toEqual(everythingInUnit);
		expect(await seen(actor, { unit: otherUnit })).toEqual([]);
		expect(await seen(actor, { unit: 'province' })).toEqual([]);
	});

	it.each(['reader', 'drafter', 'reviewer', 'internal_auditor'] as const)('a %s: there is no trail', async (role) => {
		const ctx = trailContext(database, await addPerson(database, unitId, [role]));
		await expect(listTrail(ctx, {})).rejects.toMatchObject({ status: 404 });
		await expect(documentTrail(ctx, documentId, 1)).rejects.toMatchObject({ status: 404 });
		await expect(exportTrail(ctx, {}, 'xlsx', testSigner)).rejects.toMatchObject({ status: 404 });
	});

	it('the officer of a parent unit sees nothing of the unit below', async () => {
		const parent = await addPerson(database, otherUnit, ['officer']);
		const withChild = { ...parent, childUnitIds: [unitId] };
		expect(await seen(withChild)).toEqual(['version.issue', 'unit.rename']);
		await expect(documentTrail(trailContext(database, withChild), documentId, 1)).rejects.toMatchObject({ status: 404 });
	});

	it('the coordinator: acts on what is issued, on people and units; no draft, in any unit', async () => {
		const coordinator = await addProvincePerson(database, 'coordinator');
		expect(await seen(coordinator, { unit: unitId })).toEqual([
			'document.create',
			'version.return',
			'version.issue',
			'issue_batch.issue',
			'person.invite',
			'division.create'
		]);
		expect(await seen(coordinator, { unit: 'province' })).toEqual(['person.create province', 'units.import province']);
		expect(await seen(coordinator, { unit: otherUnit })).toEqual(['unit.rename']);
		expect(await seen(coordinator, { subjectType: 'version', subjectId: ids.draft })).toEqual([]);
	});

	it('the coordinator sees that a version was returned before its issue, not what was said', async () => {
		const coordinator = await addProvincePerson(database, 'coordinator');
		const { items } = await listTrail(trailContext(database, coordinator), { unit: unitId });
		const returned = items.find(({ event }) => event === 'version.return');
		expect(returned).toMatchObject({ hidden: true, comment: null, before: null, after: null });
		expect(items.find(({ event }) => event === 'version.issue')).toMatchObject({ hidden: false, comment: 'chỉ trong đơn vị' });
	});

	it('an inspector: acts on what is issued in the units of the inspection, no people', async () => {
		const inspector = await addProvincePerson(database, 'inspector', [unitId]);
		const acts = ['document.create', 'version.return', 'version.issue', 'issue_batch.issue', 'division.create'];
		expect(await seen(inspector)).toEqual(acts);
		expect(await seen(inspector, { unit: otherUnit })).toEqual([]);
		const without = trailContext(database, await addProvincePerson(database, 'inspector'));
		await expect(listTrail(without, {})).rejects.toMatchObject({ status: 404 });
	});

	it('the administrator: accounts and the installation in the province chain, no content', async () => {
		const administrator = await addProvincePerson(database, 'administrator');
		const acts = ['person.create province', 'trail.key province'];
		expect(await seen(administrator)).toEqual(acts);
		expect(await seen(administrator, { unit: unitId })).toEqual([]);
		await expect(documentTrail(trailContext(database, administrator), documentId, 1)).rejects.toMatchObject({ status: 404 });
	});

	it('who is not signed in is asked to', async () => {
		await expect(listTrail(trailContext(database, { kind: 'public' }), {})).rejects.toMatchObject({ status: 401 });
	});
});

describe('filters and pages', () => {
	it('by event, subject, person without accents and day', async () => {
		expect(await seen(officer, { event: 'version.issue' })).toEqual(['version.issue']);
		expect(await seen(officer, { subjectType: 'version', subjectId: ids.draft })).toEqual(['version.edit']);
		expect(await seen(officer, { actor: 'pham thi thu' })).toEqual(everythingInUnit);
		expect(await seen(officer, { actor: officer.userId })).toEqual(everythingInUnit);
		expect(await seen(officer, { actor: 'không ai cả' })).toEqual([]);
		expect(await seen(officer, { actor: '%' })).toEqual([]);
		expect(await seen(officer, { to: '2020-01-01' })).toEqual([]);
		expect(await seen(officer, { from: '2020-01-01' })).toEqual(everythingInUnit);
		expect(await seen(officer, { unit: "x' or true" })).toEqual([]);
	});

	it('by the subject of the API, with its kind or without', async () => {
		expect(await seen(officer, subjectQuery(`version:${ids.draft}`))).toEqual(['version.edit']);
		expect(await seen(officer, subjectQuery(ids.document.toUpperCase()))).toEqual(['document.create']);
		expect(await seen(officer, subjectQuery(`document:${ids.draft}`))).toEqual([]);
		for (const subject of ['', 'version', `password:${ids.draft}`, 'a:b:c']) expect(() => subjectQuery(subject)).toThrow('invalid');
	});

	it('give every row once, the newest first', async () => {
		const ctx = trailContext(database, officer);
		const pages = await Promise.all([1, 2, 3].map((page) => listTrail(ctx, { unit: unitId }, { page, pageSize: 4 })));
		expect(pages.map(({ items }) => items.length)).toEqual([4, 4, 3]);
		expect(pages[0]).toMatchObject({ total: 11, more: false });
		const numbers = pages.flatMap(({ items }) => items.map(({ seq }) => seq));
		expect(numbers).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
	});

	it('show names instead of ids', async () => {
		const { items } = await shownTrail(trailContext(database, officer), { event: 'version.issue' }, 1);
		expect(items[0]).toMatchObject({
			who: 'Phạm Thị Thư',
			act: 'Ban hành tài liệu theo quyết định',
			subject: 'Bản: QT-01 · Tiếp nhận hồ sơ · 01/00',
			subjectHref: `/documents/${ids.document}`,
			changes: [{ field: 'Tên', before: 'cũ', after: 'mới' }]
		});
	});
});

describe('the trail of a document', () => {
	it('has its own acts, those of its versions and of its batches', async () => {
		const trail = await documentTrail(trailContext(database, officer), ids.document, 1);
		expect(trail.document.code).toBe('QT-01');
		expect(trail.items.map(({ event }) => event).reverse()).toEqual([
			'document.create',
			'version.return',
			'version.issue',
			'issue_batch.issue'
		]);
	});

	it('of a draft does not exist for the coordinator', async () => {
		const ctx = trailContext(database, await addProvincePerson(database, 'coordinator'));
		expect((await documentTrail(ctx, ids.document, 1)).total).toBe(4);
		await expect(documentTrail(ctx, ids.draftDocument, 1)).rejects.toMatchObject({ status: 404 });
		await expect(documentTrail(ctx, 'no-uuid', 1)).rejects.toMatchObject({ status: 404 });
	});
});

describe('an export', () => {
	it('is recorded, told to the head, and carries every row as text', async () => {
		const unit = await addUnit(database, 'XA-X');
		const head = await addPerson(database, unit, ['head']);
		const ctx = trailContext(database, await addPerson(database, unit, ['officer'], 'Bùi Văn Công'));
		await recordActs(ctx, unit, 3, { comment: '=HYPERLINK("http://evil")' });
		const file = await exportTrail(ctx, { unit }, 'xlsx', testSigner);
		const rows = await readSheet(Buffer.from(file.bytes));
		expect(rows).toHaveLength(4);
		expect(String(rows[1]?.[7])).toContain('HYPERLINK');
		expect(String(rows[1]?.[7]).startsWith('=')).toBe(false);
		const recorded = await database.client.auditTrail.findFirst({ where: { unitId: unit, event: 'trail.export' } });
		expect(recorded?.after).toEqual({ format: 'xlsx', rows: 3 });
		const notices = await database.client.notice.findMany({ where: { userId: head.userId } });
		expect(notices).toMatchObject([{ kind: 'export_made', params: { who: 'Bùi Văn Công' } }]);
		const said = (locale: 'vi' | 'en') => notices.map((notice) => noticeText(notice, locale));
		expect([said('vi'), said('en')]).toEqual([[expect.stringContaining('nhật ký')], [expect.stringContaining('the audit trail')]]);
	});

	it('as a PDF ends with a checkpoint signed for it, which the paper can be compared with', async () => {
		const unit = await addUnit(database, 'XA-Y');
		const ctx = trailContext(database, await addPerson(database, unit, ['head']));
		await recordActs(ctx, unit, 2);
		const file = await exportTrail(ctx, { unit }, 'pdf', testSigner);
		expect(Buffer.from(file.bytes.subarray(0, 5)).toString()).toBe('%PDF-');
		const words = textOf(file.bytes);
		const chain = await findChain(ctx, unit);
		const point = await newestCheckpoint(ctx, unit);
		// All that was signed stands there: chain, number, hash and the instant to the millisecond.
		expect(words).toContain(`XA-Y · ${chain?.id}`);
		expect(words).toContain(`${printedSecond(point?.at ?? new Date(0))} (${point?.at.toISOString()})`);
		// Without an end it is of every day until it was printed.
		const old = await exportTrail(ctx, { unit, from: '2026-01-01' }, 'pdf', testSigner);
		expect(textOf(old.bytes)).toContain(`Từ 01/01/2026 đến ${printedDay(today(ctx))}`);
		// Two acts and the export itself.
		expect(point?.seq).toBe(3);
		expect((await verifyAgainst(ctx, point?.code ?? '', testSigner))[0]).toMatchObject({ outcome: 'whole' });
		await expect(exportTrail(ctx, {}, 'pdf', testSigner)).rejects.toMatchObject({ fields: { unit: 'required' } });
	});

	it('of more than fits is refused with the limit, and not recorded', async () => {
		const unit = await addUnit(database, 'XA-Z');
		const ctx = trailContext(database, await addPerson(database, unit, ['head']));
		await recordActs(ctx, unit, 1);
		const chain = await database.client.auditChain.findFirstOrThrow({ where: { unitId: unit } });
		await asOwner(
			database,
			[
				`insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, actor_name)
				select '${chain.id}', 0, now(), 'unit.settings', 'unit', 'x', 'x' from generate_series(1, 1001)`
			],
			{ triggers: true }
		);
		await expect(exportTrail(ctx, { unit }, 'pdf', testSigner)).rejects.toMatchObject({
			code: 'export_too_large',
			params: { limit: 1000 }
		});
		expect(await database.client.auditTrail.count({ where: { unitId: unit, event: 'trail.export' } })).toBe(0);
	});
});
