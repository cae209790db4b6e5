import { createHash } from 'node:crypto';
import { readExternalRows, type ExternalFault } from '#lib/domain/documents/external-import.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import type { TableRow } from '#lib/server/files/delimited.ts';
import { keptTable } from '#lib/server/files/kept-table.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireOpenUnit } from '../unit-facts.ts';
import { authorizeKeeper } from './facts.ts';
import { planExternalImport, type ExternalChangeField, type PlannedLine } from './import-plan.ts';
import { createExternal, editExternal, subscribe } from './lines.ts';
import { setKeeping } from './subscriptions.ts';

export type ImportExternals = {
	/** Null: the list of the province. */
	unitId: string | null;
	/** Lines of a table whose first one names the columns. */
	rows: readonly TableRow[];
	/** Only says what would happen. */
	dryRun: boolean;
	fileName: string;
	/** `digest` of the dry run that a person saw; when the outcome would differ now, nothing is written. */
	expected?: string;
};

export type ExternalChange = {
	readonly line: number;
	readonly number: string;
	readonly title: string;
	readonly act: Exclude<PlannedLine['act'], 'same'>;
	readonly fields: readonly ExternalChangeField[];
	readonly differs: boolean;
};

export type ExternalImportReport = {
	readonly committed: boolean;
	/** By line; nothing is written while there is one. */
	readonly faults: readonly ExternalFault[];
	readonly same: number;
	readonly changes: readonly ExternalChange[];
	readonly digest: string;
};

/**
 * Brings a file into a list: all of it or, with any fault, nothing. Rows are known by number, issuer and day. A unit's row that stands in the
 * list of the province takes that line; what the file says otherwise of it stays as the province has it. Empty cells leave what is known, and
 * lines that are not in the file stay. Each line is its own act, as when it is typed, and the whole one more: `external.import`.
 * @throws Forbidden; Conflict `unit_closed`, `stale` when the outcome is no longer the expected one; Invalid as `createExternal`
 */
export function importExternals(ctx: Ctx, input: ImportExternals): Promise<ExternalImportReport> {
	return transaction(
		ctx,
		async (ctx) => {
			const { unitId } = input;
			const role = authorizeKeeper(ctx, { unitId });
			if (unitId !== null) await requireOpenUnit(ctx, unitId, today(ctx));
			const { rows, faults } = readExternalRows(input.rows);
			if (!input.dryRun) await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`external-import:${unitId ?? ''}`}, 0))`;
			const plan = await planExternalImport(ctx, unitId, rows);
			const report = reportOf([...faults, ...plan.faults], plan.lines);
			if (input.dryRun || report.faults.length > 0) return report;
			if (input.expected !== undefined && input.expected !== report.digest) throw new Conflict('stale');
			if (report.changes.length === 0) return { ...report, committed: true };
			for (const line of plan.lines) await write(ctx, unitId, line);
			const count = (act: ExternalChange['act']) => report.changes.filter((change) => change.act === act).length;
			await record(ctx, {
				event: 'external.import',
				subjectType: 'import',
				subjectId: 'external_documents',
				unitId,
				role,
				after: {
					fileName: input.fileName,
					linesCreated: count('create'),
					linesEdited: count('edit'),
					linesSubscribed: count('subscribe'),
					linesKept: count('keep'),
					lineNumbers: report.changes.map(({ number }) => number)
				}
			});
			return { ...report, committed: true };
		},
		{ timeoutMs: 120_000 }
	);
}

async function write(ctx: Ctx, unitId: string | null, { act, externalId, fields, toList, input }: PlannedLine): Promise<void> {
	if (act === 'same') return;
	if (externalId === null) {
		await createExternal(ctx, unitId, input);
		return;
	}
	if (act === 'edit') await editExternal(ctx, externalId, input);
	if (unitId === null) return;
	if (toList) await subscribe(ctx, unitId, [externalId]);
	const { receivedOn, appliedFor, divisionId, checkerId, checkMonths } = input;
	const keeping = fields.some(({ column }) => ['receivedOn', 'appliedFor', 'division', 'checker', 'checkMonths'].includes(column));
	// A line taken from the province was received today, unless the file says when.
	const kept = { receivedOn: receivedOn ?? (toList ? today(ctx) : null), appliedFor, divisionId, checkerId, checkMonths };
	if (keeping) await setKeeping(ctx, unitId, externalId, kept);
}

function reportOf(faults: readonly ExternalFault[], lines: readonly PlannedLine[]): ExternalImportReport {
	const changes = lines.flatMap(({ row, act, fields, differs }): ExternalChange[] =>
		act === 'same' ? [] : [{ line: row.line, number: row.number, title: row.title, act, fields, differs }]
	);
	const written = lines.filter(({ act }) => act !== 'same').map(({ act, externalId, input }) => ({ act, externalId, input }));
	const digest = createHash('sha256').update(JSON.stringify(written)).digest('hex');
	return { committed: false, faults: faults.toSorted((a, b) => a.line - b.line), same: lines.length - changes.length, changes, digest };
}

export type ExternalImportPage = {
	readonly unitId: string | null;
	readonly preview: { readonly file: string; readonly fileName: string; readonly report: ExternalImportReport } | null;
};

/** What the page of the import shows: nothing yet, or the dry run of a kept file. @throws Forbidden; NotFound `upload_gone` */
export async function externalImportPage(
	ctx: Ctx,
	tools: UploadTools,
	asked: { unitId: string | null; file: string | null }
): Promise<ExternalImportPage> {
	const { unitId, file } = asked;
	authorizeKeeper(ctx, { unitId });
	if (file === null) return { unitId, preview: null };
	const { fileName, table } = await keptTable(ctx, tools, file);
	return { unitId, preview: { file, fileName, report: await importExternals(ctx, { unitId, rows: table.rows, dryRun: true, fileName }) } };
}

/** Brings in the file of a dry run. @throws as `importExternals`; NotFound `upload_gone` */
export async function commitExternalImport(
	ctx: Ctx,
	tools: UploadTools,
	step: { unitId: string | null; file: string; expected: string }
): Promise<ExternalImportReport> {
	authorizeKeeper(ctx, step);
	const { fileName, table } = await keptTable(ctx, tools, step.file);
	return importExternals(ctx, { unitId: step.unitId, rows: table.rows, dryRun: false, fileName, expected: step.expected });
}
