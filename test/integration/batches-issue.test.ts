import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { changeBatch, createBatch, discardBatch } from '#lib/server/documents/batches.ts';
import { issueBatch, issueNow } from '#lib/server/documents/issue.ts';
import { previewBatch, previewNewBatch } from '#lib/server/documents/preview.ts';
import { returnVersion } from '#lib/server/documents/review.ts';
import { createVersion } from '#lib/server/documents/versions.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import {
	aDocument,
	approvedVersion,
	documentsWorld,
	issuedVersion,
	issueVersions,
	noticesOf,
	password,
	passedVersion,
	refusal,
	trailOf,
	versionRow,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const decision = () => ({ decisionNumber: '518/QĐ-SNV', decisionDate: world.day(), effectiveOn: world.day(7) });
const draftOf = async (versionIds: string[], more: object = {}) =>
	createBatch(await world.as('officer'), { unitId: world.unitId, versionIds, ...decision(), ...more });
const day = (value: Date | null) => value?.toISOString().slice(0, 10) ?? null;

describe('B1, B2, B4: draft batches', () => {
	it.each(['officer', 'head'] as Who[])('are made by the %s, numbered per unit and year; heads are told', async (who) => {
		const version = await approvedVersion(world);
		const ctx = await world.as(who);
		const first = await createBatch(ctx, { unitId: world.unitId, versionIds: [version.id] });
		const second = await createBatch(ctx, { unitId: world.unitId, versionIds: [version.id] });
		expect(first.number).toMatch(/^ĐBH-2026-\d{3}$/);
		expect(Number(second.number.slice(-3))).toBe(Number(first.number.slice(-3)) + 1);
		expect(await noticesOf(world, 'deputy', first.id)).toEqual(['batch_created']);
		expect(await trailOf(world, first.id)).toEqual(['issue_batch.create']);
	});

	it.each(['drafter', 'reviewer', 'staff', 'outsider', 'coordinator', 'administrator'] as Who[])('are refused to the %s', async (who) => {
		const version = await approvedVersion(world);
		const ctx = await world.as(who);
		expect((await refusal(createBatch(ctx, { unitId: world.unitId, versionIds: [version.id] }))).code).toBe('forbidden');
		const batch = await draftOf([version.id]);
		const unseen = who === 'reviewer' ? 'forbidden' : 'batch_not_found';
		expect((await refusal(changeBatch(ctx, { batchId: batch.id, note: 'x' }))).code).toBe(unseen);
		expect((await refusal(issueBatch(ctx, { batchId: batch.id }))).code).toBe(unseen);
		expect((await refusal(discardBatch(ctx, { batchId: batch.id }))).code).toBe(unseen);
		if (who !== 'reviewer') expect((await refusal(previewBatch(ctx, batch.id))).code).toBe(unseen);
	});

	it('hold only what is approved and the unit’s own, each document once', async () => {
		const officer = await world.as('officer');
		const create = (input: object) => refusal(createBatch(officer, { unitId: world.unitId, versionIds: [], ...input }));
		const passed = await passedVersion(world);
		expect(await create({ versionIds: [passed.id] })).toMatchObject({ code: 'illegal_transition', params: { state: 'in_approval' } });
		expect((await create({ versionIds: [crypto.randomUUID()] })).params.fields).toEqual({ versionIds: 'version_unknown' });
		const outsider = await world.as('outsider');
		const approved = await approvedVersion(world);
		const foreign = refusal(createBatch(outsider, { unitId: world.otherUnitId, versionIds: [approved.id] }));
		expect((await foreign).params.fields).toEqual({ versionIds: 'version_unknown' });
		const next = await issuedVersion(world);
		expect((await create({ withdrawals: [{ documentId: next.documentId, reason: ' ' }] })).params.fields).toEqual({
			withdrawals: 'reason_required'
		});
		expect(await create({ withdrawals: [{ documentId: approved.documentId, reason: 'x' }] })).toMatchObject({
			code: 'illegal_transition',
			params: { reason: 'not_in_force' }
		});
		expect((await create({ decisionDate: '2026-02-30' })).params.fields).toEqual({ decisionDate: 'day_invalid' });
	});

	it('change as a draft only, one of two writers at a time, and keep before and after', async () => {
		const [one, two] = [await approvedVersion(world), await approvedVersion(world)];
		const batch = await draftOf([one.id]);
		const head = await world.as('head');
		const { rowVersion } = await changeBatch(head, {
			batchId: batch.id,
			rowVersion: 1,
			versionIds: [one.id, two.id],
			decisionNumber: ' 1/QĐ '
		});
		expect(await refusal(changeBatch(head, { batchId: batch.id, rowVersion: 1, note: 'x' }))).toMatchObject({
			code: 'stale',
			params: { rowVersion }
		});
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: batch.id, event: 'issue_batch.change' } });
		expect(entry.before).toMatchObject({ decisionNumber: '518/QĐ-SNV', lines: [{ version: one.id }] });
		expect(entry.after).toMatchObject({ decisionNumber: '1/QĐ' });
		expect(await world.client.issueBatchLine.count({ where: { batchId: batch.id } })).toBe(2);
		await discardBatch(await world.as('officer'), { batchId: batch.id });
		expect((await refusal(changeBatch(head, { batchId: batch.id, note: 'x' }))).code).toBe('illegal_transition');
		expect((await refusal(issueBatch(head, { batchId: batch.id }))).code).toBe('illegal_transition');
		expect((await versionRow(world, one.id)).state).toBe('approved');
	});

	it('are discarded by their maker too, who is no officer any more', async () => {
		const former = await world.addPerson(['officer']);
		const version = await approvedVersion(world);
		const batch = await createBatch(await world.asId(former), { unitId: world.unitId, versionIds: [version.id] });
		await onItsDay(world, async (db) => {
			await db.membership.updateMany({ where: { userId: former }, data: { validTo: toDbDate(world.day()) } });
			const validFrom = toDbDate(world.day());
			await db.membership.create({ data: { userId: former, unitId: world.unitId, roles: ['reader'], position: 'Chuyên viên', validFrom } });
		});
		expect((await refusal(issueBatch(await world.asId(former), { batchId: batch.id }))).code).toBe('forbidden');
		expect(await discardBatch(await world.asId(former), { batchId: batch.id })).toMatchObject({ state: 'discarded' });
	});
});

