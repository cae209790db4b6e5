import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import vm from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { openZip, unpackWhole } from '#lib/server/files/zip.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { buildPack } from '#lib/server/reports/evidence-pack/build.ts';
import { askPack } from '#lib/server/reports/evidence-pack/request.ts';
import { packTables } from '#lib/server/reports/evidence-pack/tables.ts';
import { raisedAction } from '#test/support/actions.ts';
import { documentsWorld, issuedVersion, refusal, type DocumentsWorld } from '#test/support/documents.ts';
import { rawRows } from '#test/support/raw-rows.ts';
import { pastGuards } from '#test/support/raw-writes.ts';

const signer = createSigner(Buffer.alloc(32, 9));
type Files = Map<string, Uint8Array>;
type Verify = (
	files: { list: () => Promise<string[]>; read: (path: string) => Promise<ArrayBuffer> },
	say: (line: { ok: boolean | null; text: string }) => void
) => Promise<boolean>;

let world: DocumentsWorld;
beforeAll(async () => {
	world = await documentsWorld();
	await issuedVersion(world);
	await raisedAction(world);
});
afterAll(async () => {
	await stopTypst();
	await world.close();
});

async function pack(during: () => Promise<unknown> = () => Promise.resolve()): Promise<Files> {
	const { id } = await askPack(await world.as('officer'), world.unitId, { scope: 'unit' });
	await Promise.all([buildPack(world.system, world.tools, id, signer), during()]);
	const { storedSha256 } = await world.client.evidencePack.findUniqueOrThrow({ where: { id } });
	const zip = openZip(await buffer(await world.tools.store.openRead(storedSha256 ?? '')));
	const files: Files = new Map();
	for (const [name, entry] of zip.entries) files.set(name, await unpackWhole(zip, entry, 50_000_000));
	return files;
}

/** The verifier as the page in the pack runs it, given what a browser gives it. */
async function verifierOf(files: Files, more: object = {}): Promise<Verify> {
	const scope = vm.createContext({ crypto, TextEncoder, TextDecoder, Uint8Array, atob, btoa, ...more });
	vm.runInContext(await readFile('src/lib/server/reports/evidence-pack/inside/verify.js', 'utf8'), scope);
	expect(Buffer.from(files.get('verify.js') ?? []).toString()).toContain('eisoVerify');
	return (scope as { eisoVerify: Verify }).eisoVerify;
}

async function verdict(verify: Verify, files: Files): Promise<{ whole: boolean; lines: string[] }> {
	const lines: string[] = [];
	const read = (path: string) => Promise.resolve(new Uint8Array(files.get(path) ?? expect.unreachable(path)).buffer);
	const whole = await verify({ list: () => Promise.resolve([...files.keys()]), read }, ({ text }) => lines.push(text));
	return { whole, lines };
}

function flipped(bytes: Uint8Array, at: number): Uint8Array {
	const changed = Uint8Array.from(bytes);
	changed[at] = (changed[at] ?? 0) ^ 1;
	return changed;
}

