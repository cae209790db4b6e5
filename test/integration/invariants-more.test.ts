import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import { createBatch } from '#lib/server/documents/batches.ts';
import { proposeCorrection } from '#lib/server/documents/corrections.ts';
import { issueNow } from '#lib/server/documents/issue.ts';
import { verifyChain } from '#lib/server/audit-trail/verify.ts';
import { testDatabase } from '#test/support/database.ts';
import {
	approvedVersion,
	documentsWorld,
	draftVersion,
	issuedVersion,
	passedVersion,
	password,
	type AVersion,
	type DocumentsWorld
} from '#test/support/documents.ts';
import { onItsDay } from '#test/support/raw-writes.ts';
import { testSigner } from '#test/support/trail.ts';

/*
 * The invariants of design.md §5, attacked further with raw SQL as the app's own role: moments that never were, signatures of nobody,
 * states that a version and its batch do not share, rows that begin as what they become. A statement list is one transaction.
 */
let world: DocumentsWorld;
let issued: AVersion;
let upcoming: AVersion & { batch: { id: string } };
let waiting: AVersion;
let draft: AVersion;
let batchId: string;
let withdrawn: string;
beforeAll(async () => {
	world = await documentsWorld('2026-11-01T02:00:00Z');
	issued = await issuedVersion(world);
	const gone = await issuedVersion(world, { confirm: warningCodes });
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
	withdrawn = gone.id;
	await issueNow(await world.as('head'), {
		...{ unitId: world.unitId, versionIds: [], withdrawals: [{ documentId: gone.documentId, reason: 'Luật thay đổi' }] },
		...{ decisionNumber: '2/QĐ', decisionDate: world.day(), effectiveOn: world.day(), confirm: warningCodes, password }
	});
	upcoming = await issuedVersion(world, { effectiveOn: world.day(9), confirm: warningCodes });
	waiting = await approvedVersion(world);
	draft = await draftVersion(world);
	batchId = (
		await createBatch(await world.as('officer'), {
			...{ unitId: world.unitId, versionIds: [waiting.id], decisionNumber: '1/QĐ' },
			...{ decisionDate: world.day(), effectiveOn: world.day(3) }
		})
	).id;
}, 120_000);
afterAll(() => world.close());

function attack(...statements: string[]): Promise<unknown> {
	return world.client.$transaction(async (tx) => {
		await tx.$executeRaw`select set_config('eiso.now', ${world.clock.now().toISOString()}, true)`;
		for (const sql of statements) await tx.$executeRawUnsafe(sql);
	});
}

/** The same, taken back at the end: for what is let through. Everything that waits for the end is asked before. */
async function passes(...statements: string[]): Promise<void> {
	await expect(attack(...statements, 'set constraints all immediate', 'select 1/0')).rejects.toThrow(/division by zero/);
}

const set = (table: string, where: string, change: string) => `update ${table} set ${change} where ${where}`;
const version = (id: string, change: string) => set('version', `id = '${id}'`, change);
const moved = (id: string, state: string, change: string) => version(id, `state = '${state}', row_version = row_version + 1, ${change}`);
const issue = (at = 'eiso_now()') =>
	moved(waiting.id, 'issued', `issue_batch_id = '${batchId}', issued_at = ${at}, effective_from = '${world.day(3)}'`);
const issueTheBatch = (change = `issued_at = eiso_now(), issued_by_id = '${world.ids.officer}'`) =>
	set('issue_batch', `id = '${batchId}'`, `state = 'issued', row_version = row_version + 1, ${change}`);
const sign = (
	meaning: string,
	on: 'version_id' | 'issue_batch_id' | null,
	id: string,
	who: string,
	at = 'eiso_now()'
) => `insert into signature
	(id, meaning, meaning_text, ${on === null ? '' : `${on},`} round, user_id, signer_name, position, pdf_sha256, signed_at)
	select gen_random_uuid(), '${meaning}', 'x', ${on === null ? '' : `'${id}',`} 1, '${who}', 'x', 'x',
		(select pdf_sha256 from version where id::text = '${id}'), ${at}`;

