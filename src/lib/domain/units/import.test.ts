import { describe, expect, it } from 'vitest';
import { planImport, type KnownVersion } from './import-plan.ts';
import { dayFrom, readImportRows } from './import-rows.ts';

const kinds = [
	{ code: 'PROVINCE', nameVi: 'Ủy ban nhân dân cấp tỉnh', nameEn: "Provincial People's Committee" },
	{ code: 'COMMUNE', nameVi: 'UBND xã', nameEn: "Commune People's Committee" },
	{ code: 'WARD', nameVi: 'UBND phường', nameEn: "Ward People's Committee" }
];
const day = '2026-01-01';
const head = ['code', 'name_vi', 'kind', 'parent_code'];
const table = (...rows: string[][]) => [head, ...rows].map((cells, index) => ({ line: index + 1, cells }));
const read = (...rows: string[][]) => readImportRows(table(...rows), kinds, day);

function version(code: string, over: Partial<KnownVersion> = {}): KnownVersion {
	return { unitId: `id-${code}`, code, name: code, kindCode: 'COMMUNE', parentId: null, validFrom: '2016-01-01', validTo: null, ...over };
}
const plan = (known: KnownVersion[], ...rows: string[][]) => {
	const { rows: parsed, errors } = read(...rows);
	expect(errors).toEqual([]);
	return planImport(parsed, known, day);
};

describe('rows of an import', () => {
	it('are read by the names of the columns in any order, in Vietnamese too, with kinds by code or name', () => {
		const lines = [
			['Tên  đơn vị', 'Ghi chú', 'MÃ ĐƠN VỊ', 'Loại', 'Trực thuộc', 'Từ ngày'],
			['UBND xã  Kỳ\u00a0Anh', 'x', 'xa-1', 'ubnd XÃ', '', '1/7/2025'],
			['UBND phường Thành Sen', '', 'XA-2', 'WARD', 'xa-1']
		].map((cells, index) => ({ line: index + 3, cells }));
		expect(readImportRows(lines, kinds, day)).toEqual({
			errors: [],
			faulty: new Set(),
			rows: [
				{ line: 4, code: 'XA-1', name: 'UBND xã Kỳ Anh', kindCode: 'COMMUNE', parentCode: null, validFrom: '2025-07-01', legalBasis: null },
				{ line: 5, code: 'XA-2', name: 'UBND phường Thành Sen', kindCode: 'WARD', parentCode: 'XA-1', validFrom: day, legalBasis: null }
			]
		});
	});

	it('name row, column and reason of every fault', () => {
		const { rows, errors } = read(
			['A', 'Một', 'VILLAGE', ''],
			['', 'Hai', 'WARD', ''],
			['=1+1', 'Ba', 'WARD', ''],
			['mã lạ', 'Bốn', 'WARD', ''],
			['B', '=HYPERLINK("http://x")', 'WARD', ''],
			['C', 'x'.repeat(201), 'WARD', 'a b'],
			['D', 'Sáu', 'WARD', ''],
			['d', 'Sáu', 'WARD', '']
		);
		expect(rows.map((row) => row.line)).toEqual([8, 9]);
		expect(errors.map(({ line, column, reason }) => `${line} ${column} ${reason}`)).toEqual([
			'2 kind kind_unknown',
			'3 code required',
			'4 code formula',
			'5 code code_form',
			'6 name formula',
			'7 name name_too_long',
			'7 parent code_form',
			'9 code code_twice'
		]);
	});

	it('are not read at all without the columns they need', () => {
		const { errors } = readImportRows([{ line: 1, cells: ['code', 'Mã', 'name'] }], kinds, day);
		expect(errors.map(({ column, reason }) => `${column} ${reason}`)).toEqual([
			'code column_twice',
			'kind column_missing',
			'parent column_missing'
		]);
		expect(readImportRows([], kinds, day).errors).toHaveLength(4);
	});

	it('refuse days that do not exist', () => {
		expect(dayFrom('31/02/2026')).toBeNull();
		expect(dayFrom('1.7.2025')).toBe('2025-07-01');
		const lines = [
			{ line: 1, cells: [...head, 'valid_from'] },
			{ line: 2, cells: ['A', 'Một', 'WARD', '', '2025-02-30'] }
		];
		expect(readImportRows(lines, kinds, day).errors).toEqual([{ line: 2, column: 'validFrom', reason: 'bad_date', value: '2025-02-30' }]);
	});
});

