import { isNarrowed, type ListQuery } from '#lib/domain/documents/list-query.ts';
import { toDbDate, unreadDay, type Day } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { checkpointSigner, type CheckpointSigner } from '#lib/server/audit-trail/checkpoint-key.ts';
import { latestCheckpoint, writeCheckpoint } from '#lib/server/audit-trail/checkpoints.ts';
import { writeSheet, type SheetColumn, type SheetFacts } from '#lib/server/files/sheet.ts';
import { printedDay, printedMoment } from '#lib/server/pdf/moment.ts';
import { renderMasterList } from '#lib/server/pdf/render.ts';
import type { MasterListRow } from '#lib/server/pdf/report-data.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { DomainError } from '#lib/server/platform/errors.ts';
import { allDocuments, type ListedDocument } from './list.ts';
import { listFacets, type ListFacets } from './list-facets.ts';
import { pageQuery } from './list-page.ts';

export type ExportFormat = 'xlsx' | 'pdf';
export type ExportedFile = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

/**
 * The whole list of a query as a spreadsheet or as the paper of domain.md §2.6, in the reader's language. Reading, not an act: it
 * is noted in the access log. At the foot of the paper stands a checkpoint signed now, of the unit's chain, or of the province's
 * when the list is of several units.
 */
export async function exportDocuments(ctx: Ctx, query: ListQuery, format: ExportFormat, signer?: CheckpointSigner): Promise<ExportedFile> {
	const day = query.asOf ?? today(ctx);
	const [lines, facets] = await Promise.all([allDocuments(ctx, query), listFacets(ctx, query)]);
	const unitId = facets.unit?.id ?? null;
	logRead(ctx, { action: 'export', unitId, detail: `documents ${format} ${day}` });
	const name = m.documents_export_file({ where: facets.unit?.code ?? '', day }, { locale: ctx.locale });
	const fileName = `${name.replace(/\s+/g, ' ')}.${format}`;
	if (format === 'xlsx') {
		const sheet = m.documents_export_sheet({}, { locale: ctx.locale });
		const bytes = await writeSheet(lines, sheetColumns(ctx), sheet, sheetFacts(ctx, query, day, lines.length, facets));
		return { bytes, fileName, contentType: xlsxType };
	}
	// After the lines were read: whatever they show was recorded before, and the paper covers the acts of today.
	await writeCheckpoint(ctx, unitId, signer ?? checkpointSigner());
	return { bytes: await printed(ctx, query, day, lines, facets), fileName, contentType: 'application/pdf' };
}

/**
 * The query of an export. A page can say beside its list that the day in its address was none; a file goes out into the world as
 * the list of that day, so it is not made.
 * @throws DomainError `day_unread` (422)
 */
export function exportQuery(params: URLSearchParams, activeUnitId: string | null): ListQuery {
	const asked = unreadDay(params.get('asOf'));
	if (asked !== null) throw new DomainError('day_unread', 422, { asked: asked.slice(0, 40) });
	return pageQuery(params, activeUnitId);
}

const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

function sheetColumns(ctx: Ctx): SheetColumn<ListedDocument>[] {
	const at = { locale: ctx.locale };
	const date = (day: Day | null) => (day === null ? null : toDbDate(day));
	return [
		{ header: m.documents_list_unit({}, at), value: (line) => line.unitCode, width: 12 },
		{ header: m.documents_list_code({}, at), value: (line) => line.code, width: 18 },
		{ header: m.documents_list_name({}, at), value: (line) => line.title, width: 60 },
		{ header: m.documents_list_kind({}, at), value: (line) => line.kind, width: 8 },
		{ header: m.documents_list_numbers({}, at), value: (line) => line.numbers, width: 10 },
		{ header: m.documents_list_issued({}, at), value: (line) => date(line.issuedOn), width: 14 },
		{ header: m.documents_list_effective({}, at), value: (line) => date(line.effectiveOn), width: 14 },
		{ header: m.documents_list_state({}, at), value: (line) => stateWord(ctx, line), width: 18 },
		{ header: m.documents_list_keeper({}, at), value: (line) => line.keeper, width: 28 },
		{ header: m.documents_list_distribution({}, at), value: (line) => line.distribution, width: 28 },
		{ header: m.documents_list_note({}, at), value: (line) => noteOf(ctx, line), width: 40 }
	];
}

