import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChain } from '#lib/server/audit-trail/chains.ts';
import { latestCheckpoint, newestCheckpoint, writeCheckpoint, writeCheckpoints } from '#lib/server/audit-trail/checkpoints.ts';
import { closeChain } from '#lib/server/audit-trail/close-chain.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { verifyAll, verifyChain } from '#lib/server/audit-trail/verify.ts';
import { verifyCommand } from '#lib/server/audit-trail/verify-command.ts';
import { verifyAgainst } from '#lib/server/audit-trail/verify-paper.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { addUnit, asOwner, recordActs, testSigner, trailContext } from '#test/support/trail.ts';

let database: TestDatabase;
let codes = 0;
beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.drop());

async function unitWithChain(rows: number, { closed = false } = {}) {
	const unitId = await addUnit(database, `DONG-${++codes}`);
	const ctx = trailContext(database);
	await recordActs(ctx, unitId, rows);
	if (closed) await closeChain(ctx, unitId, { drafts: 2 }, testSigner);
	const chain = await findChain(ctx, unitId);
	if (!chain) throw new Error('no chain');
	return { ctx, unitId, chainId: chain.id };
}

describe('a closed chain', () => {
	it('ends with a row that says so, a signed checkpoint over it, and nothing after', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(3);
		expect(await closeChain(ctx, unitId, { drafts: 2 }, testSigner)).toBe(true);
		expect(await closeChain(ctx, unitId, { drafts: 2 }, testSigner)).toBe(false);
		const last = await database.client.auditTrail.findFirst({ where: { chainId }, orderBy: { seq: 'desc' } });
		expect(last).toMatchObject({ seq: 4n, event: 'trail.close', subjectId: unitId, after: { drafts: 2 } });
		expect(await newestCheckpoint(ctx, unitId)).toMatchObject({ seq: 4, hash: last?.hash });
		const check = await verifyChain(ctx, unitId, testSigner);
		expect(check).toMatchObject({ broken: null, rows: 4, checkpoints: 1 });
		expect(check.chain.closedAt).toBeInstanceOf(Date);

		// Neither the daily checkpoint nor one for an extract has anything to add.
		await writeCheckpoints(ctx, testSigner);
		expect(await writeCheckpoint(ctx, unitId, testSigner)).toBe(0);
		expect(await writeCheckpoints(ctx, testSigner)).toBe(0);
	});

	it('sends what is recorded about its unit later into the chain of the province, with the unit named', async () => {
		const { ctx, unitId } = await unitWithChain(1, { closed: true });
		const other = await unitWithChain(1);
		await transaction(ctx, async (ctx) => {
			await record(ctx, { event: 'inspection.end', subjectType: 'person', subjectId: 'p', unitId, after: { to: '2026-11-24' } });
			await record(ctx, { event: 'inspection.end', subjectType: 'person', subjectId: 'q', unitId });
			await record(ctx, {
				event: 'inspection.end',
				subjectType: 'person',
				subjectId: 'r',
				unitId: other.unitId,
				after: { to: '2026-11-24' }
			});
		});
		const row = (subjectId: string) => database.client.auditTrail.findFirstOrThrow({ where: { event: 'inspection.end', subjectId } });
		expect(await row('p')).toMatchObject({ unitId: null, after: { to: '2026-11-24', unitId } });
		expect(await row('q')).toMatchObject({ unitId: null, after: { unitId } });
		expect(await row('r')).toMatchObject({ unitId: other.unitId, after: { to: '2026-11-24' } });
		expect(await verifyChain(ctx, unitId, testSigner)).toMatchObject({ broken: null, rows: 2 });
		expect((await verifyChain(ctx, null, testSigner)).broken).toBeNull();
	});

	it('refuses a writer that read it as open and waited while it was closed', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(1);
		let late: Promise<unknown> | undefined;
		await transaction(ctx, async (closing) => {
			await closeChain(closing, unitId, {}, testSigner);
			late = recordActs(ctx, unitId, 1).then(
				() => 'recorded',
				(error: unknown) => error
			);
			while ((await waiting()) === 0);
		});
		expect(await late).toMatchObject({ code: 'unit_closed' });
		const insert = `insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, actor_name)
			values ('${chainId}', 0, now(), 'unit.settings', 'unit', 'x', 'x')`;
		await expect(asOwner(database, [insert], { triggers: true })).rejects.toThrow(/chain_closed/);
		expect(await verifyChain(ctx, unitId, testSigner)).toMatchObject({ broken: null, rows: 2 });
	});
});

