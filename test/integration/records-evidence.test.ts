import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepFiles } from '#lib/server/files/keeping.ts';
import { approveDisposal, cancelDisposal, carryOutDisposal, createDisposal } from '#lib/server/records/disposals.ts';
import { deliverEvidence, recordPage } from '#lib/server/records/record-page.ts';
import { addEvidence, editRecord, placeHold, releaseHold } from '#lib/server/records/records.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { removeEvidence } from '#lib/server/records/remove-evidence.ts';
import { documentsWorld, password, type DocumentsWorld, type Who } from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { recordHelpers } from '#test/support/records.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

const { upload, minutes, aSeries, aRecord, list, proposed, code } = recordHelpers(() => world);

describe('a record on a list that a head signs', () => {
	it('stays as it is listed until the list is called off: no other title, series or file', async () => {
		const [officer, head] = [await world.as('officer'), await world.as('head')];
		const { id } = await aRecord(await aSeries());
		const shorter = await aSeries({ retentionYears: '1' });
		const other = { seriesId: shorter, title: 'Tên khác', madeOn: '2014-03-01', closedOn: '2014-06-30', place: '', note: '' };
		const disposalId = await proposed([id]);
		for (const signed of [false, true]) {
			if (signed) await approveDisposal(head, { disposalId, password });
			expect(await code(addEvidence(officer, id, [await upload()]))).toBe('record_listed');
			expect(await code(editRecord(officer, id, other))).toBe('record_listed');
			expect((await recordPage(officer, id)).may.file).toBe(false);
			const file = await upload();
			await world.client.storedFile.create({
				data: { sha256: file.sha256, size: 1n, contentType: 'application/pdf', createdAt: world.clock.now() }
			});
			const attacks = [
				`update quality_record set title = 'x', row_version = row_version + 1 where id = '${id}'`,
				`update quality_record set series_id = '${shorter}', row_version = row_version + 1 where id = '${id}'`,
				`insert into record_file (id, record_id, sha256, stored_sha256, name, file_type, size, added_by_id, added_at)
					values (gen_random_uuid(), '${id}', '${file.sha256}', '${file.sha256}', 'x', 'pdf', 1, '${world.ids.officer}', eiso_now())`
			];
			for (const attack of attacks)
				await expect(onItsDay(world, (db) => db.$executeRawUnsafe(attack))).rejects.toThrow(/illegal_transition/);
		}
		await cancelDisposal(officer, { disposalId, reason: 'Lập nhầm' });
		await addEvidence(officer, id, [await upload()]);
		await editRecord(officer, id, other);
	});

	it('is not disposed of when a hold is being placed in that moment', async () => {
		const [officer, head] = [await world.as('officer'), await world.as('head')];
		const { id } = await aRecord(await aSeries());
		const disposalId = await proposed([id]);
		await approveDisposal(head, { disposalId, password });
		const doing = { disposalId, carriedOutOn: '2026-11-24', participants: 'Ông A', minutes: await minutes() };
		const { carried } = await transaction(head, async (ctx) => {
			await placeHold(ctx, id, 'Có khiếu nại');
			const carried = code(carryOutDisposal(officer, doing));
			await somebodyWaits();
			return { carried };
		});
		expect(await carried).toBe('not_disposable');
		expect((await recordPage(officer, id)).state).toBe('kept');
	});

	/** Until a statement of another connection waits for a lock. */
	async function somebodyWaits(): Promise<void> {
		for (;;) {
			const [row] = await world.client.$queryRaw<{ waiting: boolean }[]>`select exists (select 1 from pg_stat_activity
				where datname = current_database() and wait_event_type = 'Lock') as waiting`;
			if (row?.waiting) return;
		}
	}

	it('does not go to another unit with its series by raw SQL', async () => {
		const series = await aSeries();
		const attack = `update record_series set unit_id = '${world.otherUnitId}' where id = '${series}'`;
		await expect(onItsDay(world, (db) => db.$executeRawUnsafe(attack))).rejects.toThrow(/illegal_transition/);
	});
});

