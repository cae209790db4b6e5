import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand } from '#test/support/command-line.ts';
import { emptyDatabase, testDatabase, type TestDatabase } from '#test/support/database.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

const patient = { timeout: 180_000 };
let source: TestDatabase;
let home: string;
let machine: Record<string, string>;

beforeAll(async () => {
	source = await testDatabase();
	home = await mkdtemp(path.join(os.tmpdir(), 'eiso-cli-backup-'));
	machine = { DATABASE_URL: source.url, STORAGE_DIR: path.join(home, 'first'), INIT_CWD: home };
	await writeFile(
		path.join(home, 'units.tsv'),
		'code\tname\tkind\tparent\nUBND-TINH\tUBND tỉnh Hà Tĩnh\tPROVINCE\t\nSO-NV\tSở Nội vụ\tPROVINCIAL_AGENCY\tUBND-TINH\n'
	);
	const imported = await runCommand(['import', 'units', 'units.tsv'], machine);
	expect(imported.stderr).toContain('Written.');
}, 120_000);
afterAll(async () => {
	await source.drop();
	await removeFolder(home);
});

describe('backup and restore on the command line', () => {
	it('go to another machine with the embedded database, which then verifies', patient, async () => {
		const made = await runCommand(['backup', 'monday'], machine);
		expect(made).toMatchObject({ code: 0 });
		expect(made.stdout).toMatch(/\/monday\t\d+ rows, 0 files, as of 20/);
		expect(made.stderr).toContain('Table');
		expect(made.stderr).toContain('guard it');
		expect((await stat(path.join(home, 'monday', 'installation.key'))).mode & 0o777).toBe(0o600);
		expect(await runCommand(['backup', 'monday'], machine)).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('holds a backup already')
		});

		const other = { STORAGE_DIR: path.join(home, 'second'), INIT_CWD: home, DEMO: '0' };
		const restored = await runCommand(['restore', 'monday'], other);
		expect(restored).toMatchObject({ code: 0 });
		expect(restored.stdout).toContain('rows and 0 files are back');
		expect(restored.stdout).toMatch(/The trail is whole: \d+ rows in \d+ chains/);
		expect(await readdir(path.join(home, 'second'))).toContain('installation.key');
		const key = (text: string) => /Signing key (\S+)/.exec(text)?.[1];
		expect(key(restored.stdout)).toBe(key((await runCommand(['verify'], machine)).stdout));
		expect(await runCommand(['restore', 'monday'], other)).toMatchObject({
			code: 1,
			stderr: expect.stringMatching(/in use: .* nothing was changed/)
		});
		expect(await runCommand(['verify'], other)).toMatchObject({ code: 0 });
	});

	it('name the server of DATABASE_URL, and leave SECRET_KEY to whoever keeps it', patient, async () => {
		const secret = { SECRET_KEY: Buffer.alloc(32, 5).toString('base64') };
		const made = await runCommand(['backup', path.join(home, 'tuesday')], { ...machine, ...secret });
		expect(made.stderr).toContain('does not hold the key');
		expect(await readdir(path.join(home, 'tuesday'))).not.toContain('installation.key');
		const target = await emptyDatabase();
		try {
			const there = { DATABASE_URL: target.url, STORAGE_DIR: path.join(home, 'third'), INIT_CWD: home };
			expect(await runCommand(['restore', 'tuesday'], there)).toMatchObject({ code: 1, stderr: expect.stringContaining('--new-key') });
			expect(await runCommand(['restore', 'tuesday'], { ...there, ...secret })).toMatchObject({ code: 0 });
			expect(await target.client.unit.count()).toBe(2);
			const acts = await target.client.auditTrail.findMany({ where: { subjectType: 'installation' }, orderBy: { seq: 'asc' } });
			// The backup of Monday is in that of Tuesday, and says who made it.
			expect(acts.map(({ event }) => event)).toEqual(['installation.backup', 'installation.restore']);
			expect(acts[0]?.actorName).toBe(`operator ${os.userInfo().username}`);
		} finally {
			await target.drop();
		}
	});
});
