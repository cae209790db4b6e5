import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessLogState, flushAccessLog, flushAfterMs, logRead } from '#lib/server/audit-trail/access-log.ts';
import { ensureMonth, keepAccessLog, keepMonthsSetting } from '#lib/server/audit-trail/access-log-months.ts';
import { exportReads, listReads } from '#lib/server/audit-trail/access-list.ts';
import { fixedClock, systemClock } from '#lib/server/platform/clock.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { testDatabase, type TestDatabase } from '#test/support/database.ts';
import { addPerson, addProvincePerson, addUnit, asOwner, trailContext } from '#test/support/trail.ts';

let database: TestDatabase;
let unitId: string;

beforeAll(async () => {
	database = await testDatabase();
	unitId = await addUnit(database, 'SO-NV');
});
afterAll(() => database.drop());

async function countReads(detail: string): Promise<number> {
	const [row] = await database.client.$queryRaw<
		{ count: bigint }[]
	>`select count(*) as count from eiso_log.access_log where detail = ${detail}`;
	return Number(row?.count ?? 0);
}

/** Waits for the log's own timer by looking, not by sleeping for a guessed time. */
const untilLogged = (detail: string, count: number) => expect.poll(() => countReads(detail)).toBe(count);

describe('the access log', () => {
	it('is written within a second, by itself, in one go', async () => {
		const reader = await addPerson(database, unitId, ['reader']);
		const ctx = trailContext(database, reader);
		for (let index = 0; index < 300; index++) logRead(ctx, { action: 'open', unitId, detail: 'within a second' });
		expect(accessLogState(database.client).waiting).toBe(300);
		await untilLogged('within a second', 300);
		// How long the INSERT takes is the machine's affair; the timer leaves it half of the second.
		expect(flushAfterMs).toBeLessThanOrEqual(500);
		const rows = await database.client.$queryRaw<{ user_id: string; at: Date }[]>`
			select user_id, at from eiso_log.access_log where detail = 'within a second' limit 1`;
		expect(rows[0]?.user_id).toBe(reader.userId);
	});

	it('is written at shutdown without waiting for the timer', async () => {
		const ctx = trailContext(database);
		logRead(ctx, { action: 'file', unitId, detail: 'shutdown' });
		await flushAccessLog(database.client);
		expect(await countReads('shutdown')).toBe(1);
		expect(accessLogState(database.client).waiting).toBe(0);
		await flushAccessLog(database.client);
		expect(await countReads('shutdown')).toBe(1);
	});

	it('keeps a read whose transaction was rolled back, because it happened', async () => {
		const ctx = trailContext(database);
		const failing = transaction(ctx, async (inner) => {
			logRead(inner, { action: 'open', unitId, detail: 'rolled back' });
			throw new Error('no');
		});
		await expect(failing).rejects.toThrow('no');
		await flushAccessLog(database.client);
		expect(await countReads('rolled back')).toBe(1);
	});

	it('survives what a client sends as its address and detail', async () => {
		const ctx = { ...trailContext(database), address: 'a\u0000b\ud800', requestId: 'x\u0000' };
		logRead(ctx, { action: 'open', unitId, detail: `odd ${'x'.repeat(2000)}\u0000` });
		logRead(ctx, { action: 'open', unitId, detail: 'after the odd one' });
		await flushAccessLog(database.client);
		expect(await countReads('after the odd one')).toBe(1);
	});

	it('never fails a read, and writes what it kept when the database is back', async () => {
		await asOwner(database, ['alter table eiso_log.access_log rename to away'], { triggers: true });
		logRead(trailContext(database), { action: 'open', unitId, detail: 'away' });
		await expect(flushAccessLog(database.client)).rejects.toThrow();
		expect(accessLogState(database.client)).toEqual({ waiting: 1, lost: 0 });
		await asOwner(database, ['alter table eiso_log.away rename to access_log'], { triggers: true });
		await untilLogged('away', 1);
	});

	it('refuses update, delete and truncate', async () => {
		const ctx = trailContext(database);
		logRead(ctx, { action: 'open', unitId, detail: 'fixed' });
		await flushAccessLog(database.client);
		for (const sql of ["update eiso_log.access_log set detail = 'x'", 'delete from eiso_log.access_log', 'truncate eiso_log.access_log'])
			await expect(asOwner(database, [sql], { triggers: true })).rejects.toThrow(/append_only/);
	});
});

