import {
	parentsFirst,
	readDocumentRows,
	type DocumentColumn,
	type DocumentFault,
	type DocumentRow
} from '#lib/domain/documents/import-rows.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { contentTypes, FileRefusal } from '#lib/server/files/rules.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { StoredBytesDiffer } from '#lib/server/storage/port.ts';
import { createDocument } from '../documents.ts';
import { requireOpenUnit } from '../unit-facts.ts';
import { createVersion } from '../versions.ts';
import { checkLocalFile, PathRefusal, resolveInside, type CheckedFile } from './local-file.ts';

export type ImportDocuments = {
	readonly unitId: string;
	/** Lines of a table whose first one names the columns. */
	readonly rows: readonly TableRow[];
	/** From where the table's paths go on. Nothing outside it is read. */
	readonly folder: string;
	/** Only says what would happen. */
	readonly dryRun: boolean;
	readonly signal?: AbortSignal;
	readonly onProgress?: (stage: 'checked' | 'created', done: number, total: number) => void;
};

export type ImportedDocument = {
	readonly line: number;
	readonly code: string;
	readonly title: string;
	/** `there`: an earlier run, or somebody, made it with the same files. `left`: a fault came before its turn. */
	readonly outcome: 'new' | 'there' | 'left';
};

export type ImportDocumentsReport = {
	/** Everything was or would be created. */
	readonly faults: readonly DocumentFault[];
	/** False after a dry run, and when a fault was found before anything was written. */
	readonly written: boolean;
	readonly total: number;
	/** In the order of the table; those of faulty rows are missing. */
	readonly documents: readonly ImportedDocument[];
};

/**
 * Creates the documents of a table, each with the draft of its first version, as the person who acts. All rows and files are checked
 * before anything is written; then each document is a transaction of its own after its bytes are durable, so that an import which broke
 * off goes on when it is started again: what is there with the same files is left alone. Recorded as `document.create` and
 * `version.create`, as by hand.
 * @throws Forbidden for who may not create documents and versions of the unit; Conflict `unit_closed`
 */
export async function importDocuments(ctx: Ctx, tools: UploadTools, input: ImportDocuments): Promise<ImportDocumentsReport> {
	for (const action of ['document.create', 'version.create'] as const) authorize(ctx, action, { unitId: input.unitId });
	await requireOpenUnit(ctx, input.unitId, today(ctx));
	const kinds = await ctx.db.documentKind.findMany({ select: { code: true, nameVi: true, nameEn: true } });
	const read = readDocumentRows(input.rows, kinds);
	const known = await documentsOf(ctx, input.unitId);
	const { ordered, faults: parentFaults } = parentsFirst(read.rows, new Set(known.keys()), read.faulty);
	const files = await checkFiles(read.rows, tools, input);
	const there = new Set<string>();
	const codeFaults: DocumentFault[] = [];
	for (const row of read.rows) {
		const holder = known.get(row.key);
		if (!holder || files.faults.some(({ line }) => line === row.line)) continue;
		if (hasFiles(holder, files.of(row))) there.add(row.key);
		else codeFaults.push({ line: row.line, column: 'code', reason: 'code_taken', value: `${holder.code} ${holder.title}` });
	}
	const total = Math.max(0, input.rows.length - 1);
	const tell = (faults: readonly DocumentFault[], outcome: (row: DocumentRow) => ImportedDocument['outcome'], written: boolean) => ({
		faults: [...faults].sort((a, b) => a.line - b.line),
		written,
		total,
		documents: read.rows.map((row) => ({ line: row.line, code: row.code, title: row.title, outcome: outcome(row) }))
	});
	const checked = [...read.faults, ...parentFaults, ...files.faults, ...codeFaults];
	const hopeful = (row: DocumentRow) => (there.has(row.key) ? 'there' : 'new');
	if (checked.length > 0) return tell(checked, (row) => (there.has(row.key) ? 'there' : 'left'), false);
	if (input.dryRun) return tell([], hopeful, false);

	const ids = new Map([...known].map(([key, { id }]) => [key, id]));
	const waiting = ordered.filter((row) => !there.has(row.key));
	for (const [index, row] of waiting.entries()) {
		input.signal?.throwIfAborted();
		try {
			ids.set(row.key, await createOne(ctx, tools, input.unitId, row, files.of(row), ids));
		} catch (error) {
			const made = new Set(waiting.slice(0, index));
			return tell(faultsOf(error, row), (one) => (there.has(one.key) ? 'there' : made.has(one) ? 'new' : 'left'), made.size > 0);
		}
		input.onProgress?.('created', index + 1, waiting.length);
	}
	return tell([], hopeful, true);
}

