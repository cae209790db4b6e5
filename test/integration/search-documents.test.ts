import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { indexVersion } from '#lib/server/documents/search-jobs.ts';
import { manageDocument } from '#lib/server/documents/manage.ts';
import { searchDocuments } from '#lib/server/search/search.ts';
import { counting } from '#test/support/counting.ts';
import { documentsWorld, draftVersion, issuedVersion, type AVersion, type DocumentsWorld, type Who } from '#test/support/documents.ts';

let world: DocumentsWorld;
let marriage: AVersion;

async function indexed(code: string, title: string, text = ''): Promise<AVersion> {
	const version = await issuedVersion(world, { document: { code, title }, title });
	const { pdfSha256 } = await world.client.version.findUniqueOrThrow({ where: { id: version.id } });
	await world.client.fileText.deleteMany({ where: { versionId: version.id } });
	await world.client.fileText.create({
		data: { versionId: version.id, part: 'pdf', sha256: pdfSha256 ?? '', text, createdAt: world.clock.now() }
	});
	await indexVersion(world.system, world.tools, { versionId: version.id });
	return version;
}

async function found(who: Who, q: string, kind?: string) {
	return searchDocuments(await world.as(who), { q, kind });
}
const codes = async (who: Who, q: string) => (await found(who, q)).items.map((item) => item.code);

beforeAll(async () => {
	world = await documentsWorld();
	marriage = await indexed('QT.TP.06', 'Cấp giấy xác nhận tình trạng hôn nhân', 'Thời hạn ba ngày làm việc. Lệ phí: không.');
	await indexed('QT.TP.02', 'Đăng ký kết hôn', 'Hồ sơ gồm giấy xác nhận tình trạng hôn nhân do UBND cấp xã cấp theo Luật 33/2024/QH15.');
	await indexed('QT.NB.02', 'Quản lý văn bản đi, đến', 'Đóng dấu, vào sổ.');
	await indexed('QT.TP.61', 'Đăng ký khai tử', '');
	const draft = await draftVersion(world, { document: { code: 'QT.TP.77', title: 'Hôn nhân bí mật' }, title: 'Hôn nhân bí mật' });
	await indexVersion(world.system, world.tools, { versionId: draft.id });
});
afterAll(() => world.close());

describe('search', () => {
	it('needs no accents, and takes the title before the text', async () => {
		expect(await codes('staff', 'xac nhan hon nhan')).toEqual(['QT.TP.06', 'QT.TP.02']);
		expect(await codes('staff', 'XÁC NHẬN HÔN NHÂN')).toEqual(['QT.TP.06', 'QT.TP.02']);
		expect(await codes('staff', 'xac nhan hon nhan'.normalize('NFD'))).toEqual(['QT.TP.06', 'QT.TP.02']);
		expect(await codes('staff', 'dang ky')).toEqual(['QT.TP.02', 'QT.TP.61']);
	});

	it('finds codes however their parts are set apart, and by their beginning', async () => {
		for (const q of ['QT.TP.06', 'qt-tp-6', 'qt tp 006', 'qttp06']) expect((await codes('staff', q))[0]).toBe('QT.TP.06');
		expect(await codes('staff', 'qt.tp')).toEqual(['QT.TP.02', 'QT.TP.06', 'QT.TP.61']);
		expect(await codes('staff', 'qt.tp.6')).toEqual(['QT.TP.06']);
	});

	it('forgives a slip in a title and says so', async () => {
		const slip = await found('staff', 'quan ly van bam di dem');
		expect(slip.items[0]).toMatchObject({ code: 'QT.NB.02', similar: true });
		expect((await found('staff', 'quan ly van ban')).items[0]).toMatchObject({ similar: false });
	});

	it('marks the words, in the text as it is written', async () => {
		const [, second] = (await found('staff', 'xac nhan hon nhan')).items;
		expect(second?.snippet?.filter((part) => part.hit).map((part) => part.text)).toEqual(['xác nhận', 'hôn nhân']);
		const [law] = (await found('staff', '33/2024/qh15')).items;
		expect(law?.code).toBe('QT.TP.02');
	});

	it('answers anything that is typed', async () => {
		for (const q of ["'", '&|!', "a'b", '%', '\\', '🙂', 'ấ'.repeat(300), "x:* & 'y", '   ', '<->']) {
			await expect(found('staff', q)).resolves.toMatchObject({ page: 1 });
		}
	});

	it('counts by kind what it finds, and narrows to one', async () => {
		const all = await found('staff', 'xac nhan');
		expect(all.kinds).toEqual([{ code: 'QT', name: 'QT', count: 2 }]);
		expect((await found('staff', 'xac nhan', 'BM')).total).toBe(0);
	});

	it('asks the database once', async () => {
		const { ctx, count } = counting(await world.as('staff'));
		await searchDocuments(ctx, { q: 'xac nhan hon nhan' });
		expect(count()).toBe(1);
	});
});

describe('what search must not find', () => {
	const everybody: Who[] = ['officer', 'staff', 'outsider', 'coordinator', 'inspector', 'administrator'];

	it.each(everybody)('a draft, for %s', async (who) => {
		const result = await found(who, 'bi mat');
		expect(result.items.map((item) => item.code)).not.toContain('QT.TP.77');
		expect(result.kinds.reduce((sum, kind) => sum + kind.count, 0)).toBe(result.items.length);
	});

	it('another unit’s documents, until they are open to the province; then again when they are not', async () => {
		const officer = await world.as('officer');
		expect((await found('outsider', 'hon nhan')).total).toBe(0);
		await manageDocument(officer, { documentId: marriage.documentId, visibility: 'province' });
		expect(await codes('outsider', 'hon nhan')).toEqual(['QT.TP.06']);
		expect((await searchDocuments(world.nobody, { q: 'hon nhan' })).total).toBe(0);
		await manageDocument(officer, { documentId: marriage.documentId, visibility: 'restricted', audience: [] });
		expect((await found('outsider', 'hon nhan')).total).toBe(0);
		expect(await codes('staff', 'QT.TP.06')).toEqual([]);
		expect(await codes('head', 'QT.TP.06')).toEqual(['QT.TP.06']);
		expect(await codes('coordinator', 'QT.TP.06')).toEqual(['QT.TP.06']);
		await manageDocument(officer, { documentId: marriage.documentId, visibility: 'unit' });
	});

	it('what is not in force yet or any more', async () => {
		const version = await issuedVersion(world, {
			document: { code: 'QT.ZZ.01', title: 'Nghỉ dưỡng sức' },
			title: 'Nghỉ dưỡng sức',
			effectiveOn: world.day(5)
		});
		await indexVersion(world.system, world.tools, { versionId: version.id });
		expect(await codes('staff', 'nghi duong suc')).toEqual([]);
		const before = world.clock.now();
		world.clock.set(new Date(before.getTime() + 6 * 86_400_000));
		expect(await codes('staff', 'nghi duong suc')).toEqual(['QT.ZZ.01']);
		world.clock.set(before);
	});
});
