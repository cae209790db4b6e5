import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyUnitEvent } from '#lib/server/units/apply-event.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { findChain } from '#lib/server/audit-trail/chains.ts';
import { checkpointCode } from '#lib/server/audit-trail/checkpoint-code.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import {
	checkpointLine,
	latestCheckpoint,
	newestCheckpoint,
	writeCheckpoint,
	writeCheckpoints
} from '#lib/server/audit-trail/checkpoints.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { verifyAll, verifyChain } from '#lib/server/audit-trail/verify.ts';
import { verifyCommand } from '#lib/server/audit-trail/verify-command.ts';
import { verifyAgainst } from '#lib/server/audit-trail/verify-paper.ts';
import { printedSecond } from '#lib/server/pdf/moment.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { addPerson, addUnit, asOwner, recordActs, testSigner, trailContext } from '#test/support/trail.ts';
import { operatorContext } from '#test/support/units.ts';

let database: TestDatabase;
let codes = 0;

beforeAll(async () => {
	database = await testDatabase();
});
afterAll(() => database.drop());

/** A unit with a chain of its own, so that the attacks of one test do not touch another's. */
async function unitWithChain(rows: number) {
	const unitId = await addUnit(database, `CHUOI-${++codes}`);
	const ctx = trailContext(database);
	await recordActs(ctx, unitId, rows);
	const chain = await findChain(ctx, unitId);
	if (!chain) throw new Error('no chain');
	return { ctx, unitId, chainId: chain.id };
}

/** Writes the rows of a chain anew from one on, so that everything fits again: what whoever runs the machine can do. */
const rewriteFrom = (chainId: string, seq: number) => [
	`do $$ declare r audit_trail; before text := coalesce((select hash from audit_trail where chain_id = '${chainId}' and seq = ${seq - 1}), '');
	begin
		for r in select * from audit_trail where chain_id = '${chainId}' and seq >= ${seq} order by seq loop
			r.prev_hash := before;
			r.hash := encode(sha256(convert_to(eiso_trail_text(r), 'UTF8')), 'hex');
			update audit_trail set prev_hash = r.prev_hash, hash = r.hash where chain_id = r.chain_id and seq = r.seq;
			before := r.hash;
		end loop;
		update audit_chain set head_hash = before, seq = (select max(seq) from audit_trail where chain_id = '${chainId}') where id = '${chainId}';
	end $$`
];

describe('raw SQL against the trail', () => {
	it.each([
		['update', (id: string) => `update audit_trail set comment = 'x' where chain_id = '${id}' and seq = 1`],
		['delete', (id: string) => `delete from audit_trail where chain_id = '${id}' and seq = 1`],
		['truncate', () => 'truncate audit_trail'],
		['truncate with what refers to it', () => 'truncate audit_chain cascade'],
		['move the head', (id: string) => `update audit_chain set seq = 99 where id = '${id}'`],
		['replace the head hash', (id: string) => `update audit_chain set head_hash = repeat('0', 64) where id = '${id}'`],
		['delete the chain', (id: string) => `delete from audit_chain where id = '${id}'`],
		['begin a chain in the middle', () => `insert into audit_chain (id, seq, head_hash) values (gen_random_uuid(), 7, 'x')`]
	])('%s is refused', async (_, sql) => {
		const { chainId, ctx, unitId } = await unitWithChain(3);
		await expect(asOwner(database, [sql(chainId)], { triggers: true })).rejects.toThrow(/append_only/);
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toBeNull();
	});

	it('a second chain of the province cannot be made', async () => {
		await recordActs(trailContext(database), null, 1);
		const sql = `insert into audit_chain (id, unit_id) values (gen_random_uuid(), null)`;
		await expect(asOwner(database, [sql], { triggers: true })).rejects.toThrow(/unique/);
	});

	it('checkpoints are neither changed nor deleted', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(1);
		await writeCheckpoint(ctx, unitId, testSigner);
		for (const sql of [
			`update audit_checkpoint set hash = 'x' where chain_id = '${chainId}'`,
			'delete from audit_checkpoint',
			'truncate audit_checkpoint'
		])
			await expect(asOwner(database, [sql], { triggers: true })).rejects.toThrow(/append_only/);
	});

	it('a row inserted with a number and hash of its own gets the right ones', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(2);
		const insert = `insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, actor_name, prev_hash, hash)
			values ('${chainId}', 77, now(), 'unit.settings', 'unit', 'x', 'Kẻ mạo danh', 'made up', 'made up')`;
		await asOwner(database, [insert], { triggers: true });
		const check = await verifyChain(ctx, unitId, testSigner);
		expect(check).toMatchObject({ broken: null, rows: 3 });
	});

	it('a row cannot be put into another unit by naming that unit', async () => {
		const one = await unitWithChain(1);
		const other = await unitWithChain(1);
		const insert = `insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, unit_id, actor_name)
			values ('${one.chainId}', 0, now(), 'unit.settings', 'unit', 'x', '${other.unitId}', 'x')`;
		await asOwner(database, [insert], { triggers: true });
		const last = await database.client.auditTrail.findFirst({ where: { chainId: one.chainId }, orderBy: { seq: 'desc' } });
		expect(last?.unitId).toBe(one.unitId);
	});
});

