import {
	readAttached,
	readWaveSums,
	type Attached,
	type ReportScore,
	type ReportWave,
	type WaveSum
} from '#lib/domain/reports/attached.ts';
import {
	readFacts,
	reportFigures,
	sumOf,
	type FigureCode,
	type FigureGroup,
	type FigureValue,
	type ReportFacts
} from '#lib/domain/reports/figures.ts';
import {
	daysLate,
	dueDay,
	opensOn,
	reportDays,
	reportKinds,
	type Remarks,
	type ReportLine,
	type ReportPeriod,
	type ReportState
} from '#lib/domain/reports/periodic.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { signaturesOf, type ShownSignature } from '#lib/server/corrective-actions/act-signatures.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { askedPeriods } from './asked.ts';
import { reportFacts } from './facts.ts';
import { loadReport, sentIssue, shownWords } from './load.ts';
import { provinceFacts, provinceSums, type KindCounts, type ProvinceFacts } from './province.ts';
import { reportRule } from './rule.ts';
import { figureText, figureWord, groupWord, reportName, sendSentence } from './words.ts';

export type ReportsOfUnit = {
	readonly periods: readonly {
		readonly kind: ReportPeriod['kind'];
		readonly year: number;
		readonly name: string;
		readonly reportId: string | null;
		readonly state: ReportState | 'none';
		readonly dueOn: Day;
		readonly sentOn: Day | null;
		readonly lateDays: number;
		readonly returned: boolean;
		readonly opens: Day;
		/** False: the unit came after it; nothing is due. */
		readonly asked: boolean;
		readonly mayBegin: boolean;
	}[];
};

const yearsBack = 1;
/** Of what was never begun and is older than that nothing is asked any more: eISO may not have been there. */
const askedDays = 366;

/**
 * The periods of a unit's last years, the newest first, with where each report is; of a closed unit before one's own what was begun. Three statements.
 * @throws Forbidden, Unauthenticated
 */
export async function reportsOfUnit(ctx: Ctx, unitId: string): Promise<ReportsOfUnit> {
	authorize(ctx, 'report.read', { unitId });
	const rule = await reportRule(ctx);
	const thisYear = Number(today(ctx).slice(0, 4));
	const rows = await ctx.db.periodicReport.findMany({
		where: { unitId },
		include: { issues: { orderBy: { round: 'desc' }, take: 1, select: { sentAt: true, lateDays: true, returnedOn: true } } }
	});
	const periods = Array.from({ length: yearsBack + 1 }, (_, back) => thisYear - back)
		.flatMap((year) => [...reportKinds].reverse().map((kind) => ({ kind, year })))
		.concat(rows.filter(({ year }) => year < thisYear - yearsBack).map(({ kind, year }) => ({ kind, year })));
	const mayBegin = may(ctx.actor, 'report.write', { unitId });
	const asked = await askedPeriods(ctx, unitId, periods);
	return {
		periods: periods.flatMap(({ kind, year }, at) => {
			const row = rows.find((one) => one.kind === kind && one.year === year);
			const opens = opensOn(kind, year);
			if (!row && !mayBegin) return [];
			// What lies ahead is shown from its opening on; the one after it by its day.
			if (!row && opens > today(ctx) && reportDays(kind, year).from > today(ctx)) return [];
			const last = row?.issues[0];
			const sent = last && !last.returnedOn ? last : null;
			const dueOn = row ? fromDbDate(row.dueOn) : dueDay(rule, kind, year);
			const late = daysLate(dueOn, today(ctx));
			const overdue = asked[at] && (row ? row.state !== 'cancelled' : late <= askedDays);
			return [
				{
					kind,
					year,
					name: reportName({ kind, year }, ctx.locale),
					reportId: row?.id ?? null,
					state: row?.state ?? ('none' as const),
					dueOn,
					sentOn: sent ? dayOf(sent.sentAt) : null,
					lateDays: sent ? sent.lateDays : overdue ? late : 0,
					returned: row?.state === 'draft' && last?.returnedOn != null,
					opens,
					asked: asked[at] ?? false,
					mayBegin: mayBegin && !row && opens <= today(ctx)
				}
			];
		})
	};
}

export type ShownFigure = {
	readonly code: FigureCode;
	readonly label: string;
	readonly value: FigureValue;
	readonly text: string;
	readonly lines: readonly ReportLine[];
};
export type FigureBlock = { readonly group: FigureGroup; readonly name: string; readonly rows: readonly ShownFigure[] };

/** Figures as people read them, in their groups; of sums the numbers alone. */
export function shownFigures(ctx: Ctx, facts: ReportFacts, ofSums = false): FigureBlock[] {
	const shown = reportFigures.filter(({ kind }) => !ofSums || kind === 'number');
	return [...Map.groupBy(shown, ({ group }) => group)].map(([group, figures]) => ({
		group,
		name: groupWord(group, ctx.locale),
		rows: figures.map(({ code, lines }) => ({
			code,
			label: figureWord(code, ctx.locale),
			value: facts[code],
			text: figureText(code, facts[code], ctx.locale),
			lines
		}))
	}));
}

type ProvinceShown = {
	readonly byKind: readonly KindCounts[];
	readonly waves: readonly WaveSum[];
	readonly counts: ProvinceFacts['counts'];
	readonly units: number;
};