/** What the paper says in its head and foot. */
function sheetFacts(ctx: Ctx, query: ListQuery, day: Day, count: number, facets: ListFacets): SheetFacts {
	const at = { locale: ctx.locale };
	const { unit } = facets;
	return {
		sheet: m.documents_export_about({}, at),
		lines: [
			[m.documents_export_about_unit({}, at), unit ? `${unit.code} · ${unit.name}` : m.documents_export_about_units({}, at)],
			[m.documents_export_about_day({}, at), printedDay(day)],
			[
				m.documents_export_about_filter({}, at),
				isNarrowed(query) ? filterWords(ctx, query, facets) : m.documents_export_about_whole({}, at)
			],
			[m.documents_export_about_count({}, at), String(count)],
			[m.documents_export_about_at({}, at), printedMoment(ctx.clock.now())],
			[m.documents_export_about_by({}, at), ctx.actor.kind === 'user' ? ctx.actor.fullName : '']
		]
	};
}

async function printed(ctx: Ctx, query: ListQuery, day: Day, lines: readonly ListedDocument[], facets: ListFacets): Promise<Uint8Array> {
	const unitId = facets.unit?.id ?? null;
	const everywhere = m.common_province({}, { locale: ctx.locale });
	return renderMasterList({
		agency: facets.unit?.name ?? everywhere,
		parentAgency: facets.unit ? facets.unit.parent : null,
		printedAt: ctx.clock.now(),
		printedFor: ctx.actor.kind === 'user' ? ctx.actor.fullName : '',
		locale: ctx.locale,
		asOf: day,
		formCode: '',
		filter: isNarrowed(query) ? filterWords(ctx, query, facets) : null,
		rows: lines.map((line) => printedRow(ctx, line)),
		checkpoint: await latestCheckpoint(ctx, unitId)
	});
}

function printedRow(ctx: Ctx, line: ListedDocument): MasterListRow {
	const { code, title, kind, issueNo, revisionNo, issuedOn, effectiveOn, keeper, distribution } = line;
	const state = stateWord(ctx, line);
	return { code, title, kind, issueNo, revisionNo, issuedOn, effectiveOn, keeper, distribution, state, note: noteOf(ctx, line) };
}

const stateWords: Record<ListedDocument['state'], typeof m.common_state_version_none> = {
	draft: m.common_state_version_draft,
	in_review: m.common_state_version_in_review,
	in_approval: m.common_state_version_in_approval,
	approved: m.common_state_version_approved,
	upcoming: m.common_state_version_upcoming,
	in_force: m.common_state_version_in_force,
	superseded: m.common_state_version_superseded,
	withdrawn: m.common_state_version_withdrawn,
	cancelled: m.common_state_version_cancelled,
	none: m.common_state_version_none
};

function stateWord(ctx: Ctx, line: ListedDocument): string {
	return stateWords[line.state]({}, { locale: ctx.locale });
}

/** What the list must say of a line beside its columns: how it was approved, that it came from paper, what it replaces, its end. */
function noteOf(ctx: Ctx, line: ListedDocument): string {
	const at = { locale: ctx.locale };
	return [
		line.replaces ? m.documents_note_replaces({ code: line.replaces }, at) : '',
		line.onePerson ? m.documents_note_one_person({}, at) : '',
		line.takenOn ? m.take_on_since({ day: printedDay(line.takenOn) }, at) : '',
		line.carriedOver ? m.carryover_mark({ unit: line.carriedOver.unit, day: printedDay(line.carriedOver.lastDay) }, at) : '',
		line.lastDay && !line.carriedOver ? m.documents_note_until({ day: printedDay(line.lastDay) }, at) : ''
	]
		.filter((note) => note !== '')
		.join('; ');
}

function filterWords(ctx: Ctx, query: ListQuery, facets: ListFacets): string {
	const at = { locale: ctx.locale };
	const states: Record<ListQuery['state'], () => string> = {
		in_force: () => '',
		all: () => m.documents_list_state_all({}, at),
		upcoming: () => m.documents_list_state_upcoming({}, at),
		withdrawn: () => m.documents_list_state_withdrawn({}, at),
		none: () => m.documents_list_state_none({}, at)
	};
	const nameOf = (choices: ListFacets['kinds'], id: string) => choices.find((choice) => choice.id === id)?.name ?? id;
	return [
		query.kinds.map((kind) => nameOf(facets.kinds, kind)).join(', '),
		query.division ? nameOf(facets.divisions, query.division) : '',
		states[query.state](),
		query.q ? `“${query.q}”` : ''
	]
		.filter((words) => words !== '')
		.join(' · ');
}
