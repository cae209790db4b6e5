import { createHash } from 'node:crypto';
import type { Cell } from './copy.ts';
import { idOf } from './ids.ts';
import { seats, type People } from './people.ts';
import { share, type Size } from './size.ts';
import type { BenchVersion } from './versions.ts';

export const trailColumns = [
	'chain_id',
	'seq',
	'at',
	'event',
	'subject_type',
	'subject_id',
	'unit_id',
	'actor_id',
	'actor_name',
	'actor_role',
	'position',
	'before',
	'after',
	'request_id',
	'prev_hash',
	'hash'
];

type Entry = {
	readonly at: Date;
	readonly event: string;
	readonly subjectType: string;
	readonly subjectId: string;
	readonly seat: number;
	readonly before: object | null;
	readonly after: object | null;
};

export function chainRows(size: Size): Cell[][] {
	// The last is the province's.
	return Array.from({ length: size.units + 1 }, (_, n) => [idOf('audit_chain', n), n < size.units ? idOf('unit', n) : null]);
}

/**
 * The trail of all units: what was done to each version, then changes of people and settings up to the number wanted. Numbers and
 * hashes are made here as the database makes them; the check after the load lets the database verify every chain.
 */
export function* trailRows(size: Size, people: People, versions: () => Iterable<BenchVersion>): Generator<Cell[]> {
	const acts = countActs(versions());
	const more = Math.max(0, size.trailRows - acts);
	const grouped = byUnit(versions());
	for (let unit = 0; unit <= size.units; unit++) {
		const own = unit < size.units ? grouped.next() : null;
		const entries = own && !own.done ? versionEntries(own.value) : [];
		const [first, next] = share(more, size.units + 1, unit);
		yield* chained(unit, size, people, [...entries, ...otherEntries(unit, first, next)]);
	}
}

function countActs(versions: Iterable<BenchVersion>): number {
	let count = 0;
	for (const { acts } of versions) count += acts.length;
	return count;
}

function* byUnit(versions: Iterable<BenchVersion>): Generator<BenchVersion[]> {
	let group: BenchVersion[] = [];
	for (const version of versions) {
		if (group[0] && group[0].document.unit !== version.document.unit) {
			yield group;
			group = [];
		}
		group.push(version);
	}
	yield group;
}

const stateAfter = {
	create: 'draft',
	submit: 'in_review',
	pass: 'in_approval',
	approve: 'approved',
	issue: 'issued',
	withdraw: 'withdrawn'
};

function versionEntries(versions: readonly BenchVersion[]): Entry[] {
	const entries = versions.flatMap(({ n, acts }) =>
		acts.map(({ act, at, seat }, index): Entry => {
			const previous = acts[index - 1];
			const before = previous ? { state: stateAfter[previous.act] } : null;
			return {
				at,
				event: `version.${act}`,
				subjectType: 'version',
				subjectId: idOf('version', n),
				seat,
				before,
				after: { state: stateAfter[act] }
			};
		})
	);
	return entries.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function otherEntries(unit: number, first: number, next: number): Entry[] {
	return Array.from({ length: next - first }, (_, index) => ({
		at: new Date(Date.UTC(2025, 0, 1, 1) + index * 10 * 60_000),
		event: index % 3 === 0 ? 'person.change' : 'unit.settings',
		subjectType: index % 3 === 0 ? 'user' : 'unit',
		subjectId: index % 3 === 0 ? idOf('user', first + index) : idOf('unit', unit),
		seat: seats.officer,
		before: { step: index },
		after: { step: index + 1, note: 'Cập nhật thông tin' }
	}));
}

function* chained(unit: number, size: Size, people: People, entries: readonly Entry[]): Generator<Cell[]> {
	const chain = idOf('audit_chain', unit);
	const unitId = unit < size.units ? idOf('unit', unit) : null;
	let previous = '';
	for (const [index, { at, event, subjectType, subjectId, seat, before, after }] of entries.entries()) {
		const { id, name, position } = people.personAt(unit % size.units, seat);
		const role = seat === seats.head ? 'head' : seat === seats.officer ? 'officer' : seat === seats.reviewer ? 'reviewer' : 'drafter';
		const request = idOf('request', unit * 1_000_000 + index);
		const text = jsonbText([
			chain,
			index + 1,
			at.toISOString(),
			event,
			subjectType,
			subjectId,
			unitId,
			id,
			name,
			role,
			position,
			null,
			null,
			null,
			before,
			after,
			null,
			request,
			previous
		]);
		const hash = createHash('sha256').update(text, 'utf8').digest('hex');
		const json = (value: object | null) => value && JSON.stringify(value);
		yield [
			chain,
			index + 1,
			at,
			event,
			subjectType,
			subjectId,
			unitId,
			id,
			name,
			role,
			position,
			json(before),
			json(after),
			request,
			previous,
			hash
		];
		previous = hash;
	}
}

/** As PostgreSQL prints jsonb: keys by length, then by bytes; one space after a comma and a colon. */
function jsonbText(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(jsonbText).join(', ')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const keys = Object.entries(value).sort(([a], [b]) => a.length - b.length || (a < b ? -1 : 1));
	return `{${keys.map(([key, item]) => `${JSON.stringify(key)}: ${jsonbText(item)}`).join(', ')}}`;
}
