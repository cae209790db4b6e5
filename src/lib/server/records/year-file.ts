import { PassThrough, Readable } from 'node:stream';
import yazl from 'yazl';
import { recordQuery, type RecordQuery } from '#lib/domain/records/forms.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { cleanFileName } from '#lib/server/files/file-name.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import type { FileStore } from '#lib/server/storage/port.ts';
import { stateWord } from './state-words.ts';
import { register, visibleSeries, type RegisterLine } from './queries.ts';

type Download = { readonly body: ReadableStream<Uint8Array> | Uint8Array; readonly fileName: string; readonly contentType: string };

/** The register of a query as a spreadsheet. Reading, noted in the access log. */
export async function exportRegister(ctx: Ctx, unitId: string | null, query: RecordQuery): Promise<Download> {
	const { items } = await register(ctx, unitId, query, { all: true });
	logRead(ctx, { action: 'export', unitId, detail: 'records xlsx' });
	const bytes = await writeSheet(items, registerColumns(ctx), m.records_file_register({}, { locale: ctx.locale }));
	const fileName = `${m.records_file_register({}, { locale: ctx.locale })}.xlsx`;
	return { body: bytes, fileName, contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' };
}

/**
 * The file of a year: a ZIP with the register and every file of its records, each in the folder of its record's number. Streams, so that
 * its size costs no memory; files of disposed records are gone, their hashes stand in the register. Recorded as `record.export_year`.
 * @throws Forbidden (officer and heads only), Invalid (no year)
 */
export async function exportYear(ctx: Ctx, store: FileStore, unitId: string | null, year: number | undefined): Promise<Download> {
	if (!unitId) throw new Forbidden();
	if (year === undefined) throw new Invalid({ year: 'required' });
	const role = authorize(ctx, 'record.list_disposals', { unitId });
	const unit = await ctx.db.unit.findUniqueOrThrow({
		where: { id: unitId },
		select: { versions: { orderBy: { validFrom: 'desc' }, take: 1, select: { code: true } } }
	});
	const { items } = await register(ctx, unitId, recordQuery.parse({ year }), { all: true });
	const files = await filesOf(ctx, unitId, items);
	await transaction(ctx, (ctx) =>
		record(ctx, {
			event: 'record.export_year',
			subjectType: 'unit',
			subjectId: unitId,
			unitId,
			role,
			after: { year, records: items.length, files: files.length }
		})
	);
	const zip = new yazl.ZipFile();
	const output = new PassThrough();
	const at = { locale: ctx.locale };
	const sheet = m.records_file_register({}, at);
	zip.addBuffer(await writeSheet(rowsOf(items, files), yearColumns(ctx), sheet), `${cleanFileName(sheet)}.xlsx`);
	for (const file of files.filter(({ stored }) => stored)) {
		zip.addReadStreamLazy(file.path, { compress: !packed.has(file.type), mtime: file.addedAt }, (done) => {
			store.openRead(file.sha256).then(
				// The archive does not listen for errors of what it reads; unheard they would end the process.
				(stream) =>
					done(
						null,
						stream.on('error', (error) => output.destroy(error))
					),
				(error: unknown) => done(error, new PassThrough())
			);
		});
	}
	zip.end();
	// A file that the store has lost ends the download broken, not short and whole-looking.
	zip.on('error', (error: Error) => output.destroy(error));
	zip.outputStream.pipe(output);
	const code = unit.versions[0]?.code ?? '';
	return {
		body: Readable.toWeb(output) as ReadableStream<Uint8Array>,
		fileName: `${m.records_file_name({ unit: code, year }, at)}.zip`,
		contentType: 'application/zip'
	};
}

/** These are compressed already. */
const packed = new Set(['docx', 'xlsx', 'odt', 'png', 'jpeg']);

type YearFile = Awaited<ReturnType<typeof filesOf>>[number];

async function filesOf(ctx: Ctx, unitId: string, items: readonly RegisterLine[]) {
	const rows = await ctx.db.recordFile.findMany({
		where: { recordId: { in: items.map(({ id }) => id) }, record: { series: visibleSeries(ctx, unitId) } },
		orderBy: [{ record: { number: 'asc' } }, { addedAt: 'asc' }, { id: 'asc' }],
		select: {
			recordId: true,
			name: true,
			fileType: true,
			sha256: true,
			storedSha256: true,
			addedAt: true,
			record: { select: { number: true } }
		}
	});
	const taken = new Set<string>();
	return rows.map((row) => {
		const { number } = row.record;
		let path = `${cleanFileName(number)}/${cleanFileName(row.name)}`;
		for (let nth = 2; taken.has(path.toLowerCase()); nth += 1) path = `${cleanFileName(number)}/${nth} ${cleanFileName(row.name)}`;
		taken.add(path.toLowerCase());
		return {
			recordId: row.recordId,
			path,
			type: row.fileType,
			sha256: row.sha256,
			stored: row.storedSha256 !== null,
			addedAt: row.addedAt
		};
	});
}

type YearRow = { readonly line: RegisterLine; readonly file: YearFile | null };

function rowsOf(items: readonly RegisterLine[], files: readonly YearFile[]): YearRow[] {
	const byRecord = Map.groupBy(files, (file) => file.recordId);
	return items.flatMap((line): YearRow[] => byRecord.get(line.id)?.map((file) => ({ line, file })) ?? [{ line, file: null }]);
}

function yearColumns(ctx: Ctx): SheetColumn<YearRow>[] {
	const at = { locale: ctx.locale };
	return [
		...registerColumns(ctx).map(({ value, ...column }) => ({ ...column, value: ({ line }: YearRow) => value(line) })),
		{ header: m.records_column_file({}, at), value: ({ file }) => (file?.stored ? file.path : null), width: 50 },
		{ header: m.records_column_hash({}, at), value: ({ file }) => file?.sha256, width: 66 }
	];
}

function registerColumns(ctx: Ctx): SheetColumn<RegisterLine>[] {
	const at = { locale: ctx.locale };
	const date = (day: Day | null) => (day === null ? null : toDbDate(day));
	return [
		{ header: m.records_number({}, at), value: (line) => line.number, width: 16 },
		{ header: m.records_name({}, at), value: (line) => line.title, width: 50 },
		{ header: m.records_series({}, at), value: (line) => `${line.series.code} ${line.series.name}`, width: 36 },
		{ header: m.records_made_on({}, at), value: (line) => date(line.madeOn), width: 14 },
		{ header: m.records_closed_on({}, at), value: (line) => date(line.closedOn), width: 14 },
		{ header: m.records_custodian({}, at), value: (line) => line.custodian, width: 24 },
		{ header: m.records_place({}, at), value: (line) => line.place, width: 28 },
		{ header: m.records_retention({}, at), value: (line) => line.retentionYears ?? m.records_for_ever({}, at), width: 12 },
		{ header: m.records_disposable_from({}, at), value: (line) => date(line.disposableFrom), width: 16 },
		{ header: m.records_keeping({}, at), value: (line) => stateWord(ctx, line.keeping), width: 18 }
	];
}