describe('what the owner of the database leaves behind with the triggers asleep', () => {
	const at = (id: string, seq: number) => `where chain_id = '${id}' and seq = ${seq}`;

	it.each([
		['a changed comment', (id: string) => [`update audit_trail set comment = 'x' ${at(id, 3)}`], 3, 'hash'],
		['a changed actor', (id: string) => [`update audit_trail set actor_name = 'x' ${at(id, 2)}`], 2, 'hash'],
		['a changed time', (id: string) => [`update audit_trail set at = at + interval '1 ms' ${at(id, 5)}`], 5, 'hash'],
		['a changed before', (id: string) => [`update audit_trail set before = '{"step": 9}' ${at(id, 1)}`], 1, 'hash'],
		['a deleted row', (id: string) => [`delete from audit_trail ${at(id, 4)}`], 4, 'gap'],
		['a deleted first row', (id: string) => [`delete from audit_trail ${at(id, 1)}`], 1, 'gap'],
		['a cut end', (id: string) => [`delete from audit_trail where chain_id = '${id}' and seq > 4`], 5, 'head'],
		['a moved head', (id: string) => [`update audit_chain set seq = 99 where id = '${id}'`], 7, 'head'],
		['a replaced head hash', (id: string) => [`update audit_chain set head_hash = repeat('a', 64) where id = '${id}'`], 7, 'head'],
		[
			'a swap of two rows',
			(id: string) => [
				`update audit_trail set seq = 90 ${at(id, 2)}`,
				`update audit_trail set seq = 2 ${at(id, 3)}`,
				`update audit_trail set seq = 3 ${at(id, 90)}`
			],
			2,
			'link'
		],
		[
			'a row with its own hash made right',
			(id: string) => [
				`update audit_trail t set comment = 'x' ${at(id, 3)}`,
				`update audit_trail t set hash = encode(sha256(convert_to(eiso_trail_text(t), 'UTF8')), 'hex') ${at(id, 3)}`
			],
			4,
			'link'
		]
	])('%s is found at the first broken row', async (_, attack, seq, reason) => {
		const { ctx, unitId, chainId } = await unitWithChain(6);
		await asOwner(database, attack(chainId));
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toEqual({ seq, reason });
		const all = await verifyAll(ctx, { signer: testSigner });
		expect(all.broken.find((check) => check.chain.id === chainId)?.broken).toEqual({ seq, reason });
	});

	it('a whole rewrite shows against the checkpoint in the database, and against paper when that is rewritten too', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(6);
		await writeCheckpoints(ctx, testSigner);
		const paper = await latestCheckpoint(ctx, unitId);
		const point = await newestCheckpoint(ctx, unitId);
		if (!paper || !point) throw new Error('no checkpoint');
		expect((await verifyAgainst(ctx, paper, testSigner))[0]).toMatchObject({ outcome: 'whole', seq: 6 });

		await asOwner(database, [`update audit_trail set comment = 'x' where chain_id = '${chainId}' and seq = 3`, ...rewriteFrom(chainId, 3)]);
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toEqual({ seq: 6, reason: 'checkpoint' });
		expect((await verifyAgainst(ctx, point.code, testSigner))[0]).toMatchObject({ outcome: 'different', seq: 6 });

		// The key is on the machine as well: checkpoints can be made anew, and only the paper still knows.
		await asOwner(database, [`delete from audit_checkpoint where chain_id = '${chainId}'`]);
		await writeCheckpoints(ctx, testSigner);
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toBeNull();
		expect((await verifyAgainst(ctx, paper, testSigner))[0]).toMatchObject({ outcome: 'unsettled', seq: 6 });
		expect((await verifyAgainst(ctx, point.code, testSigner))[0]).toMatchObject({ outcome: 'unknown' });
	});

	it('rows cut from the end with the head moved back show against paper only', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(6);
		await writeCheckpoint(ctx, unitId, testSigner);
		const paper = await latestCheckpoint(ctx, unitId);
		await asOwner(database, [
			`delete from audit_trail where chain_id = '${chainId}' and seq > 4`,
			...rewriteFrom(chainId, 4),
			`delete from audit_checkpoint where chain_id = '${chainId}'`
		]);
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toBeNull();
		expect((await verifyAgainst(ctx, paper ?? '', testSigner))[0]).toMatchObject({ outcome: 'unsettled', seq: 6, actual: null });
	});

	it('a checkpoint signed with another key, or changed, is not taken for ours', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(2);
		await writeCheckpoint(ctx, unitId, testSigner);
		const point = await newestCheckpoint(ctx, unitId);
		const foreign = createSigner(Buffer.alloc(32, 9)).sign('anything');
		await asOwner(database, [`update audit_checkpoint set signature = '${foreign}' where chain_id = '${chainId}'`]);
		expect((await verifyChain(ctx, unitId, testSigner)).broken).toEqual({ seq: 2, reason: 'signature' });
		expect((await verifyAgainst(ctx, point?.code ?? '', testSigner))[0]).toMatchObject({ outcome: 'forged' });
	});
});

