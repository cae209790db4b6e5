import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatDay } from '#lib/format.ts';
import { parseListQuery } from '#lib/domain/documents/list-query.ts';
import { emptyLine, type TypedLine } from '#lib/domain/documents/take-on.ts';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { submitVersion } from '#lib/server/documents/review.ts';
import { homeFor } from '#lib/server/documents/queries/home.ts';
import { noticePath, noticeText } from '#lib/server/notifications/notice-words.ts';
import { listDocuments } from '#lib/server/documents/queries/list.ts';
import { exportDocuments } from '#lib/server/documents/queries/list-export.ts';
import { documentVersions } from '#lib/server/documents/queries/document-versions.ts';
import { addTakeOnFiles, addTakeOnTable, discardTakeOn, saveTakeOn, startTakeOn } from '#lib/server/documents/take-on/list.ts';
import { signTakeOn } from '#lib/server/documents/take-on/sign.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import { createDocument } from '#lib/server/documents/documents.ts';
import { listTrail } from '#lib/server/audit-trail/list.ts';
import { namesFor } from '#lib/server/audit-trail/subjects.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { readTable } from '#lib/server/files/table.ts';
import { testSigner } from '../support/trail.ts';
import { documentsWorld, draftVersion, issuedVersion, noticesOf, password, refusal, type DocumentsWorld } from '../support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
}, 120_000);
afterAll(() => world.close());

const codeOf = async (act: Promise<unknown>) => (await refusal(act)).code;
let codes = 0;
const freshCode = () => `QT-9${String((codes += 1)).padStart(2, '0')}`;
const row = (given: Partial<TypedLine>): TypedLine => ({
	...emptyLine,
	title: 'Tiếp nhận hồ sơ',
	numbers: '02/01',
	decisionNumber: '12/QĐ-SNV',
	decisionDate: '01/03/2024',
	effectiveFrom: '15/03/2024',
	...given
});

/** A list of these rows, each with a PDF of its own unless it names one. */
async function listOf(rows: readonly TypedLine[], askReading = false) {
	const officer = await world.as('officer');
	const list = await startTakeOn(officer, world.unitId);
	const lines = rows.map((line, index) => ({ ...line, file: line.file || `${line.code}-${index}.pdf` }));
	const files = await Promise.all(
		lines.map(async (line) => ({ ...(await world.pdf(`${line.code} ${line.numbers}`)), fileName: line.file }))
	);
	await addTakeOnFiles(officer, { takeOnId: list.id, files });
	const { rowVersion } = await saveTakeOn(officer, { takeOnId: list.id, lines, askReading });
	return { id: list.id, number: list.number, rowVersion, password };
}
const sign = async (list: { id: string; rowVersion: number }, who: 'head' | 'officer' | 'deputy' = 'head') =>
	signTakeOn(await world.as(who), { takeOnId: list.id, rowVersion: list.rowVersion, password });
const versionsOf = (code: string) =>
	world.client.version.findMany({
		where: { unitId: world.unitId, document: { code } },
		orderBy: { issueNo: 'asc' },
		include: { issueBatch: true, acts: true, signatures: true }
	});
const day = (text: string) => new Date(`${text}T00:00:00Z`);

function attack(...statements: string[]): Promise<unknown> {
	return world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		for (const sql of statements) await tx.$executeRawUnsafe(sql);
	});
}

