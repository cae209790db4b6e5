import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBatch } from '#lib/server/documents/batches.ts';
import { declineCorrection, proposeCorrection, signCorrection } from '#lib/server/documents/corrections.ts';
import { decisionNow } from '#lib/server/documents/decisions.ts';
import { loadBatch } from '#lib/server/documents/batch-facts.ts';
import { issueBatch, issueNow } from '#lib/server/documents/issue.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { documentListPage } from '#lib/server/documents/queries/list-page.ts';
import { noticePath, noticeText } from '#lib/server/notifications/notice-words.ts';
import { formatDay } from '#lib/format.ts';
import { documentPage } from '#lib/server/documents/queries/document-page.ts';
import { recentChanges } from '#lib/server/documents/queries/home-changes.ts';
import { batchList } from '#lib/server/documents/work/batch-list.ts';
import { withdrawalOf } from '#lib/server/documents/work/withdrawal.ts';
import { batchWork } from '#lib/server/documents/work/batch-work.ts';
import { citingDocuments, withdrawVersion } from '#lib/server/documents/withdraw.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	issueVersions,
	noticesOf,
	password,
	refusal,
	refusedCodes,
	trailOf,
	versionRow,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const day = (value: Date | null) => value?.toISOString().slice(0, 10) ?? null;
const decision = () => ({ decisionNumber: '518/QĐ-SNV', decisionDate: world.day(), effectiveOn: world.day(7) });
const revoke = async (who: Who, batchId: string, more: object = {}) =>
	revokeBatch(await world.as(who), { batchId, comment: 'Sai ngày', password, ...more });

