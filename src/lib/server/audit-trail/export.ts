import { dayOf, type Day } from '#lib/domain/shared/day.ts';
import { formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { decide } from '#lib/domain/permissions/decide.ts';
import { noteInPlace } from '#lib/server/permissions/in-place.ts';
import { renderTrailExtract } from '#lib/server/pdf/render.ts';
import { today, type Ctx, type Locale } from '#lib/server/platform/context.ts';
import { DomainError, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { chainLabel, findChain } from './chains.ts';
import { checkpointSigner, type CheckpointSigner } from './checkpoint-key.ts';
import { checkpointLine, newestCheckpoint, writeCheckpoint } from './checkpoints.ts';
import { extractTrail, type TrailEntryRow, type TrailFilter } from './list.ts';
import { record } from './record.ts';
import { namesFor } from './subjects.ts';
import { headsOf, unitNamed } from './units.ts';
import { eventWords, showAct, subjectTypeWords, type Change, type ShownAct } from './words.ts';

export type ExportFormat = 'xlsx' | 'pdf';
export type Exported = { readonly fileName: string; readonly contentType: string; readonly bytes: Uint8Array };

/** A thousand lines are forty landscape pages; more is asked for in parts, by days. */
export const exportLimits: Readonly<Record<ExportFormat, number>> = { xlsx: 10_000, pdf: 1000 };

export const sheetType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/**
 * The acts of a filter as a file, oldest first. An act itself: recorded as `trail.export` in the unit's chain (the province's when no unit is
 * chosen), heads of the unit told. A PDF is of one chain and ends with a checkpoint signed now, which covers every printed row.
 * @throws DomainError `export_too_large` (422, with `limit`), Invalid (`unit`, a PDF without a unit), NotFound
 */
export async function exportTrail(
	ctx: Ctx,
	filter: TrailFilter,
	format: ExportFormat,
	signer: CheckpointSigner = checkpointSigner()
): Promise<Exported> {
	const unitId = filter.unit && filter.unit !== 'province' ? filter.unit : null;
	if (format === 'pdf' && !filter.unit) throw new Invalid({ unit: 'required' });
	const { subjectType, subjectId, event, actor, from, to } = filter;
	const limit = exportLimits[format];
	const { items, more } = await extractTrail(ctx, filter, limit);
	if (more) throw new DomainError('export_too_large', 422, { limit });
	await transaction(ctx, (ctx) =>
		recordExport(ctx, {
			event: 'trail.export',
			unitId,
			format,
			rows: items.length,
			filter: onlyGiven({ subjectType, subjectId, event, actor, from, to })
		})
	);
	const names = await namesFor(ctx, items);
	const acts = items.map((row) => showAct(row, names, ctx.locale));
	const base = `${m.trail_file_trail({}, { locale: ctx.locale })}-${today(ctx)}`;
	if (format === 'xlsx')
		return { fileName: `${base}.xlsx`, contentType: sheetType, bytes: await writeSheet(acts, sheetColumns(ctx.locale)) };
	await writeCheckpoint(ctx, unitId, signer);
	return { fileName: `${base}.pdf`, contentType: 'application/pdf', bytes: await extractPdf(ctx, unitId, filter, items, acts) };
}

type ExportAct = {
	event: 'trail.export' | 'access_log.export';
	unitId: string | null;
	format: ExportFormat;
	rows: number;
	filter: Record<string, string>;
};

/** Records an export in the caller's transaction and tells the heads of the unit. */
export async function recordExport(ctx: Ctx, { event, unitId, format, rows, filter }: ExportAct): Promise<void> {
	const subjectType = event === 'trail.export' ? 'trail' : 'access_log';
	// Who reads only in the place of somebody absent exports in their place too.
	const right = event === 'trail.export' ? 'trail.read' : 'access_log.read';
	noteInPlace(ctx.actor, unitId, decide(ctx.actor, right, { unitId }));
	await record(ctx, { event, subjectType, subjectId: unitId ?? subjectType, unitId, after: { format, rows, ...filter } });
	if (unitId === null || ctx.actor.kind !== 'user') return;
	const words = event === 'trail.export' ? m.trail_export_what : m.trail_export_access_what;
	const params = { who: ctx.actor.fullName, what: inEachLanguage((locale) => words({ rows: formatNumber(rows, { locale }) }, { locale })) };
	await notify(ctx, { to: await headsOf(ctx, unitId), kind: 'export_made', subjectType: 'unit', subjectId: unitId, unitId, params });
}

/** What of a filter was chosen, as it is recorded. */
export function onlyGiven(filter: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
	return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

function sheetColumns(locale: Locale): SheetColumn<ShownAct>[] {
	const options = { locale };
	return [
		{ header: m.trail_column_seq({}, options), value: (act) => act.seq, width: 8 },
		{ header: m.trail_column_unit({}, options), value: (act) => act.unit, width: 30 },
		{ header: m.trail_column_at({}, options), value: (act) => exactTime(act.at), width: 20 },
		{ header: m.trail_column_who({}, options), value: (act) => act.who, width: 26 },
		{ header: m.trail_column_position({}, options), value: (act) => act.whoFacts, width: 26 },
		{ header: m.trail_column_act({}, options), value: (act) => act.act, width: 26 },
		{ header: m.trail_column_subject({}, options), value: (act) => act.subject, width: 40 },
		{ header: m.trail_column_detail({}, options), value: (act) => detailText(act, locale), width: 60 },
		{ header: m.trail_column_hash({}, options), value: (act) => act.hash, width: 66 }
	];
}

const seconds = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Ho_Chi_Minh', timeStyle: 'medium' });

/** `24/11/2026 16:42:07`: as text, because a spreadsheet would show a moment in its own zone. */
export function exactTime(at: Date): string {
	return `${formatDay(dayOf(at))} ${seconds.format(at)}`;
}

function detailText(act: ShownAct, locale: Locale): string {
	if (act.hidden) return m.trail_hidden({}, { locale });
	return [...act.changes.map((change) => changeText(change, locale)), act.comment ?? ''].filter(Boolean).join('\n');
}

export function changeText({ field, before, after }: Change, locale: Locale): string {
	if (before === null) return `${field}: ${after ?? ''}`;
	return `${field}: ${m.trail_from_to({ before, after: after ?? m.trail_nothing({}, { locale }) }, { locale })}`;
}

async function extractPdf(
	ctx: Ctx,
	unitId: string | null,
	filter: TrailFilter,
	rows: readonly TrailEntryRow[],
	acts: readonly ShownAct[]
): Promise<Uint8Array> {
	const { locale } = ctx;
	const unit = unitId === null ? null : await unitNamed(ctx, unitId);
	const point = await newestCheckpoint(ctx, unitId);
	const chain = await findChain(ctx, unitId);
	const first = rows[0];
	// Without an end asked for, the extract says of every day until now that nothing else happened.
	const days: { from: Day; to: Day } = { from: filter.from ?? (first ? dayOf(first.at) : today(ctx)), to: filter.to ?? today(ctx) };
	return renderTrailExtract({
		agency: unit?.name ?? m.common_province({}, { locale }),
		parentAgency: unit?.parentName ?? null,
		printedAt: ctx.clock.now(),
		printedFor: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
		locale,
		...days,
		filter: filterWords(filter, locale),
		hashBefore: first ? await hashBefore(ctx, first) : null,
		rows: acts.map((act) => ({
			sequence: act.seq,
			at: act.at,
			actor: [act.who, act.whoFacts].filter(Boolean).join('\n'),
			act: act.act,
			subject: act.subject,
			detail: detailText(act, locale),
			hash: act.hash
		})),
		checkpoint: point && {
			// With its id, which is what was signed; units take the codes of others.
			chain: [chainLabel({ unitId, unitCode: unit?.code ?? null }), chain?.id].filter(Boolean).join(' · '),
			sequence: point.seq,
			at: point.at,
			head: point.hash,
			signature: point.signature,
			code: point.code,
			line: checkpointLine(ctx, point)
		}
	});
}

/** The hash that the first printed row carries of the row before it. */
async function hashBefore(ctx: Ctx, first: TrailEntryRow): Promise<string | null> {
	if (first.seq === 1) return null;
	const chainId = first.id.slice(0, first.id.indexOf(':'));
	const row = await ctx.db.auditTrail.findUnique({
		where: { chainId_seq: { chainId, seq: BigInt(first.seq - 1) } },
		select: { hash: true }
	});
	return row?.hash ?? null;
}

/** Filters other than days, which stand in the title; null: the extract has no holes. */
function filterWords(filter: TrailFilter, locale: Locale): string | null {
	const words = [
		filter.subjectType ? subjectTypeWords(filter.subjectType, locale) : null,
		filter.event ? (eventWords(filter.event, locale) ?? filter.event) : null,
		filter.actor ? `${m.trail_filter_actor({}, { locale })}: ${filter.actor}` : null,
		filter.subjectId ? m.trail_filter_subject({}, { locale }) : null
	].filter((word) => word !== null);
	return words.length > 0 ? words.join(' · ') : null;
}
