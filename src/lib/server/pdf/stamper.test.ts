import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encryptedPdf, pdfOfPages, pdfWith } from '#test/support/hostile-files/pdf.ts';
import { textOf } from '#test/support/pdf-pages.ts';
import { PdfProcessError } from './process-service.ts';
import { stampWords } from './stamp-words.ts';
import { createPdfStamper, type PdfStamper } from './stamper.ts';

const stamp = stampWords({
	code: 'QT.07',
	title: 'Kiểm soát tài liệu',
	scheme: 'issue_revision',
	issueNo: 2,
	revisionNo: 1,
	inForceFrom: '2026-03-01',
	mark: { kind: 'in_force' },
	printCode: '7K3F9Q2M4X8TB6YV1C0DZRWPGH',
	origin: 'https://iso.example.vn',
	personal: null
});
let tempDir: string;
let elsewhere: string;
let stamper: PdfStamper;
let count = 0;

beforeAll(async () => {
	tempDir = await mkdtemp(path.join(os.tmpdir(), 'eiso-stamper-'));
	elsewhere = await mkdtemp(path.join(os.tmpdir(), 'eiso-elsewhere-'));
	stamper = createPdfStamper({ tempDir });
});
afterAll(async () => {
	await stamper.stop();
	await rm(tempDir, { recursive: true });
	await rm(elsewhere, { recursive: true });
});

async function given(bytes: Uint8Array, folder = tempDir): Promise<{ source: string; target: string }> {
	const name = path.join(folder, String((count += 1)));
	await writeFile(`${name}.original`, bytes);
	return { source: `${name}.original`, target: `${name}.pdf` };
}

async function failure(act: Promise<unknown>): Promise<string> {
	try {
		await act;
	} catch (error) {
		if (error instanceof PdfProcessError) return error.code;
		throw error;
	}
	return 'stamped';
}

describe('the stamper', () => {
	it('writes the stamped file, says its hash and size, and leaves the original', async () => {
		const original = pdfOfPages(4);
		const { source, target } = await given(original);
		const { sha256, size } = await stamper.stamp(source, target, stamp);
		const written = await readFile(target);
		expect(written.length).toBe(size);
		expect(createHash('sha256').update(written).digest('hex')).toBe(sha256);
		expect(textOf(written, 4)).toContain('Trang 4/4');
		expect(await readFile(source)).toEqual(original);
	});

	it('never writes over a file', async () => {
		const { source, target } = await given(pdfWith());
		await writeFile(target, 'taken');
		expect(await failure(stamper.stamp(source, target, stamp))).toBe('refused');
		expect(await readFile(target, 'utf8')).toBe('taken');
	});

	it('refuses what it cannot stamp, leaves nothing, and goes on', async () => {
		for (const bytes of [Buffer.from('no pdf'), await encryptedPdf({ owner: 'x' }), pdfWith().subarray(0, 200)]) {
			const { source, target } = await given(bytes);
			expect(await failure(stamper.stamp(source, target, stamp))).toBe('refused');
			expect(await readdir(tempDir)).not.toContain(path.basename(target));
		}
		const { source, target } = await given(pdfWith());
		expect(await failure(stamper.stamp(source, target, stamp))).toBe('stamped');
	});

	it('may read and write nothing outside its folder', async () => {
		const { source, target } = await given(pdfWith());
		const outside = await given(pdfWith(), elsewhere);
		expect(await failure(stamper.stamp(outside.source, target, stamp))).toBe('refused');
		expect(await failure(stamper.stamp(source, outside.target, stamp))).toBe('refused');
		expect(await failure(stamper.stamp('/etc/hostname', target, stamp))).toBe('refused');
		expect(await readdir(elsewhere)).toHaveLength(1);
	});

	it('ends a file that takes too long, and serves the next', async () => {
		const hasty = createPdfStamper({ tempDir, timeoutMs: 5 });
		try {
			const { source, target } = await given(pdfOfPages(300));
			expect(await failure(hasty.stamp(source, target, stamp))).toBe('timeout');
		} finally {
			await hasty.stop();
		}
	});
});

describe('the words of a stamp', () => {
	const facts = {
		code: 'QT.07',
		title: 'Kiểm soát tài liệu',
		scheme: 'issue_revision',
		issueNo: 2,
		revisionNo: 1,
		inForceFrom: '2026-03-01',
		mark: { kind: 'in_force' },
		printCode: 'X',
		origin: 'https://iso.example.vn',
		personal: null
	} as const;

	it('name each mark as people know it', () => {
		const mark = (given: Parameters<typeof stampWords>[0]['mark']) => stampWords({ ...facts, mark: given }).mark;
		expect(mark({ kind: 'upcoming', from: '2026-12-01' }).text).toBe('CHƯA CÓ HIỆU LỰC, ÁP DỤNG TỪ 01/12/2026');
		expect(mark({ kind: 'in_force' }).text).toBe('TÀI LIỆU ĐƯỢC KIỂM SOÁT');
		expect(mark({ kind: 'past', lastDay: '2026-04-30' })).toEqual({
			kind: 'past',
			text: 'HẾT HIỆU LỰC SAU NGÀY 30/04/2026',
			across: 'HẾT HIỆU LỰC'
		});
		expect(mark({ kind: 'past', lastDay: null }).text).toBe('HẾT HIỆU LỰC');
		expect(mark({ kind: 'transitional', unit: 'Xã A', lastDay: '2027-06-30' }).text).toBe(
			'ÁP DỤNG CHUYỂN TIẾP đến hết ngày 30/06/2027 · của Xã A'
		);
	});

	it('follow the unit’s way of numbering', () => {
		const numbers = (scheme: (typeof facts)['scheme'] | 'major_minor' | 'single') => stampWords({ ...facts, scheme }).numbers;
		expect(numbers('issue_revision')).toBe('Lần ban hành 02 · sửa đổi 01 · hiệu lực từ 01/03/2026');
		expect(numbers('major_minor')).toBe('Phiên bản 2.1 · hiệu lực từ 01/03/2026');
		expect(numbers('single')).toBe('Lần ban hành 02 · hiệu lực từ 01/03/2026');
	});

	it('give the personal line its name, moment in Việt Nam and address', () => {
		const personal = { name: 'Nguyễn Thị Thanh Huyền', at: new Date('2026-11-24T17:05:00Z') };
		expect(stampWords({ ...facts, personal }).personal).toBe(
			'Bản in từ hệ thống cho Nguyễn Thị Thanh Huyền, 00:05 25/11/2026; chỉ có giá trị tại thời điểm in; kiểm tra tại /v/X'
		);
		expect(stampWords({ ...facts, origin: null }).address).toBe('/v/X');
	});

	it('give a numbered print its number twice, its place and its day', () => {
		const numbered = { number: '003', place: 'Quầy số 3 (Nguyễn Thị Thanh Huyền)', at: new Date('2026-11-24T17:05:00Z') };
		const words = stampWords({ ...facts, numbered });
		expect(words.personal).toBe('BẢN IN CÓ KIỂM SOÁT số 003 / nơi giữ: Quầy số 3 (Nguyễn Thị Thanh Huyền); phát hành ngày 25/11/2026');
		expect(words.mark.text).toContain('BẢN SỐ 003');
	});
});