describe('B5 revoke', () => {
	it('gives every line back: versions approved, predecessors running on, the audience told', async () => {
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId });
		const { id } = await issueVersions(world, [next.id], { effectiveOn: world.day(7) });
		const before = await versionRow(world, next.id);
		expect(await noticesOf(world, 'staff', old.documentId)).toEqual(['issued', 'issued']);
		expect(await revoke('head', id)).toMatchObject({ state: 'revoked' });
		const row = await versionRow(world, next.id);
		expect(row).toMatchObject({ state: 'approved', issueBatchId: null, effectiveFrom: null, rowVersion: before.rowVersion + 1 });
		expect(await versionRow(world, old.id)).toMatchObject({ state: 'issued', effectiveTo: null });
		expect(await world.client.searchEntry.count({ where: { versionId: next.id } })).toBe(0);
		// What was said of the version that runs on still holds.
		expect(await noticesOf(world, 'staff', old.documentId)).toEqual(['issued', 'revoked']);
		expect((await trailOf(world, next.id)).slice(-2)).toEqual(['version.revoke', 'version.reading_lapsed']);
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: id, event: 'issue_batch.revoke' } });
		expect(entry).toMatchObject({ comment: 'Sai ngày', after: { reopened: [{ versionId: old.id, until: null }] } });
		expect(await world.client.signature.count({ where: { issueBatchId: id, meaning: 'revoke_batch' } })).toBe(1);
		// Postponing is a new batch: the approval is still good.
		await issueVersions(world, [next.id], { effectiveOn: world.day(30) });
		expect(day((await versionRow(world, old.id)).effectiveTo)).toBe(world.day(30));
	});

	it('tells of every version by name what holds instead, and leads to the documents of the batch', async () => {
		const [old, gone] = [await issuedVersion(world), await issuedVersion(world)];
		const [next, fresh] = [await approvedVersion(world, { documentId: old.documentId }), await approvedVersion(world)];
		const head = await world.as('head');
		const { id, number } = await issueNow(head, {
			unitId: world.unitId,
			versionIds: [next.id, fresh.id],
			withdrawals: [{ documentId: gone.documentId, reason: 'Bỏ' }],
			...decision(),
			password
		});
		const told = async (kind: string) =>
			world.client.notice.findFirstOrThrow({ where: { userId: world.ids.staff, kind, subjectType: 'issue_batch', subjectId: id } });
		const path = noticePath(await told('issued'));
		expect(path).toBe(`/documents?batch=${id}`);
		const listed = async () =>
			documentListPage(await world.as('staff'), new URL(path, 'http://eiso.example').searchParams, world.otherUnitId);
		const page = await listed();
		expect(page.list.items.map((item) => item.id).sort()).toEqual([old.documentId, fresh.documentId, gone.documentId].sort());
		expect(page).toMatchObject({ batch: '518/QĐ-SNV', narrowed: true });
		await revoke('head', id);
		const text = noticeText(await told('revoked'), 'vi') ?? '';
		for (const part of [
			number,
			formatDay(world.day(7)),
			'Sai ngày',
			`${old.code} lần 02/00 không có hiệu lực, bản đang dùng vẫn giữ nguyên`
		])
			expect(text).toContain(part);
		expect(text).toContain(`${fresh.code} lần 01/00 chưa từng có hiệu lực`);
		expect(text).toContain(`${gone.code} không bị bãi bỏ nữa`);
		expect(noticeText(await told('revoked'), 'en')).toContain(`${fresh.code} 01/00 never applied`);
	});

	it('needs a head, a reason and the password, and an issued batch whose day has not come', async () => {
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(7) });
		for (const who of ['officer', 'reviewer'] as Who[]) expect((await refusal(revoke(who, upcoming.batch.id))).code).toBe('forbidden');
		for (const who of ['staff', 'outsider', 'coordinator'] as Who[])
			expect((await refusal(revoke(who, upcoming.batch.id))).code).toBe('batch_not_found');
		expect((await refusal(revoke('head', upcoming.batch.id, { comment: '' }))).params.fields).toEqual({ comment: 'reason_required' });
		expect((await refusal(revoke('head', upcoming.batch.id, { password: 'sai' }))).code).toBe('signature_refused');
		expect((await refusal(revoke('head', upcoming.batch.id, { rowVersion: 99 }))).code).toBe('stale');
		const today = await issuedVersion(world);
		expect(await refusal(revoke('head', today.batch.id))).toMatchObject({ code: 'illegal_transition', params: { reason: 'in_effect' } });
		const version = await approvedVersion(world);
		const draft = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [version.id] });
		expect((await refusal(revoke('head', draft.id))).code).toBe('illegal_transition');
		await revoke('head', upcoming.batch.id);
		expect((await refusal(revoke('head', upcoming.batch.id))).code).toBe('illegal_transition');
	});

	it('reopens to the day of a withdrawal that was there before, and leaves one that came after', async () => {
		const head = await world.as('head');
		const withdrawnFirst = await issuedVersion(world);
		await withdrawVersion(head, { versionId: withdrawnFirst.id, from: world.day(20), comment: 'Hết dùng', password });
		const after = await approvedVersion(world, { documentId: withdrawnFirst.documentId });
		expect((await refusal(issueVersions(world, [after.id], { effectiveOn: world.day(7) }))).params.warnings).toEqual([
			'in_force_withdrawn'
		]);
		const one = await issueVersions(world, [after.id], { effectiveOn: world.day(7), confirm: ['in_force_withdrawn'] });
		expect(day((await versionRow(world, withdrawnFirst.id)).effectiveTo)).toBe(world.day(7));
		await revoke('head', one.id);
		expect(await versionRow(world, withdrawnFirst.id)).toMatchObject({ state: 'withdrawn' });
		expect(day((await versionRow(world, withdrawnFirst.id)).effectiveTo)).toBe(world.day(20));

		const withdrawnLater = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: withdrawnLater.documentId });
		const two = await issueVersions(world, [next.id], { effectiveOn: world.day(7) });
		await withdrawVersion(head, { versionId: withdrawnLater.id, from: world.day(3), comment: 'Trái luật', password });
		await revoke('head', two.id);
		expect(day((await versionRow(world, withdrawnLater.id)).effectiveTo)).toBe(world.day(3));
	});

	it('undoes the withdrawals of the batch, and nothing else does', async () => {
		const gone = await issuedVersion(world);
		const { id } = await issueNow(await world.as('head'), {
			unitId: world.unitId,
			versionIds: [],
			withdrawals: [{ documentId: gone.documentId, reason: 'Bỏ' }],
			...decision(),
			password
		});
		const raw = world.client
			.$executeRaw`update version set state = 'issued', effective_to = null, row_version = row_version + 1 where id = ${gone.id}::uuid`;
		await expect(raw).rejects.toThrow(/illegal_transition/);
		await revoke('head', id);
		expect(await versionRow(world, gone.id)).toMatchObject({ state: 'issued', effectiveTo: null, withdrawnAt: null, stateReason: null });
	});
});