describe('§5.1 the demo mark, which lets a clock be moved', () => {
	it('is not set on a database in use, however it is tried', async () => {
		const off = 'update installation set demo = false';
		await expect(attack(off, 'update installation set demo = true')).rejects.toThrow(/demo_refused/);
		await expect(attack('delete from installation', 'insert into installation (id, demo) values (1, true)')).rejects.toThrow(
			/demo_refused/
		);
		await passes(`update installation set demo = true, demo_loaded_at = now()`);
	});

	it('is set on an empty one', async () => {
		const empty = await testDatabase();
		try {
			const mark = (demo: boolean) => empty.client.installation.update({ where: { id: 1 }, data: { demo } });
			await mark(false);
			expect(await mark(true)).toMatchObject({ demo: true });
		} finally {
			await empty.drop();
		}
	});
});

describe('§5.2 a signature', () => {
	it('approves only when a head of the unit gives it on a day on which they are one', async () => {
		const { id } = await passedVersion(world);
		const former = await world.addPerson(['head']);
		await onItsDay(world, (db) => db.membership.updateMany({ where: { userId: former }, data: { validTo: new Date(world.day()) } }));
		for (const who of [world.ids.officer, world.ids.staff, world.ids.outsider, world.ids.coordinator, former])
			await expect(attack(sign('approve_version', 'version_id', id, who))).rejects.toThrow(/signature_refused/);
		await passes(sign('approve_version', 'version_id', id, world.ids.head));
	});

	it('names the moment at which it is given', async () => {
		const { id } = await passedVersion(world);
		for (const at of [`eiso_now() - interval '1 day'`, `eiso_now() - interval '1 hour'`, `eiso_now() + interval '1 hour'`]) {
			await expect(attack(sign('approve_version', 'version_id', id, world.ids.head, at))).rejects.toThrow(/past_fixed/);
			await expect(attack(sign('withdraw_version', 'version_id', issued.id, world.ids.head, at))).rejects.toThrow(/past_fixed/);
			await expect(attack(sign('issue_with_withdrawal', 'issue_batch_id', batchId, world.ids.head, at))).rejects.toThrow(/past_fixed/);
			await expect(attack(sign('grant_exception', null, '', world.ids.head, at))).rejects.toThrow(/past_fixed/);
		}
	});

	it('is over something that waits for it, and is not born void', async () => {
		const { head } = world.ids;
		for (const sql of [
			sign('withdraw_version', 'version_id', draft.id, head),
			sign('withdraw_version', 'issue_batch_id', batchId, head),
			sign('revoke_batch', 'issue_batch_id', batchId, head),
			sign('issue_with_withdrawal', 'issue_batch_id', upcoming.batch.id, head),
			sign('correct_decision', null, '', head)
		])
			await expect(attack(sql)).rejects.toThrow(/illegal_transition/);
		const born = sign('correct_decision', 'issue_batch_id', upcoming.batch.id, head).replace('signed_at)', 'signed_at, voided_at)');
		await expect(attack(`${born}, eiso_now()`)).rejects.toThrow(/past_fixed/);
		await expect(attack(sign('revoke_batch', 'issue_batch_id', upcoming.batch.id, world.ids.outsider))).rejects.toThrow(
			/signature_refused/
		);
	});
});

