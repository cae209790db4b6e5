import { describe, expect, it } from 'vitest';
import { packPath, uniquePaths } from './entries.ts';

describe('the place of a file in a pack', () => {
	it.each([
		['evidence/audit/1', 'CON.pdf', 'evidence/audit/1/_CON.pdf'],
		['evidence/audit/1', 'aux', 'evidence/audit/1/_aux'],
		['documents/NUL/01-00', 'lpt1.docx', 'documents/_NUL/01-00/_lpt1.docx'],
		['documents/QT-01/01-00', 'Console.pdf', 'documents/QT-01/01-00/Console.pdf'],
		['documents/../..', '../../boot.ini', 'documents/file/file/boot.ini'],
		['documents/a. .', 'b. ', 'documents/a/b'],
		['records/HS-2026-001', 'biên bản.pdf'.normalize('NFD'), 'records/HS-2026-001/biên bản.pdf'.normalize('NFC')]
	])('%s, %j is %j', (folder, name, path) => {
		expect(packPath(folder, name)).toBe(path);
	});

	it('is short enough for a folder of Windows, and keeps the ending', () => {
		const long = `${'Quyết định ban hành hệ thống quản lý chất lượng '.repeat(10)}.pdf`;
		const path = packPath('evidence/inspection_answer/018f0000-0000-7000-8000-000000000000', long);
		expect(path.length).toBeLessThanOrEqual(160);
		expect(path).toMatch(/chất lượng.*[^. ]\.pdf$/);
		// The place may be long, the name says something all the same.
		expect(
			packPath(`documents/${'x'.repeat(150)}/01-00`, long)
				.split('/')
				.at(-1)
		).toHaveLength(40);
	});

	it('is another one where two differ in small and large letters or in the way marks are written', () => {
		const unique = uniquePaths();
		const paths = ['Quy chế.pdf', 'QUY CHẾ.pdf', 'quy chế.pdf'.normalize('NFD')].map((name) => unique(packPath('records/1', name)));
		expect(new Set(paths.map((path) => path.normalize('NFC').toLowerCase())).size).toBe(3);
	});
});
