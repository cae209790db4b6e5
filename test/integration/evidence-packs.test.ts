import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { warningCodes } from '#lib/domain/documents/batch.ts';
import type { PackForm } from '#lib/domain/reports/evidence-pack.ts';
import { createSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { approveVersion } from '#lib/server/documents/approve.ts';
import { beginHandOver } from '#lib/server/hand-overs/arrange.ts';
import { openZip, unpackWhole } from '#lib/server/files/zip.ts';
import { acceptDelegation, endDelegation } from '#lib/server/people/delegations/acts.ts';
import { offerDelegation } from '#lib/server/people/delegations/make.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { stopTypst } from '#lib/server/pdf/typst.ts';
import { buildPack } from '#lib/server/reports/evidence-pack/build.ts';
import { deliverPack, dropOldPacks } from '#lib/server/reports/evidence-pack/deliver.ts';
import { packsPage } from '#lib/server/reports/evidence-pack/packs-page.ts';
import { askPack } from '#lib/server/reports/evidence-pack/request.ts';
import { selectionOf } from '#lib/server/reports/evidence-pack/selection.ts';
import { packTables } from '#lib/server/reports/evidence-pack/tables.ts';
import { raisedAction } from '#test/support/actions.ts';
import {
	documentsWorld,
	draftVersion,
	issuedVersion,
	issueVersions,
	noticesOf,
	passedVersion,
	password,
	refusal,
	trailOf,
	type DocumentsWorld,
	type Who
} from '#test/support/documents.ts';
import { pastGuards } from '#test/support/raw-writes.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

const signer = createSigner(Buffer.alloc(32, 7));
let world: DocumentsWorld;
let folder: string;
let issued: Awaited<ReturnType<typeof issuedVersion>>;
let draft: Awaited<ReturnType<typeof draftVersion>>;

beforeAll(async () => {
	world = await documentsWorld();
	folder = await mkdtemp(path.join(os.tmpdir(), 'eiso-pack-'));
	issued = await issuedVersion(world, { title: 'Kiểm soát <tài liệu> & hồ sơ' });
	draft = await draftVersion(world);
	await raisedAction(world);
});
afterAll(async () => {
	await stopTypst();
	await removeFolder(folder);
	await world.close();
});

const ask = async (who: Who, form: PackForm) => askPack(await world.as(who), world.unitId, form);
const row = (id: string) => world.client.evidencePack.findUniqueOrThrow({ where: { id } });

/** Asked for, built by the job, unpacked. */
async function made(form: PackForm): Promise<{ id: string; at: string; names: string[] }> {
	const { id } = await ask('officer', form);
	await buildPack(world.system, world.tools, id, signer);
	const { storedSha256 } = await row(id);
	const zip = openZip(await buffer(await world.tools.store.openRead(storedSha256 ?? '')));
	const at = path.join(folder, id);
	for (const [name, entry] of zip.entries) {
		await mkdir(path.dirname(path.join(at, name)), { recursive: true });
		await writeFile(path.join(at, name), await unpackWhole(zip, entry, 50_000_000));
	}
	return { id, at, names: [...zip.entries.keys()] };
}

/** What the verifier in the pack says, run as somebody without eISO would run it. */
function verify(at: string): Promise<{ code: number; text: string }> {
	return new Promise((resolve) => {
		execFile(process.execPath, ['verify.mjs'], { cwd: at, env: {} }, (error, stdout, stderr) => {
			resolve({ code: error ? Number(error.code) : 0, text: stdout + stderr });
		});
	});
}

async function change(at: string, name: string, by: (text: string) => string): Promise<() => Promise<void>> {
	const file = path.join(at, name);
	const before = await readFile(file);
	const after = by(before.toString('utf8'));
	expect(after).not.toBe(before.toString('utf8'));
	await writeFile(file, after);
	return () => writeFile(file, before);
}

describe('a pack of the unit', () => {
	it('holds what was issued byte for byte, the trail, and proves itself without eISO', async () => {
		const { id, at, names } = await made({ scope: 'unit' });
		const version = await world.client.version.findUniqueOrThrow({ where: { id: issued.id }, include: { document: true, pdf: true } });
		const pdf = names.find((name) => name.startsWith(`documents/${version.document.code}/01-00/`)) ?? '';
		const inStore = await buffer(await world.tools.store.openRead(version.pdfSha256 ?? ''));
		expect((await readFile(path.join(at, pdf))).equals(inStore)).toBe(true);
		// Drafts are nobody's proof.
		expect(await readFile(path.join(at, 'data/version.jsonl'), 'utf8')).not.toContain(draft.id);
		const index = await readFile(path.join(at, 'index.html'), 'utf8');
		expect(index).toContain('Kiểm soát &lt;tài liệu&gt; &amp; hồ sơ');
		expect(index).not.toContain('<script');
		// States are said in words of the reader.
		expect(index).toContain('<td>Đã nêu</td>');
		expect(names).toContain('FORMAT.md');
		expect(names.some((name) => name.startsWith('papers/corrective-actions/'))).toBe(true);

		const first = await verify(at);
		expect(first).toMatchObject({ code: 0 });
		expect(first.text).toContain('KẾT QUẢ: gói nguyên vẹn.');
		expect(first.text).toMatch(/Mốc ký [0-9A-Z-]{24} khớp với dòng \d+/);
		expect(first.text).toContain('1 chữ ký phê duyệt khớp với tệp trong gói.');
		expect(await trailOf(world, id)).toEqual(['pack.ask', 'pack.build']);
		expect(await noticesOf(world, 'officer', id)).toEqual(['pack_ready']);
		expect(await noticesOf(world, 'head', world.unitId)).toContain('export_made');
	});

	it('is found out by its verifier whatever is changed in it', async () => {
		const { at, names } = await made({ scope: 'unit' });
		const pdf = names.find((name) => name.startsWith('documents/') && name.endsWith('.pdf')) ?? '';
		const changes: [string, string, (text: string) => string][] = [
			['a file', pdf, (text) => `${text} `],
			['a row of data', 'data/signature.jsonl', (text) => text.replace(/"signer_name": "[^"]*"/, '"signer_name": "Ai đó"')],
			['a row of the trail', 'trail/1.jsonl', (text) => text.replace('version.approve', 'version.return')],
			['the list of files', 'manifest.json', (text) => text.replace('"madeFor": "', '"madeFor": "Ông ')],
			['the code of a checkpoint', 'manifest.json', (text) => text.replace(/"code": "./, '"code": "Z')]
		];
		for (const [what, name, by] of changes) {
			const putBack = await change(at, name, by);
			expect(await verify(at), what).toMatchObject({ code: 1 });
			await putBack();
		}
		await writeFile(path.join(at, 'documents', 'thêm.pdf'), 'x');
		expect((await verify(at)).text).toContain('Tệp documents/thêm.pdf không thuộc gói.');
		await removeFolder(path.join(at, 'documents', 'thêm.pdf'));
		expect(await verify(at)).toMatchObject({ code: 0 });
	});

	it('is found out when the trail is forged with all its hashes', async () => {
		const { at } = await made({ scope: 'unit' });
		const file = path.join(at, 'trail/1.jsonl');
		const rows = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
		await writeFile(file, `${rows.slice(0, -1).join('\n')}\n`);
		const { code, text } = await verify(at);
		expect(code).toBe(1);
		expect(text).toMatch(/Mốc ký .* KHÔNG khớp/);
	});
});

it('a pack of a year shows the acts of that year and holds the others by their hashes', async () => {
	const { at } = await made({ scope: 'year', year: 2026 });
	expect(await verify(at)).toMatchObject({ code: 0 });
	world.clock.set(new Date('2027-01-05T02:00:00Z'));
	const { at: next } = await made({ scope: 'year', year: 2027 });
	const texts = (await readFile(path.join(next, 'trail/1.jsonl'), 'utf8'))
		.split('\n')
		.filter(Boolean)
		.map((line) => JSON.parse(line) as { text?: string });
	expect(texts.some(({ text }) => text === undefined)).toBe(true);
	expect(texts.some(({ text }) => text?.includes('pack.ask'))).toBe(true);
	expect(texts.some(({ text }) => text?.includes('version.approve'))).toBe(false);
	expect(await verify(next)).toMatchObject({ code: 0 });
	world.clock.set(new Date('2026-11-24T02:00:00Z'));
});

it('a pack names the people of its rows and its trail, and nobody who has left before', async () => {
	const [left, reader] = [await world.addPerson(['reviewer']), await world.addPerson(['reviewer'])];
	const days = { validFrom: new Date('2020-01-01'), validTo: new Date('2022-01-01') };
	await pastGuards(world.client, ['membership'], (db) =>
		db.membership.updateMany({ where: { userId: { in: [left, reader] } }, data: days })
	);
	// Asked to read a version of this year, however long ago they left.
	await pastGuards(world.client, ['reading_request'], async (db) => {
		const request = await db.readingRequest.findFirst({ where: { versionId: issued.id } });
		if (request) await db.readingRequest.update({ where: { id: request.id }, data: { userId: reader } });
		else expect.unreachable('nobody was asked to read');
	});
	const people = async (form: PackForm) => {
		const text = await readFile(path.join((await made(form)).at, 'data/people.jsonl'), 'utf8');
		return (id: string) => text.includes(id);
	};
	const ofYear = await people({ scope: 'year', year: 2026 });
	expect([left, reader, world.ids.head].map(ofYear)).toEqual([false, true, true]);
	const ofUnit = await people({ scope: 'unit' });
	expect([left, reader, world.ids.head].map(ofUnit)).toEqual([true, true, true]);
});

it('a pack says who acted for whom and who took over: all in the unit, else those under which something in it was signed', async () => {
	const { head, officer, staff } = world.ids;
	const delegate = async (fromId: string, roles: ('head' | 'officer')[], paper: string) => {
		const days = { from: world.day(), lastDay: world.day(4) };
		const input = { unitId: world.unitId, fromId, toId: staff, roles, reason: 'Nghỉ phép năm', paper, ...days };
		const { id } = await offerDelegation(await world.asId(fromId), input);
		await acceptDelegation(await world.asId(staff), { id });
		return id;
	};
	const [signing, keeping] = [await delegate(head, ['head'], '12/UQ-SNV'), await delegate(officer, ['officer'], '')];
	const { id: versionId } = await passedVersion(world);
	await approveVersion(await world.as('staff'), { versionId, password });
	await issueVersions(world, [versionId], { confirm: [...warningCodes] });
	const { id: handOver } = await beginHandOver(await world.as('officer'), world.unitId, {
		fromId: officer,
		toId: staff,
		reason: 'Nghỉ hưu'
	});
	const { at } = await made({ scope: 'unit' });
	const idsIn = async (name: string) =>
		(await readFile(path.join(at, `data/${name}.jsonl`), 'utf8'))
			.split('\n')
			.filter(Boolean)
			.map((line) => (JSON.parse(line) as { id: string }).id);
	expect((await idsIn('delegation')).toSorted()).toEqual([signing, keeping].toSorted());
	expect(await idsIn('hand_over')).toEqual([handOver]);
	expect(await verify(at)).toMatchObject({ code: 0 });
	const ask = { unitId: world.unitId, scope: 'audit' as const, subjectId: world.otherUnitId, year: null };
	const chosen = { ...selectionOf(ask), versions: Prisma.sql`select ${versionId}::uuid as id` };
	const table = packTables.find(({ name }) => name === 'delegation');
	const rows = table && (await world.client.$queryRaw`select t.id::text as id from delegation t where ${table.where(chosen, ask)}`);
	expect(rows).toEqual([{ id: signing }]);
	for (const [id, by] of [
		[signing, head],
		[keeping, officer]
	] as const)
		await endDelegation(await world.asId(by), { id, reason: 'Về sớm' });
});

describe('who may', () => {
	it('only officer and heads of the unit', async () => {
		for (const who of ['staff', 'reviewer', 'coordinator', 'inspector', 'administrator'] as const)
			expect((await refusal(ask(who, { scope: 'unit' }))).code, who).toBe('forbidden');
		await expect(packsPage(await world.as('staff'), world.unitId)).rejects.toMatchObject({ code: 'forbidden' });
		expect((await packsPage(await world.as('coordinator'), null)).items).toEqual([]);
	});

	it('and only while they may: the bytes are asked for anew, and go after their days', async () => {
		const { id } = await made({ scope: 'unit' });
		const get = async (who: Who) => deliverPack(await world.as(who), world.tools.store, id, new Request('http://x/'));
		expect((await get('head')).status).toBe(200);
		const range = new Request('http://x/', { headers: { range: 'bytes=10-19' } });
		expect((await deliverPack(await world.as('officer'), world.tools.store, id, range)).headers.get('content-range')).toMatch(
			/^bytes 10-19\//
		);
		for (const who of ['staff', 'outsider', 'coordinator', 'inspector'] as const)
			expect((await refusal(get(who))).code, who).toBe('file_not_found');
		world.clock.set(new Date('2026-12-02T02:00:00Z'));
		expect((await refusal(get('head'))).code).toBe('file_not_found');
		expect(await dropOldPacks(world.system)).toBeGreaterThan(0);
		expect(await row(id)).toMatchObject({ storedSha256: null });
		expect((await row(id)).sha256).not.toBeNull();
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});

	it('a person whose rights end before it is built gets none', async () => {
		const officer = await world.addPerson(['officer']);
		const { id } = await askPack(await world.asId(officer), world.unitId, { scope: 'unit' });
		await world.client.user.update({ where: { id: officer }, data: { status: 'disabled' } });
		await buildPack(world.system, world.tools, id, signer);
		expect(await row(id)).toMatchObject({ failure: 'forbidden', storedSha256: null });
	});

	it('can look for what it holds, whatever it is of', async () => {
		for (const scope of ['unit', 'year', 'audit', 'inspection'] as const) {
			const { trail, ...kinds } = selectionOf({ unitId: world.unitId, scope, subjectId: world.otherUnitId, year: 2026 });
			for (const sql of Object.values(kinds)) await world.client.$queryRaw`select s.id::text as id from (${sql}) s`;
			await world.client.$queryRaw`select 1 from audit_trail t where ${trail} limit 1`;
			const ask = { unitId: world.unitId, scope, subjectId: world.otherUnitId, year: 2026 };
			for (const { name, where } of packTables)
				await world.client.$queryRaw`select 1 from ${Prisma.raw(`"${name}"`)} t where ${where(selectionOf(ask), ask)} limit 1`;
		}
	});

	it('is not held up by packs whose job gave up', async () => {
		const unit = { scope: 'unit' } as const;
		const stuck = [await ask('officer', unit), await ask('officer', unit), await ask('officer', unit)];
		expect((await refusal(ask('officer', unit))).code).toBe('packs_open');
		world.clock.set(new Date('2026-11-26T02:00:00Z'));
		await dropOldPacks(world.system);
		for (const { id } of stuck) expect(await row(id)).toMatchObject({ failure: 'fault', storedSha256: null });
		await made(unit);
		world.clock.set(new Date('2026-11-24T02:00:00Z'));
	});

	it('asks for one that cannot be', async () => {
		expect((await refusal(ask('officer', { scope: 'year', year: 2031 }))).params.fields).toEqual({ year: 'year_invalid' });
		expect((await refusal(ask('officer', { scope: 'audit' }))).params.fields).toEqual({ auditId: 'required' });
		expect((await refusal(ask('officer', { scope: 'inspection', inspectionId: world.unitId }))).code).toBe('inspection_not_found');
	});
});

describe('the database', () => {
	it('keeps what was built', async () => {
		const { id } = await made({ scope: 'unit' });
		const sql = (text: string) => world.client.$executeRawUnsafe(`${text} where id = '${id}'`);
		await expect(sql(`update evidence_pack set sha256 = repeat('a', 64), stored_sha256 = null`)).rejects.toThrow(/frozen/);
		await expect(sql(`update evidence_pack set label = 'khác'`)).rejects.toThrow(/frozen/);
		await expect(sql(`delete from evidence_pack`)).rejects.toThrow(/append_only/);
	});

	it('has no table of a unit that packs forgot', async () => {
		const tables = await world.client.$queryRaw<{ name: string }[]>`
			select c.relname::text as name from pg_attribute a join pg_class c on c.oid = a.attrelid
			where a.attname = 'unit_id' and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`;
		const known = new Set<string>([...packTables.map(({ name }) => name), ...leftOut]);
		expect(tables.map(({ name }) => name).filter((name) => !known.has(name))).toEqual([]);
	});
});

/** Tables with a unit that are no evidence: settings, work in progress, copies of what is there, things of the province. */
const leftOut: readonly string[] = [
	'action_rule',
	'admin_service_link',
	'audit_chain',
	'audit_trail',
	'change_rule',
	'checklist',
	'criterion_mark',
	'cycle_unit',
	'evidence_pack',
	'external_check',
	'external_subscription',
	'follow_up_question',
	'handed_over',
	'inspection_access',
	'membership_offer',
	'model_reminder',
	'model_role_word',
	'notice',
	'print_rule',
	'reading_rule',
	'risk_scale',
	'search_entry',
	'shared_finding',
	'sister_check',
	'training_need',
	'upkeep_rule'
];