describe('the verifier', () => {
	it('says so whichever file has one other bit, wherever that is', async () => {
		const files = await pack();
		const verify = await verifierOf(files);
		expect((await verdict(verify, files)).whole).toBe(true);
		for (const [name, bytes] of files) {
			const places = name.startsWith('manifest.sig') ? [...bytes.keys()] : [0, Math.floor(bytes.length / 2), bytes.length - 1];
			for (const at of bytes.length === 0 ? [] : places) {
				const { whole, lines } = await verdict(verify, new Map([...files, [name, flipped(bytes, at)]]));
				expect([name, at, whole, lines.at(-1)]).toEqual([name, at, false, expect.stringContaining('KHÔNG nguyên vẹn')]);
			}
			const { whole } = await verdict(verify, new Map([...files].filter(([one]) => one !== name)));
			expect([name, whole]).toEqual([name, false]);
		}
	});

	it('says that it could not check where a browser knows no Ed25519', async () => {
		const files = await pack();
		const importKey = () => Promise.reject(new DOMException('unknown', 'NotSupportedError'));
		const old = { subtle: { digest: (name: string, data: BufferSource) => crypto.subtle.digest(name, data), importKey } };
		const { whole, lines } = await verdict(await verifierOf(files, { crypto: old }), files);
		expect(whole).toBe(false);
		expect(lines.at(-1)).toContain('CHƯA KIỂM TRA ĐỦ');
		expect(lines.join('\n')).not.toContain('gói nguyên vẹn');
	});

	it('names what an operating system adds to the folder, and lets the pack be whole; any other file breaks it', async () => {
		const files = await pack();
		const verify = await verifierOf(files);
		const bySystem = ['.DS_Store', 'documents/.DS_Store', 'Thumbs.db', 'papers/desktop.ini', '__MACOSX/index.html', '._manifest.json'];
		const after = await verdict(verify, new Map([...files, ...bySystem.map((name) => [name, Buffer.from('x')] as const)]));
		expect(after.whole).toBe(true);
		for (const name of bySystem) expect(after.lines.join('\n')).toContain(`Tệp ${name} không thuộc gói`);
		for (const name of ['DS_Store', 'thumbs.db.pdf', 'documents/__MACOSX/x.pdf', 'documents/desktop.ini.html', '.hidden']) {
			const { whole, lines } = await verdict(verify, new Map([...files, [name, Buffer.from('x')]]));
			expect([name, whole]).toEqual([name, false]);
			expect(lines).toContain(`Tệp ${name} không thuộc gói.`);
		}
		// Such a name is no excuse for a file of the manifest that is not what it was.
		const { whole } = await verdict(
			verify,
			new Map([...files, ...bySystem.map((name) => [name, Buffer.from('x')] as const), ['FORMAT.md', Buffer.from('x')]])
		);
		expect(whole).toBe(false);
	});

	it('knows its files where a disk gives their names back in another form of the same letters', async () => {
		await pastGuards(world.client, ['version'], (db) => db.version.updateMany({ data: { pdfName: 'Quy trình kiểm soát.pdf' } }));
		const files = await pack();
		const verify = await verifierOf(files);
		const apart = new Map([...files].map(([name, bytes]) => [name.normalize('NFD'), bytes] as const));
		expect([...apart.keys()]).not.toEqual([...files.keys()]);
		expect(await verdict(verify, apart)).toMatchObject({ whole: true });
		// Two of one name are one too many, whichever of them is not what it was.
		const name = [...files.keys()].find((one) => one !== one.normalize('NFD')) ?? '';
		for (const own of [files, new Map([...files].toReversed())])
			expect((await verdict(verify, new Map([[name.normalize('NFD'), Buffer.from('x')], ...own]))).lines).toContain(
				`Tệp ${name.normalize('NFD')} không thuộc gói.`
			);
		const changed = new Map([...apart, [name.normalize('NFD'), Buffer.from('x')] as const]);
		expect((await verdict(verify, changed)).lines).toContain(`Tệp ${name} đã bị thay đổi.`);
	});

	it('finds a pack whole that was built while the unit went on working', async () => {
		const files = await pack(async () => {
			for (let nth = 0; nth < 5; nth += 1) await raisedAction(world, { statement: `Trong lúc đóng gói ${nth}` });
		});
		expect((await verdict(await verifierOf(files), files)).whole).toBe(true);
	});
});