describe('B3 with a withdrawal, prepared by an officer', () => {
	it('says what ends, why, and which heads were told to sign', async () => {
		const gone = await issuedVersion(world);
		const officer = await world.as('officer');
		const batch = await createBatch(officer, {
			unitId: world.unitId,
			versionIds: [],
			withdrawals: [{ documentId: gone.documentId, reason: 'Thủ tục bị bãi bỏ' }],
			...decision()
		});
		const work = await batchWork(officer, batch.id);
		expect(work.preview?.lines).toMatchObject([{ withdraws: true, reason: 'Thủ tục bị bãi bỏ', supersedes: { newUntil: world.day(7) } }]);
		const heads = await world.client.user.findMany({ where: { id: { in: [world.ids.head, world.ids.deputy] } } });
		expect(work.heads).toEqual(heads.map((head) => head.fullName).sort());
		for (const who of ['head', 'deputy'] as Who[]) expect(await noticesOf(world, who, batch.id)).toEqual(['batch_created']);
		expect((await batchWork(await world.as('head'), batch.id)).heads).toEqual([]);
	});
});

describe('B6 correct a decision', () => {
	it('is proposed by the officer, signed by a head, and leaves the batch as it was', async () => {
		const { batch } = await issuedVersion(world);
		const officer = await world.as('officer');
		const proposal = await proposeCorrection(officer, {
			batchId: batch.id,
			field: 'decisionNumber',
			newValue: '519/QĐ-SNV',
			reason: 'Ghi nhầm'
		});
		expect(await noticesOf(world, 'head', batch.id)).toContain('correction_proposed');
		const head = await world.as('head');
		expect((await refusal(signCorrection(officer, { correctionId: proposal.id, password }))).code).toBe('forbidden');
		expect((await refusal(signCorrection(head, { correctionId: proposal.id, password: 'sai' }))).code).toBe('signature_refused');
		expect(await signCorrection(head, { correctionId: proposal.id, password })).toMatchObject({ state: 'signed' });
		expect((await refusal(signCorrection(head, { correctionId: proposal.id, password }))).code).toBe('illegal_transition');
		const row = await world.client.issueBatch.findUniqueOrThrow({ where: { id: batch.id } });
		expect(row.decisionNumber).toBe('518/QĐ-SNV');
		expect(await decisionNow(head, await loadBatch(head, batch.id))).toMatchObject({
			decisionNumber: '519/QĐ-SNV',
			was: { decisionNumber: '518/QĐ-SNV', decisionDate: null }
		});
		const corrected = { decisionNumber: '519/QĐ-SNV', was: { decisionNumber: '518/QĐ-SNV' } };
		expect(await batchWork(head, batch.id)).toMatchObject(corrected);
		expect((await batchList(head, world.unitId, 1)).items.find((item) => item.id === batch.id)).toMatchObject(corrected);
		const { documentId } = await world.client.version.findFirstOrThrow({ where: { issueBatchId: batch.id } });
		expect((await documentPage(head, documentId)).shown).toMatchObject(corrected);
		const changes = await recentChanges(head, world.unitId, 100);
		expect(changes.find((change) => change.documentId === documentId)?.decision).toBe('519/QĐ-SNV');
		expect(await noticesOf(world, 'officer', batch.id)).toContain('correction_decided');
		expect(await trailOf(world, proposal.id)).toEqual(['batch_correction.propose', 'batch_correction.sign']);
		const raw = world.client.$executeRaw`update batch_correction set new_value = 'x' where id = ${proposal.id}::uuid`;
		await expect(raw).rejects.toThrow(/append_only/);
	});

	it('has one open proposal per field, can be declined with a reason, and never touches the effective day', async () => {
		const { batch } = await issuedVersion(world);
		const officer = await world.as('officer');
		const propose = (newValue: string, field: 'decisionNumber' | 'decisionDate' = 'decisionDate', who = officer) =>
			proposeCorrection(who, { batchId: batch.id, field, newValue, reason: 'Nhầm' });
		expect((await refusal(propose(world.day(1)))).code).toBe('decision_in_future');
		expect((await refusal(propose('hôm qua'))).params.fields).toEqual({ newValue: 'day_invalid' });
		expect((await refusal(propose(world.day()))).params.fields).toEqual({ newValue: 'unchanged' });
		expect((await refusal(propose(world.day(-1), 'decisionDate', await world.as('head')))).code).toBe('forbidden');
		const first = await propose(world.day(-1));
		expect((await refusal(propose(world.day(-2)))).code).toBe('correction_open');
		const head = await world.as('head');
		expect((await refusal(declineCorrection(head, { correctionId: first.id, comment: '' }))).params.fields).toEqual({
			comment: 'reason_required'
		});
		await declineCorrection(head, { correctionId: first.id, comment: 'Đúng rồi' });
		await propose(world.day(-2));
		const upcoming = await approvedVersion(world);
		const draft = await createBatch(officer, { unitId: world.unitId, versionIds: [upcoming.id] });
		const early = proposeCorrection(officer, { batchId: draft.id, field: 'decisionNumber', newValue: 'x', reason: 'x' });
		expect((await refusal(early)).code).toBe('illegal_transition');
		const blind = proposeCorrection(await world.as('outsider'), { batchId: batch.id, field: 'decisionNumber', newValue: 'x', reason: 'x' });
		expect((await refusal(blind)).code).toBe('batch_not_found');
		const effective = world.client.batchCorrection.create({
			data: { batchId: batch.id, field: 'effectiveOn', oldValue: 'a', newValue: 'b', reason: 'c', proposedById: world.ids.officer }
		});
		await expect(effective).rejects.toThrow(/batch_correction_field/);
	});
});