describe('B7: what was in force before eISO is taken on', () => {
	it('is in force as on paper, with the decisions of then and without a review that nobody did', async () => {
		const code = freshCode();
		const list = await listOf([
			row({ code, numbers: '03/00', decisionNumber: '40/QĐ-SNV', decisionDate: '2025-05-02', effectiveFrom: '2025-05-10' }),
			row({ code, numbers: 'Lần ban hành 01', lastDay: '01/01/2024', effectiveFrom: '01/02/2022', decisionDate: '01/02/2022' }),
			row({ code, effectiveFrom: '01/03/2024' })
		]);
		await expect(sign(list)).resolves.toMatchObject({ documents: 1, versions: 3 });
		const versions = await versionsOf(code);
		expect(versions.map((v) => [v.state, v.origin, v.effectiveFrom, v.effectiveTo, v.issueBatch?.decisionNumber])).toEqual([
			['issued', 'taken_on', day('2022-02-01'), day('2024-01-02'), '12/QĐ-SNV'],
			['issued', 'taken_on', day('2024-03-01'), day('2025-05-10'), '12/QĐ-SNV'],
			['issued', 'taken_on', day('2025-05-10'), null, '40/QĐ-SNV']
		]);
		for (const version of versions) {
			expect(version.acts.map(({ event }) => event)).toEqual(['take_on']);
			expect(version).toMatchObject({ reviewerId: null, submittedById: null, signatures: [] });
		}
		const [signature, ...others] = await world.client.signature.findMany({ where: { takeOnId: list.id } });
		expect(others).toEqual([]);
		expect(signature).toMatchObject({ meaning: 'take_on', userId: world.ids.head });
		expect(signature?.meaningText).toContain('Các tài liệu này đang có hiệu lực tại đơn vị');
		expect(await world.client.readingRequest.count({ where: { versionId: { in: versions.map(({ id }) => id) } } })).toBe(0);
		// Looked at by a past day, the master list and its export say whose word it is.
		const query = parseListQuery(new URLSearchParams({ asOf: '2022-06-01', q: code }));
		const staff = await world.as('staff');
		const { items } = await listDocuments(staff, query);
		expect(items.map((item) => [item.code, item.numbers, item.takenOn])).toEqual([[code, '01/00', world.day()]]);
		const sheet = await readTable(Buffer.from((await exportDocuments(staff, query, 'xlsx')).bytes), 'list.xlsx');
		expect(JSON.stringify(sheet.rows)).toContain(`ghi nhận ngày ${formatDay(world.day())}`);
		expect((await verifyChain(await world.as('head'), world.unitId, testSigner)).broken).toBeNull();
	});

	it('asks people to read only when the list says so', async () => {
		const code = freshCode();
		await sign(await listOf([row({ code })], true));
		const [version] = await versionsOf(code);
		expect(await world.client.readingRequest.count({ where: { versionId: version?.id } })).toBeGreaterThan(0);
	});

	it('is signed by a head of the unit, over the list as they saw it, and only without faults', async () => {
		const code = freshCode();
		const list = await listOf([row({ code })]);
		expect(await codeOf(sign(list, 'officer'))).toBe('forbidden');
		expect(await codeOf(sign({ ...list, rowVersion: list.rowVersion - 1 }))).toBe('stale');
		const wrong = await listOf([row({ code: freshCode(), decisionDate: 'hôm qua' })]);
		expect(await codeOf(sign(wrong))).toBe('take_on_faulty');
		expect(await codeOf(startTakeOn(await world.as('staff'), world.unitId))).toBe('forbidden');
		await sign(list);
		expect(await codeOf(sign({ ...list, rowVersion: list.rowVersion + 1 }))).toBe('illegal_transition');
	});

	it('waits on Home of the heads from when it has no fault until it is signed, spoilt or given up', async () => {
		const waits = async (who: 'head' | 'deputy' | 'officer', id: string) => {
			const ctx = await world.as(who);
			const home = await homeFor(ctx, world.unitId);
			const duties = home.duties.filter((duty) => duty.what === 'take_on' && duty.id === id);
			return [await noticesOf(world, who, id), duties.map(({ name, detail }) => [name, detail])];
		};
		const officer = await world.as('officer');
		const code = freshCode();
		const list = await listOf([row({ code, decisionDate: '' })]);
		expect(await waits('head', list.id)).toEqual([[], []]);
		const lines = [row({ code, file: `${code}-0.pdf` })];
		const save = (lines: readonly TypedLine[]) => saveTakeOn(officer, { takeOnId: list.id, lines, askReading: false });
		await save(lines);
		await save(lines);
		const asked = [['take_on_ready'], [[list.number, '1']]];
		expect([await waits('head', list.id), await waits('deputy', list.id)]).toEqual([asked, asked]);
		expect(await waits('officer', list.id)).toEqual([[], []]);
		const notice = await world.client.notice.findFirstOrThrow({ where: { subjectId: list.id, lapsedAt: null } });
		expect(noticePath(notice)).toBe(`/documents/take-on/${list.id}`);
		expect(noticeText(notice, 'vi')).toContain(list.number);
		await save([...lines, row({ code: freshCode(), numbers: '' })]);
		expect(await waits('head', list.id)).toEqual([[], []]);
		const { rowVersion } = await save(lines);
		expect(await waits('head', list.id)).toEqual(asked);
		await sign({ ...list, rowVersion });
		expect([await waits('head', list.id), await waits('deputy', list.id)]).toEqual([
			[[], []],
			[[], []]
		]);
		const given = await listOf([row({ code: freshCode() })]);
		expect(await waits('head', given.id)).toEqual([['take_on_ready'], [[given.number, '1']]]);
		await discardTakeOn(officer, { takeOnId: given.id });
		expect(await waits('head', given.id)).toEqual([[], []]);
	});

	it('has its number and its page in the trail', async () => {
		const list = await listOf([row({ code: freshCode() })]);
		const head = await world.as('head');
		const { items } = await listTrail(head, { subjectType: 'take_on' });
		const names = await namesFor(head, items);
		expect(names.subject({ type: 'take_on', id: list.id })).toEqual({ label: list.number, href: `/documents/take-on/${list.id}` });
	});

	it('happens once, and only while the document has no version', async () => {
		const code = freshCode();
		const [first, second] = [await listOf([row({ code })]), await listOf([row({ code })])];
		await sign(first);
		expect(await codeOf(sign(second))).toBe('take_on_faulty');
		const officer = await world.as('officer');
		const draft = await createDocument(officer, { unitId: world.unitId, kind: 'QT', code: freshCode(), title: 'Có bản thảo' });
		await createVersion(officer, { documentId: draft.id, pdf: await world.pdf('x') });
		expect(await codeOf(sign(await listOf([row({ code: draft.code })])))).toBe('take_on_faulty');
		const empty = await createDocument(officer, { unitId: world.unitId, kind: 'QT', code: freshCode(), title: 'Chưa có bản nào' });
		await sign(await listOf([row({ code: empty.code })]));
		expect(await versionsOf(empty.code)).toHaveLength(1);
	});

	it('keeps rows of a table as they stand there, and gives a list up without a trace in force', async () => {
		const officer = await world.as('officer');
		const list = await startTakeOn(officer, world.unitId);
		const head = ['Mã', 'Tên tài liệu', 'Lần ban hành', 'Ngày quyết định'];
		const rows = [head, ['QT-77', 'Quy trình', 'hai', '31/02/2020'], ['', '', '', '']].map((cells, index) => ({ line: index + 1, cells }));
		await addTakeOnTable(officer, { takeOnId: list.id, rows, fileName: 'danh-muc.xlsx' });
		const [line] = await world.client.takeOnLine.findMany({ where: { takeOnId: list.id } });
		expect(line?.typed).toEqual({ code: 'QT-77', title: 'Quy trình', numbers: 'hai', decisionDate: '31/02/2020' });
		expect(await codeOf(addTakeOnTable(officer, { takeOnId: list.id, rows: [{ line: 1, cells: ['x'] }], fileName: 'x' }))).toBe('invalid');
		await discardTakeOn(officer, { takeOnId: list.id });
		expect(await codeOf(saveTakeOn(officer, { takeOnId: list.id, lines: [], askReading: false }))).toBe('illegal_transition');
	});

	it('cannot be revoked, submitted or approved afterwards; the next version replaces it as ever', async () => {
		const code = freshCode();
		await sign(await listOf([row({ code })]));
		const [version] = await versionsOf(code);
		if (!version?.issueBatchId) throw new Error('not taken on');
		const head = await world.as('head');
		expect(await codeOf(revokeBatch(head, { batchId: version.issueBatchId, comment: 'Nhầm', password }))).toBe('illegal_transition');
		expect(await codeOf(submitVersion(await world.as('officer'), { versionId: version.id }))).toBe('illegal_transition');
		expect(await codeOf(approveVersion(head, { versionId: version.id, password }))).toBe('illegal_transition');
		await world.client.documentDrafter.create({
			data: { documentId: version.documentId, userId: world.ids.drafter, namedById: world.ids.officer }
		});
		await issuedVersion(world, { documentId: version.documentId, confirm: warningCodes });
		const shown = await documentVersions(await world.as('staff'), version.documentId, 'issue_revision');
		expect(shown.map(({ takenOn, phase }) => [takenOn, phase])).toEqual(
			expect.arrayContaining([
				[world.day(), 'past'],
				[null, 'in_force']
			])
		);
	});
});