describe('checkpoints', () => {
	it('are written once for each chain that moved, and stay provable after the key is replaced', async () => {
		const { ctx, unitId } = await unitWithChain(2);
		expect(await writeCheckpoints(ctx, testSigner)).toBeGreaterThan(0);
		expect(await writeCheckpoints(ctx, testSigner)).toBe(0);
		const paper = await latestCheckpoint(ctx, unitId);
		const next = createSigner(Buffer.alloc(32, 42));
		await recordActs(ctx, unitId, 1);
		// The unit's chain and the province's, where the new key is introduced.
		expect(await writeCheckpoints(ctx, next)).toBe(2);
		expect((await verifyChain(ctx, unitId, next)).broken).toBeNull();
		expect((await verifyAgainst(ctx, paper ?? '', next))[0]).toMatchObject({ outcome: 'whole', seq: 2 });
	});

	it('stand on paper in one line that both languages read back', async () => {
		const { ctx, unitId } = await unitWithChain(3);
		await writeCheckpoint(ctx, unitId, testSigner);
		const point = await newestCheckpoint(ctx, unitId);
		if (!point) throw new Error('no checkpoint');
		for (const locale of ['vi', 'en'] as const) {
			const line = checkpointLine({ locale }, point);
			expect(line).not.toContain('\n');
			expect((await verifyAgainst(ctx, `In lúc 08:00\n  ${line}  \nTrang 1/2`, testSigner)).map(({ outcome }) => outcome)).toEqual([
				'whole'
			]);
			// Without the code the number and the hash still say it.
			const bare = line.replace(point.code, '');
			expect((await verifyAgainst(ctx, bare, testSigner))[0]).toMatchObject({ outcome: 'whole', seq: 3 });
		}
		// As it is copied from a PDF, where long words may break anywhere.
		const copied = [...checkpointLine({ locale: 'vi' }, point)].join('\u200b');
		expect((await verifyAgainst(ctx, copied, testSigner))[0]).toMatchObject({ outcome: 'whole', seq: 3 });
		// As somebody writes it down.
		const extract = `${point.chain} · ${point.seq} · ${point.hash} · 23:55 24/11/2026`;
		expect((await verifyAgainst(ctx, extract, testSigner))[0]).toMatchObject({ outcome: 'whole', seq: 3 });
	});

	it('tell a slip of the pen from a code that was never given', async () => {
		const { ctx, unitId } = await unitWithChain(1);
		await writeCheckpoint(ctx, unitId, testSigner);
		const code = (await newestCheckpoint(ctx, unitId))?.code ?? '';
		const slip = (code.startsWith('7') ? '8' : '7') + code.slice(1);
		expect((await verifyAgainst(ctx, slip, testSigner))[0]).toMatchObject({ outcome: 'mistyped' });
		expect((await verifyAgainst(ctx, code.toLowerCase().replaceAll('-', ' '), testSigner))[0]).toMatchObject({ outcome: 'whole' });
		await expect(verifyAgainst(ctx, 'không có gì', testSigner)).rejects.toMatchObject({ fields: { text: 'paper_empty' } });
	});

	it('of which a line does not fit its code say so, with what the code stands for, and accuse nobody', async () => {
		const mine = await unitWithChain(3);
		const other = await unitWithChain(3);
		await writeCheckpoints(mine.ctx, testSigner);
		const point = await newestCheckpoint(mine.ctx, mine.unitId);
		const others = await newestCheckpoint(mine.ctx, other.unitId);
		if (!point || !others) throw new Error('no checkpoint');
		const line = checkpointLine({ locale: 'vi' }, point);
		const hash = point.hash.slice(0, 8);
		const turned = (hash.startsWith('0') ? '1' : '0') + hash.slice(1);
		const at = new Date(point.at.getTime() + 60_000);
		const moment = (shown: typeof point) => checkpointLine({ locale: 'vi' }, shown).split(' · ')[2] ?? '';
		const forged = {
			row: line.replace('#3', '#2'),
			'a row that is not there': line.replace('#3', '#300'),
			chain: line.replace(point.chain, others.chain),
			'a chain that is not there': line.replace(point.chain, 'KHONG-CO'),
			hash: line.replace(hash, turned),
			'a hash with a letter that none has': line.replace(hash, `x${hash.slice(1)}`),
			'a hash cut short': line.replace(hash, hash.slice(0, 4)),
			'the hash of another chain': checkpointLine({ locale: 'vi' }, { ...point, hash: others.hash }),
			time: line.replace(moment(point), moment({ ...point, at })),
			code: line.replace(point.code, others.code),
			'row and nothing else': `${point.chain} #2 ${point.code}`
		};
		for (const [what, text] of Object.entries(forged)) {
			expect(text, what).not.toBe(line);
			const found = (await verifyAgainst(mine.ctx, text, testSigner))[0];
			const truth = what === 'code' ? others : point;
			expect({ what, ...found }).toMatchObject({
				what,
				outcome: 'misfit',
				seq: 3,
				at: truth.at,
				actual: truth.hash,
				chain: { unitCode: truth.chain }
			});
		}
		expect((await verifyAgainst(mine.ctx, line.replace(moment(point), printedSecond(point.at)), testSigner))[0]?.outcome).toBe('whole');
		const foot = `In lúc 08:00 01/02/2030 · ${line}`;
		expect((await verifyAgainst(mine.ctx, foot, testSigner))[0]?.outcome).toBe('whole');
		// Anybody can make up a code that reads well: beside a true row it proves nothing, and against the trail neither.
		const madeUp = checkpointCode('anything');
		expect((await verifyAgainst(mine.ctx, line.replace(point.code, madeUp), testSigner))[0]).toMatchObject({ outcome: 'misfit', at: null });
		expect((await verifyAgainst(mine.ctx, forged.hash.replace(point.code, madeUp), testSigner))[0]).toMatchObject({ outcome: 'unsettled' });
		expect((await verifyAgainst(mine.ctx, forged.hash.replace(point.code, ''), testSigner))[0]).toMatchObject({ outcome: 'unsettled' });
		const slip = (point.code.startsWith('7') ? '8' : '7') + point.code.slice(1);
		expect((await verifyAgainst(mine.ctx, forged.hash.replace(point.code, slip), testSigner))[0]).toMatchObject({ outcome: 'mistyped' });
	});

	it('fit under the code that the unit had when they were printed, and under no other', async () => {
		const { ctx, unitId } = await unitWithChain(1);
		await writeCheckpoint(ctx, unitId, testSigner);
		const point = await newestCheckpoint(ctx, unitId);
		if (!point) throw new Error('no checkpoint');
		const line = checkpointLine({ locale: 'vi' }, point);
		const today = dayOf(ctx.clock.now());
		await applyUnitEvent(operatorContext({ client: database.client, clock: ctx.clock }), {
			kind: 'RENAME',
			effectiveOn: today,
			from: [unitId],
			to: [{ unitId, change: { code: `${point.chain}-MOI`, name: 'Đơn vị mới' } }]
		});
		expect((await verifyAgainst(ctx, line, testSigner))[0]?.outcome).toBe('whole');
		expect((await verifyAgainst(ctx, line.replace(point.chain, `${point.chain}-MOI`), testSigner))[0]?.outcome).toBe('whole');
		expect((await verifyAgainst(ctx, line.replace(point.chain, `${point.chain}-CU`), testSigner))[0]?.outcome).toBe('misfit');
	});

	it('that disagree with their chain accuse it, however the line is typed', async () => {
		const { ctx, unitId, chainId } = await unitWithChain(3);
		await writeCheckpoint(ctx, unitId, testSigner);
		const paper = (await latestCheckpoint(ctx, unitId)) ?? '';
		await asOwner(database, [`update audit_trail set comment = 'x' where chain_id = '${chainId}' and seq = 2`, ...rewriteFrom(chainId, 2)]);
		for (const line of [paper, paper.replace('#3', '#2')])
			expect((await verifyAgainst(ctx, line, testSigner))[0]).toMatchObject({ outcome: 'different', seq: 3 });
	});

	it('of a unit say nothing to the officer of another', async () => {
		const mine = await unitWithChain(1);
		const other = await unitWithChain(1);
		await writeCheckpoints(mine.ctx, testSigner);
		const paper = (await latestCheckpoint(mine.ctx, other.unitId)) ?? '';
		const officer = trailContext(database, await addPerson(database, mine.unitId, ['officer']));
		expect((await verifyAgainst(officer, paper, testSigner))[0]).toMatchObject({ outcome: 'unknown', chain: null, check: null });
		await expect(verifyChain(officer, other.unitId, testSigner)).rejects.toMatchObject({ status: 404 });
		await expect(verifyAll(officer, { signer: testSigner })).rejects.toMatchObject({ status: 404 });
		const reader = trailContext(database, await addPerson(database, mine.unitId, ['reader']));
		await expect(verifyAgainst(reader, paper, testSigner)).rejects.toMatchObject({ status: 404 });
	});
});

