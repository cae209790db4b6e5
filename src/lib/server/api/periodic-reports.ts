import { z } from 'zod';
import { unitStates } from '#lib/domain/roll-out/board.ts';
import { reportFigures } from '#lib/domain/reports/figures.ts';
import { currentPeriod, reportKinds, reportLines, type ReportPeriod } from '#lib/domain/reports/periodic.ts';
import { fileAnswer } from '#lib/server/files/file-answer.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { reportPage, reportsOfUnit } from '#lib/server/reports/periodic/pages.ts';
import { reportFormats, reportPaper } from '#lib/server/reports/periodic/papers.ts';
import { provinceReports } from '#lib/server/reports/periodic/province-list.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import { unitIdOf } from '#lib/server/units/unit-ref.ts';
import { idParams, operation, pageOf, pageQuery } from './operation.ts';
import { day, moment, unitInput, unitRef } from './schemas.ts';

const states = ['none', 'draft', 'sent', 'received', 'cancelled'] as const;
const year = z.coerce.number('year_invalid').int('year_invalid').min(2000, 'year_invalid').max(2200, 'year_invalid');

const line = z
	.object({
		id: z.uuid().nullable().meta({ description: 'Null: not begun.' }),
		unit: unitRef,
		kind: z.enum(reportKinds),
		year: z.int(),
		state: z.enum(states),
		dueOn: day,
		sentOn: day.nullable(),
		daysLate: z.int().meta({ description: 'Of what was sent: when it was; else as of today.' })
	})
	.meta({ id: 'PeriodicReportLine' });

export const listPeriodicReports = operation({
	id: 'listPeriodicReports',
	method: 'GET',
	path: '/periodic-reports',
	tag: 'Reports',
	summary: 'The half-year and year reports of a unit, or where every unit is with one period',
	description:
		'With `unit`: its last two years, for its officer and heads; of a closed unit its last ones, for those of its successors. Without: the units of the province in the period of `kind` and `year` (left out: the period that is reported now), for the Department.',
	query: pageQuery.extend({ unit: unitInput.optional(), kind: z.enum(reportKinds, 'invalid').optional(), year: year.optional() }),
	response: pageOf(line),
	problems: ['forbidden', 'unit_not_found'],
	async run(ctx, { query: { unit, kind, year, page, pageSize } }) {
		const all = unit
			? (await linesOfUnit(ctx, await unitIdOf(ctx, unit))).filter((one) => (!kind || one.kind === kind) && (!year || one.year === year))
			: await linesOfProvince(ctx, { ...currentPeriod(today(ctx)), ...(kind ? { kind } : {}), ...(year ? { year } : {}) });
		return { items: all.slice((page - 1) * pageSize, page * pageSize), total: all.length, page, pageSize };
	}
});

async function linesOfUnit(ctx: Ctx, unitId: string) {
	const { periods } = await reportsOfUnit(ctx, unitId);
	const { code, name } = (await unitNamesOn(ctx, [unitId], today(ctx))).get(unitId) ?? { code: '', name: '' };
	const unit = { id: unitId, code, name };
	return periods.map(({ reportId, kind, year, state, dueOn, sentOn, lateDays }) => ({
		...{ id: reportId, unit, kind, year, state, dueOn, sentOn },
		daysLate: lateDays
	}));
}

async function linesOfProvince(ctx: Ctx, period: ReportPeriod) {
	const { units } = await provinceReports(ctx, period, { q: '', kind: '', state: '', parent: '', page: 1 }, Number.MAX_SAFE_INTEGER);
	return units.map(({ reportId, unitId, code, name, state, dueOn, sentOn, lateDays, asSent }) => ({
		...period,
		// What was never sent is the unit's own: its state is known, the report is not.
		...{ id: asSent || state !== 'draft' ? reportId : null, unit: { id: unitId, code, name } },
		...{ state, dueOn, sentOn, daysLate: lateDays }
	}));
}

