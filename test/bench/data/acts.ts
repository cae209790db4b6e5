import { addDays } from '#lib/domain/shared/day.ts';
import type { Cell } from './copy.ts';
import type { BenchFiles } from './files.ts';
import { idOf } from './ids.ts';
import { seats, type People } from './people.ts';
import type { Size } from './size.ts';
import { batchId, momentOf, mostVersions, startOf, type BenchVersion } from './versions.ts';

/** What people did to a version, as the rows that say so beside the trail. */
export const actColumns = ['id', 'version_id', 'round', 'event', 'user_id', 'actor_name', 'position', 'pdf_sha256', 'opened', 'at'];

export function actRows(version: BenchVersion, people: People, files: BenchFiles): Cell[][] {
	const { sha256 } = files.of(version.document, version.nth);
	return version.acts.map(({ act, at, seat }, index) => {
		const { id, name, position } = people.personAt(version.document.unit, seat);
		return [
			idOf('version_act', version.n * 6 + index),
			idOf('version', version.n),
			1,
			act,
			id,
			name,
			position,
			sha256,
			act === 'pass' || null,
			at
		];
	});
}

export function authorRow(version: BenchVersion, people: People): Cell[] {
	return [idOf('version', version.n), 1, people.personAt(version.document.unit, seats.drafter).id, momentOf(version, 'create')];
}

export const signatureColumns = [
	'id',
	'meaning',
	'meaning_text',
	'version_id',
	'round',
	'user_id',
	'signer_name',
	'position',
	'capacity',
	'pdf_sha256',
	'signed_at'
];

/** The head's signature of a version that was approved; null before that. */
export function signatureRow(version: BenchVersion, people: People, files: BenchFiles): Cell[] | null {
	const at = momentOf(version, 'approve');
	if (!at) return null;
	const { document, n, nth } = version;
	const head = people.personAt(document.unit, seats.head);
	const { sha256 } = files.of(document, nth);
	const words = `Tôi phê duyệt ${document.code} lần ban hành ${nth + 1}.`;
	return [idOf('signature', n), 'approve_version', words, idOf('version', n), 1, head.id, head.name, head.position, 'chief', sha256, at];
}

export const batchColumns = [
	'id',
	'unit_id',
	'number',
	'state',
	'decision_number',
	'decision_date',
	'effective_on',
	'issued_at',
	'issued_by_id',
	'created_by_id',
	'created_at',
	'row_version'
];

export function* batchRows(size: Size, people: People): Generator<Cell[]> {
	for (let unit = 0; unit < size.units; unit++) {
		const officer = people.personAt(unit, seats.officer).id;
		for (let nth = 0; nth < mostVersions; nth++) {
			const start = startOf(unit, nth);
			const decided = addDays(start, -12);
			const at = new Date(`${addDays(start, -10)}T03:00:00Z`);
			const number = `ĐBH-${start.slice(0, 4)}-${nth + 1}`;
			yield [batchId(unit, nth), idOf('unit', unit), number, 'issued', `${nth + 101}/QĐ`, decided, start, at, officer, officer, at, 2];
		}
	}
}

export function lineRow({ n, nth, document }: BenchVersion): Cell[] {
	return [idOf('issue_batch_line', n), batchId(document.unit, nth), idOf('document', document.n), idOf('version', n), false];
}