describe('appending', () => {
	it('by many at once gives one unbroken chain without gaps', async () => {
		const { ctx, unitId } = await unitWithChain(1);
		await Promise.all(Array.from({ length: 40 }, () => recordActs(ctx, unitId, 2)));
		expect(await verifyChain(ctx, unitId, testSigner)).toMatchObject({ broken: null, rows: 81 });
	});

	it('leaves nothing of what was rolled back', async () => {
		const { ctx, unitId } = await unitWithChain(1);
		const failing = transaction(ctx, async (inner) => {
			await record(inner, { event: 'unit.settings', subjectType: 'unit', subjectId: unitId, unitId });
			throw new Error('changed my mind');
		});
		await expect(failing).rejects.toThrow('changed my mind');
		expect(await verifyChain(ctx, unitId, testSigner)).toMatchObject({ broken: null, rows: 1 });
	});

	it('while the chain is being checked does not look like a break', async () => {
		const { ctx, unitId } = await unitWithChain(5);
		const writing = recordActs(ctx, unitId, 60);
		for (let round = 0; round < 10; round++) expect((await verifyChain(ctx, unitId, testSigner)).broken).toBeNull();
		await writing;
		expect(await verifyChain(ctx, unitId, testSigner)).toMatchObject({ broken: null, rows: 65 });
	});

	it('outside a transaction is refused', async () => {
		const { ctx, unitId } = await unitWithChain(0).catch(async () => ({
			ctx: trailContext(database),
			unitId: await addUnit(database, 'TRONG')
		}));
		expect(ctx.actor).toBe(systemActor);
		await expect(record(ctx, { event: 'unit.settings', subjectType: 'unit', subjectId: 'x', unitId })).rejects.toThrow(
			/outside a transaction/
		);
	});
});

