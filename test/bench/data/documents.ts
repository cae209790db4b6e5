import { codeKey, codeSort } from '#lib/domain/documents/code.ts';
import type { Cell } from './copy.ts';
import { idOf } from './ids.ts';
import { divisionsOfUnit, seats, type People } from './people.ts';
import { share, type Size } from './size.ts';
import { divisionCode } from './units.ts';
import { titleOf } from './vocabulary.ts';

/** A unit that has many approved versions, which wait for one decision. */
export const issuingUnit = 5;
export const waitingVersions = 160;

export type BenchDocument = {
	readonly n: number;
	readonly unit: number;
	/** From 0 within the unit. */
	readonly nth: number;
	readonly kind: string;
	readonly code: string;
	readonly title: string;
	/** How many versions it has. */
	readonly versions: number;
	/** The last version waits for its decision. */
	readonly waiting: boolean;
};

const kinds = ['QT', 'QT', 'QT', 'HD', 'QT', 'QC', 'QT', 'PL', 'QT', 'HD'] as const;
const visibilities = ['unit', 'unit', 'unit', 'province', 'unit', 'unit', 'public', 'unit', 'province', 'unit'] as const;

/** All documents in order, unit by unit; the unit that issues has its waiting ones after the usual. */
export function* documentsOf(size: Size): Generator<BenchDocument> {
	const usual = size.documents - waitingVersions;
	let n = 0;
	for (let unit = 0; unit < size.units; unit++) {
		const [first, next] = share(usual, size.units, unit);
		const count = next - first + (unit === issuingUnit ? waitingVersions : 0);
		for (let nth = 0; nth < count; nth++) {
			const waiting = nth >= next - first;
			const [before, after] = share(size.versions, size.documents, n);
			yield { n, unit, nth, ...nameOf(unit, nth), versions: after - before, waiting };
			n += 1;
		}
	}
}

/** The same at every size of the province, so that the committed queries fit all. */
export function nameOf(unit: number, nth: number): { kind: string; code: string; title: string } {
	const kind = kinds[nth % kinds.length] ?? 'QT';
	const number = String(Math.floor(nth / divisionsOfUnit) + 1).padStart(2, '0');
	return { kind, code: `${kind}.${divisionCode(nth)}.${number}`, title: titleOf(unit, nth) };
}

export const documentColumns = [
	'id',
	'unit_id',
	'kind_code',
	'class',
	'code',
	'code_key',
	'code_sort',
	'title',
	'owner_division_id',
	'visibility',
	'distribution',
	'created_by_id',
	'created_at'
];

export function documentRow(document: BenchDocument, people: People): Cell[] {
	const { n, unit, nth, kind, code, title } = document;
	return [
		idOf('document', n),
		idOf('unit', unit),
		kind,
		kind === 'QT' ? 'tthc' : 'internal',
		code,
		codeKey(code),
		codeSort(code),
		title,
		idOf('division', unit * divisionsOfUnit + (nth % divisionsOfUnit)),
		visibilities[nth % visibilities.length] ?? 'unit',
		'Toàn cơ quan',
		people.personAt(unit, seats.officer).id,
		'2023-01-01T01:00:00Z'
	];
}

export function audienceRow({ n }: BenchDocument): Cell[] {
	return [idOf('audience', n), idOf('document', n), 'unit'];
}