describe('evidence that was filed by mistake', () => {
	async function filed(who: Who = 'officer') {
		const file = await upload('Giấy tờ của người khác.docx');
		const { id: recordId } = await aRecord(await aSeries(), { files: [file], who });
		const { id: fileId } = await world.client.recordFile.findFirstOrThrow({ where: { recordId } });
		return { file, recordId, fileId, reason: 'Nhầm hồ sơ của người khác' };
	}

	it('is taken away by a head with a reason: bytes go, name, hash, who and why stay, and it may be filed again', async () => {
		const { file, ...input } = await filed();
		const head = await world.as('head');
		await removeEvidence(head, input);
		const [stub] = (await recordPage(head, input.recordId)).files;
		expect(stub).toMatchObject({ name: file.fileName, sha256: file.sha256, removedReason: input.reason, mayRemove: false });
		expect(stub?.removedBy?.fullName).toMatch(/\S/);
		expect(await code(deliverEvidence(head, world.tools.store, input, new Request('http://localhost/')))).toBe('file_not_found');
		await world.client.storedFile.updateMany({ where: { sha256: file.sha256 }, data: { createdAt: new Date('2026-11-20T00:00:00Z') } });
		await sweepFiles(world.system, world.tools);
		expect(await world.client.storedFile.count({ where: { sha256: file.sha256 } })).toBe(0);
		const act = await world.client.auditTrail.findFirstOrThrow({ where: { event: 'record.remove_evidence', subjectId: input.recordId } });
		expect(act).toMatchObject({ comment: input.reason, after: { removed: [{ name: file.fileName, sha256: file.sha256 }] } });
		expect(await code(removeEvidence(head, input))).toBe('stale');
		await addEvidence(await world.as('officer'), input.recordId, [await upload(file.fileName)]);
		expect((await recordPage(head, input.recordId)).files.map(({ removedAt }) => removedAt === null)).toEqual([false, true]);
	});

	it('is not taken away without a reason, by others, or by who added it', async () => {
		const input = await filed();
		expect(await code(removeEvidence(await world.as('head'), { ...input, reason: ' ' }))).toBe('invalid');
		expect(await code(removeEvidence(await world.as('officer'), input))).toBe('forbidden');
		expect(await code(removeEvidence(await world.as('staff'), input))).toBe('record_not_found');
		const own = await filed('head');
		expect(await code(removeEvidence(await world.as('head'), own))).toBe('separation_of_duties');
		await removeEvidence(await world.as('deputy'), own);
		expect((await recordPage(await world.as('officer'), input.recordId)).files[0]?.mayRemove).toBe(false);
		expect((await recordPage(await world.as('head'), input.recordId)).files[0]?.mayRemove).toBe(true);
	});

	it('stays while a hold lasts, while the record is on a list, and goes with its disposal alone', async () => {
		const [officer, head] = [await world.as('officer'), await world.as('head')];
		const held = await filed();
		const { id: holdId } = await placeHold(officer, held.recordId, 'Có khiếu nại');
		expect(await code(removeEvidence(head, held))).toBe('evidence_held');
		await releaseHold(head, { recordId: held.recordId, holdId, reason: 'Xong' });
		const { id: disposalId } = await createDisposal(officer, world.unitId, list([held.recordId]));
		expect(await code(removeEvidence(head, held))).toBe('evidence_held');
		await cancelDisposal(officer, { disposalId, reason: 'Lập nhầm' });
		await removeEvidence(head, held);

		const gone = await filed();
		const list2 = await proposed([gone.recordId]);
		await approveDisposal(head, { disposalId: list2, password });
		await carryOutDisposal(officer, { disposalId: list2, carriedOutOn: '2026-11-24', participants: 'Ông A', minutes: await minutes() });
		expect(await code(removeEvidence(head, gone))).toBe('illegal_transition');
	});

	it.each([
		['by a head at the same time as a hold', 'hold'],
		['twice at once', 'twice']
	])('is decided once %s', async (_, rival) => {
		const input = await filed();
		const [officer, head, deputy] = [await world.as('officer'), await world.as('head'), await world.as('deputy')];
		await Promise.allSettled([
			removeEvidence(head, input),
			rival === 'hold' ? placeHold(officer, input.recordId, 'Giữ') : removeEvidence(deputy, input)
		]);
		const acts = await world.client.auditTrail.findMany({ where: { subjectId: input.recordId }, orderBy: { seq: 'asc' } });
		const events = acts.map(({ event }) => event).filter((event) => event !== 'record.create');
		if (rival === 'twice') expect(events).toEqual(['record.remove_evidence']);
		else expect(['record.hold', 'record.remove_evidence,record.hold']).toContain(events.join(','));
	});

	it.each([
		['by nobody', "removed_reason = 'x'"],
		['without a reason', "removed_by_id = '{head}'"],
		['by who is no head', "removed_reason = 'x', removed_by_id = '{officer}'"],
		['with another name', "removed_reason = 'x', removed_by_id = '{head}', name = 'y'"]
	])('does not go by raw SQL %s', async (_, set) => {
		const { fileId } = await filed();
		const people = set.replace('{head}', world.ids.head).replace('{officer}', world.ids.officer);
		const sql = `update record_file set stored_sha256 = null, removed_at = eiso_now(), ${people} where id = '${fileId}'`;
		await expect(onItsDay(world, (db) => db.$executeRawUnsafe(sql))).rejects.toThrow(/illegal_transition/);
	});

	it('does not go by raw SQL by who added it, or under a hold', async () => {
		const take = (fileId: string) => `update record_file set stored_sha256 = null, removed_at = eiso_now(), removed_reason = 'x',
			removed_by_id = '${world.ids.head}' where id = '${fileId}'`;
		const own = await filed('head');
		await expect(onItsDay(world, (db) => db.$executeRawUnsafe(take(own.fileId)))).rejects.toThrow(/illegal_transition/);
		const held = await filed();
		await placeHold(await world.as('officer'), held.recordId, 'Giữ');
		await expect(onItsDay(world, (db) => db.$executeRawUnsafe(take(held.fileId)))).rejects.toThrow(/illegal_transition/);
		const free = await filed();
		expect(await onItsDay(world, (db) => db.$executeRawUnsafe(take(free.fileId)))).toBe(1);
	});
});
