import type { ReportLine } from './periodic.ts';

/**
 * The figures of a report, in the order of the paper (domain.md §1.6, Báo cáo hằng năm). `number` is added up over units, `day` and `text` are
 * not. `lines` says to whom a figure goes.
 */
export type FigureKind = 'number' | 'day' | 'text';
export type FigureGroup =
	| 'system'
	| 'rollOut'
	| 'services'
	| 'documents'
	| 'reading'
	| 'objectives'
	| 'audits'
	| 'actions'
	| 'review'
	| 'training'
	| 'citizens'
	| 'scores';

const both: readonly ReportLine[] = ['iso', 'reform'];
const iso: readonly ReportLine[] = ['iso'];
const reform: readonly ReportLine[] = ['reform'];

const figure = <Code extends string>(code: Code, group: FigureGroup, kind: FigureKind, lines: readonly ReportLine[]) =>
	({ code, group, kind, lines }) as const;

export const reportFigures = [
	figure('standard', 'system', 'text', both),
	figure('announcementNumber', 'system', 'text', both),
	figure('announcedOn', 'system', 'day', both),
	figure('rollOutSteps', 'rollOut', 'number', iso),
	figure('rollOutSettled', 'rollOut', 'number', iso),
	figure('rollOutLate', 'rollOut', 'number', iso),
	figure('servicesTotal', 'services', 'number', both),
	figure('servicesCovered', 'services', 'number', both),
	figure('servicesAnnounced', 'services', 'number', both),
	figure('proceduresSystem', 'documents', 'number', iso),
	figure('proceduresServices', 'documents', 'number', both),
	figure('proceduresInternal', 'documents', 'number', iso),
	figure('documentsIssued', 'documents', 'number', iso),
	figure('documentsAmended', 'documents', 'number', iso),
	figure('documentsWithdrawn', 'documents', 'number', iso),
	figure('readingAsked', 'reading', 'number', iso),
	figure('readingConfirmed', 'reading', 'number', iso),
	figure('objectivesTotal', 'objectives', 'number', iso),
	figure('objectivesMet', 'objectives', 'number', iso),
	figure('objectivesMissed', 'objectives', 'number', iso),
	figure('auditsDone', 'audits', 'number', both),
	figure('auditedOn', 'audits', 'day', iso),
	figure('majorFindings', 'audits', 'number', iso),
	figure('minorFindings', 'audits', 'number', iso),
	figure('auditMajor', 'audits', 'number', iso),
	figure('auditMinor', 'audits', 'number', iso),
	figure('inspectionMajor', 'audits', 'number', iso),
	figure('inspectionMinor', 'audits', 'number', iso),
	figure('inspectedOn', 'audits', 'day', both),
	figure('actionsRaised', 'actions', 'number', iso),
	figure('actionsClosed', 'actions', 'number', iso),
	figure('actionsOpen', 'actions', 'number', iso),
	figure('actionsLate', 'actions', 'number', iso),
	figure('reviewsHeld', 'review', 'number', both),
	figure('reviewedOn', 'review', 'day', iso),
	figure('trainings', 'training', 'number', iso),
	figure('trained', 'training', 'number', iso),
	figure('dossiersReceived', 'citizens', 'number', reform),
	figure('dossiersOnTime', 'citizens', 'number', reform),
	figure('dossiersLate', 'citizens', 'number', reform),
	figure('feedbackReceived', 'citizens', 'number', reform),
	figure('feedbackAnswered', 'citizens', 'number', reform),
	figure('surveysAnswered', 'citizens', 'number', reform),
	figure('surveysSatisfied', 'citizens', 'number', reform),
	figure('score', 'scores', 'text', both),
	figure('scoreSet', 'scores', 'text', both)
] as const;

export type FigureCode = (typeof reportFigures)[number]['code'];
export type FigureValue = string | number | null;
/** A value for each figure; null: nothing there, or not given. */
export type ReportFacts = Readonly<Record<FigureCode, FigureValue>>;

export function figuresOf(line: ReportLine): readonly (typeof reportFigures)[number][] {
	return reportFigures.filter(({ lines }) => lines.includes(line));
}

/** Facts from what was stored: a figure that a later release added is null in an older report. */
export function readFacts(stored: unknown): ReportFacts {
	const given: Record<string, unknown> = typeof stored === 'object' && stored !== null ? { ...stored } : {};
	const value = (code: FigureCode): FigureValue => {
		const one = given[code];
		return typeof one === 'number' || typeof one === 'string' ? one : null;
	};
	return factsFrom(value);
}

export function factsFrom(value: (code: FigureCode) => FigureValue): ReportFacts {
	const entries = reportFigures.map(({ code }) => [code, value(code)] as const);
	return Object.fromEntries(entries) as Record<FigureCode, FigureValue>;
}

/** Numbers added up; of days and texts none. A number that no unit gave stays null. */
export function sumOf(all: readonly ReportFacts[]): ReportFacts {
	return factsFrom((code) => {
		if (reportFigures.find((one) => one.code === code)?.kind !== 'number') return null;
		const numbers = all.map((facts) => facts[code]).filter((value) => typeof value === 'number');
		return numbers.length === 0 ? null : numbers.reduce((sum, value) => sum + value, 0);
	});
}

/**
 * Where a unit stands (domain.md §1.6, Báo cáo tổng hợp): it applies a standard, has announced, was inspected, and keeps its system alive when it audited and
 * reviewed in the period.
 */
export const standings = ['obliged', 'built', 'announced', 'inspected', 'kept', 'notKept'] as const;
export type Standing = (typeof standings)[number];

export function standingsOf(facts: ReportFacts): Readonly<Record<Standing, boolean>> {
	const announced = facts.announcementNumber !== null;
	const kept = announced && Number(facts.auditsDone ?? 0) > 0 && Number(facts.reviewsHeld ?? 0) > 0;
	return {
		obliged: true,
		built: facts.standard !== null && Number(facts.proceduresSystem ?? 0) + Number(facts.proceduresServices ?? 0) > 0,
		announced,
		inspected: facts.inspectedOn !== null,
		kept,
		notKept: announced && !kept
	};
}
