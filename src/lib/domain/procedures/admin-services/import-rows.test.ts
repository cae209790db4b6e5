import { describe, expect, it } from 'vitest';
import { readServiceRows, serviceColumns } from './import-rows.ts';

const kinds = [
	{ code: 'COMMUNE', nameVi: 'UBND xã', nameEn: 'Commune People’s Committee' },
	{ code: 'WARD', nameVi: 'UBND phường', nameEn: 'Ward People’s Committee' }
];
const head = ['Mã TTHC', 'Tên thủ tục', 'Lĩnh vực', 'Áp dụng cho', 'Số quyết định', 'Ngày ký', 'Thời hạn', 'Đơn vị thời hạn', 'Ghi chú'];
const good = ['1.001', 'Đăng ký kết hôn', 'Hộ tịch', 'UBND phường; UBND xã', '5/QĐ', '1/2/2024', '0,5', 'ngày làm việc', ''];
const read = (rows: string[][], first = head) =>
	readServiceRows(
		[first, ...rows].map((cells, at) => ({ line: at + 1, cells })),
		kinds,
		'2026-01-01',
		'2026-01-01'
	);
const with_ = (column: number, value: string) => good.map((cell, at) => (at === column ? value : cell));
const faultsOf = (row: string[]) => read([row]).faults.map(({ column, reason }) => [column, reason]);

describe('rows of the catalogue', () => {
	it('are read by the names of their columns', () => {
		expect(read([good])).toMatchObject({
			faults: [],
			rows: [
				{
					line: 2,
					code: '1.001',
					kindCodes: ['COMMUNE', 'WARD'],
					decisionDate: '2024-02-01',
					limit: { value: 0.5, unit: 'working_days' },
					validFrom: '2026-01-01'
				}
			]
		});
		expect(read([[...serviceColumns].map(() => '')], [...serviceColumns]).faults.map(({ reason }) => reason)).toContain('required');
	});

	it('say which columns are missing or there twice, and then nothing else', () => {
		expect(read([good], [...head.slice(1), 'Lĩnh vực']).faults.map(({ column, reason }) => [column, reason])).toEqual([
			['field', 'column_twice'],
			['code', 'column_missing']
		]);
	});

	it.each([
		[0, '=1+1', 'code', 'formula'],
		[0, '...', 'code', 'code_form'],
		[1, 'x'.repeat(501), 'name', 'too_long'],
		[3, 'UBND ấp', 'kinds', 'kind_unknown'],
		[4, '', 'decisionNumber', 'required'],
		[5, '31/02/2024', 'decisionDate', 'bad_date'],
		[5, '01/01/2027', 'decisionDate', 'decision_in_future'],
		[6, 'mười', 'limitValue', 'limit_form'],
		[6, '', 'limitValue', 'limit_or_note'],
		[7, 'tuần', 'limitUnit', 'limit_unit_unknown']
	])('name what is wrong: column %i with %s', (at, value, column, reason) => {
		expect(faultsOf(with_(at, value))).toEqual([[column, reason]]);
	});

	it('have each code once', () => {
		expect(read([good, with_(0, '1-001')]).faults).toMatchObject([{ line: 3, column: 'code', reason: 'code_twice' }]);
	});
});