describe('the preview', () => {
	it('says what is superseded, whom it tells, and writes nothing', async () => {
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId, step: 'revision' });
		const first = await approvedVersion(world, { document: { audience: [{ kind: 'person', userId: world.ids.staff }] } });
		const before = [await world.client.issueBatch.count(), await world.client.auditTrail.count()];
		const preview = await previewNewBatch(await world.as('officer'), {
			unitId: world.unitId,
			versionIds: [next.id, first.id],
			...decision()
		});
		expect([await world.client.issueBatch.count(), await world.client.auditTrail.count()]).toEqual(before);
		expect(preview.problems).toEqual([]);
		expect(preview.lines.find((line) => line.versionId === next.id)).toMatchObject({
			supersedes: { versionId: old.id, issueNo: 1, revisionNo: 0, from: world.day(), until: null, newUntil: world.day(7) },
			issueNo: 1,
			revisionNo: 1
		});
		expect(preview.lines.find((line) => line.versionId === first.id)).toMatchObject({ supersedes: null, readers: 1 });
		expect(preview.told.people).toBe(preview.told.byDivision.reduce((sum, division) => sum + division.people, 0));
		expect(preview.told.byRole).toContainEqual({ role: 'head', people: 2 });
	});

	it('lists forms, citations and replacements that need a decision, as warnings with stable codes', async () => {
		const parent = await issuedVersion(world);
		const form = await issuedVersion(world, { document: { parentId: parent.documentId } });
		const citing = await issuedVersion(world, { references: [parent.documentId] });
		const idle = await aDocument(world);
		const replaced = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: parent.documentId, step: 'revision', references: [idle.id, form.documentId] });
		const replacing = await approvedVersion(world, { document: { replacesId: replaced.documentId, audience: [] } });
		const officer = await world.as('officer');
		const input = { unitId: world.unitId, versionIds: [next.id, replacing.id], ...decision() };
		const preview = await previewNewBatch(officer, input);
		expect(Object.fromEntries(preview.warnings.map((warning) => [warning.code, warning.items.map((item) => item.documentId)]))).toEqual({
			form_parent_changes: [form.documentId],
			cites_not_in_force: [idle.id],
			replaced_stays: [replaced.documentId],
			nobody_told: [replacing.documentId]
		});
		expect(preview.citing).toMatchObject([{ documentId: citing.documentId, because: parent.code }]);

		const refused = await refusal(issueNow(officer, { ...input, confirm: ['form_parent_changes'] }));
		expect(refused).toMatchObject({ code: 'warnings', params: { warnings: ['cites_not_in_force', 'replaced_stays', 'nobody_told'] } });
		const issued = await issueNow(officer, { ...input, confirm: preview.warnings.map((warning) => warning.code) });
		const batch = await world.client.issueBatch.findUniqueOrThrow({ where: { id: issued.id } });
		expect(batch.confirmedWarnings).toHaveLength(4);
		expect(batch.preview).toMatchObject({ lines: [{ versionId: next.id }, { versionId: replacing.id }] });
		expect(await noticesOf(world, 'officer', issued.id)).toEqual([]);
	});

	it('of a withdrawal needs a signature and names what cites the document', async () => {
		const gone = await issuedVersion(world);
		const form = await issuedVersion(world, { document: { parentId: gone.documentId } });
		const citing = await issuedVersion(world, { references: [gone.documentId] });
		const preview = await previewNewBatch(await world.as('officer'), {
			unitId: world.unitId,
			versionIds: [],
			withdrawals: [{ documentId: gone.documentId, reason: 'Luật thay đổi' }],
			...decision()
		});
		expect(preview.needsSignature).toBe(true);
		expect(preview.warnings).toMatchObject([
			{ code: 'form_parent_withdrawn', items: [{ documentId: form.documentId, because: gone.code }] },
			{ code: 'cited_withdrawn', items: [{ documentId: citing.documentId, because: gone.code }] }
		]);
	});
});

