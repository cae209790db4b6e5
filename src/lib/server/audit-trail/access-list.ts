import { addDays, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { DomainError, NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { wordsOf } from '#lib/words.ts';
import { originalDetail, readActions, type ReadAction } from './access-log.ts';
import { exactTime, exportLimits, onlyGiven, recordExport, sheetType, type Exported } from './export.ts';
import { monthsKept } from './access-log-months.ts';
import { countLimit, isUuid } from './list.ts';
import { unitNamed, type NamedUnit } from './units.ts';

export type AccessFilter = {
	readonly unit: string;
	readonly action?: string | null;
	/** Part of a name, with or without accents. */
	readonly person?: string | null;
	/** Part of a document's code. */
	readonly document?: string | null;
	readonly from?: Day | null;
	readonly to?: Day | null;
};

/** One read as people see it. */
export type ShownRead = {
	readonly id: string;
	readonly at: Date;
	readonly who: string | null;
	readonly action: string;
	readonly document: string | null;
	readonly documentHref: string | null;
	readonly detail: string | null;
	readonly address: string | null;
};

export type AccessPage = {
	readonly items: readonly ShownRead[];
	readonly total: number;
	readonly more: boolean;
	readonly page: number;
	readonly pageSize: number;
	readonly from: Day;
	readonly to: Day;
};

/** Without days chosen the last month: each month is a partition of its own, and the ones not asked for are not touched. */
const defaultDays = 30;

/**
 * Who read what of a unit's documents, newest first.
 * @throws NotFound for who is neither its officer nor its head
 */
export async function listReads(ctx: Ctx, filter: AccessFilter, page = 1, pageSize = 50): Promise<AccessPage> {
	authorize(ctx, 'access_log.read', { unitId: filter.unit }, { readable: false });
	const days = daysOf(ctx, filter);
	const place = Math.min(Math.max(page, 1), Math.ceil(countLimit / pageSize));
	const where = readsWhere(filter, days);
	const items = await selectReads(ctx, where, pageSize, (place - 1) * pageSize);
	const [row] = await ctx.db.$queryRaw<{ count: bigint }[]>`
		select count(*) as count from (select 1 from eiso_log.access_log r ${joins} where ${where} limit ${countLimit + 1}) counted`;
	const counted = Number(row?.count ?? 0);
	return { items, total: Math.min(counted, countLimit), more: counted > countLimit, page: place, pageSize, ...days };
}

export type AccessView = AccessPage & {
	readonly filter: AccessFilter;
	readonly actions: readonly { readonly value: string; readonly label: string }[];
	readonly monthsKept: number;
	readonly unit: NamedUnit | null;
	readonly exportLimit: number;
};

/** Everything the page /access-log shows. */
export async function accessView(ctx: Ctx, filter: AccessFilter, page: number): Promise<AccessView> {
	if (!isUuid(filter.unit)) throw new NotFound();
	return {
		...(await listReads(ctx, filter, page)),
		filter,
		actions: readActions.map((value) => ({ value, label: actionWords(value, ctx.locale) })),
		monthsKept: await monthsKept(ctx),
		unit: await unitNamed(ctx, filter.unit),
		exportLimit: exportLimits.xlsx
	};
}

function actionWords(action: string, locale: Locale): string {
	return wordsOf(`trail_access_action_${action}`, {}, locale) ?? action;
}

/** The same as a file. An act: recorded as `access_log.export`, heads told. @throws DomainError `export_too_large` */
export async function exportReads(ctx: Ctx, filter: AccessFilter): Promise<Exported> {
	if (!isUuid(filter.unit)) throw new NotFound();
	authorize(ctx, 'access_log.read', { unitId: filter.unit }, { readable: false });
	const days = daysOf(ctx, filter);
	const limit = exportLimits.xlsx;
	const items = await selectReads(ctx, readsWhere(filter, days), limit + 1, 0);
	if (items.length > limit) throw new DomainError('export_too_large', 422, { limit });
	const { action, person, document } = filter;
	await transaction(ctx, (ctx) =>
		recordExport(ctx, {
			event: 'access_log.export',
			unitId: filter.unit,
			format: 'xlsx',
			rows: items.length,
			filter: onlyGiven({ action, person, document, ...days })
		})
	);
	const bytes = await writeSheet(items, sheetColumns(ctx.locale));
	return { fileName: `${m.trail_file_access({}, { locale: ctx.locale })}-${today(ctx)}.xlsx`, contentType: sheetType, bytes };
}

function sheetColumns(locale: Locale): SheetColumn<ShownRead>[] {
	const options = { locale };
	return [
		{ header: m.trail_column_at({}, options), value: (read) => exactTime(read.at), width: 20 },
		{ header: m.trail_column_who({}, options), value: (read) => read.who ?? m.trail_access_nobody({}, options), width: 28 },
		{ header: m.trail_access_column_action({}, options), value: (read) => read.action, width: 28 },
		{ header: m.trail_access_column_document({}, options), value: (read) => read.document, width: 50 },
		{ header: m.trail_access_column_detail({}, options), value: (read) => read.detail, width: 24 },
		{ header: m.trail_access_column_address({}, options), value: (read) => read.address, width: 20 }
	];
}

function daysOf(ctx: Ctx, { from, to }: AccessFilter): { from: Day; to: Day } {
	const last = to && isDay(to) ? to : today(ctx);
	return { from: from && isDay(from) ? from : addDays(last, -defaultDays), to: last };
}

const midnightOffsetMs = 7 * 3_600_000;
const startOf = (day: Day) => new Date(toDbDate(day).getTime() - midnightOffsetMs);
const joins = Prisma.sql`left join "user" u on u.id = r.user_id left join document d on d.id = r.document_id`;

function readsWhere(filter: AccessFilter, days: { from: Day; to: Day }): Prisma.Sql {
	const and = [
		Prisma.sql`r.unit_id = ${filter.unit}::uuid`,
		Prisma.sql`r.at >= ${startOf(days.from)}`,
		Prisma.sql`r.at < ${startOf(addDays(days.to, 1))}`
	];
	if (filter.action && readActions.some((action) => action === filter.action)) and.push(Prisma.sql`r.action = ${filter.action}`);
	if (filter.person) and.push(Prisma.sql`eiso_fold(u.full_name) like eiso_fold(${pattern(filter.person)})`);
	if (filter.document)
		and.push(
			Prisma.sql`(d.code_key like eiso_code_key(${filter.document}) || '%' or eiso_fold(d.title) like eiso_fold(${pattern(filter.document)}))`
		);
	return Prisma.join(and, ' and ');
}

function pattern(text: string): string {
	return `%${text.normalize('NFC').replace(/[\\%_]/g, '\\$&')}%`;
}

type ReadRow = {
	at: Date;
	full_name: string | null;
	action: ReadAction;
	document_id: string | null;
	code: string | null;
	title: string | null;
	issue_no: number | null;
	revision_no: number | null;
	detail: string | null;
	address: string | null;
};

async function selectReads(ctx: Ctx, where: Prisma.Sql, limit: number, offset: number): Promise<ShownRead[]> {
	const rows = await ctx.db.$queryRaw<ReadRow[]>`
		select r.at, u.full_name, r.action, r.document_id, d.code, coalesce(v.title, d.title) as title, v.issue_no, v.revision_no, r.detail, r.address
		from eiso_log.access_log r ${joins} left join version v on v.id = r.version_id
		where ${where} order by r.at desc limit ${limit} offset ${offset}`;
	return rows.map((row, index) => ({
		id: `${offset + index}`,
		at: row.at,
		who: row.full_name,
		action: actionWords(row.action, ctx.locale),
		document: documentWords(row),
		documentHref: row.document_id ? `/documents/${row.document_id}` : null,
		detail: detailWords(row.detail, ctx.locale),
		address: row.address
	}));
}

/** `documents xlsx 2026-11-26` of an exported list, and `original`, in words; the code of a print is itself. */
function detailWords(detail: string | null, locale: Locale): string | null {
	if (detail === originalDetail) return m.trail_access_detail_original({}, { locale });
	const [what, format = '', day = ''] = detail?.split(' ') ?? [];
	if (what !== 'documents' || !isDay(day)) return detail;
	return m.trail_access_detail_documents({ format: format.toUpperCase(), day: formatDay(day) }, { locale });
}

function documentWords({ code, title, issue_no: issueNo, revision_no: revisionNo }: ReadRow): string | null {
	if (code === null) return null;
	const numbers = issueNo === null || revisionNo === null ? null : shortNumbers({ issueNo, revisionNo });
	return [code, title, numbers].filter(Boolean).join(' · ');
}