describe('V14 withdraw', () => {
	const withdraw = async (who: Who, versionId: string, more: object = {}) =>
		withdrawVersion(await world.as(who), { versionId, comment: 'Trái quy định mới', password, ...more });

	it('ends the range from the day, tells the audience by mail, records what cites it, revives nobody', async () => {
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId });
		await issueVersions(world, [next.id], { confirm: ['replaced_same_day'] });
		const citing = await issuedVersion(world, { references: [old.documentId] });
		expect(await citingDocuments(await world.as('head'), old.documentId, world.day())).toMatchObject([{ code: citing.code }]);
		expect(await withdraw('head', next.id, { from: world.day(2), decisionNumber: '600/QĐ-SNV' })).toMatchObject({ state: 'withdrawn' });
		expect(day((await versionRow(world, next.id)).effectiveTo)).toBe(world.day(2));
		const entry = await world.client.auditTrail.findFirstOrThrow({ where: { subjectId: next.id, event: 'version.withdraw' } });
		expect(entry.after).toMatchObject({ from: world.day(2), decision: '600/QĐ-SNV', citing: [citing.code] });
		expect(await noticesOf(world, 'staff', old.documentId)).toEqual(['withdrawn']);
		expect(await noticesOf(world, 'officer', old.documentId)).toContain('citing_withdrawn');
		const after = await world.client
			.$queryRaw`select id from version where document_id = ${old.documentId}::uuid and in_force @> ${world.day(2)}::date`;
		expect(after).toEqual([]);
		const signature = await world.client.signature.findFirstOrThrow({ where: { versionId: next.id, meaning: 'withdraw_version' } });
		expect(signature.meaningText).toContain('bãi bỏ');
		const raw = world.client
			.$executeRaw`update version set effective_to = null, state = 'issued', row_version = row_version + 1 where id = ${next.id}::uuid`;
		await expect(raw).rejects.toThrow(/illegal_transition/);
	});

	it('is said on the page before its day and after, and cannot be done again', async () => {
		const version = await issuedVersion(world);
		await withdraw('head', version.id, { from: world.day(5), decisionNumber: '401/QĐ-SNV' });
		const said = { from: world.day(5), reason: 'Trái quy định mới', decisionNumber: '401/QĐ-SNV' };
		const page = async (asOf?: string) => documentPage(await world.as('staff'), version.documentId, { asOf });
		const { by } = (await page()).withdrawal ?? { by: '' };
		expect(by).toBe((await world.client.user.findUniqueOrThrow({ where: { id: world.ids.head } })).fullName);
		expect(await page()).toMatchObject({ shown: { state: 'in_force' }, withdrawal: { ...said, by } });
		expect(await page(world.day(4))).toMatchObject({ shown: { id: version.id }, withdrawal: { ...said, by } });
		for (const asOf of [world.day(5), world.day(50)]) expect(await page(asOf)).toMatchObject({ shown: null, withdrawal: { ...said, by } });
		const head = await world.as('head');
		expect((await documentPage(head, version.documentId)).can.withdraw).toBe(false);
		expect(await withdrawalOf(head, version.documentId)).toMatchObject({ version: null, withdrawal: { ...said, by } });
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(5) });
		expect(await withdrawalOf(head, upcoming.documentId)).toMatchObject({ version: null, withdrawal: null, upcomingFrom: world.day(5) });
	});

	it('of a batch names its decision as corrected', async () => {
		const gone = await issuedVersion(world);
		const head = await world.as('head');
		const batch = await issueNow(head, {
			unitId: world.unitId,
			versionIds: [],
			withdrawals: [{ documentId: gone.documentId, reason: 'Bỏ' }],
			...decision(),
			password
		});
		expect((await documentPage(head, gone.documentId)).withdrawal).toMatchObject({ reason: 'Bỏ', decisionNumber: '518/QĐ-SNV' });
		const proposal = await proposeCorrection(await world.as('officer'), {
			batchId: batch.id,
			field: 'decisionNumber',
			newValue: '815/QĐ-SNV',
			reason: 'Ghi nhầm'
		});
		await signCorrection(head, { correctionId: proposal.id, password });
		expect((await documentPage(head, gone.documentId)).withdrawal).toMatchObject({ decisionNumber: '815/QĐ-SNV' });
	});

	it('is a head’s, signed, with a reason, from today on', async () => {
		const version = await issuedVersion(world);
		for (const who of ['officer', 'reviewer', 'staff', 'coordinator', 'inspector', 'drafter'] as Who[])
			expect((await refusal(withdraw(who, version.id))).code, who).toBe('forbidden');
		for (const who of ['outsider', 'administrator'] as Who[])
			expect((await refusal(withdraw(who, version.id))).code, who).toBe('version_not_found');
		expect((await refusal(withdraw('head', version.id, { comment: ' ' }))).params.fields).toEqual({ comment: 'reason_required' });
		expect(await refusal(withdraw('head', version.id, { from: world.day(-1) }))).toMatchObject({
			code: 'effective_in_past',
			params: { field: 'from' }
		});
		expect((await refusal(withdraw('head', version.id, { from: '31/12/2026' }))).params.fields).toEqual({ from: 'day_invalid' });
		expect((await refusal(withdraw('head', version.id, { password: 'sai' }))).code).toBe('signature_refused');
		expect((await refusal(withdraw('head', version.id, { sha256: 'a'.repeat(64) }))).code).toBe('content_changed');
		expect((await refusal(withdraw('head', version.id, { rowVersion: 1 }))).code).toBe('stale');
		expect((await versionRow(world, version.id)).state).toBe('issued');
		await withdraw('head', version.id);
		expect((await refusal(withdraw('head', version.id))).code).toBe('illegal_transition');
	});

	it('of an upcoming version is a revoke, of a past one nothing, of one that ends earlier anyway refused', async () => {
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(5) });
		expect(await refusal(withdraw('head', upcoming.id))).toMatchObject({ code: 'illegal_transition', params: { reason: 'is_revoke' } });
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId });
		await issueVersions(world, [next.id], { effectiveOn: world.day(5) });
		expect(await refusal(withdraw('head', old.id, { from: world.day(5) }))).toMatchObject({ code: 'withdraw_after_end' });
		const replaced = await issuedVersion(world);
		const newer = await approvedVersion(world, { documentId: replaced.documentId });
		await issueVersions(world, [newer.id], { confirm: ['replaced_same_day'] });
		expect(await refusal(withdraw('head', replaced.id))).toMatchObject({ params: { reason: 'not_in_force' } });
	});
});