describe('§5.1 a version and its batch agree when the transaction ends', () => {
	it('a version is in force with an issued batch that names it', async () => {
		await passes(issue(), issueTheBatch());
		await expect(attack(issue())).rejects.toThrow(/batch_disagrees/);
		await expect(attack(issueTheBatch())).rejects.toThrow(/batch_disagrees/);
	});

	it('and the line that names it stays', async () => {
		const line = `batch_id = '${batchId}'`;
		await expect(attack(issue(), `delete from issue_batch_line where ${line}`)).rejects.toThrow(/content_frozen/);
		await expect(attack(issue(), set('issue_batch_line', line, `reason = 'x'`))).rejects.toThrow(/content_frozen/);
		await expect(attack(`delete from issue_batch_line where ${line}`, issueTheBatch())).rejects.toThrow(/batch_disagrees/);
	});

	it('both are issued at the moment that they name, from today on', async () => {
		await expect(attack(issue(`eiso_now() - interval '1 day'`))).rejects.toThrow(/past_fixed/);
		for (const change of [`issued_at = eiso_now() - interval '1 day', issued_by_id = created_by_id`, 'issued_at = eiso_now()'])
			await expect(attack(issue(), issueTheBatch(change))).rejects.toThrow(/past_fixed/);
		const past = set('issue_batch', `id = '${batchId}'`, `effective_on = '${world.day(-1)}', decision_date = '${world.day(-1)}'`);
		await expect(attack(past, issueTheBatch())).rejects.toThrow(/effective_in_past/);
	});

	it('an upcoming version goes back only with its whole batch, and a head signs that', async () => {
		const back = moved(upcoming.id, 'approved', 'issue_batch_id = null, issued_at = null, effective_from = null, effective_to = null');
		const revoked = set('issue_batch', `id = '${upcoming.batch.id}'`, `state = 'revoked', row_version = row_version + 1`);
		await expect(attack(back)).rejects.toThrow(/batch_disagrees/);
		await expect(attack(revoked)).rejects.toThrow(/batch_disagrees/);
		await expect(attack(back, revoked)).rejects.toThrow(/unsigned/);
		await passes(sign('revoke_batch', 'issue_batch_id', upcoming.batch.id, world.ids.head), back, revoked);
		await expect(attack(version(upcoming.id, `issue_batch_id = '${batchId}'`))).rejects.toThrow(/past_fixed/);
		await expect(attack(version(upcoming.id, `issued_at = eiso_now() + interval '1 minute'`))).rejects.toThrow(/past_fixed/);
	});

	it('a withdrawal is signed and happens when it says', async () => {
		const withdraw = (at = 'eiso_now()') => moved(issued.id, 'withdrawn', `withdrawn_at = ${at}, effective_to = '${world.day()}'`);
		const signed = sign('withdraw_version', 'version_id', issued.id, world.ids.head);
		await expect(attack(withdraw())).rejects.toThrow(/unsigned/);
		await expect(attack(sign('withdraw_version', 'version_id', upcoming.id, world.ids.head), withdraw())).rejects.toThrow(/unsigned/);
		await expect(attack(signed, withdraw(`eiso_now() - interval '1 day'`))).rejects.toThrow(/past_fixed/);
		await passes(signed, withdraw());
		const line = `insert into issue_batch_line (id, batch_id, document_id, withdraws) values (gen_random_uuid(), '${batchId}', '${issued.documentId}', true)`;
		const withBatch = [line, sign('issue_with_withdrawal', 'issue_batch_id', batchId, world.ids.head)];
		const from = moved(issued.id, 'withdrawn', `withdrawn_at = eiso_now(), effective_to = '${world.day(3)}'`);
		await expect(attack(...withBatch, from)).rejects.toThrow(/batch_disagrees/);
		await expect(attack(line, from)).rejects.toThrow(/unsigned/);
		await expect(attack(...withBatch, issue(), issueTheBatch())).rejects.toThrow(/batch_disagrees/);
		await passes(...withBatch, from, issue(), issueTheBatch());
	});
});