const wave = z.object({
	waveId: z.uuid(),
	title: z.string(),
	state: z.enum(unitStates),
	steps: z.int(),
	settled: z.int(),
	lateSteps: z.int(),
	lateDays: z.int(),
	next: z.string().nullable().meta({ description: 'Its next step.' })
});
const score = z.object({
	title: z.string(),
	year: z.int(),
	isSample: z.boolean(),
	asOf: day,
	points: z.number(),
	max: z.number(),
	lines: z.array(
		z.object({
			code: z.string(),
			text: z.string(),
			points: z.number(),
			max: z.number(),
			share: z.object({ done: z.number(), of: z.number() }).nullable(),
			remark: z.string(),
			evidence: z.string(),
			href: z.string().nullable().meta({ description: 'Where eISO shows what was counted, for who may open it.' })
		})
	)
});

export const getPeriodicReport = operation({
	id: 'getPeriodicReport',
	method: 'GET',
	path: '/periodic-reports/{id}',
	tag: 'Reports',
	summary: 'A half-year or year report with its figures, remarks and sendings',
	description:
		'Figures as they were sent (`frozenAt`), else those of now, as of `asOf`. Whoever is not of the unit has what was sent last.',
	params: idParams,
	response: z.object({
		id: z.uuid(),
		unitId: z.uuid().nullable().meta({ description: 'Null: of the province.' }),
		kind: z.enum(reportKinds),
		year: z.int(),
		state: z.enum(['draft', 'sent', 'received', 'cancelled']),
		rowVersion: z.int(),
		dueOn: day,
		daysLate: z.int(),
		number: z.string(),
		reportDate: day.nullable(),
		frozenAt: moment.nullable(),
		asOf: day,
		figures: z.array(
			z
				.object({
					code: z.enum(reportFigures.map(({ code }) => code)),
					label: z.string(),
					group: z.string(),
					value: z
						.union([z.number(), z.string()])
						.nullable()
						.meta({ description: 'Null: nothing there, or not given. Of the province the sum.' }),
					lines: z.array(z.enum(reportLines)).meta({ description: '`iso`: to the Department; `reform`: to Sở Nội vụ.' })
				})
				.meta({ id: 'ReportFigure' })
		),
		waves: z.array(wave),
		score: score.nullable(),
		remarks: z.object({ results: z.string(), difficulties: z.string(), proposals: z.string(), plan: z.string(), cost: z.string() }),
		sendings: z.array(
			z.object({
				round: z.int(),
				number: z.string(),
				sentAt: moment,
				daysLate: z.int(),
				receivedOn: day.nullable(),
				returnedOn: day.nullable(),
				returnedReason: z.string().nullable(),
				signer: z.string().nullable(),
				contentSha256: z.string().nullable()
			})
		)
	}),
	problems: ['report_not_found'],
	async run(ctx, { params }) {
		const report = await reportPage(ctx, params.id);
		const { id, unitId, period, state, rowVersion, dueOn, lateDays, number, reportDate, frozenAt, asOf, waves, score, remarks } = report;
		return {
			...{ id, unitId, ...period, state, rowVersion, dueOn, daysLate: lateDays, number, reportDate, asOf, waves },
			frozenAt: frozenAt?.toISOString() ?? null,
			figures: report.blocks.flatMap(({ group, rows }) =>
				rows.map(({ code, label, value, lines }) => ({ code, label, group, value, lines: [...lines] }))
			),
			score: score && {
				...score,
				lines: score.lines.map(({ rule: _rule, params: _params, ...one }) => one)
			},
			remarks,
			sendings: report.sendings.map(({ sentAt, lateDays, signature, ...sending }) => ({
				...sending,
				sentAt: sentAt.toISOString(),
				daysLate: lateDays,
				signer: signature?.signerName ?? null,
				contentSha256: signature?.contentSha256 ?? null
			}))
		};
	}
});

export const getPeriodicReportFile = operation({
	id: 'getPeriodicReportFile',
	method: 'GET',
	path: '/periodic-reports/{id}/file',
	tag: 'Reports',
	summary: 'A report for one of its two readers, as PDF, Word file or spreadsheet',
	description: 'Of what was sent what was sent; a draft says that it is one. Noted in the access log.',
	params: idParams,
	query: z.object({ line: z.enum(reportLines, 'invalid').default('iso'), format: z.enum(reportFormats, 'invalid').default('pdf') }),
	response: null,
	problems: ['report_not_found'],
	run: async (ctx, { params, query }) => fileAnswer(await reportPaper(ctx, params.id, query.line, query.format))
});