describe('checking everything', () => {
	it('reports progress and goes on where it stopped', async () => {
		const { ctx } = await unitWithChain(1);
		const seen: string[] = [];
		const all = await verifyAll(ctx, {
			signer: testSigner,
			onProgress: ({ check }) => {
				seen.push(check.chain.id);
			}
		});
		expect(seen).toHaveLength(all.chains);
		const rest = await verifyAll(ctx, { signer: testSigner, after: seen.at(-2) });
		expect(rest.chains).toBe(1);
	});
});

describe('the command line', () => {
	it('says whole with exit code 0, and names broken chains and differing papers with 1', async () => {
		const fresh = await testDatabase();
		try {
			const unitId = await addUnit(fresh, 'SO-X');
			const ctx = trailContext(fresh);
			await recordActs(ctx, unitId, 3);
			await writeCheckpoints(ctx, testSigner);
			const paper = (await latestCheckpoint(ctx, unitId)) ?? '';
			const run = async (against?: string) => {
				const lines: string[] = [];
				const code = await verifyCommand(ctx, { against, signer: testSigner, print: (line) => lines.push(line), note: () => undefined });
				return { code, text: lines.join('\n') };
			};
			expect(await run()).toMatchObject({ code: 0, text: expect.stringContaining('4 rows in 2 chains') });
			expect(await run(paper)).toMatchObject({ code: 0, text: expect.stringContaining('SO-X #3') });
			const forged = await run(paper.replace('SO-X #3', 'SO-X #2'));
			expect(forged).toMatchObject({ code: 1, text: expect.stringContaining('does not fit its code, which stands for SO-X #3') });
			expect(forged.text).toContain('the trail has that row: mistyped or altered paper');
			const chain = await findChain(ctx, unitId);
			await asOwner(fresh, [`update audit_trail set comment = 'x' where chain_id = '${chain?.id}' and seq = 2`]);
			expect(await run()).toMatchObject({ code: 1, text: expect.stringContaining('SO-X: broken at row 2') });
			expect(await run(paper)).toMatchObject({ code: 1, text: expect.stringContaining('broken at row 2') });
		} finally {
			await fresh.drop();
		}
	});
});