describe('§5.2 rows begin at their beginning', () => {
	const act = (
		id: string,
		event: string,
		at = 'eiso_now()',
		round = '1'
	) => `insert into version_act (id, version_id, round, event, actor_name, at)
		values (gen_random_uuid(), '${id}', ${round}, '${event}', 'x', ${at})`;

	it('no act is added to what was issued, nor dated otherwise, nor for a round to come', async () => {
		for (const event of ['pass', 'approve', 'edit', 'issue', 'revoke'])
			await expect(attack(act(issued.id, event))).rejects.toThrow(/append_only/);
		await expect(attack(act(withdrawn, 'pass'))).rejects.toThrow(/append_only/);
		await expect(attack(act(draft.id, 'edit', `eiso_now() - interval '1 day'`))).rejects.toThrow(/past_fixed/);
		await expect(attack(act(draft.id, 'pass', 'eiso_now()', '2'))).rejects.toThrow(/append_only/);
		await passes(act(draft.id, 'edit'));
	});

	it('no batch begins issued or discarded, or names who issued it while it is a draft', async () => {
		const batch = (
			state: string,
			more = 'null, null'
		) => `insert into issue_batch (id, unit_id, number, state, decision_number, decision_date,
			effective_on, issued_at, issued_by_id, created_by_id) values (gen_random_uuid(), '${world.unitId}', 'X', '${state}', 'x', '${world.day()}',
			'${world.day(1)}', ${more}, '${world.ids.officer}')`;
		const done = `eiso_now(), '${world.ids.officer}'`;
		for (const state of ['issued', 'revoked']) await expect(attack(batch(state, done))).rejects.toThrow(/illegal_transition/);
		await expect(attack(batch('discarded'))).rejects.toThrow(/illegal_transition/);
		await expect(attack(batch('draft', done))).rejects.toThrow(/illegal_transition/);
		await passes(batch('draft'));
		await expect(attack(set('issue_batch', `id = '${batchId}'`, `unit_id = '${world.otherUnitId}'`))).rejects.toThrow(/content_frozen/);
	});

	it('no correction begins signed, or is signed with a signature that signs something else', async () => {
		const signature = `(select id from signature where meaning = 'approve_version' and version_id = '${issued.id}')`;
		const born = `insert into batch_correction (id, batch_id, field, old_value, new_value, reason, state, proposed_by_id, signed_by_id, signature_id)
			values (gen_random_uuid(), '${upcoming.batch.id}', 'decisionNumber', 'x', 'y', 'z', 'signed', '${world.ids.officer}', '${world.ids.head}', ${signature})`;
		await expect(attack(born)).rejects.toThrow(/illegal_transition/);
		const { id } = await proposeCorrection(await world.as('officer'), {
			...{ batchId: upcoming.batch.id, field: 'decisionNumber' as const, newValue: '519/QĐ', reason: 'Gõ nhầm' }
		});
		const signed = (from: string) =>
			set(
				'batch_correction',
				`id = '${id}'`,
				`state = 'signed', decided_at = eiso_now(), signed_by_id = '${world.ids.head}', signature_id = ${from}`
			);
		const own = `(select id from signature where meaning = 'correct_decision')`;
		await expect(attack(signed('null'))).rejects.toThrow(/append_only/);
		await expect(attack(signed(signature))).rejects.toThrow(/append_only/);
		const other = sign('correct_decision', 'issue_batch_id', upcoming.batch.id, world.ids.deputy);
		await expect(attack(other, signed(own))).rejects.toThrow(/append_only/);
		await passes(sign('correct_decision', 'issue_batch_id', upcoming.batch.id, world.ids.head), signed(own));
	});

	it('no exception is granted without a signature of a head of its unit, or for days that are over', async () => {
		const grant = (by: string, from = world.day(), signature = `(select id from signature where meaning = 'grant_exception')`) =>
			`insert into sod_exception (id, unit_id, number, reason, signed_by_id, signature_id, valid_from, valid_to)
			values (gen_random_uuid(), '${world.unitId}', 'X', 'x', '${by}', ${signature}, '${from}', '${world.day(90)}')`;
		const { head, deputy, outsider } = world.ids;
		await expect(attack(grant(head, world.day(), 'null'))).rejects.toThrow(/unsigned/);
		await expect(attack(sign('grant_exception', null, '', outsider), grant(outsider))).rejects.toThrow(/unsigned/);
		await expect(attack(sign('grant_exception', null, '', deputy), grant(head))).rejects.toThrow(/unsigned/);
		const signed = sign('grant_exception', null, '', head);
		await expect(attack(signed, grant(head, world.day(-1)))).rejects.toThrow(/effective_in_past/);
		await expect(attack(signed, grant(head), grant(head).replace(`'X'`, `'Y'`))).rejects.toThrow(/unsigned/);
		await passes(signed, grant(head));
	});
});