export type ReportPage = {
	readonly id: string;
	readonly unitId: string | null;
	readonly unit: string;
	readonly name: string;
	readonly period: ReportPeriod;
	readonly state: ReportState;
	readonly rowVersion: number;
	readonly dueOn: Day;
	readonly lateDays: number;
	readonly number: string;
	readonly reportDate: Day | null;
	readonly remarks: Remarks;
	readonly blocks: readonly FigureBlock[];
	/** Of a unit: where it stands in the roll-out, and what it scores by which criterion. */
	readonly waves: readonly ReportWave[];
	readonly score: ReportScore | null;
	/** When the figures were taken; null: they are those of now. */
	readonly frozenAt: Date | null;
	readonly asOf: Day;
	readonly province: ProvinceShown | null;
	readonly sendings: readonly {
		readonly round: number;
		readonly number: string;
		readonly sentAt: Date;
		readonly lateDays: number;
		readonly receivedOn: Day | null;
		readonly returnedOn: Day | null;
		readonly returnedReason: string | null;
		readonly signature: ShownSignature | null;
	}[];
	readonly may: { readonly write: boolean; readonly send: boolean; readonly answer: boolean };
	/** What a signature would say, and of whom. */
	readonly meaning: { readonly vi: string; readonly en: string };
	readonly signer: { readonly fullName: string; readonly position: string };
};

/** One report: the frozen figures of what was sent, else those of now. @throws NotFound `report_not_found` */
export async function reportPage(ctx: Ctx, reportId: string): Promise<ReportPage> {
	const report = await loadReport(ctx, reportId);
	const { unitId, kind, year } = report;
	const frozen = sentIssue(report);
	const { to } = reportDays(kind, year);
	const [due] = unitId === null || frozen ? [true] : await askedPeriods(ctx, unitId, [{ kind, year }]);
	const signatures = (await signaturesOf(ctx, 'periodic_report', [report.id])).get(report.id) ?? [];
	const shown = await figuresFor(ctx, unitId, { kind, year }, frozen?.facts ?? null);
	const mayOwn = (act: 'report.write' | 'report.send') =>
		unitId === null ? may(ctx.actor, 'report.consolidate') : may(ctx.actor, act, { unitId });
	return {
		id: report.id,
		unitId,
		unit: unitId === null ? '' : await unitNameOn(ctx, unitId, today(ctx)),
		name: reportName({ kind, year }, ctx.locale),
		period: { kind, year },
		state: report.state,
		rowVersion: report.rowVersion,
		dueOn: report.dueOn,
		lateDays: frozen ? frozen.lateDays : due && report.state !== 'cancelled' ? daysLate(report.dueOn, today(ctx)) : 0,
		...shownWords(report),
		...shown,
		frozenAt: frozen?.sentAt ?? null,
		asOf: to < today(ctx) ? to : today(ctx),
		sendings: report.issues.toReversed().map((issue) => ({
			round: issue.round,
			number: issue.number,
			sentAt: issue.sentAt,
			lateDays: issue.lateDays,
			receivedOn: issue.receivedOn ? fromDbDate(issue.receivedOn) : null,
			returnedOn: issue.returnedOn ? fromDbDate(issue.returnedOn) : null,
			returnedReason: issue.returnedReason,
			signature: signatures.find(({ id }) => id === issue.signatureId) ?? null
		})),
		may: {
			write: report.state === 'draft' && mayOwn('report.write'),
			send: report.state === 'draft' && mayOwn('report.send'),
			answer: report.state === 'sent' && unitId !== null && may(ctx.actor, 'report.receive', { unitId })
		},
		meaning: { vi: sendSentence({ kind, year }, 'vi'), en: sendSentence({ kind, year }, 'en') },
		signer: signerOf(ctx, unitId)
	};
}

function signerOf(ctx: Ctx, unitId: string | null): ReportPage['signer'] {
	if (ctx.actor.kind !== 'user') return { fullName: '', position: '' };
	const membership = unitId === null ? null : membershipIn(ctx.actor, unitId, ['head']);
	return { fullName: ctx.actor.fullName, position: membership?.position ?? ctx.actor.provincePosition };
}

type Frozen = {
	readonly byKind: readonly KindCounts[];
	readonly waves?: unknown;
	readonly counts: ProvinceFacts['counts'];
	readonly sums: unknown;
	readonly units: readonly unknown[];
};

async function figuresFor(
	ctx: Ctx,
	unitId: string | null,
	period: ReportPeriod,
	frozen: unknown
): Promise<Pick<ReportPage, 'blocks' | 'province' | 'waves' | 'score'>> {
	const none = { waves: [], score: null };
	if (unitId === null) {
		if (frozen !== null) {
			const { byKind, waves, counts, sums, units } = frozen as Frozen;
			const province = { byKind, counts, waves: readWaveSums(waves), units: units.length };
			return { ...none, blocks: shownFigures(ctx, readFacts(sums), true), province };
		}
		const { units, byKind, waves, counts } = await provinceFacts(ctx, period, { scores: false });
		return { ...none, blocks: shownFigures(ctx, provinceSums(units), true), province: { byKind, waves, counts, units: units.length } };
	}
	if (frozen !== null)
		return { blocks: shownFigures(ctx, readFacts(frozen)), province: null, ...linked(ctx, unitId, readAttached(frozen)) };
	const [unit] = await reportFacts(ctx, { ...reportDays(period.kind, period.year), unitId });
	const attached = unit ? linked(ctx, unitId, unit) : none;
	return { blocks: shownFigures(ctx, unit?.facts ?? sumOf([])), province: null, ...attached };
}

/** Evidence is linked for those who may open it: a district reads what its communes scored, not the pages that it rests on. */
function linked(ctx: Ctx, unitId: string, { waves, score }: Attached): Attached {
	if (!score || may(ctx.actor, 'admin_service.coverage', { unitId })) return { waves, score };
	return { waves, score: { ...score, lines: score.lines.map((line) => ({ ...line, href: null })) } };
}
