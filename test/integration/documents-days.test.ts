import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownState } from '#lib/domain/documents/phase.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { issueBatch } from '#lib/server/documents/issue.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { revokeBatch } from '#lib/server/documents/revoke.ts';
import { loadVersion } from '#lib/server/documents/version-facts.ts';
import { withdrawVersion } from '#lib/server/documents/withdraw.ts';
import { inForceOn } from '#lib/server/permissions/visible.ts';
import { today } from '#lib/server/platform/context.ts';
import {
	approvedVersion,
	documentsWorld,
	issuedVersion,
	issueVersions,
	password,
	refusal,
	versionRow,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
});
afterAll(() => world.close());

/** Moments around midnight of 2026-12-01 in Asia/Ho_Chi_Minh, which is 17:00 UTC of the day before. */
const before = '2026-11-30T16:59:59.999Z';
const midnight = '2026-11-30T17:00:00.000Z';

async function shown(version: AVersion): Promise<string> {
	const row = await versionRow(world, version.id);
	return shownState(
		{ state: row.state, effectiveFrom: fromDbDate(row.effectiveFrom), effectiveTo: fromDbDate(row.effectiveTo) },
		world.day()
	);
}

/** Asked of the database by its own clock, and of the app's query by the app's clock: they must not disagree. */
async function inForceNow(documentId: string): Promise<string[]> {
	const byDatabase = await world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		return tx.$queryRaw<{ id: string }[]>`select id from version where document_id = ${documentId}::uuid and in_force @> eiso_today()`;
	});
	const byApp = await world.client.version.findMany({
		where: { AND: [{ documentId }, inForceOn(today(world.system))] },
		select: { id: true }
	});
	expect(byApp).toEqual(byDatabase);
	return byDatabase.map((row) => row.id);
}

const at = (moment: string) => world.clock.set(new Date(moment));

describe('a version through its days', () => {
	it('is upcoming, in force and superseded at midnight in Việt Nam, without anything running', async () => {
		at('2026-11-24T02:00:00Z');
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId, title: 'Tên từ tháng 12' });
		await issueVersions(world, [next.id], { effectiveOn: '2026-12-01' });
		const rows = [await versionRow(world, old.id), await versionRow(world, next.id)];

		at(before);
		expect([await shown(old), await shown(next)]).toEqual(['in_force', 'upcoming']);
		expect(await inForceNow(old.documentId)).toEqual([old.id]);
		at(midnight);
		expect([await shown(old), await shown(next)]).toEqual(['superseded', 'in_force']);
		expect(await inForceNow(old.documentId)).toEqual([next.id]);
		expect([await versionRow(world, old.id), await versionRow(world, next.id)]).toEqual(rows);

		const later = await approvedVersion(world, { documentId: old.documentId });
		await issueVersions(world, [later.id], { effectiveOn: '2026-12-05' });
		at('2026-12-04T17:00:00Z');
		expect([await shown(next), await shown(later)]).toEqual(['superseded', 'in_force']);
	});

	it('takes “today” of the decision and of the effect from the same wall clock', async () => {
		at('2026-11-24T02:00:00Z');
		const version = await approvedVersion(world);
		const officer = await world.as('officer');
		const batch = await createBatch(officer, {
			unitId: world.unitId,
			versionIds: [version.id],
			decisionNumber: '1/QĐ',
			decisionDate: '2026-12-01',
			effectiveOn: '2026-12-01'
		});
		at(before);
		expect((await refusal(issueBatch(await world.as('officer'), { batchId: batch.id }))).code).toBe('decision_in_future');
		at(midnight);
		await issueBatch(await world.as('officer'), { batchId: batch.id });
		expect(await shown(version)).toBe('in_force');
	});

	it('can be revoked until the last minute before its day, and withdrawn from the first', async () => {
		at('2026-11-24T02:00:00Z');
		const one = await issuedVersion(world, { effectiveOn: '2026-12-01' });
		const two = await issuedVersion(world, { effectiveOn: '2026-12-01' });
		const head = () => world.as('head');
		const revoke = async (version: typeof one) => revokeBatch(await head(), { batchId: version.batch.id, comment: 'x', password });
		const withdraw = async (version: typeof one) => withdrawVersion(await head(), { versionId: version.id, comment: 'x', password });
		at(before);
		expect((await refusal(withdraw(two))).params).toMatchObject({ reason: 'is_revoke' });
		await revoke(one);
		at(midnight);
		expect((await refusal(revoke(two))).params).toMatchObject({ reason: 'in_effect' });
		await withdraw(two);
		expect((await versionRow(world, two.id)).effectiveTo).toEqual(toDbDate('2026-12-01'));
	});

	it('a draft batch that waited past its day must be given a new one', async () => {
		at('2026-11-24T02:00:00Z');
		const version = await approvedVersion(world);
		const batch = await createBatch(await world.as('officer'), {
			unitId: world.unitId,
			versionIds: [version.id],
			decisionNumber: '1/QĐ',
			decisionDate: '2026-11-24',
			effectiveOn: '2026-11-25'
		});
		at('2026-11-25T17:00:00Z');
		expect((await refusal(issueBatch(await world.as('officer'), { batchId: batch.id }))).code).toBe('effective_in_past');
	});

	it('past versions stay the unit’s own: shown to its staff, not to other units', async () => {
		at('2026-11-24T02:00:00Z');
		const old = await issuedVersion(world, { document: { visibility: 'province' } });
		const next = await approvedVersion(world, { documentId: old.documentId });
		await issueVersions(world, [next.id], { effectiveOn: '2026-12-01' });
		expect((await loadVersion(await world.as('outsider'), old.id)).version.id).toBe(old.id);
		at(midnight);
		expect((await loadVersion(await world.as('staff'), old.id)).subject.phase).toBe('past');
		expect((await refusal(loadVersion(await world.as('outsider'), old.id))).code).toBe('version_not_found');
	});
});

