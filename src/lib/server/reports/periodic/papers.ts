import { readAttached, readWaveSums, type ReportScore, type ReportWave, type WaveSum } from '#lib/domain/reports/attached.ts';
import { figuresOf, readFacts, standings, type ReportFacts } from '#lib/domain/reports/figures.ts';
import { reportDays, type Remarks, type ReportLine } from '#lib/domain/reports/periodic.ts';
import { agencyName, letterhead, usualWords } from '#lib/domain/documents/decision-words.ts';
import { dayOf, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDateTime, formatDay } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { decisionUnit } from '#lib/server/documents/decision-text.ts';
import { writeSheet, type SheetColumn } from '#lib/server/files/sheet.ts';
import type { PeriodicReportPaperData, ReportBlock } from '#lib/server/pdf/periodic-report-data.ts';
import { periodicReportDocx } from '#lib/server/pdf/periodic-report-docx.ts';
import { renderPeriodicReport } from '#lib/server/pdf/render.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { departmentUnit } from '#lib/server/procedures/models/department.ts';
import { headingOf } from '#lib/server/roll-out/announcements/confirmations.ts';
import { reportFacts } from './facts.ts';
import { loadReport, sentIssue, shownWords, type LoadedReport } from './load.ts';
import { scoreBlocks, scoreSheetLines, waveBlocks, waveLines } from './paper-blocks.ts';
import { provinceFacts, provinceSums, type KindCounts, type UnitReport } from './province.ts';
import { figureText, figureWord, groupWord, reportName } from './words.ts';

export const reportFormats = ['pdf', 'docx', 'xlsx'] as const;
export type ReportFormat = (typeof reportFormats)[number];
export type ReportFile = { readonly bytes: Uint8Array; readonly fileName: string; readonly contentType: string };

const vi = { locale: 'vi' } as const;
const types: Record<ReportFormat, string> = {
	pdf: 'application/pdf',
	docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
};

/** What a paper says: frozen where the report was sent, else of now. */
type Content = {
	readonly facts: ReportFacts;
	readonly remarks: Remarks;
	readonly waves: readonly ReportWave[];
	readonly score: ReportScore | null;
	readonly waveSums: readonly WaveSum[];
	readonly units: readonly PaperUnit[];
	readonly byKind: readonly KindCounts[];
};
type PaperUnit = Pick<UnitReport, 'code' | 'name' | 'kindName' | 'parentName' | 'state' | 'lateDays' | 'facts'>;

/**
 * A report for one of its two readers, as PDF, Word or spreadsheet: the same facts as on the page. Vietnamese, as administrative documents
 * are. Of what was sent what was sent; a draft says that it is one. Reading, noted in the access log.
 * @throws NotFound `report_not_found`
 */
export async function reportPaper(ctx: Ctx, reportId: string, line: ReportLine, format: ReportFormat): Promise<ReportFile> {
	const report = await loadReport(ctx, reportId);
	const inVietnamese: Ctx = { ...ctx, locale: 'vi' };
	const content = await contentOf(inVietnamese, report);
	const { kind, year, unitId } = report;
	const name = `${m.reports_paper_file({}, vi)} ${reportName({ kind, year }, 'vi')} ${m[line === 'iso' ? 'reports_line_iso_short' : 'reports_line_reform_short']({}, vi)}`;
	const createdAt = ctx.clock.now();
	logRead(ctx, { action: 'export', unitId, detail: `report ${kind} ${year} ${line} ${format}` });
	const file = { fileName: `${name}.${format}`, contentType: types[format] };
	if (format === 'xlsx') return { ...file, bytes: await sheetOf(content, unitId === null, line) };
	const data = await paperData(inVietnamese, report, content, line);
	return { ...file, bytes: format === 'pdf' ? await renderPeriodicReport(data, { createdAt }) : await periodicReportDocx(data, createdAt) };
}

async function contentOf(ctx: Ctx, report: LoadedReport): Promise<Content> {
	const { unitId, kind, year } = report;
	const frozen = sentIssue(report);
	const { remarks } = shownWords(report);
	const none = { remarks, waves: [], score: null, waveSums: [], units: [], byKind: [] };
	if (unitId === null) {
		if (frozen) {
			const { sums, units, byKind, waves } = frozen.facts as unknown as Record<'sums' | 'waves', unknown> & {
				units: PaperUnit[];
				byKind: KindCounts[];
			};
			const lines = units.map((unit) => ({ ...unit, facts: readFacts(unit.facts) }));
			return { ...none, facts: readFacts(sums), byKind, waveSums: readWaveSums(waves), units: lines };
		}
		const { units, byKind, waves } = await provinceFacts(ctx, { kind, year });
		return { ...none, facts: provinceSums(units), units, byKind, waveSums: waves };
	}
	if (frozen) return { ...none, facts: readFacts(frozen.facts), ...readAttached(frozen.facts) };
	const [unit] = await reportFacts(ctx, { ...reportDays(kind, year), unitId });
	return unit ? { ...none, facts: unit.facts, waves: unit.waves, score: unit.score } : { ...none, facts: readFacts({}) };
}