describe('§5.2 what was issued keeps its history', () => {
	it.each(['reviewer_id = null', 'submitted_by_id = null', 'submitted_at = eiso_now()', `created_at = '2020-01-01'`, `state_reason = 'x'`])(
		'a version is not given %s',
		async (change) => {
			for (const id of [issued.id, withdrawn]) {
				const other = change.startsWith('reviewer_id') ? `reviewer_id = '${world.ids.reviewer2}'` : change;
				await expect(attack(version(id, other))).rejects.toThrow(/content_frozen/);
			}
		}
	);

	it('nor another moment of withdrawal, nor one before it is withdrawn', async () => {
		await expect(attack(version(withdrawn, `withdrawn_at = eiso_now() + interval '1 minute'`))).rejects.toThrow(/content_frozen/);
		await expect(attack(version(issued.id, 'withdrawn_at = eiso_now()'))).rejects.toThrow(/content_frozen/);
		await expect(attack(version(waiting.id, 'withdrawn_at = eiso_now()'))).rejects.toThrow(/illegal_transition/);
		await expect(attack(version(waiting.id, 'issued_at = eiso_now()'))).rejects.toThrow(/illegal_transition/);
	});

	it('nor a document another day on which it was created', async () => {
		await expect(attack(set('document', `id = '${issued.documentId}'`, `created_at = '2020-01-01'`))).rejects.toThrow(/content_frozen/);
	});
});

describe('§5.7 who was what, and where, before today', () => {
	const membership = () => `user_id = '${world.ids.head}'`;

	it.each(['membership', 'province_appointment', 'inspection_access'])('is not rewritten in %s', async (table) => {
		const where: Record<string, string> = {
			membership: membership(),
			province_appointment: `user_id = '${world.ids.coordinator}'`,
			inspection_access: `user_id = '${world.ids.inspector}'`
		};
		const row = where[table] ?? '';
		for (const change of [`user_id = '${world.ids.staff}'`, `valid_from = '2015-01-01'`])
			await expect(attack(set(table, row, change))).rejects.toThrow(/content_frozen/);
		if (table !== 'province_appointment')
			await expect(attack(set(table, row, `unit_id = '${world.otherUnitId}'`))).rejects.toThrow(/content_frozen/);
		await expect(attack(set(table, row, `valid_to = '${world.day(-1)}'`))).rejects.toThrow(/past_fixed/);
		await passes(set(table, row, `valid_to = '${world.day()}'`));
	});

	it('nor the roles and the position of a membership; one that has ended stays ended', async () => {
		for (const change of [`roles = '{reader}'`, `position = 'x'`, `capacity = 'deputy_for'`])
			await expect(attack(set('membership', membership(), change))).rejects.toThrow(/content_frozen/);
		const ended = `insert into membership (id, user_id, unit_id, roles, position, valid_from, valid_to)
			values (gen_random_uuid(), '${world.ids.staff}', '${world.otherUnitId}', '{head}', 'ended', '2010-01-01', '2012-01-01')`;
		for (const to of ['null', `'2013-01-01'`, `'2027-01-01'`])
			await expect(attack(ended, set('membership', `position = 'ended'`, `valid_to = ${to}`))).rejects.toThrow(/past_fixed/);
	});

	it('nor when a version of a unit ended, without an event of that day', async () => {
		const unit = `unit_id = '${world.otherUnitId}'`;
		for (const day of ['2020-01-01', world.day(-1)])
			await expect(attack(set('unit_version', unit, `valid_to = '${day}'`))).rejects.toThrow(/past_fixed/);
		const event = (
			on: string
		) => `with e as (insert into unit_event (id, kind, effective_on) values (gen_random_uuid(), 'ABOLISH', '${on}') returning id)
			insert into unit_event_line (id, event_id, from_unit_id) select gen_random_uuid(), id, '${world.otherUnitId}' from e`;
		await expect(attack(set('unit_version', unit, `valid_to = '2020-01-01'`), event('2020-01-02'))).rejects.toThrow(/past_fixed/);
		await passes(set('unit_version', unit, `valid_to = '2020-01-01'`), event('2020-01-01'));
		await passes(set('unit_version', unit, `valid_to = '${world.day()}'`));
		const old = `insert into unit_version (id, unit_id, code, name, kind_code, valid_from, valid_to)
			values (gen_random_uuid(), '${world.otherUnitId}', 'OLD', 'x', 'T-KIND', '2010-01-01', '2012-01-01')`;
		for (const to of ['null', `'2013-01-01'`])
			await expect(attack(old, set('unit_version', `code = 'OLD'`, `valid_to = ${to}`))).rejects.toThrow(
				/past_fixed|unit_version_one_a_day/
			);
	});
});