type Known = {
	readonly id: string;
	readonly code: string;
	readonly title: string;
	readonly versions: readonly { pdfSha256: string | null; sourceSha256: string | null }[];
};

async function documentsOf(ctx: Ctx, unitId: string): Promise<Map<string, Known>> {
	const documents = await ctx.db.document.findMany({
		where: { unitId, status: 'open' },
		select: { id: true, code: true, codeKey: true, title: true, versions: { select: { pdfSha256: true, sourceSha256: true } } }
	});
	return new Map(documents.map(({ codeKey, ...document }) => [codeKey, document]));
}

type RowFiles = { readonly pdf: CheckedFile | null; readonly source: CheckedFile | null };

function hasFiles({ versions }: Known, { pdf, source }: RowFiles): boolean {
	return versions.some((version) => version.pdfSha256 === (pdf?.sha256 ?? null) && version.sourceSha256 === (source?.sha256 ?? null));
}

const none: RowFiles = { pdf: null, source: null };

async function checkFiles(
	rows: readonly DocumentRow[],
	tools: UploadTools,
	{ folder, signal, onProgress }: ImportDocuments
): Promise<{ of: (row: DocumentRow) => RowFiles; faults: DocumentFault[] }> {
	const found = new Map<DocumentRow, RowFiles>();
	const faults: DocumentFault[] = [];
	const check = async (row: DocumentRow, column: 'file' | 'source'): Promise<CheckedFile | null> => {
		const given = row[column];
		if (given === null) return null;
		try {
			return await checkLocalFile(await resolveInside(folder, given), column === 'file' ? 'reading' : 'source', tools);
		} catch (error) {
			if (!(error instanceof FileRefusal || error instanceof PathRefusal)) throw error;
			faults.push({ line: row.line, column, reason: error.code, value: given });
			return null;
		}
	};
	for (const [index, row] of rows.entries()) {
		signal?.throwIfAborted();
		found.set(row, { pdf: await check(row, 'file'), source: await check(row, 'source') });
		onProgress?.('checked', index + 1, rows.length);
	}
	return { of: (row) => found.get(row) ?? none, faults };
}

/** The bytes are durable before the transaction refers to them; a file that changed since it was checked is refused by its hash. */
async function createOne(
	ctx: Ctx,
	{ store }: UploadTools,
	unitId: string,
	row: DocumentRow,
	files: RowFiles,
	ids: ReadonlyMap<string, string>
): Promise<string> {
	for (const file of [files.pdf, files.source]) {
		if (file) await store.put(file.path, { sha256: file.sha256, size: file.size, contentType: contentTypes[file.fileType] });
	}
	return transaction(ctx, async (ctx) => {
		const { id } = await createDocument(ctx, {
			unitId,
			kind: row.kind,
			class: row.class,
			code: row.code,
			title: row.title,
			parentId: row.parentKey === null ? null : (ids.get(row.parentKey) ?? null)
		});
		await createVersion(ctx, { documentId: id, summary: row.summary, ...files });
		return id;
	});
}

const columnOfField: Readonly<Record<string, DocumentColumn>> = { parentId: 'parent', pdf: 'file' };
const isColumn = (name: string): name is DocumentColumn => ['kind', 'class', 'code', 'title', 'source', 'summary'].includes(name);

/** What a command refused, as faults of the row. @throws what is no refusal */
function faultsOf(error: unknown, { line, code }: DocumentRow): DocumentFault[] {
	if (error instanceof StoredBytesDiffer) return [{ line, column: null, reason: 'file_changed', value: code }];
	if (!(error instanceof DomainError)) throw error;
	if (!(error instanceof Invalid)) return [{ line, column: null, reason: error.code, value: code }];
	return Object.entries(error.fields).map(([field, reason]) => ({
		line,
		column: columnOfField[field] ?? (isColumn(field) ? field : null),
		reason,
		value: ''
	}));
}
