import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	password,
	submittedVersion,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';

/*
 * The invariants of design.md §5, each attacked with raw SQL as the app's own role: what the other tests of documents, batches,
 * units and the trail do not attack already. A transaction carries the world's clock, as the app's do.
 */
let world: DocumentsWorld;
let issued: AVersion;
let waiting: AVersion;
let draft: AVersion;
beforeAll(async () => {
	world = await documentsWorld('2026-11-01T02:00:00Z');
	issued = await issuedVersion(world);
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	waiting = await approvedVersion(world);
	draft = await draftVersion(world);
}, 120_000);
afterAll(() => world.close());

function attack(...statements: string[]): Promise<unknown> {
	return world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		for (const sql of statements) await tx.$executeRawUnsafe(sql);
	});
}

const issue = (id: string, batchId: string, day: string) => `update version set state = 'issued', row_version = row_version + 1,
	issue_batch_id = '${batchId}', issued_at = eiso_now(), effective_from = '${day}' where id = '${id}'`;

describe('§5.1 one version in force, and the past does not move', () => {
	it('a past is not written beside what was issued here', async () => {
		const insert = `insert into version (id, document_id, unit_id, issue_no, revision_no, title, state, origin, source_sha256, pdf_sha256,
				effective_from, effective_to, created_by_id)
			select gen_random_uuid(), document_id, unit_id, 99, 0, 'x', 'issued', 'taken_on', source_sha256, pdf_sha256,
				'2020-01-01', '2020-02-01', created_by_id from version where id = '${issued.id}'`;
		await expect(attack(insert)).rejects.toThrow(/open_version_exists/);
	});

	it('two versions of one document are in force on no day, however they got there', async () => {
		const next = await approvedVersion(world, { documentId: issued.documentId });
		const decision = { decisionNumber: '1/QĐ', decisionDate: world.day(), effectiveOn: world.day(3) };
		const batch = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [next.id], ...decision });
		// As a command would, but for the end of what is in force now.
		await expect(attack(issue(next.id, batch.id, world.day(3)))).rejects.toThrow(/version_one_in_force/);
	});

	it('no batch but the one that names the version, on its day, puts it in force', async () => {
		const other = await issuedVersion(world, { confirm: warningCodes });
		const officer = await world.as('officer');
		const decision = { unitId: world.unitId, decisionNumber: '1/QĐ', decisionDate: world.day(), effectiveOn: world.day(3) };
		const mine = await createBatch(officer, { ...decision, versionIds: [waiting.id] });
		const stranger = await createBatch(officer, { ...decision, versionIds: [(await approvedVersion(world)).id] });
		await expect(attack(issue(waiting.id, other.batch.id, world.day()))).rejects.toThrow(/illegal_transition/);
		await expect(attack(issue(waiting.id, stranger.id, world.day(3)))).rejects.toThrow(/illegal_transition/);
		await expect(attack(issue(waiting.id, mine.id, world.day(2)))).rejects.toThrow(/illegal_transition/);
		await expect(attack(`update version set issue_batch_id = '${other.batch.id}' where id = '${issued.id}'`)).rejects.toThrow(/past_fixed/);
	});

	it('a database without the demo mark obeys no moved clock', async () => {
		const back = [
			'update installation set demo = false',
			"select set_config('eiso.now', '2020-01-01T00:00:00Z', true)",
			'select eiso_today()'
		];
		await expect(attack(...back)).rejects.toThrow(/clock_refused/);
	});
});