/** How many statements wait for a lock that another transaction holds. */
async function waiting(): Promise<number> {
	const [row] = await database.client.$queryRaw<{ n: number }[]>`
		select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
	return row?.n ?? 0;
}

describe('raw SQL', () => {
	it.each([
		['closes a chain whose last row does not say so', 'update audit_chain set closed_at = now() where id = $'],
		['closes and moves at once', `update audit_chain set closed_at = now(), seq = seq + 1 where id = $`],
		['begins a chain closed', `insert into audit_chain (id, closed_at) values (gen_random_uuid(), now())`]
	])('that %s is refused', async (_, sql) => {
		const { ctx, unitId, chainId } = await unitWithChain(2);
		await writeCheckpoint(ctx, unitId, testSigner);
		await expect(asOwner(database, [sql.replace('$', `'${chainId}'`)], { triggers: true })).rejects.toThrow(/append_only/);
	});

	it('that closes without a checkpoint, opens again, or closes the province is refused', async () => {
		const unsigned = await unitWithChain(1);
		await recordActs(unsigned.ctx, unsigned.unitId, 1, { event: 'trail.close' });
		const closed = await unitWithChain(1, { closed: true });
		for (const sql of [
			`update audit_chain set closed_at = now() where id = '${unsigned.chainId}'`,
			`update audit_chain set closed_at = null where id = '${closed.chainId}'`,
			`update audit_chain set closed_at = now() + interval '1 day' where id = '${closed.chainId}'`,
			`update audit_chain set closed_at = now() where unit_id is null`
		])
			await expect(asOwner(database, [sql], { triggers: true })).rejects.toThrow(/append_only/);
	});

	it.each([
		['goes on', (id: string) => [`update audit_chain set closed_at = null where id = '${id}'`], true, 3],
		['is opened again', (id: string) => [`update audit_chain set closed_at = null where id = '${id}'`], false, 2]
	])('with the triggers asleep: a chain that %s after its end is found', async (_, attack, more, seq) => {
		const { ctx, unitId, chainId } = await unitWithChain(1, { closed: true });
		await asOwner(database, attack(chainId));
		if (more) await recordActs(ctx, unitId, 1);
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toEqual({ seq, reason: 'closed' });
		const all = await verifyAll(ctx, { signer: testSigner });
		expect(all.broken.find((check) => check.chain.id === chainId)?.broken).toEqual({ seq, reason: 'closed' });
	});
});

it('the command line says which are closed, and that a paper of one still fits', async () => {
	const fresh = await testDatabase();
	try {
		const [open, closed] = [await addUnit(fresh, 'SO-A'), await addUnit(fresh, 'SO-B')];
		const ctx = trailContext(fresh);
		for (const unitId of [open, closed]) await recordActs(ctx, unitId, 1);
		await closeChain(ctx, closed, {}, testSigner);
		const paper = (await latestCheckpoint(ctx, closed)) ?? '';
		const run = async (against?: string) => {
			const lines: string[] = [];
			const code = await verifyCommand(ctx, { against, signer: testSigner, print: (line) => lines.push(line), note: () => undefined });
			return { code, text: lines.join('\n') };
		};
		expect(await run()).toMatchObject({ code: 0, text: expect.stringMatching(/4 rows in 3 chains\.\n1 of them closed/) });
		expect(await run(paper)).toMatchObject({ code: 0, text: expect.stringMatching(/SO-B #2.*: whole.*closed/) });
		expect((await verifyAgainst(ctx, paper, testSigner))[0]).toMatchObject({ outcome: 'whole', chain: { unitCode: 'SO-B' } });
	} finally {
		await fresh.drop();
	}
});
