import type pg from 'pg';
import { copyRows, type Cell } from './copy.ts';
import { audienceRow, documentColumns, documentRow, documentsOf, type BenchDocument } from './documents.ts';
import { actColumns, actRows, authorRow, batchColumns, batchRows, lineRow, signatureColumns, signatureRow } from './acts.ts';
import type { BenchFiles } from './files.ts';
import { idOf } from './ids.ts';
import { codeKey } from '#lib/domain/documents/code.ts';
import { peopleOf } from './people.ts';
import type { Size } from './size.ts';
import { chainRows, trailColumns, trailRows } from './trail.ts';
import { unitsOf } from './units.ts';
import { versionColumns, versionRow, versionsOf, type BenchVersion } from './versions.ts';
import { bodyOf } from './vocabulary.ts';
import { withoutIndexes } from './indexes.ts';

/**
 * Triggers that guard acts of people, one by one: history that is loaded as it stands would be refused. They sleep in this one
 * transaction only. Keys, checks and exclusions stay awake, and `checkData` asks afterwards for what the triggers hold.
 */
const asleep = ['version', 'version_author', 'version_act', 'signature', 'issue_batch', 'issue_batch_line', 'audit_chain', 'audit_trail'];

/** Fills an empty, migrated database in one transaction. `say` is told what is being loaded. */
export async function loadData(client: pg.Client, size: Size, files: BenchFiles, say: (words: string) => void): Promise<void> {
	const people = peopleOf(size);
	const units = unitsOf(size);
	const documents = () => documentsOf(size);
	const versions = () => allVersions(documents());
	const copy = async (table: string, columns: readonly string[], rows: Iterable<readonly Cell[]>) => {
		const started = performance.now();
		const count = await copyRows(client, table, columns, rows);
		say(
			`  ${table.padEnd(20)} ${count.toLocaleString('en').padStart(10)} rows ${((performance.now() - started) / 1000).toFixed(1).padStart(7)} s`
		);
	};
	await client.query('BEGIN');
	await client.query(`SET LOCAL maintenance_work_mem = '256MB'`);
	for (const table of asleep) await client.query(`ALTER TABLE "${table}" DISABLE TRIGGER USER`);

	await copy('unit', ['id'], units.units());
	await copy('unit_version', ['id', 'unit_id', 'code', 'name', 'kind_code', 'parent_id', 'valid_from'], units.unitVersions());
	await copy('division', ['id', 'unit_id'], units.divisions());
	await copy('division_version', ['id', 'division_id', 'code', 'name', 'valid_from'], units.divisionVersions());
	await copy('user', ['id', 'email', 'full_name', 'status', 'created_at'], people.users());
	await copy(
		'membership',
		['id', 'user_id', 'unit_id', 'division_id', 'roles', 'position', 'capacity', 'valid_from'],
		people.memberships()
	);
	await copy('province_appointment', ['id', 'user_id', 'role', 'position', 'valid_from'], people.appointments());
	await copy(
		'stored_file',
		['sha256', 'size', 'content_type'],
		files.all.map(({ sha256, size }) => [sha256, size, 'application/pdf'])
	);
	await copy(
		'document',
		documentColumns,
		mapped(documents(), (document) => documentRow(document, people))
	);
	await copy('document_audience', ['id', 'document_id', 'kind'], mapped(documents(), audienceRow));
	await copy('issue_batch', batchColumns, batchRows(size, people));
	await copy(
		'version',
		versionColumns,
		mapped(versions(), (version) => versionRow(version, people, files))
	);
	await copy('issue_batch_line', ['id', 'batch_id', 'document_id', 'version_id', 'withdraws'], mapped(issued(versions()), lineRow));
	await copy(
		'version_author',
		['version_id', 'round', 'user_id', 'since'],
		mapped(versions(), (version) => authorRow(version, people))
	);
	await copy(
		'version_act',
		actColumns,
		flat(versions(), (version) => actRows(version, people, files))
	);
	await copy(
		'signature',
		signatureColumns,
		flat(versions(), (version) => signatureRow(version, people, files) ?? [])
	);
	await copy('notice', ['id', 'user_id', 'kind', 'subject_type', 'subject_id'], noticeRows(size));
	await copy(
		'file_text',
		['version_id', 'part', 'sha256', 'text'],
		mapped(versions(), (version) => fileTextRow(version, files))
	);
	await withoutIndexes(client, 'search_entry', () =>
		copy(
			'search_entry',
			['version_id', 'document_id', 'unit_id', 'code', 'code_key', 'title', 'body'],
			mapped(issued(versions()), entryRow)
		)
	);
	await copy('audit_chain', ['id', 'unit_id'], chainRows(size));
	await withoutIndexes(client, 'audit_trail', () => copy('audit_trail', trailColumns, trailRows(size, people, versions)));
	await client.query(`UPDATE audit_chain c SET seq = last.seq, head_hash = last.hash
		FROM (SELECT DISTINCT ON (chain_id) chain_id, seq, hash FROM audit_trail ORDER BY chain_id, seq DESC) last WHERE last.chain_id = c.id`);

	for (const table of asleep) await client.query(`ALTER TABLE "${table}" ENABLE TRIGGER USER`);
	await client.query('COMMIT');
	say('  vacuum and statistics');
	await client.query('VACUUM (ANALYZE)');
}

function* allVersions(documents: Iterable<BenchDocument>): Generator<BenchVersion> {
	let n = 0;
	for (const document of documents) {
		yield* versionsOf(document, n);
		n += document.versions;
	}
}

function* issued(versions: Iterable<BenchVersion>): Generator<BenchVersion> {
	for (const version of versions) if (version.from !== null) yield version;
}

function* mapped<Item>(items: Iterable<Item>, row: (item: Item) => Cell[]): Generator<Cell[]> {
	for (const item of items) yield row(item);
}

/** Several rows of an item, or one, or none. */
function* flat<Item>(items: Iterable<Item>, rows: (item: Item) => Cell[] | Cell[][]): Generator<Cell[]> {
	for (const item of items) {
		const made = rows(item);
		if (made.length === 0) continue;
		if (isRows(made)) yield* made;
		else yield made;
	}
}

function isRows(made: Cell[] | Cell[][]): made is Cell[][] {
	return made.every((row) => Array.isArray(row));
}

function fileTextRow({ n, nth, document }: BenchVersion, files: BenchFiles): Cell[] {
	return [idOf('version', n), 'pdf', files.of(document, nth).sha256, bodyOf(document.n, nth, document.title)];
}

function entryRow({ n, nth, document }: BenchVersion): Cell[] {
	const { code, title, unit } = document;
	return [idOf('version', n), idOf('document', document.n), idOf('unit', unit), code, codeKey(code), title, bodyOf(document.n, nth, title)];
}

/** Four a person, unread: the frame of every page counts them. */
function* noticeRows(size: Size): Generator<Cell[]> {
	for (let n = 0; n < size.users * 4; n++)
		yield [idOf('notice', n), idOf('user', Math.floor(n / 4)), 'issued', 'document', idOf('document', n % size.documents)];
}
