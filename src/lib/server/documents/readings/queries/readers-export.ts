import { toDbDate } from '#lib/domain/shared/day.ts';
import { formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { exactTime, exportLimits, onlyGiven, sheetType, type Exported } from '#lib/server/audit-trail/export.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { wordsOf } from '#lib/words.ts';
import { headsOf } from '../../eligibility.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { noteInPlace } from '#lib/server/permissions/in-place.ts';
import { filterSql, orderSql, readersOf, shownReader, type Reader, type ReadersFilter } from './readers-page.ts';
import { readersSql, type ReaderRow } from './readers-sql.ts';

/**
 * Who has read a version, as a spreadsheet. A list of people that leaves the system is an act (states.md §13): recorded as
 * `reading.export`, heads told.
 * @throws NotFound; DomainError `export_too_large`
 */
export async function exportReaders(ctx: Ctx, documentId: string, filter: ReadersFilter): Promise<Exported> {
	const { document, version, scope } = await readersOf(ctx, documentId, filter.version);
	const limit = exportLimits.xlsx;
	const rows = await ctx.db.$queryRaw<ReaderRow[]>`
		select q.* from (${readersSql(ctx, scope, Prisma.sql`v.id = ${version.id}::uuid`)}) q where ${filterSql(filter)} order by ${orderSql} limit ${limit + 1}`;
	if (rows.length > limit) throw new DomainError('export_too_large', 422, { limit });
	const { state, division, person } = filter;
	await transaction(ctx, async (ctx) => {
		noteInPlace(ctx.actor, document.unitId, decide(ctx.actor, 'reading.list', { unitId: document.unitId }));
		await record(ctx, {
			event: 'reading.export',
			subjectType: 'version',
			subjectId: version.id,
			unitId: document.unitId,
			after: { format: 'xlsx', rows: rows.length, ...onlyGiven({ state, division, person }) }
		});
		await notify(ctx, {
			to: await headsOf(ctx, document.unitId),
			kind: 'export_made',
			subjectType: 'unit',
			subjectId: document.unitId,
			unitId: document.unitId,
			params: {
				who: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
				what: inEachLanguage((locale) =>
					m.readers_export_what({ code: document.code, rows: formatNumber(rows.length, { locale }) }, { locale })
				)
			}
		});
	});
	const name = m.readers_export_file({ code: document.code, day: today(ctx) }, { locale: ctx.locale });
	return { fileName: `${name}.xlsx`, contentType: sheetType, bytes: await writeSheet(rows.map(shownReader), columns(ctx.locale)) };
}

function columns(locale: Locale): SheetColumn<Reader>[] {
	const at = { locale };
	return [
		{ header: m.readers_column_person({}, at), value: (row) => row.name, width: 30 },
		{ header: m.readers_column_division({}, at), value: (row) => row.division, width: 34 },
		{ header: m.readers_column_state({}, at), value: (row) => wordsOf(`readers_state_${row.shown}`, {}, locale) ?? row.shown, width: 24 },
		{ header: m.readers_column_due({}, at), value: (row) => toDbDate(row.dueOn), width: 14 },
		{
			header: m.readers_column_at({}, at),
			value: (row) => (row.decidedAt && row.shown !== 'lapsed' ? exactTime(row.decidedAt) : null),
			width: 20
		},
		{
			header: m.readers_column_note({}, at),
			value: (row) => [row.briefing, row.decidedBy, row.reason].filter(Boolean).join(' · '),
			width: 50
		}
	];
}