describe('§6 bytes and what was made of them', () => {
	it('a stored file keeps its size and type, and may become young again', async () => {
		const file = `sha256 = (select pdf_sha256 from version where id = '${issued.id}')`;
		for (const change of ['size = size + 1', `content_type = 'text/html'`])
			await expect(attack(set('stored_file', file, change))).rejects.toThrow(/content_frozen/);
		await passes(set('stored_file', file, 'created_at = eiso_now()'));
	});

	it('a stamped copy is not put in the place of another', async () => {
		const made = `insert into rendition (version_id, mark, sha256) select id, 'x', pdf_sha256 from version where id = '${issued.id}'`;
		for (const change of [
			`sha256 = (select pdf_sha256 from version where id = '${upcoming.id}')`,
			`mark = 'y'`,
			`version_id = '${upcoming.id}'`
		])
			await expect(attack(made, set('rendition', `mark = 'x'`, change))).rejects.toThrow(/append_only/);
	});
});

describe('§6 the months of the access log', () => {
	it.each(['access_log_other', 'access_log_2031_07'])('take no UPDATE, DELETE or TRUNCATE in %s either', async (part) => {
		await world.client.$executeRaw`select eiso_log.ensure_month('2031-07-01')`;
		const at = part.endsWith('other') ? '1999-01-01' : '2031-07-09';
		const read = `insert into eiso_log.access_log (at, action) values ('${at}', 'open')`;
		for (const sql of [`update eiso_log.${part} set action = 'x'`, `delete from eiso_log.${part}`, `truncate eiso_log.${part}`])
			await expect(attack(read, sql)).rejects.toThrow(/append_only/);
	});
});

describe('§5.3 the head of a chain', () => {
	/** A trigger of one's own, on a table of one's own, is as deep as the trail's. */
	const through = (body: string) => [
		'create temp table lever (n int)',
		`create function pg_temp.pull() returns trigger language plpgsql as $$ begin ${body}; return new; end $$`,
		'create trigger pull before insert on lever for each row execute function pg_temp.pull()',
		'insert into lever values (1)'
	];
	const append = (rows = 1) => `insert into audit_trail (chain_id, seq, at, event, subject_type, subject_id, actor_name)
		select c.id, 0, eiso_now(), 'x', 'x', 'x', 'x' from audit_chain c, generate_series(1, ${rows}) where c.unit_id = '${world.unitId}'`;

	it.each([
		['is set back', `update audit_chain set seq = seq - 1, head_hash = 'x' where unit_id = $unit`, false],
		['begins anew', `update audit_chain set seq = 0, head_hash = '' where unit_id = $unit`, false],
		['runs ahead', `update audit_chain set seq = seq + 1, head_hash = repeat('0', 64) where unit_id = $unit`, false],
		['is replaced and then continued', `update audit_chain set seq = seq + 1, head_hash = repeat('0', 64) where unit_id = $unit`, true],
		['is given to another unit', `update audit_chain set unit_id = null, seq = seq + 1 where unit_id = $unit`, false]
	])('cannot be moved through a trigger of somebody else: %s', async (_, body, goesOn) => {
		const pulled = through(body.replace('$unit', `'${world.unitId}'`));
		await expect(attack(...pulled, ...(goesOn ? [append()] : []))).rejects.toThrow(/append_only/);
		expect((await verifyChain(world.system, world.unitId, testSigner)).broken).toBeNull();
	});

	it('moves with many rows of one statement', async () => {
		await attack(append(5));
		expect((await verifyChain(world.system, world.unitId, testSigner)).broken).toBeNull();
	});
});
