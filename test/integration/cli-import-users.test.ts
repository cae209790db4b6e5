import { mkdtemp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommand, type Ran } from '#test/support/command-line.ts';
import { peopleWorld, type World } from '#test/support/people.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

const patient = { timeout: 120_000 };
let world: World;
let home: string;

beforeAll(async () => {
	world = await peopleWorld();
	home = await mkdtemp(path.join(os.tmpdir(), 'eiso-cli-users-'));
	await world.unit('SO-NV', 'Sở Nội vụ');
	await world.unit('SO-TC', 'Sở Tài chính');
	await world.province(await world.person('Điều Phối', { email: 'dieuphoi@example.vn' }), 'coordinator');
	await world.person('Không Quyền', { email: 'khongquyen@example.vn' });
});
afterAll(async () => {
	await world.close();
	await removeFolder(home);
});

async function importing(lines: readonly string[], ...more: string[]): Promise<Ran> {
	await writeFile(path.join(home, 'people.tsv'), lines.join('\n'));
	const machine = { DATABASE_URL: world.database.url, STORAGE_DIR: path.join(home, 'storage'), INIT_CWD: home };
	return runCommand(['import', 'users', 'people.tsv', '--as', 'dieuphoi@example.vn', ...more], machine);
}

const head = 'unit\tfullName\temail\troles\tposition\tcapacity';
const good = [head, 'SO-NV\tTrần Văn Đức\tduc@example.vn\thead\tGiám đốc\tchief', 'SO-TC\tNguyễn Thị Lan\t\tThư ký ISO\tChuyên viên\t'];

describe('import users', () => {
	it('names row, column and reason of every fault and invites nobody', patient, async () => {
		const before = await world.database.client.user.count();
		const ran = await importing([
			...good,
			'SO-XX\tAi Đó\tai@example.vn\treader\tNV',
			'SO-NV\tHai Ba\tduc@example.vn\tofficer\tNV',
			'SO-NV\t\t\tvua\tNV'
		]);
		expect(ran.code).toBe(1);
		expect(ran.stdout.split('\n').slice(0, -1)).toEqual([
			'row 4\tunit\tunit_unknown\tSO-XX',
			'row 5\temail\temail_twice\tduc@example.vn',
			'row 6\tfullName\trequired\t'
		]);
		expect(ran.stderr).toMatch(/3 faults in 5 rows; nobody was invited/);
		expect(await world.database.client.user.count()).toBe(before);
	});

	it('does nothing in a dry run, nor as somebody who appoints nobody', patient, async () => {
		const before = await world.database.client.user.count();
		const dry = await importing(good, '--dry-run', '--slips', 'slips.pdf');
		expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('2 people could be invited; nothing was written') });
		expect(dry.stdout).toMatch(/row 2\tSO-NV\tSO-NV\.\S+\tTrần Văn Đức\tmail\nrow 3\tSO-TC\tSO-TC\.\S+\tNguyễn Thị Lan\tslip/);
		expect(await importing(good, '--as', 'khongquyen@example.vn')).toMatchObject({ code: 1 });
		expect(await importing(good, '--as', 'niemand@example.vn')).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('nobody active')
		});
		expect(await world.database.client.user.count()).toBe(before);
		expect(await readdir(home)).not.toContain('slips.pdf');
	});

	it('invites all, as a person and from the command line, and writes slips only where it is told to', patient, async () => {
		const ran = await importing(good, '--slips', 'slips.pdf');
		expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('2 people invited.') });
		expect(ran.stderr).toContain('1 slips written');
		expect(ran.stderr).toContain('No SMTP_URL is set');
		const file = path.join(home, 'slips.pdf');
		expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		const { client } = world.database;
		const lan = await client.user.findFirstOrThrow({ where: { fullName: 'Nguyễn Thị Lan' }, include: { invitations: true } });
		expect(lan.invitations.map(({ channel }) => channel)).toEqual(['slip']);
		const duc = await client.user.findFirstOrThrow({ where: { email: 'duc@example.vn' }, include: { invitations: true } });
		expect(duc.invitations.map(({ channel }) => channel)).toEqual(['mail']);
		const acts = await client.auditTrail.findMany({ where: { event: { in: ['people.import', 'person.print_slip'] } } });
		expect(acts.map(({ event }) => event).sort()).toEqual(['people.import', 'person.print_slip']);
		for (const act of acts) expect(act).toMatchObject({ actorName: 'Điều Phối', operator: `operator ${os.userInfo().username}` });
		// Neither a code of the slip nor a link is anywhere but in the file and the mail.
		expect(ran.stdout + ran.stderr).not.toMatch(/invitation\/|[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/);
	});

	it('takes a list of one unit without that column, and opens the file of the slips first', patient, async () => {
		const list = ['fullName\troles\tposition', 'Lê Văn Một\tofficer\tChuyên viên', 'Lê Văn Hai\tofficer'];
		const before = await world.database.client.user.count();
		const taken = await importing(list, '--unit', 'SO-NV', '--slips', 'slips.pdf');
		expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
		expect(await world.database.client.user.count()).toBe(before);
		const twice = await importing([head, ...good.slice(1)], '--unit', 'SO-NV');
		expect(twice.stdout).toContain('row 1\tunit\tcolumn_twice\tunit');
		const ran = await importing(list, '--unit', 'SO-NV');
		expect(ran.stderr).toContain('2 have no email: their slips are printed on their pages');
		expect(await world.database.client.membership.count({ where: { user: { fullName: { startsWith: 'Lê Văn' } } } })).toBe(2);
		expect(await world.database.client.invitation.count({ where: { user: { fullName: { startsWith: 'Lê Văn' } } } })).toBe(0);
	});
});
