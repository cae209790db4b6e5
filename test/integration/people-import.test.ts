import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileParser, type FileParser } from '#lib/server/files/inspect.ts';
import { writeSheet } from '#lib/server/files/sheet.ts';
import { importPeople } from '#lib/server/people/import.ts';
import { peopleWorld, type World } from '#test/support/people.ts';
import { removeFolder } from '#test/support/remove-folder.ts';

let world: World;
let parser: FileParser;
let dir: string;
const ids = { coordinator: '', officer: '', reader: '' };
let lists = 0;

beforeAll(async () => {
	world = await peopleWorld();
	dir = await mkdtemp(path.join(tmpdir(), 'eiso-import-'));
	parser = createFileParser({ tempDir: dir });
	const [a] = [await world.unit('SO-NV', 'Sở Nội vụ'), await world.unit('SO-TC', 'Sở Tài chính')];
	ids.coordinator = await world.person('Điều Phối', { email: 'dieuphoi@example.vn' });
	ids.officer = await world.person('Thư Ký');
	ids.reader = await world.person('Người Đọc');
	await world.province(ids.coordinator, 'coordinator');
	await world.member(ids.officer, a, ['officer']);
	await world.member(ids.reader, a, ['reader']);
});
afterAll(async () => {
	await parser.close();
	await removeFolder(dir);
	await world.close();
});

/** As the page does it: the file goes through the parser's process. */
async function importFile(by: string, bytes: string | Buffer, { dryRun = false, name = 'danh-sach.csv' } = {}) {
	const file = path.join(dir, `${++lists}.part`);
	await writeFile(file, bytes);
	const { rows } = await parser.table(file, name);
	return importPeople(await world.as(by), { rows, dryRun, fileName: name });
}

const people = () => world.database.client.user.count();
const faultsOf = (report: { faults: readonly { line: number; column: string | null; reason: string }[] }) =>
	report.faults.map((fault) => `${fault.line}:${fault.column}:${fault.reason}`);