describe('races: one wins, the others hear clearly, nothing is half done', () => {
	it('two batches for one document at once', async () => {
		for (const distance of [0, 5]) {
			const [shared, other] = [await approvedVersion(world), await approvedVersion(world)];
			const officer = await world.as('officer');
			const one = await createBatch(officer, {
				unitId: world.unitId,
				versionIds: [shared.id],
				...decision(),
				effectiveOn: world.day(distance)
			});
			const two = await createBatch(officer, { unitId: world.unitId, versionIds: [other.id, shared.id], ...decision() });
			const results = await Promise.allSettled([
				issueBatch(officer, { batchId: one.id }),
				issueBatch(await world.as('head'), { batchId: two.id })
			]);
			const lost = refusedCodes(results);
			expect(lost).toHaveLength(1);
			expect(['illegal_transition', 'stale', 'successor_pending']).toContain(lost[0]);
			const winner = results[0].status === 'fulfilled' ? one : two;
			expect((await versionRow(world, shared.id)).issueBatchId).toBe(winner.id);
			expect((await versionRow(world, other.id)).state).toBe(winner === two ? 'issued' : 'approved');
			const loser = winner === one ? two : one;
			expect((await world.client.issueBatch.findUniqueOrThrow({ where: { id: loser.id } })).state).toBe('draft');
		}
	});

	it('one batch issued ten times at once', async () => {
		const version = await approvedVersion(world);
		const officer = await world.as('officer');
		const batch = await createBatch(officer, { unitId: world.unitId, versionIds: [version.id], ...decision() });
		const results = await Promise.allSettled(Array.from({ length: 10 }, () => issueBatch(officer, { batchId: batch.id })));
		expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
		for (const result of results) if (result.status === 'rejected') expect(result.reason).toMatchObject({ status: 409 });
		expect((await trailOf(world, version.id)).filter((event) => event === 'version.issue')).toHaveLength(1);
	});

	it('an issue and a withdrawal of what it replaces', async () => {
		for (let round = 0; round < 4; round++) {
			const old = await issuedVersion(world);
			const { rowVersion } = await versionRow(world, old.id);
			const next = await approvedVersion(world, { documentId: old.documentId });
			const issue = issueVersions(world, [next.id], { effectiveOn: world.day(3) });
			const withdrawal = withdrawVersion(await world.as('head'), {
				versionId: old.id,
				from: world.day(1),
				comment: 'x',
				password,
				rowVersion
			});
			const results = await Promise.allSettled([issue, withdrawal]);
			const lost = refusedCodes(results);
			expect(lost).toHaveLength(1);
			expect(['stale', 'warnings']).toContain(lost[0]);
			const [oldRow, nextRow] = [await versionRow(world, old.id), await versionRow(world, next.id)];
			if (results[0].status === 'fulfilled') expect([oldRow.state, nextRow.state]).toEqual(['issued', 'issued']);
			else expect([oldRow.state, nextRow.state]).toEqual(['withdrawn', 'approved']);
		}
	});

	it('a revocation and a second one, and a revocation and a new issue', async () => {
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(5) });
		const both = await Promise.allSettled([revoke('head', upcoming.batch.id), revoke('deputy', upcoming.batch.id)]);
		expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
		expect((await versionRow(world, upcoming.id)).state).toBe('approved');
	});
});