describe('the plan of an import', () => {
	it('creates, renames, moves and changes kinds, and leaves alone what is the same', () => {
		const known = [version('P', { kindCode: 'PROVINCE' }), version('A'), version('B', { parentId: 'id-P' }), version('Z')];
		const result = plan(
			known,
			['P', 'P', 'PROVINCE', ''],
			['A', 'Tên mới', 'WARD', 'P'],
			['B', 'B', 'COMMUNE', 'P'],
			['N', 'Mới', 'COMMUNE', 'A']
		);
		expect(result.errors).toEqual([]);
		expect(result.rows.map((row) => [row.row.code, row.act, row.changes])).toEqual([
			['P', 'same', []],
			['A', 'change', ['rename', 'move', 'change_kind']],
			['B', 'same', []],
			['N', 'create', []]
		]);
		expect(result.counts).toEqual({ create: 1, rename: 1, move: 1, change_kind: 1, same: 2 });
		expect(result.untouched).toBe(1);
	});

	it('refuses a missing parent, itself as parent and a loop, each once', () => {
		const known = [version('X', { parentId: 'id-Y' }), version('Y')];
		const result = plan(
			known,
			['A', 'A', 'WARD', 'NONE'],
			['B', 'B', 'WARD', 'B'],
			['C', 'C', 'WARD', 'D'],
			['D', 'D', 'WARD', 'C'],
			['E', 'E', 'WARD', 'C'],
			['Y', 'Y', 'COMMUNE', 'X']
		);
		expect(result.errors.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
			'2 parent_missing',
			'3 parent_self',
			'4 parent_loop',
			'5 parent_loop',
			'7 parent_loop'
		]);
	});

	it('does not blame the children of a row that could not be read', () => {
		const { rows, errors, faulty } = read(['A', 'A', 'NO-KIND', ''], ['B', 'B', 'WARD', 'A']);
		expect(errors).toHaveLength(1);
		expect(planImport(rows, [], day, faulty).errors).toEqual([]);
	});

	it('refuses what would cut into later history', () => {
		const later = plan([version('A', { validFrom: '2027-01-01' })], ['A', 'A', 'COMMUNE', '']);
		expect(later.errors).toEqual([{ line: 2, column: 'code', reason: 'code_used_later', value: '2027-01-01' }]);
		const ended = plan([version('A', { validTo: '2026-06-01' })], ['A', 'Khác', 'COMMUNE', '']);
		expect(ended.errors).toMatchObject([{ reason: 'changed_later', value: '2026-06-01' }]);
		expect(plan([version('A', { validTo: '2026-06-01' })], ['A', 'A', 'COMMUNE', '']).errors).toEqual([]);
	});

	it('refuses a parent that ends', () => {
		const result = plan([version('P', { validTo: '2026-06-01' })], ['A', 'A', 'COMMUNE', 'P']);
		expect(result.errors).toEqual([{ line: 2, column: 'parent', reason: 'parent_ends', value: '2026-06-01' }]);
	});

	it('takes a code again after its unit has ended, for a new unit', () => {
		const result = plan([version('A', { validTo: day })], ['A', 'A', 'COMMUNE', '']);
		expect(result.errors).toEqual([]);
		expect(result.rows[0]?.act).toBe('create');
	});

	it('walks a chain of twenty thousand parents once', () => {
		const rows = Array.from({ length: 20_000 }, (_, index) => [`N${index}`, 'x', 'WARD', `N${index + 1}`]);
		const started = performance.now();
		const result = plan([], ...rows);
		expect(result.errors.map((error) => error.reason)).toEqual(['parent_missing']);
		expect(performance.now() - started).toBeLessThan(2_000);
	});
});