describe('the months of the access log', () => {
	const partitions = async () => {
		const rows = await database.client.$queryRaw<{ name: string }[]>`
			select c.relname::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
			where i.inhparent = 'eiso_log.access_log'::regclass order by 1`;
		return rows.map(({ name }) => name);
	};

	it('are made ahead, also for the first read of a month, and by two processes at once', async () => {
		const clock = fixedClock(new Date('2031-03-31T17:30:00Z'));
		const ctx = trailContext(database, undefined, clock);
		logRead(ctx, { action: 'open', unitId, detail: 'first of a month' });
		await flushAccessLog(database.client);
		// Half past midnight on 1 April in Hà Tĩnh.
		const [row] = await database.client.$queryRaw<{ place: string }[]>`
			select tableoid::regclass::text as place from eiso_log.access_log where detail = 'first of a month'`;
		expect(row?.place).toBe('eiso_log.access_log_2031_04');
		await Promise.all([1, 2, 3].map(() => ensureMonth(database.client, '2033-05-01')));
		await keepAccessLog(ctx);
		expect(await partitions()).toEqual(expect.arrayContaining(['access_log_2031_05', 'access_log_2031_06', 'access_log_2033_05']));
	});

	it('are dropped after the months to keep, never before twelve, and the drop is recorded', async () => {
		const clock = fixedClock(new Date('2035-06-15T03:00:00Z'));
		const ctx = trailContext(database, undefined, clock);
		for (const day of ['2033-05-01', '2033-06-01', '2034-05-01', '2034-06-01']) await ensureMonth(database.client, day);
		await keepAccessLog(ctx);
		expect(await partitions()).not.toContain('access_log_2033_05');
		expect(await partitions()).toContain('access_log_2033_06');
		await database.client.setting.create({ data: { key: keepMonthsSetting, value: 3 } });
		await keepAccessLog(ctx);
		expect(await partitions()).not.toContain('access_log_2034_05');
		expect(await partitions()).toContain('access_log_2034_06');
		const recorded = await database.client.auditTrail.findMany({ where: { event: 'access_log.drop' }, orderBy: { seq: 'asc' } });
		expect(recorded.at(-1)?.after).toMatchObject({ kept: 12 });
		expect(await keepAccessLog(ctx)).toEqual({ dropped: 0 });
	});
});

describe('who sees the access log', () => {
	it('officer and head of the unit; nobody else knows it is there', async () => {
		const other = await addUnit(database, 'XA-A');
		logRead(trailContext(database), { action: 'open', unitId });
		await flushAccessLog(database.client);
		for (const role of ['officer', 'head'] as const) {
			const ctx = trailContext(database, await addPerson(database, unitId, [role]));
			expect((await listReads(ctx, { unit: unitId })).total).toBeGreaterThan(0);
			await expect(listReads(ctx, { unit: other })).rejects.toMatchObject({ status: 404 });
		}
		for (const role of ['reader', 'drafter', 'reviewer', 'internal_auditor'] as const) {
			const ctx = trailContext(database, await addPerson(database, unitId, [role]));
			await expect(listReads(ctx, { unit: unitId })).rejects.toMatchObject({ status: 404 });
		}
		for (const role of ['coordinator', 'inspector', 'administrator'] as const) {
			const ctx = trailContext(database, await addProvincePerson(database, role, [unitId]));
			await expect(listReads(ctx, { unit: unitId })).rejects.toMatchObject({ status: 404 });
			await expect(exportReads(ctx, { unit: unitId })).rejects.toMatchObject({ status: 404 });
		}
	});

	it('with filters by person without accents, action and day', async () => {
		const lan = await addPerson(database, unitId, ['reader'], 'Đặng Thị Lan Anh');
		const officer = trailContext(database, await addPerson(database, unitId, ['officer']));
		logRead(trailContext(database, lan), { action: 'print', unitId, detail: 'by Lan Anh' });
		await flushAccessLog(database.client);
		const found = await listReads(officer, { unit: unitId, person: 'dang thi lan' });
		expect(found.items).toMatchObject([{ who: 'Đặng Thị Lan Anh', action: 'In hoặc tải bản cá nhân', detail: 'by Lan Anh' }]);
		expect((await listReads(officer, { unit: unitId, person: 'dang thi lan', action: 'open' })).total).toBe(0);
		expect((await listReads(officer, { unit: unitId, from: '2020-01-01', to: '2020-01-31' })).total).toBe(0);
		expect((await listReads(officer, { unit: unitId, person: '%' })).total).toBe(0);
	});

	it('and an export of it is an act that the head is told', async () => {
		const unit = await addUnit(database, 'XA-B');
		const head = await addPerson(database, unit, ['head']);
		const officer = await addPerson(database, unit, ['officer'], 'Lê Văn Thư');
		const file = await exportReads(trailContext(database, officer, systemClock()), { unit });
		expect(file.fileName).toMatch(/^luot-xem-\d{4}-\d{2}-\d{2}\.xlsx$/);
		const row = await database.client.auditTrail.findFirst({ where: { unitId: unit, event: 'access_log.export' } });
		expect(row).toMatchObject({ actorId: officer.userId, actorRole: 'officer' });
		const notices = await database.client.notice.findMany({ where: { userId: head.userId } });
		expect(notices).toMatchObject([{ kind: 'export_made', params: { who: 'Lê Văn Thư' } }]);
	});
});