async function paperData(ctx: Ctx, report: LoadedReport, content: Content, line: ReportLine): Promise<PeriodicReportPaperData> {
	const { unitId, kind, year } = report;
	const { number, reportDate } = shownWords(report);
	const frozen = sentIssue(report);
	const writer = unitId ?? (await departmentUnit(ctx));
	const unit = writer ? await decisionUnit(ctx, { unitId: writer, decisionDate: reportDate ? toDbDate(reportDate) : null }) : null;
	const words = unit ? usualWords(unit) : null;
	const signatures = frozen ? ((await signaturesOf(ctx, 'periodic_report', [report.id])).get(report.id) ?? []) : [];
	const signature = signatures.find(({ id }) => id === frozen?.signatureId) ?? null;
	const signed = signature && unitId !== null ? await headingOf(ctx, unitId, signature) : null;
	const name = reportName({ kind, year }, 'vi');
	return {
		...(unit ? letterhead(unit) : { agency: '', parentAgency: null }),
		number: number === '' ? '        /BC-……' : number,
		mark: frozen === null ? m.reports_mark_draft({}, vi) : null,
		place: words?.place ?? '',
		day: reportDate,
		subject: m[line === 'iso' ? 'reports_subject_iso' : 'reports_subject_reform']({ period: name }, vi),
		to: unitId === null ? m.reports_to_province({}, vi) : m[line === 'iso' ? 'reports_to_iso' : 'reports_to_reform']({}, vi),
		blocks: [
			...figureBlocks(content, line),
			...(unitId === null ? kindBlock(content) : []),
			...(line === 'iso' ? waveBlocks(content) : []),
			...scoreBlocks(content.score),
			...remarkBlocks(content.remarks)
		],
		annex: unitId === null ? unitsAnnex(content, name) : null,
		recipients: [m.reports_recipient_as_above({}, vi), ...(unitId === null ? [m.reports_recipient_ministry({}, vi)] : []), 'Lưu: VT, ISO.'],
		signer: {
			heading: signed ?? words?.signerHeading ?? [],
			name: (unitId !== null ? signature?.signerName : null) ?? words?.signerName ?? ''
		},
		note: signature
			? m.reports_paper_note({ name: signature.signerName, when: formatDateTime(signature.signedAt), hash: signature.contentSha256 }, vi)
			: m.reports_paper_draft({ when: formatDay(dayOf(ctx.clock.now())), agency: unit ? agencyName(unit.name) : '' }, vi)
	};
}

function figureBlocks({ facts, byKind }: Content, line: ReportLine): ReportBlock[] {
	// Of the province there are sums: no day and no text is one.
	const shown = figuresOf(line).filter(({ kind }) => kind === 'number' || byKind.length === 0);
	const groups = [...Map.groupBy(shown, ({ group }) => group)].map(([group, figures], at) => [
		[roman(at), groupWord(group, 'vi'), ''],
		...figures.map(({ code }, nth) => [String(nth + 1), figureWord(code, 'vi'), figureText(code, facts[code], 'vi')])
	]);
	const strong = groups.map((_group, at) => groups.slice(0, at).reduce((rows, group) => rows + group.length, 0));
	return [
		{ kind: 'heading', text: m.reports_section_figures({}, vi) },
		{
			kind: 'table',
			widths: [13, 107, 45],
			head: [m.reports_head_nth({}, vi), m.reports_head_figure({}, vi), m.reports_head_value({}, vi)],
			rows: groups.flat(),
			strong,
			middle: [0, 2]
		}
	];
}

function roman(at: number): string {
	return ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII'][at] ?? String(at + 1);
}

const standingWords = {
	obliged: m.reports_standing_obliged,
	built: m.reports_standing_built,
	announced: m.reports_standing_announced,
	inspected: m.reports_standing_inspected,
	kept: m.reports_standing_kept,
	notKept: m.reports_standing_not_kept
} as const;

function kindBlock({ byKind }: Content): ReportBlock[] {
	const sum = (pick: (row: KindCounts) => number) => byKind.reduce((total, row) => total + pick(row), 0);
	const counts = standings.filter((one) => one !== 'obliged');
	return [
		{ kind: 'heading', text: m.reports_section_kinds({}, vi) },
		{
			kind: 'table',
			widths: [55, 20, ...counts.map(() => 90 / counts.length)],
			head: [m.reports_head_kind({}, vi), standingWords.obliged({}, vi), ...counts.map((one) => standingWords[one]({}, vi))],
			rows: [
				...byKind.map((row) => [row.kind, String(row.units), ...counts.map((one) => String(row[one]))]),
				[m.reports_head_sum({}, vi), String(sum(({ units }) => units)), ...counts.map((one) => String(sum((row) => row[one])))]
			],
			strong: [byKind.length],
			middle: [1, 2, 3, 4, 5, 6]
		}
	];
}