describe('§5.2 what was submitted cannot change, what was approved cannot be denied', () => {
	it('references and authors are part of it', async () => {
		const { id } = await submittedVersion(world);
		await expect(attack(`insert into version_reference values ('${id}', '${issued.documentId}')`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update version_author set user_id = '${world.ids.staff}' where version_id = '${id}'`)).rejects.toThrow(
			/append_only/
		);
		await expect(attack(`update version set round = 0 where id = '${id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update version set created_by_id = '${world.ids.staff}' where id = '${id}'`)).rejects.toThrow(/content_frozen/);
	});

	it('a signature is nobody’s but a second and third person’s, over these very bytes', async () => {
		const { id } = await passedVersion(world);
		const sign = (userId: string, hash = 'pdf_sha256') => `insert into signature
				(id, meaning, meaning_text, version_id, round, user_id, signer_name, position, pdf_sha256, signed_at)
			select gen_random_uuid(), 'approve_version', 'x', id, round, '${userId}', 'x', 'x', ${hash}, eiso_now() from version where id = '${id}'`;
		const head = (userId: string) => `insert into membership (id, user_id, unit_id, division_id, roles, position, valid_from)
			values (gen_random_uuid(), '${userId}', '${world.unitId}', '${world.divisionId}', '{head}', 'x', '2016-01-01')`;
		for (const who of [world.ids.drafter, world.ids.reviewer])
			await expect(attack(head(who), sign(who))).rejects.toThrow(/separation_of_duties/);
		await expect(attack(sign(world.ids.head, `repeat('0', 64)`))).rejects.toThrow(/content_changed/);
	});

	it('signatures of approvals and of batches stay as they were', async () => {
		for (const change of [
			"signer_name = 'x'",
			"position = 'x'",
			'signed_at = now()',
			'pdf_sha256 = null',
			`user_id = '${world.ids.staff}'`
		])
			await expect(attack(`update signature set ${change} where version_id = '${waiting.id}'`)).rejects.toThrow(/append_only/);
		await expect(attack(`delete from signature where version_id = '${waiting.id}'`)).rejects.toThrow(/append_only/);
		const gone = await issuedVersion(world, { confirm: warningCodes });
		const batch = await issueNow(await world.as('head'), {
			unitId: world.unitId,
			versionIds: [],
			withdrawals: [{ documentId: gone.documentId, reason: 'Luật thay đổi' }],
			decisionNumber: '2/QĐ',
			decisionDate: world.day(),
			effectiveOn: world.day(5),
			confirm: warningCodes,
			password
		});
		await expect(attack(`update signature set voided_at = now() where issue_batch_id = '${batch.id}'`)).rejects.toThrow(/append_only/);
	});

	it('the passes of what was issued stay valid', async () => {
		const passes = `update version_act set voided_at = now() where event = 'pass' and version_id = '${issued.id}'`;
		await expect(attack(passes)).rejects.toThrow(/append_only/);
	});

	it('a line is not moved out of an issued batch, into it, or changed', async () => {
		const batch = await createBatch(await world.as('officer'), { unitId: world.unitId, versionIds: [waiting.id] });
		const { issueBatchId } = await world.client.version.findUniqueOrThrow({ where: { id: issued.id } });
		const line = `batch_id = '${issueBatchId}'`;
		await expect(attack(`update issue_batch_line set batch_id = '${batch.id}' where ${line}`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update issue_batch_line set ${line} where batch_id = '${batch.id}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update issue_batch_line set reason = 'x' where ${line}`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from issue_batch_line where ${line}`)).rejects.toThrow(/content_frozen/);
	});
});

/** What may lose rows: what a person sets anew with a record in the trail, what is made from something else, and what runs out. */
const mayShrink = new Set([
	...['_prisma_migrations', 'installation', 'setting', 'counter', 'document_kind', 'unit_kind'],
	...['standard', 'clause', 'clause_mapping'],
	...['roll_out_phase', 'roll_out_group', 'roll_out_default_step'],
	...['document_audience', 'document_drafter', 'record_series_reader'],
	...['change_rule', 'reading_rule', 'review_interval', 'upkeep_rule', 'print_rule', 'mail_choice', 'model_role_word'],
	...['audit_area_member', 'audit_area_document', 'action_rule'],
	...['file_text', 'rendition', 'search_entry', 'version_conversion', 'upkeep_told'],
	...['api_token', 'idempotency_key', 'invitation', 'mail', 'notice', 'password_reset', 'session', 'throttle', 'upload'],
	// Bytes that nothing refers to are swept, rows first; a foreign key holds the rest.
	'stored_file'
]);

describe('§5.4 nothing is deleted', () => {
	it('no table that the QMS controls takes a DELETE or a TRUNCATE', async () => {
		const rows = await world.client.$queryRaw<{ name: string; guarded: string[] | null }[]>`
			select c.relname as name, array_agg(distinct case when t.tgtype & 8 > 0 then 'delete' else 'truncate' end)
				filter (where t.tgtype & 40 > 0) as guarded
			from pg_class c join pg_namespace n on n.oid = c.relnamespace
			left join pg_trigger t on t.tgrelid = c.oid and not t.tgisinternal and t.tgenabled = 'O'
			where n.nspname = 'public' and c.relkind = 'r' group by c.relname order by c.relname`;
		const open = rows
			.filter(({ name, guarded }) => !mayShrink.has(name) && (guarded ?? []).length < 2)
			.map(({ name, guarded }) => [name, guarded]);
		expect(open).toEqual([]);
	});

	it.each(['document', 'issue_batch', 'stored_file', 'document_kind'])('a %s that is referred to stays', async (table) => {
		const where: Record<string, string> = {
			document: `id = '${issued.documentId}'`,
			issue_batch: `id = (select issue_batch_id from version where id = '${issued.id}')`,
			stored_file: `sha256 = (select pdf_sha256 from version where id = '${issued.id}')`,
			document_kind: "code = 'QT'"
		};
		await expect(attack(`delete from ${table} where ${where[table] ?? ''}`)).rejects.toThrow(
			/append_only|violates (?:RESTRICT|foreign key)/i
		);
	});
});

describe('§5.5 a code is one document’s', () => {
	const insert = (
		code: string,
		key: string
	) => `insert into document (id, unit_id, kind_code, code, code_key, code_sort, title, created_by_id)
		values (gen_random_uuid(), '${world.unitId}', 'QT', '${code}', '${key}', 'x', 'x', '${world.ids.officer}')`;

	it('however it is written, and by its own key only', async () => {
		const { code, codeKey } = await world.client.document.findUniqueOrThrow({ where: { id: issued.documentId } });
		const written = code.toLowerCase().replace(/\.(?=\d)/, '-00');
		expect(written).not.toBe(code);
		await expect(attack(insert(written, codeKey))).rejects.toThrow(/document_code_once/);
		await expect(attack(insert(written, 'QT.OTHER'))).rejects.toThrow(/document_code_key/);
	});

	it('and a document stays in its unit, with its kind', async () => {
		for (const change of [`unit_id = '${world.otherUnitId}'`, "kind_code = 'BM'", `created_by_id = '${world.ids.staff}'`])
			await expect(attack(`update document set ${change} where id = '${draft.documentId}'`)).rejects.toThrow(/content_frozen/);
		await expect(attack(`update document set status = 'abandoned' where id = '${issued.documentId}'`)).rejects.toThrow(
			/illegal_transition/
		);
	});
});

describe('§5.6 a state moves only along its table, with its row version', () => {
	it.each([
		['draft', 'approved'],
		['draft', 'issued'],
		['draft', 'in_approval'],
		['draft', 'withdrawn']
	])('not from %s to %s', async (_from, to) => {
		const change = `update version set state = '${to}', row_version = row_version + 1 where id = '${draft.id}'`;
		await expect(attack(change)).rejects.toThrow(/illegal_transition|version_range_by_state/);
	});

	it('nor back from what was issued or withdrawn', async () => {
		for (const to of ['draft', 'cancelled', 'in_review'])
			await expect(attack(`update version set state = '${to}', row_version = row_version + 1 where id = '${issued.id}'`)).rejects.toThrow(
				/illegal_transition/
			);
	});
});

describe('§8 an administrator holds no other role', () => {
	it('not by a membership, not by another appointment', async () => {
		const membership = `insert into membership (id, user_id, unit_id, roles, position, valid_from)
			values (gen_random_uuid(), '${world.ids.administrator}', '${world.unitId}', '{head}', 'x', '2026-01-01')`;
		const appointment = `insert into province_appointment (id, user_id, role, position, valid_from)
			values (gen_random_uuid(), '${world.ids.administrator}', 'coordinator', '', '2026-01-01')`;
		const made = `insert into province_appointment (id, user_id, role, position, valid_from)
			values (gen_random_uuid(), '${world.ids.head}', 'administrator', '', '2026-01-01')`;
		for (const sql of [membership, appointment, made]) await expect(attack(sql)).rejects.toThrow(/administrator_alone/);
	});
});