describe('a pack', () => {
	it('is refused to who works elsewhere', async () => {
		const other = await world.as('outsider');
		expect((await refusal(askPack(other, world.unitId, { scope: 'unit' }))).code).toBe('forbidden');
		expect((await refusal(askPack(other, world.unitId, { scope: 'year', year: 2026 }))).code).toBe('forbidden');
	});

	it('forgets no table that hangs on one that it holds', async () => {
		const tables = await world.client.$queryRaw<{ name: string; parent: string }[]>`
			select distinct c.conrelid::regclass::text as name, c.confrelid::regclass::text as parent from pg_constraint c
			where c.contype = 'f' and c.connamespace = 'public'::regnamespace and c.confrelid <> c.conrelid
				and not exists (select 1 from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'unit_id') order by 1, 2`;
		const packed = new Set<string>(packTables.map(({ name }) => name));
		const forgotten = tables.filter(({ name, parent }) => packed.has(parent) && !packed.has(name) && !leftOut.has(name));
		expect(forgotten).toEqual([]);
	});

	it('holds the lines of what it holds, of its unit alone, under names that stay in their folder', async () => {
		const ids: Record<string, string> = {};
		const others: string[] = [];
		const hostile = await issuedVersion(world);
		await rawRows(world.client, async (put) => {
			for (const unit_id of [world.unitId, world.otherUnitId]) {
				const keep = (name: string, id: string) => {
					if (unit_id === world.unitId) ids[name] = id;
					else others.push(id);
				};
				const set_id = await put('objective_set', { unit_id, year: 2026 });
				const line_id = randomUUID();
				keep('objective', await put('objective', { set_id, line_id }));
				keep('objective_result', await put('objective_result', { line_id }));
				const risk_id = await put('risk', { unit_id });
				keep('risk_measure', await put('risk_measure', { risk_id }));
				keep('risk_assessment', await put('risk_assessment', { risk_id }));
				const training_id = await put('training', { unit_id });
				keep('training_participant', await put('training_participant', { training_id, user_id: world.ids.staff }));
				const provider_id = await put('external_provider', { unit_id });
				keep('provider_rating', await put('provider_rating', { provider_id }));
				const review_id = await put('management_review', { unit_id });
				keep('management_review_input', await put('management_review_input', { review_id }));
				keep('management_review_decision', await put('management_review_decision', { review_id }));
				keep(
					'act_signature',
					await put('act_signature', { unit_id, subject_type: 'management_review', subject_id: review_id, user_id: world.ids.head })
				);
			}
		});
		// What people attached elsewhere than to evidence comes too, with the bytes.
		const { pdfSha256: sha256 } = await world.client.version.findUniqueOrThrow({ where: { id: hostile.id } });
		const paper = { subject_type: 'announcement', sha256, stored_sha256: sha256, name: 'Bản ký số.pdf' };
		const attached: string[] = [];
		await rawRows(world.client, async (put) => {
			for (const unit_id of [world.unitId, world.otherUnitId]) {
				const announcement = await put('announcement', { unit_id, state: 'draft', content: {} });
				await put('outside_paper', { ...paper, subject_id: announcement, unit_id });
				const disposal = await put('record_disposal', { unit_id, minutes_sha256: sha256, minutes_name: 'aux.pdf' });
				const request = await put('change_request', { unit_id, attachment_sha256: sha256, attachment_name: 'Đề nghị.pdf' });
				attached.push(`evidence/announcement/${announcement}/Bản ký số.pdf`, `evidence/record_disposal/${disposal}/_aux.pdf`);
				attached.push(`evidence/change_request/${request}/Đề nghị.pdf`);
			}
		});
		await world.client.$executeRaw`update document set code = '../../../etc/QT\\..' where id = ${hostile.documentId}::uuid`;
		await world.client.$executeRaw`update version set pdf_name = '..\\..\\/../boot.pdf' where id = ${hostile.id}::uuid`;
		const files = await pack();
		expect(attached.map((path) => files.has(path))).toEqual([true, true, true, false, false, false]);
		const text = (name: string) => Buffer.from(files.get(`data/${name}.jsonl`) ?? []).toString();
		for (const [name, id] of Object.entries(ids)) expect([name, text(name).includes(id)]).toEqual([name, true]);
		for (const id of others) for (const name of packTables) expect(text(name.name)).not.toContain(id);
		for (const name of files.keys()) expect(name).not.toMatch(/(?:^|\/)\.\.?(?:\/|$)|^\/|\\|^[a-z]:/i);
		expect((await verdict(await verifierOf(files), files)).whole).toBe(true);
	});
});

/** Tables that hang on what is packed and prove nothing: reminders, work in progress, copies that are made anew, who may read what. */
const leftOut = new Set([
	'action_reminder',
	'answer_edit',
	'audit_area_document',
	'audit_area_member',
	'checklist_question_link',
	'decision_text',
	'document_audience',
	'document_drafter',
	'file_text',
	'framework_model',
	'inspection_helper',
	'print_code',
	'procedure_content',
	'procedure_content_revision',
	'record_series_reader',
	'rendition',
	'roll_out_reminder',
	'sent_finding',
	'take_on_file',
	'version_conversion',
	'version_opening'
]);