describe('the past does not move, whatever SQL says (design.md §5.1)', () => {
	it('one version in force per document and day, starts and ends never before today', async () => {
		at('2026-11-24T02:00:00Z');
		const old = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId: old.documentId });
		const { id: batchId } = await issueVersions(world, [next.id], { effectiveOn: '2026-12-01' });
		at('2026-12-10T02:00:00Z');
		const attack = (sql: string, id: string) =>
			world.client.$transaction(async (tx) => {
				await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
				await tx.$executeRawUnsafe(`update version set ${sql} where id = '${id}'::uuid`);
			});
		await expect(attack('effective_to = null', old.id)).rejects.toThrow(/past_fixed|version_one_in_force/);
		await expect(attack("effective_to = '2026-12-05'", old.id)).rejects.toThrow(/past_fixed|version_one_in_force/);
		await expect(attack("effective_to = '2026-11-30'", old.id)).rejects.toThrow(/past_fixed/);
		await expect(attack("effective_from = '2026-11-20'", old.id)).rejects.toThrow(/past_fixed/);
		await expect(attack("effective_to = '2026-12-09'", next.id)).rejects.toThrow(/past_fixed/);
		await expect(
			attack("state = 'approved', effective_from = null, issued_at = null, issue_batch_id = null, row_version = row_version + 1", next.id)
		).rejects.toThrow(/past_fixed/);
		await expect(attack('issue_batch_id = null', next.id)).rejects.toThrow(/past_fixed/);
		await expect(attack("effective_to = '2026-12-20'", next.id)).resolves.toBeUndefined();
		await expect(attack('effective_to = null', next.id)).resolves.toBeUndefined();
		expect((await versionRow(world, next.id)).issueBatchId).toBe(batchId);
	});

	it('nothing is issued unsigned, without a batch, or with a number that was there', async () => {
		at('2026-12-10T02:00:00Z');
		const { batch, documentId } = await issuedVersion(world);
		const next = await approvedVersion(world, { documentId, step: 'revision' });
		const attack = (sql: string) =>
			world.client.$transaction(async (tx) => {
				await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
				await tx.$executeRawUnsafe(sql.replaceAll('$', `'${next.id}'::uuid`));
			});
		const issue = "update version set state = 'issued', effective_from = '2026-12-20', row_version = row_version + 1";
		await expect(attack(`${issue} where id = $`)).rejects.toThrow(/only an issue batch/);
		await expect(attack(`${issue}, issue_batch_id = '${batch.id}'::uuid where id = $`)).rejects.toThrow(/only an issue batch/);
		await expect(attack(`${issue.replace('20', '01')}, issue_batch_id = '${batch.id}'::uuid where id = $`)).rejects.toThrow();
		await expect(attack('delete from signature where version_id = $')).rejects.toThrow(/append_only/);
		await expect(attack("update signature set signer_name = 'x' where version_id = $")).rejects.toThrow(/append_only/);
		await attack("update signature set voided_at = now(), void_reason = 'x' where version_id = $");
		await expect(attack(`${issue}, issue_batch_id = '${batch.id}'::uuid where id = $`)).rejects.toThrow(/unsigned/);
	});

	it('a signature of what was issued cannot be made void', async () => {
		at('2026-12-10T02:00:00Z');
		const { id } = await issuedVersion(world);
		await expect(world.client.$executeRaw`update signature set voided_at = now() where version_id = ${id}::uuid`).rejects.toThrow(
			/append_only/
		);
	});
});
