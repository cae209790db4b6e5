import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPrintCode } from '#lib/server/documents/print-codes.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { approvedVersion, documentsWorld, issuedVersion, type AVersion, type DocumentsWorld, type Who } from '#test/support/documents.ts';

/* states.md §5 and design.md §5 against raw SQL: what the app refuses, the database refuses as well. */
let world: DocumentsWorld;
let version: AVersion;
beforeAll(async () => {
	world = await documentsWorld();
	version = await issuedVersion(world);
});
afterAll(() => world.close());

const write = (sql: Prisma.Sql) =>
	world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		return tx.$executeRaw(sql);
	});

async function aCode(versionId: string, kind: 'numbered' | 'reading' = 'numbered'): Promise<string> {
	const code = newPrintCode();
	await world.client.printCode.create({ data: { code, kind, versionId, createdAt: world.clock.now() } });
	return code;
}

type Row = { of?: string; by?: Who; unit?: string; copyNo?: number; code?: string; more?: Record<string, Prisma.Sql> };

async function insert({ of = version.id, by = 'officer', unit = world.unitId, copyNo = 0, code, more = {} }: Row = {}): Promise<string> {
	const printed = code ?? (await aCode(of));
	const extra = Object.entries(more);
	const columns = extra.map(([name]) => Prisma.raw(`, ${name}`));
	await write(Prisma.sql`
		insert into numbered_print (id, unit_id, custody_unit_id, document_id, version_id, copy_no, code, place, issued_by_id, issued_at
			${columns.length > 0 ? Prisma.join(columns, '') : Prisma.empty})
		select gen_random_uuid(), ${unit}::uuid, ${unit}::uuid, v.document_id, v.id, ${copyNo}, ${printed}, 'Tủ hồ sơ',
			${world.ids[by]}::uuid, eiso_now()
			${
				extra.length > 0
					? Prisma.join(
							extra.map(([, value]) => Prisma.sql`, ${value}`),
							''
						)
					: Prisma.empty
			}
		from version v where v.id = ${of}::uuid`);
	return (await world.client.numberedPrint.findUniqueOrThrow({ where: { code: printed } })).id;
}

const change = (id: string, set: Prisma.Sql) =>
	write(Prisma.sql`update numbered_print set row_version = row_version + 1, ${set} where id = ${id}::uuid`);

const officer = () => Prisma.sql`${world.ids.officer}::uuid`;
const recalledBy = (why: string, from = Prisma.sql`eiso_today()`) =>
	Prisma.sql`state = 'recalled', recall_why = ${why}::print_recall, recall_reason = 'lý do', recalled_at = eiso_now(), recall_from = ${from},
		recall_due_on = eiso_today() + 400`;
const closedAs = (outcome: string, by: Who) =>
	Prisma.sql`state = 'closed', outcome = ${outcome}::print_outcome, closed_on = eiso_today(), closed_at = eiso_now(),
		closed_by_id = ${world.ids[by]}::uuid`;
const signedLost = (by: Who) =>
	Prisma.sql`${closedAs('lost', by)}, close_reason = 'Thất lạc khi chuyển trụ sở', signer_name = 'Giám đốc', meaning_text = 'Tôi xác nhận',
		content_sha256 = ${'a'.repeat(64)}`;

