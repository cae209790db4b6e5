import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withdrawSentence, type Sentence } from '#lib/domain/documents/sentences.ts';
import { formatDay } from '#lib/format.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { proposeCorrection, signCorrection } from '#lib/server/documents/corrections.ts';
import { grantException } from '#lib/server/documents/exceptions.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { batchWork } from '#lib/server/documents/work/batch-work.ts';
import { exceptionsPage } from '#lib/server/documents/work/exceptions-page.ts';
import { versionWork } from '#lib/server/documents/work/version-work.ts';
import { withdrawalOf } from '#lib/server/documents/work/withdrawal.ts';
import { approvedVersion, documentsWorld, issuedVersion, passedVersion, password, type DocumentsWorld } from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

type Meaning = 'approve_version' | 'issue_with_withdrawal' | 'revoke_batch' | 'correct_decision' | 'withdraw_version' | 'grant_exception';

/** The last signature of its kind says what its page said before. */
async function expectSigned(meaning: Meaning, shown: Sentence | null): Promise<void> {
	const row = await world.client.signature.findFirstOrThrow({ where: { meaning }, orderBy: { id: 'desc' } });
	expect(row.meaningText).toBe(shown?.vi);
}

describe('the sentence that a signer is shown is the one that is kept', () => {
	it('V9', async () => {
		const { id } = await passedVersion(world);
		const head = await world.as('head');
		const { sentence, code } = await versionWork(head, id);
		await approveVersion(head, { versionId: id, password });
		await expectSigned('approve_version', sentence);
		expect(sentence.vi).toContain(code);
	});

	it('B3 with withdrawals, each by its code, then B5', async () => {
		const [gone, alsoGone, version] = [await issuedVersion(world), await issuedVersion(world), await approvedVersion(world)];
		const head = await world.as('head');
		const batch = await createBatch(head, {
			unitId: world.unitId,
			versionIds: [version.id],
			withdrawals: [gone, alsoGone].map(({ documentId }) => ({ documentId, reason: 'Hết cần' })),
			decisionNumber: '518/QĐ-SNV',
			decisionDate: world.day(),
			effectiveOn: world.day(7)
		});
		const { sentence } = await batchWork(head, batch.id);
		await issueBatch(head, { batchId: batch.id, password });
		await expectSigned('issue_with_withdrawal', sentence);
		for (const text of [gone.code, alsoGone.code, '518/QĐ-SNV', formatDay(world.day(7))]) expect(sentence?.vi).toContain(text);
		const { sentence: revoking } = await batchWork(head, batch.id);
		await revokeBatch(head, { batchId: batch.id, comment: 'Sai ngày', password });
		await expectSigned('revoke_batch', revoking);
		expect(revoking?.vi).not.toBe(sentence?.vi);
	});

	it('B6, with days as people read them', async () => {
		const { batch } = await issuedVersion(world);
		const proposal = await proposeCorrection(await world.as('officer'), {
			batchId: batch.id,
			field: 'decisionDate',
			newValue: world.day(-3),
			reason: 'Ghi nhầm'
		});
		const head = await world.as('head');
		const { corrections } = await batchWork(head, batch.id);
		await signCorrection(head, { correctionId: proposal.id, password });
		await expectSigned('correct_decision', corrections[0]?.sentence ?? null);
		expect(corrections[0]?.sentence.vi).toContain(formatDay(world.day(-3)));
	});

	it('V14, with the day that was chosen', async () => {
		const { id, documentId } = await issuedVersion(world);
		const head = await world.as('head');
		const { version, code, scheme } = await withdrawalOf(head, documentId);
		await withdrawVersion(head, { versionId: id, from: world.day(4), comment: 'Trái quy định mới', password });
		await expectSigned('withdraw_version', version && withdrawSentence({ ...version, code, scheme }, formatDay(world.day(4))));
	});

	it('an exception', async () => {
		const unitId = await world.addUnit('XA-NHO');
		const headId = await world.addPerson(['head'], { unitId });
		const head = await world.asId(headId);
		const { sentence } = await exceptionsPage(head, unitId);
		await grantException(head, { unitId, reason: 'Chỉ có hai người', validTo: world.day(30), password });
		await expectSigned('grant_exception', sentence);
	});
});