describe('raw SQL goes before today only with a signed list', () => {
	it('by none of its parts', async () => {
		const officer = await world.as('officer');
		const empty = await createDocument(officer, { unitId: world.unitId, kind: 'QT', code: freshCode(), title: 'Trống' });
		const list = await listOf([row({ code: freshCode() })]);
		const file = (await world.client.takeOnFile.findFirstOrThrow({ where: { takeOnId: list.id } })).sha256;
		const id = (n: number) => `00000000-0000-7000-8000-00000000000${n}`;
		const version = (
			n: number,
			issue: number,
			more = ''
		) => `insert into version (id, document_id, unit_id, issue_no, revision_no, title, origin,
			pdf_sha256, created_by_id${more ? ', effective_from' : ''}) values ('${id(n)}', '${empty.id}', '${world.unitId}', ${issue}, 0, 'x', 'taken_on', '${file}',
			'${world.ids.officer}'${more})`;
		const batch = (
			n: number,
			from: string,
			listId = `'${list.id}'`
		) => `insert into issue_batch (id, unit_id, number, take_on_id, decision_number,
			decision_date, effective_on, created_by_id) values ('${id(n)}', '${world.unitId}', 'GN-x-${n}', ${listId}, '1/QĐ', '2020-01-01', '${from}', '${world.ids.head}')`;
		const line = (b: number, v: number) =>
			`insert into issue_batch_line (id, batch_id, document_id, version_id) values (gen_random_uuid(), '${id(b)}', '${empty.id}', '${id(v)}')`;
		const take = (
			v: number,
			b: number,
			from: string,
			to = 'null'
		) => `update version set state = 'issued', row_version = 2, issue_batch_id = '${id(b)}',
			issued_at = eiso_now(), effective_from = '${from}', effective_to = ${to} where id = '${id(v)}'`;
		const issue = (b: number) =>
			`update issue_batch set state = 'issued', issued_at = eiso_now(), issued_by_id = '${world.ids.head}', row_version = 2 where id = '${id(b)}'`;
		const signature = (
			who: string,
			at = 'eiso_now()'
		) => `insert into signature (id, meaning, meaning_text, take_on_id, user_id, signer_name, position, signed_at)
			values (gen_random_uuid(), 'take_on', 'x', '${list.id}', '${who}', 'x', 'x', ${at})`;
		const close = `update take_on set state = 'signed', signed_at = eiso_now(), signed_by_id = '${world.ids.head}', row_version = row_version + 1 where id = '${list.id}'`;
		const signed = signature(world.ids.head);
		const whole = [signed, version(1, 1), batch(2, '2020-01-01'), line(2, 1), take(1, 2, '2020-01-01'), issue(2), close];
		const without = (part: string) => whole.filter((one) => one !== part);

		// Whose signature, and when.
		await expect(attack(signature(world.ids.officer))).rejects.toThrow(/signature_refused/);
		await expect(attack(signature(world.ids.outsider))).rejects.toThrow(/signature_refused/);
		await expect(attack(signature(world.ids.head, `eiso_now() - interval '1 day'`))).rejects.toThrow(/past_fixed/);
		// No part without the others.
		await expect(attack(...without(signed))).rejects.toThrow(/unsigned/);
		await expect(attack(signed)).rejects.toThrow(/batch_disagrees/);
		await expect(attack(version(1, 1))).rejects.toThrow(/batch_disagrees/);
		await expect(attack(...without(issue(2)))).rejects.toThrow(/batch_disagrees/);
		await expect(attack(...without(close))).rejects.toThrow(/batch_disagrees/);
		await expect(attack(...without(take(1, 2, '2020-01-01')))).rejects.toThrow(/batch_disagrees/);
		await expect(attack(...without(signed), signed)).rejects.toThrow(/unsigned/);
		await expect(attack(close)).rejects.toThrow(/unsigned/);
		// Days: none to come, none but the decision's, and of a document one version holds today.
		const moved = (from: string, to?: string, effective = from) => [
			signed,
			version(1, 1),
			batch(2, effective),
			line(2, 1),
			take(1, 2, from, to),
			issue(2),
			close
		];
		await expect(attack(...moved(world.day(3)))).rejects.toThrow(/decision_in_future/);
		await expect(attack(...moved('2019-01-01', 'null', '2020-01-01'))).rejects.toThrow(/unsigned/);
		await expect(attack(...moved('2020-01-01', `'2021-01-01'`))).rejects.toThrow(/not_in_force/);
		await expect(attack(signed, version(1, 1, `, '2020-01-01'`))).rejects.toThrow(/illegal_transition/);
		// A second version of the act: no common day, numbers that grow with the days.
		const second = (issueNo: number, from: string, to: string) => [
			version(3, issueNo),
			batch(4, from),
			line(4, 3),
			take(3, 4, from, to),
			issue(4)
		];
		const first = (to: string) => [signed, version(1, 1), batch(2, '2020-01-01'), line(2, 1), take(1, 2, '2020-01-01', to), issue(2)];
		await expect(attack(...first('null'), ...second(2, '2021-01-01', 'null'), close)).rejects.toThrow(/version_one_in_force/);
		await expect(attack(...first(`'2020-06-01'`), ...second(1, '2021-01-01', 'null'), close)).rejects.toThrow(/numbers/);
		await expect(attack(...first('null'), ...second(2, '2019-01-01', `'2019-06-01'`), close)).rejects.toThrow(/numbers_not_increasing/);
		// Not for what has versions, not through a draft of this house, not by an ordinary batch.
		const draft = await draftVersion(world);
		await expect(attack(signed, version(1, 9).replace(empty.id, draft.documentId))).rejects.toThrow(/open_version_exists/);
		await expect(attack(`update version set origin = 'taken_on' where id = '${draft.id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(batch(2, '2020-01-01', 'null'), issue(2))).rejects.toThrow(/effective_in_past/);
		await expect(
			attack(
				signed,
				batch(2, '2020-01-01'),
				line(2, 1).replace(empty.id, draft.documentId).replace(id(1), draft.id),
				take(1, 2, '2020-01-01').replace(id(1), draft.id)
			)
		).rejects.toThrow(/illegal_transition|unsigned/);
		// What is signed is not changed beneath the signature.
		await expect(attack(signed, `delete from take_on_line where take_on_id = '${list.id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(signed, `delete from take_on_file where take_on_id = '${list.id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(signed, `update take_on set ask_reading = true where id = '${list.id}'`)).rejects.toThrow(/content_frozen/);

		await attack(...first(`'2020-06-01'`), ...second(2, '2021-01-01', 'null'), close);
		// Afterwards the past lies still, and the list with it.
		await expect(attack(`update version set effective_to = '2020-07-01' where id = '${id(1)}'`)).rejects.toThrow(/past_fixed/);
		await expect(attack(`update version set effective_from = '2020-07-01' where id = '${id(1)}'`)).rejects.toThrow(/past_fixed/);
		await expect(
			attack(`update version set state = 'approved', row_version = 3, issue_batch_id = null, issued_at = null where id = '${id(3)}'`)
		).rejects.toThrow(/illegal_transition/);
		await expect(attack(`update issue_batch set state = 'revoked', row_version = 3 where id = '${id(4)}'`)).rejects.toThrow(/past_fixed/);
		await expect(attack(`update take_on_line set position = 9 where take_on_id = '${list.id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update take_on set state = 'discarded' where id = '${list.id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from take_on where id = '${list.id}'`)).rejects.toThrow(/append_only/);
		await expect(attack(signed, version(5, 3).replace(id(5), id(5)))).rejects.toThrow();
	});
});