const remarkTitles = {
	results: m.reports_remark_results,
	difficulties: m.reports_remark_difficulties,
	proposals: m.reports_remark_proposals,
	plan: m.reports_remark_plan,
	cost: m.reports_remark_cost
} as const;

function remarkBlocks(remarks: Remarks): ReportBlock[] {
	return (['results', 'difficulties', 'proposals', 'plan', 'cost'] as const)
		.filter((name) => remarks[name] !== '')
		.flatMap((name): ReportBlock[] => [
			{ kind: 'heading', text: remarkTitles[name]({}, vi) },
			{ kind: 'text', text: remarks[name] }
		]);
}

function unitsAnnex({ units }: Content, period: string): PeriodicReportPaperData['annex'] {
	return {
		title: m.reports_annex({ period }, vi),
		blocks: [
			{
				kind: 'table',
				widths: [10, 55, 30, 22, 16, 16, 16],
				head: [
					m.reports_head_nth({}, vi),
					m.reports_head_unit({}, vi),
					m.reports_figure_announcementNumber({}, vi),
					m.reports_head_services({}, vi),
					m.reports_head_audits({}, vi),
					m.reports_head_open({}, vi),
					m.reports_head_report({}, vi)
				],
				rows: units.map((unit, at) => [
					String(at + 1),
					unit.name,
					figureText('announcementNumber', unit.facts.announcementNumber, 'vi'),
					`${unit.facts.servicesCovered ?? 0}/${unit.facts.servicesTotal ?? 0}`,
					figureText('auditsDone', unit.facts.auditsDone, 'vi'),
					figureText('actionsOpen', unit.facts.actionsOpen, 'vi'),
					stateText(unit)
				]),
				strong: [],
				middle: [0, 3, 4, 5]
			}
		]
	};
}

function stateText({ state, lateDays }: PaperUnit): string {
	const sent = state === 'sent' || state === 'received';
	if (!sent) return m.reports_paper_missing({}, vi);
	return lateDays > 0 ? m.reports_paper_late({ days: lateDays }, vi) : m.reports_paper_in_time({}, vi);
}

/** One line for each figure; of the province one for each unit and a last one with the sums. */
async function sheetOf(
	{ facts, units, remarks, waves, waveSums, score }: Content,
	ofProvince: boolean,
	line: ReportLine
): Promise<Uint8Array> {
	const figures = figuresOf(line);
	const cell = (code: (typeof figures)[number]['code'], of: ReportFacts) =>
		typeof of[code] === 'number' ? of[code] : figureText(code, of[code], 'vi');
	const lines = (['results', 'difficulties', 'proposals', 'plan', 'cost'] as const).map(
		(name) => [remarkTitles[name]({}, vi), remarks[name]] as const
	);
	const about = {
		sheet: m.reports_sheet_remarks({}, vi),
		lines: [...lines, ...(line === 'iso' ? waveLines(waves, waveSums) : []), ...scoreSheetLines(score)]
	};
	if (!ofProvince) {
		const columns: SheetColumn<(typeof figures)[number]>[] = [
			{ header: m.reports_head_group({}, vi), value: ({ group }) => groupWord(group, 'vi'), width: 30 },
			{ header: m.reports_head_figure({}, vi), value: ({ code }) => figureWord(code, 'vi'), width: 60 },
			{ header: m.reports_head_value({}, vi), value: ({ code }) => cell(code, facts), width: 24 }
		];
		return writeSheet(figures, columns, m.reports_sheet_figures({}, vi), about);
	}
	type Row = {
		readonly name: string;
		readonly code: string;
		readonly kindName: string;
		readonly parentName: string;
		readonly state: string;
		readonly facts: ReportFacts;
	};
	const rows: Row[] = [
		...units.map((unit) => ({ ...unit, state: stateText(unit) })),
		{ name: m.reports_head_sum({}, vi), code: '', kindName: '', parentName: '', state: '', facts }
	];
	const columns: SheetColumn<Row>[] = [
		{ header: m.reports_head_code({}, vi), value: ({ code }) => code, width: 16 },
		{ header: m.reports_head_unit({}, vi), value: ({ name }) => name, width: 44 },
		{ header: m.reports_head_kind({}, vi), value: ({ kindName }) => kindName, width: 26 },
		{ header: m.reports_head_parent({}, vi), value: ({ parentName }) => parentName, width: 30 },
		{ header: m.reports_head_report({}, vi), value: ({ state }) => state, width: 18 },
		...figures.map(({ code }): SheetColumn<Row> => ({ header: figureWord(code, 'vi'), value: (row) => cell(code, row.facts), width: 18 }))
	];
	return writeSheet(rows, columns, m.reports_sheet_units({}, vi), about);
}