describe('B3 issue', () => {
	it('puts all lines in force from one day, ends what was, and records both', async () => {
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId, step: 'issue', title: 'Tên mới' });
		const first = await approvedVersion(world);
		const batch = await draftOf([next.id, first.id]);
		const issued = await issueBatch(await world.as('officer'), { batchId: batch.id, rowVersion: batch.rowVersion });
		expect(issued).toMatchObject({ state: 'issued', number: batch.number, effectiveOn: world.day(7) });
		for (const id of [next.id, first.id]) {
			const row = await versionRow(world, id);
			expect(row).toMatchObject({ state: 'issued', issueBatchId: batch.id, effectiveTo: null });
			expect(day(row.effectiveFrom)).toBe(world.day(7));
			expect((await trailOf(world, id)).slice(-2)).toEqual(['version.issue', 'version.ask_to_read']);
		}
		expect(day((await versionRow(world, old.id)).effectiveTo)).toBe(world.day(7));
		expect((await trailOf(world, batch.id)).at(-1)).toBe('issue_batch.issue');
		const titles = await world.client.document.findMany({ where: { id: { in: [old.documentId] } }, select: { title: true } });
		expect(titles[0]?.title).not.toBe('Tên mới');
		const entry = await world.client.searchEntry.findUniqueOrThrow({ where: { versionId: next.id } });
		expect(entry).toMatchObject({ title: 'Tên mới', titleFold: 'ten moi', code: old.code });
		expect(day(entry.effectiveFrom)).toBe(world.day(7));
		expect(await noticesOf(world, 'staff', batch.id)).toEqual(['issued']);
		expect(await noticesOf(world, 'officer', batch.id)).toEqual([]);
		const chain = await world.client.auditChain.findFirstOrThrow({ where: { unitId: world.unitId } });
		expect(await world.client.$queryRaw`select * from eiso_verify_chain(${chain.id}::uuid)`).toEqual([]);
	});

	it('queues the text, the copies and, for a change of substance, the mails', async () => {
		const jobs = async () =>
			(await world.client.$queryRaw<{ name: string; count: bigint }[]>`select name, count(*) from pgboss.job group by name`).reduce(
				(map, row) => map.set(row.name, Number(row.count)),
				new Map<string, number>()
			);
		const grown = async (act: () => Promise<unknown>) => {
			const before = await jobs();
			await act();
			const after = await jobs();
			return Object.fromEntries([...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)]));
		};
		const substantive = await approvedVersion(world);
		const of = { unitId: world.unitId, user: { status: 'active' as const } };
		const people = (await world.client.membership.findMany({ where: of, distinct: ['userId'], select: { userId: true } })).length;
		expect(await grown(() => issueVersions(world, [substantive.id]))).toMatchObject({
			'documents.index': 1,
			'documents.make-reading-copies': 1,
			'mail.notice': people - 1
		});
		const editorial = await approvedVersion(world, { changeClass: 'editorial' });
		expect(await grown(() => issueVersions(world, [editorial.id]))).toMatchObject({ 'documents.index': 1, 'mail.notice': 0 });
	});

	it('tells the audience only', async () => {
		const version = await approvedVersion(world, {
			document: { audience: [{ kind: 'role', role: 'reviewer' }], visibility: 'restricted' }
		});
		await issueVersions(world, [version.id]);
		expect(await noticesOf(world, 'reviewer', version.documentId)).toEqual(['issued']);
		expect(await noticesOf(world, 'staff', version.documentId)).toEqual([]);
	});

	const guards: [string, () => { decisionDate?: Day | null; effectiveOn?: Day | null; decisionNumber?: string | null }, string, string][] =
		[
			['a decision of tomorrow', () => ({ decisionDate: world.day(1), effectiveOn: world.day(2) }), 'decision_in_future', 'decisionDate'],
			['an effect in the past', () => ({ decisionDate: world.day(-9), effectiveOn: world.day(-1) }), 'effective_in_past', 'effectiveOn'],
			['an effect more than twelve months ahead', () => ({ effectiveOn: world.day(366) }), 'effective_too_far', 'effectiveOn']
		];
	it.each(guards)('refuses %s', async (_name, more, code, field) => {
		const version = await approvedVersion(world);
		const officer = await world.as('officer');
		const input = { unitId: world.unitId, versionIds: [version.id], ...decision(), ...more() };
		expect(await refusal(issueNow(officer, input))).toMatchObject({ code, params: { field } });
		expect((await previewNewBatch(officer, input)).problems).toMatchObject([{ code, field }]);
		expect((await versionRow(world, version.id)).state).toBe('approved');
	});

	it('asks for the decision, and for lines', async () => {
		const version = await approvedVersion(world);
		const officer = await world.as('officer');
		const fields = (await refusal(issueNow(officer, { unitId: world.unitId, versionIds: [version.id] }))).params.fields;
		expect(fields).toEqual({ decisionNumber: 'required', decisionDate: 'required', effectiveOn: 'required' });
		expect((await refusal(issueNow(officer, { unitId: world.unitId, versionIds: [], ...decision() }))).code).toBe('batch_empty');
		expect(await world.client.issueBatch.count({ where: { state: 'draft', lines: { none: {} }, decisionNumber: null } })).toBe(0);
	});

	it('refuses a unit that is closed on that day', async () => {
		const unitId = await world.addUnit('XA-CU');
		await onItsDay(world, (db) =>
			db.unitVersion.updateMany({ where: { unitId }, data: { validTo: new Date(`${world.day(5)}T00:00:00Z`) } })
		);
		const officer = await world.asId(await world.addPerson(['officer'], { unitId }));
		const preview = await previewNewBatch(officer, { unitId, versionIds: [], ...decision() });
		expect(preview.problems.map((problem) => problem.code)).toContain('unit_closed');
	});

	it('refuses a line that is approved no more, all or nothing', async () => {
		const [good, bad] = [await approvedVersion(world), await approvedVersion(world)];
		const batch = await draftOf([good.id, bad.id]);
		await returnVersion(await world.as('officer'), { versionId: bad.id, comment: 'Sai' });
		expect(await refusal(issueBatch(await world.as('officer'), { batchId: batch.id, rowVersion: batch.rowVersion }))).toMatchObject({
			code: 'stale'
		});
		await issueBatch(await world.as('officer'), { batchId: batch.id });
		expect((await versionRow(world, bad.id)).state).toBe('draft');
		expect((await versionRow(world, good.id)).state).toBe('issued');
	});

	it('refuses a document that has an upcoming version', async () => {
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(9) });
		const officer = await world.as('officer');
		expect((await refusal(createVersion(officer, { documentId: upcoming.documentId }))).code).toBe('successor_pending');
		const current = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: current.documentId });
		await issueVersions(world, [next.id], { effectiveOn: world.day(9) });
		const withdraw = {
			unitId: world.unitId,
			versionIds: [],
			withdrawals: [{ documentId: current.documentId, reason: 'x' }],
			...decision()
		};
		expect((await refusal(issueNow(await world.as('head'), { ...withdraw, password }))).code).toBe('successor_pending');
	});

	it('withdraws only with a head’s signature', async () => {
		const gone = await issuedVersion(world);
		const next = await approvedVersion(world, { document: { replacesId: gone.documentId } });
		const batch = await draftOf([next.id], { withdrawals: [{ documentId: gone.documentId, reason: 'Thay bằng tài liệu mới' }] });
		const input = { batchId: batch.id };
		expect((await refusal(issueBatch(await world.as('officer'), { ...input, password }))).code).toBe('forbidden');
		const head = await world.as('head');
		expect(await refusal(issueBatch(head, input))).toMatchObject({ code: 'signature_refused', params: { reason: 'password_required' } });
		expect(await refusal(issueBatch(head, { ...input, password: 'sai' }))).toMatchObject({ code: 'signature_refused' });
		expect(await world.client.signature.count({ where: { issueBatchId: batch.id } })).toBe(0);
		await issueBatch(head, { ...input, password });
		const row = await versionRow(world, gone.id);
		expect(row).toMatchObject({ state: 'withdrawn', stateReason: 'Thay bằng tài liệu mới' });
		expect(day(row.effectiveTo)).toBe(world.day(7));
		const signature = await world.client.signature.findFirstOrThrow({ where: { issueBatchId: batch.id } });
		expect(signature).toMatchObject({ meaning: 'issue_with_withdrawal', userId: world.ids.head });
		expect(signature.contentSha256).toMatch(/^[0-9a-f]{64}$/);
		expect(await noticesOf(world, 'staff', gone.documentId)).toEqual(['issued', 'withdrawn']);
	});

	it('replaces on the very day leave an empty range that is never in force', async () => {
		const morning = await issuedVersion(world);
		const evening = await approvedVersion(world, { documentId: morning.documentId });
		expect((await refusal(issueVersions(world, [evening.id]))).params.warnings).toEqual(['replaced_same_day']);
		await issueVersions(world, [evening.id], { confirm: ['replaced_same_day'] });
		const row = await versionRow(world, morning.id);
		expect(row.effectiveFrom).toEqual(row.effectiveTo);
		const inForce = await world.client.$queryRaw<{ id: string }[]>`
			select id from version where document_id = ${morning.documentId}::uuid and in_force @> ${world.day()}::date`;
		expect(inForce).toEqual([{ id: evening.id }]);
	});

	it('names an issued batch as evidence: the database refuses to change it', async () => {
		const { batch } = await issuedVersion(world);
		const attack = (sql: string) => world.client.$executeRawUnsafe(sql.replace('$', `'${batch.id}'::uuid`));
		await expect(attack("update issue_batch set decision_number = 'x' where id = $")).rejects.toThrow(/content_frozen/);
		await expect(attack("update issue_batch set preview = '{}' where id = $")).rejects.toThrow(/content_frozen/);
		await expect(attack('delete from issue_batch where id = $')).rejects.toThrow(/append_only/);
		await expect(attack('delete from issue_batch_line where batch_id = $')).rejects.toThrow(/content_frozen/);
		await expect(attack("update issue_batch set state = 'draft' where id = $")).rejects.toThrow(/illegal_transition/);
		await expect(attack("update issue_batch set state = 'revoked' where id = $")).rejects.toThrow(/past_fixed/);
	});
});
