import { readFileSync } from 'node:fs';
import type { Cell } from './copy.ts';
import { idOf } from './ids.ts';
import { divisionsOfUnit } from './people.ts';
import type { Size } from './size.ts';

const divisions = [
	['VP', 'Văn phòng'],
	['TC', 'Phòng Tổ chức, cán bộ'],
	['NV', 'Phòng Nghiệp vụ'],
	['KH', 'Phòng Kế hoạch, tài chính']
] as const;
const longAgo = '2016-01-01';

/** The first units of the province of 2016 to 2019, each with four divisions. */
export function unitsOf(size: Size) {
	const lines = readFileSync(new URL('../../../prisma/seed/data/units.tsv', import.meta.url), 'utf8')
		.trim()
		.split('\n')
		.slice(1, size.units + 1);
	const listed = lines.map((line) => line.split('\t'));
	const placeOf = new Map(listed.map(([code], n) => [code ?? '', n]));

	function* units(): Generator<Cell[]> {
		for (let n = 0; n < size.units; n++) yield [idOf('unit', n)];
	}
	function* unitVersions(): Generator<Cell[]> {
		for (const [n, [code = '', name = '', kind = '', parent = '']] of listed.entries()) {
			const above = placeOf.get(parent);
			yield [idOf('unit_version', n), idOf('unit', n), code, name, kind, above === undefined ? null : idOf('unit', above), longAgo];
		}
	}
	function* divisionRows(): Generator<Cell[]> {
		for (let n = 0; n < size.units * divisionsOfUnit; n++) yield [idOf('division', n), idOf('unit', Math.floor(n / divisionsOfUnit))];
	}
	function* divisionVersions(): Generator<Cell[]> {
		for (let n = 0; n < size.units * divisionsOfUnit; n++) {
			const [code, name] = divisions[n % divisionsOfUnit] ?? divisions[0];
			yield [idOf('division_version', n), idOf('division', n), code, name, longAgo];
		}
	}
	return { units, unitVersions, divisions: divisionRows, divisionVersions };
}

export function divisionCode(nth: number): string {
	return (divisions[nth % divisionsOfUnit] ?? divisions[0])[0];
}