describe('a list of people', () => {
	it('as XLSX in Vietnamese brings in first officers and heads; mail for some, slips for the rest', async () => {
		const bytes = await writeSheet(
			[
				['SO-NV', 'Trần Văn Đức', 'duc@example.vn', 'Lãnh đạo phê duyệt', 'Giám đốc', 'Ký trực tiếp'],
				['so-tc', 'Nguyễn Thị Lan', '', 'Thư ký ISO; soạn thảo', 'Chuyên viên', '']
			],
			['Mã đơn vị', 'Họ và tên', 'Thư điện tử', 'Vai trò', 'Chức vụ', 'Tư cách ký'].map((header, at) => ({
				header,
				value: (row: string[]) => row[at] ?? ''
			}))
		);
		const before = await people();
		const dry = await importFile(ids.coordinator, bytes, { dryRun: true, name: 'a.xlsx' });
		expect(dry).toMatchObject({ committed: false, faults: [], total: 2 });
		expect(dry.people.map((person) => person.staffName)).toEqual(['SO-NV.DUCTV', 'SO-TC.LANNT']);
		expect(await people()).toBe(before);
		expect(await world.database.client.mail.count()).toBe(0);

		const report = await importFile(ids.coordinator, bytes, { name: 'a.xlsx' });
		expect(report).toMatchObject({ committed: true, faults: [] });
		expect(await people()).toBe(before + 2);
		expect(report.withoutMail).toEqual([report.people[1]?.userId]);
		expect(await world.database.client.mail.count({ where: { kind: 'invitation' } })).toBe(1);
		const [head] = await world.database.client.membership.findMany({ where: { userId: report.people[0]?.userId ?? '' } });
		expect(head).toMatchObject({ roles: ['head'], capacity: 'chief', position: 'Giám đốc' });
		expect(await world.database.client.signingHold.count({ where: { userId: report.people[0]?.userId ?? '' } })).toBe(1);
		expect(await world.database.client.auditTrail.count({ where: { event: 'people.import' } })).toBe(1);
	});

	it('with wrong rows names each row, column and reason and writes nothing', async () => {
		const before = await people();
		const report = await importFile(
			ids.coordinator,
			[
				'unit;full name;email;roles;position;capacity;division;valid from',
				'SO-NV;Đúng Hết;dung@example.vn;officer;;;;',
				'KHONG-CO;Sai Đơn Vị;;officer;;;;',
				'SO-NV;;;officer;;;;',
				'SO-NV;Sai Vai;;giám sát;;;;',
				'SO-NV;Thiếu Ký;;head;Giám đốc;;;',
				'SO-NV;Sai Thư;khong phai;officer;;;;',
				'SO-NV;Trùng Thư;DUNG@example.vn;officer;;;;',
				'SO-NV;Sai Phòng;;officer;;;P9;',
				'SO-NV;Sai Ngày;;officer;;;;31/02/2026',
				'SO-NV;Ngày Cũ;;officer;;;;01/01/2020',
				'SO-NV;Chỉ Đọc;;reader;;;;'
			].join('\n')
		);
		expect(report.committed).toBe(false);
		expect(faultsOf(report)).toEqual([
			'3:unit:unit_unknown',
			'4:fullName:required',
			'5:roles:role_unknown',
			'8:email:email_twice',
			'9:division:division_unknown',
			'10:validFrom:bad_date',
			'11:validFrom:day_in_past',
			'12:roles:role_not_allowed'
		]);
		const rest = await importFile(
			ids.coordinator,
			[
				'unit;full name;email;roles;position',
				'SO-NV;Thiếu Ký;;head;Giám đốc',
				'SO-NV;Sai Thư;khong phai;officer;',
				'SO-NV;Có Rồi;dieuphoi@example.vn;officer;'
			].join('\n')
		);
		expect(faultsOf(rest)).toEqual(['2:capacity:capacity_required', '3:email:email_invalid', '4:email:email_taken']);
		expect(await people()).toBe(before);
	});

	it('refuses cells that a spreadsheet would take for a formula', async () => {
		const report = await importFile(
			ids.coordinator,
			'unit\tfull name\troles\tposition\nSO-NV\t=HYPERLINK("http://x";"y")\tofficer\t\nSO-NV\tAn\tofficer\t@SUM(A1)\n',
			{ name: 'a.tsv' }
		);
		expect(faultsOf(report)).toEqual(['2:fullName:formula', '3:position:formula']);
	});

	it('needs its columns, each once', async () => {
		expect(faultsOf(await importFile(ids.coordinator, 'họ tên,Họ và tên,email\nA,B,c@d.vn\n'))).toEqual([
			'1:fullName:column_twice',
			'1:unit:column_missing',
			'1:roles:column_missing'
		]);
	});

	it('opens to an officer what the form opens, and no more', async () => {
		const list = (unit: string, roles: string) =>
			`unit,full name,roles,position,capacity\n${unit},Ai Đó,${roles},Giám đốc,${roles === 'head' ? 'KT.' : ''}\n`;
		expect(faultsOf(await importFile(ids.officer, list('SO-NV', 'head')))).toEqual(['2:roles:role_not_allowed']);
		expect(faultsOf(await importFile(ids.officer, list('SO-TC', 'reader')))).toEqual(['2:unit:unit_unknown']);
		expect((await importFile(ids.officer, list('SO-NV', 'reviewer'))).committed).toBe(true);
		await expect(importFile(ids.reader, list('SO-NV', 'reader'))).rejects.toEqual(expect.objectContaining({ status: 403 }));
	});

	it('of one person twice, pressed twice at once, makes one', async () => {
		const list = 'unit,full name,email,roles\nSO-NV,Bấm Hai Lần,hailan@example.vn,officer\n';
		const results = await Promise.all(
			[importFile(ids.coordinator, list), importFile(ids.coordinator, list)].map((run) => run.catch((error: unknown) => error))
		);
		expect(await world.database.client.user.count({ where: { email: 'hailan@example.vn' } })).toBe(1);
		expect(results).toHaveLength(2);
	});
});