describe('numbers of prints', () => {
	it('run from 1 within a version without a gap, whoever issues at once', async () => {
		const own = await issuedVersion(world);
		await Promise.all(Array.from({ length: 10 }, () => insert({ of: own.id })));
		await expect(insert({ of: own.id, copyNo: 12 })).rejects.toThrow('without a gap');
		await expect(insert({ of: own.id, copyNo: 5 })).rejects.toThrow('without a gap');
		await insert({ of: own.id, copyNo: 11 });
		const rows = await world.client.numberedPrint.findMany({ where: { versionId: own.id }, orderBy: { copyNo: 'asc' } });
		expect(rows.map((row) => row.copyNo)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
		const other = await issuedVersion(world);
		const first = await insert({ of: other.id });
		expect((await world.client.numberedPrint.findUniqueOrThrow({ where: { id: first } })).copyNo).toBe(1);
	});
});

describe('a print in the database', () => {
	it('is of a version that is upcoming or in force, with a code of that version', async () => {
		const approved = await approvedVersion(world);
		await expect(insert({ of: approved.id })).rejects.toThrow('upcoming or in force');
		const upcoming = await issuedVersion(world, { effectiveOn: world.day(30) });
		await insert({ of: upcoming.id });
		const replaced = await issuedVersion(world);
		await issuedVersion(world, { documentId: replaced.documentId, confirm: ['replaced_same_day'] });
		await expect(insert({ of: replaced.id })).rejects.toThrow('upcoming or in force');
		await expect(insert({ code: await aCode(upcoming.id) })).rejects.toThrow('code of its own version');
		await expect(insert({ unit: world.otherUnitId })).rejects.toThrow('illegal_transition');
	});

	it('is issued now by an officer of the unit, to somebody of the unit, with nothing done to it yet', async () => {
		await expect(insert({ by: 'head' })).rejects.toThrow('an officer issues');
		await expect(insert({ by: 'outsider' })).rejects.toThrow('an officer issues');
		await expect(insert({ more: { state: Prisma.sql`'closed'` } })).rejects.toThrow('an officer issues');
		await expect(insert({ more: { recalled_at: Prisma.sql`eiso_now()` } })).rejects.toThrow('an officer issues');
		const outsider = Prisma.sql`${world.ids.outsider}::uuid`;
		await expect(insert({ more: { holder_id: outsider, holder_name: Prisma.sql`'Người ngoài'` } })).rejects.toThrow('held in its unit');
	});

	it('keeps what it is and who got it, and is never deleted', async () => {
		const id = await insert();
		for (const set of [
			Prisma.sql`copy_no = 99`,
			Prisma.sql`place = 'nơi khác'`,
			Prisma.sql`holder_name = 'người khác'`,
			Prisma.sql`issued_at = eiso_now() - interval '1 day'`,
			Prisma.sql`version_id = gen_random_uuid()`
		])
			await expect(change(id, set)).rejects.toThrow('content_frozen');
		await expect(write(Prisma.sql`update numbered_print set received_at = eiso_now() where id = ${id}::uuid`)).rejects.toThrow('stale');
		await expect(write(Prisma.sql`delete from numbered_print where id = ${id}::uuid`)).rejects.toThrow('append_only');
		await expect(write(Prisma.sql`truncate numbered_print`)).rejects.toThrow('append_only');
		await expect(change(id, Prisma.sql`custody_unit_id = ${world.otherUnitId}::uuid`)).rejects.toThrow('successor');
	});

	it('is recalled by the end of its version on its day, or by an officer with a reason, and called off only when it runs on', async () => {
		const id = await insert();
		await expect(change(id, recalledBy('superseded'))).rejects.toThrow('follows the end');
		await expect(change(id, recalledBy('revoked'))).rejects.toThrow('follows the end');
		await expect(change(id, Prisma.sql`${recalledBy('officer', Prisma.sql`eiso_today() - 3`)}`)).rejects.toThrow('follows the end');
		await expect(change(id, Prisma.sql`state = 'recalled'`)).rejects.toThrow('does not fit');
		await expect(change(id, Prisma.sql`recall_due_on = eiso_today()`)).rejects.toThrow('does not fit');
		await change(id, recalledBy('officer'));
		await expect(change(id, Prisma.sql`recall_due_on = eiso_today() + 2`)).rejects.toThrow('follows the end');
		await expect(
			change(
				id,
				Prisma.sql`state = 'held', recall_why = null, recall_reason = null, recalled_at = null, recall_from = null, recall_due_on = null`
			)
		).rejects.toThrow('called off');

		const first = await issuedVersion(world);
		const printed = await insert({ of: first.id });
		await issuedVersion(world, { documentId: first.documentId, effectiveOn: world.day(10) });
		await expect(change(printed, Prisma.sql`recall_from = eiso_today() + 3, recalled_at = eiso_now()`)).rejects.toThrow('follows the end');
		await expect(
			change(
				printed,
				Prisma.sql`state = 'held', recall_why = null, recall_reason = null, recalled_at = null, recall_from = null, recall_due_on = null`
			)
		).rejects.toThrow('called off');
	});

	it('comes back to an officer, is lost only under a signature of a head, and stays closed', async () => {
		const returned = await insert();
		await expect(change(returned, closedAs('returned', 'head'))).rejects.toThrow('an officer takes');
		await expect(change(returned, closedAs('lost', 'officer'))).rejects.toThrow('unsigned');
		await expect(change(returned, closedAs('lost', 'head'))).rejects.toThrow('unsigned');
		await expect(change(returned, signedLost('outsider'))).rejects.toThrow('unsigned');
		await expect(change(returned, Prisma.sql`outcome = 'returned'`)).rejects.toThrow('nothing has become');
		await expect(change(returned, Prisma.sql`${closedAs('returned', 'officer')}, signer_name = 'X'`)).rejects.toThrow('an officer takes');
		await change(returned, closedAs('returned', 'officer'));
		for (const set of [
			Prisma.sql`state = 'held'`,
			Prisma.sql`outcome = 'destroyed'`,
			Prisma.sql`closed_by_id = ${officer()}, close_reason = 'x'`
		])
			await expect(change(returned, set)).rejects.toThrow(/illegal_transition|append_only/);
		const lost = await insert();
		await change(lost, signedLost('head'));
		await expect(change(lost, Prisma.sql`meaning_text = 'khác'`)).rejects.toThrow('append_only');
	});

	it('keeps the word of its holder', async () => {
		const mine = await insert({ more: { holder_id: Prisma.sql`${world.ids.staff}::uuid`, holder_name: Prisma.sql`'Người giữ'` } });
		const nobodys = await insert();
		await expect(change(nobodys, Prisma.sql`received_at = eiso_now()`)).rejects.toThrow('what a holder said');
		await expect(change(mine, Prisma.sql`received_at = eiso_now() - interval '2 days'`)).rejects.toThrow('what a holder said');
		await change(mine, Prisma.sql`received_at = eiso_now()`);
		await expect(change(mine, Prisma.sql`received_at = null`)).rejects.toThrow('what a holder said');
		await change(mine, closedAs('returned', 'officer'));
		await change(mine, Prisma.sql`holder_outcome = 'returned', holder_said_at = eiso_now()`);
		await expect(change(mine, Prisma.sql`holder_outcome = 'destroyed', holder_said_at = eiso_now()`)).rejects.toThrow('what a holder said');
		await expect(change(mine, Prisma.sql`holder_outcome = null, holder_said_at = null`)).rejects.toThrow('what a holder said');
	});
});
