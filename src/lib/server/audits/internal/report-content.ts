import { z } from 'zod';
import { compareClauses } from '#lib/domain/audits/clauses.ts';
import { lateness } from '#lib/domain/corrective-actions/gates.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { unitOn } from '#lib/server/documents/unit-facts.ts';
import type { LoadedAudit } from './facts.ts';

const count = z.number().int().nonnegative();
const byGrade = { major: count, minor: count, observation: count };
const counted = z.array(z.object({ key: z.string(), ...byGrade }));

/** A report out of the database, for its papers. */
const reportShape = z.object({
	from: z.string(),
	to: z.string(),
	areas: z.array(z.string()),
	clauses: z.array(z.string()),
	team: z.array(z.object({ name: z.string(), role: z.enum(['lead', 'member', 'guest']) })),
	byGrade: z.object(byGrade),
	byClause: counted,
	byArea: counted,
	findings: z.array(
		z.object({
			number: count,
			grade: z.enum(['major', 'minor', 'observation', 'recommendation']),
			clause: z.string().nullable(),
			requirement: z.string(),
			statement: z.string(),
			evidence: z.string(),
			verdict: z.enum(['confirmed', 'disputed']).nullable(),
			verdictText: z.string().nullable(),
			area: z.string(),
			raisedBy: z.string(),
			repeats: z.string().nullable()
		})
	),
	strengths: z.string(),
	conclusion: z.string(),
	proposals: z.string(),
	actions: z.object({ onTime: count, late: count, open: count, openLate: count })
});
export type PrintedReport = z.infer<typeof reportShape>;

/** The report as it was signed; while it is written, as it stands. */
export async function reportAsSigned(ctx: Ctx, audit: LoadedAudit): Promise<PrintedReport> {
	if (audit.state !== 'reported' && audit.state !== 'closed') return reportContent(ctx, audit);
	const { report } = await ctx.db.internalAudit.findUniqueOrThrow({ where: { id: audit.id }, select: { report: true } });
	return reportShape.parse(report);
}

/** The report as it is signed and printed (domain.md §3.1 (8)): plain values that stay what they were. */
export async function reportContent(ctx: Ctx, audit: LoadedAudit) {
	const [unit, findings, answers, actions] = await Promise.all([
		unitOn(ctx, audit.unitId, audit.firstDay),
		ctx.db.finding.findMany({
			where: { auditId: audit.id, state: { not: 'void' } },
			orderBy: { number: 'asc' },
			select: {
				number: true,
				grade: true,
				clause: true,
				requirement: true,
				statement: true,
				evidence: true,
				verdict: true,
				verdictText: true,
				area: { select: { name: true } },
				raisedBy: { select: { fullName: true } },
				repeats: { select: { number: true, audit: { select: { number: true } } } }
			}
		}),
		ctx.db.auditQuestion.groupBy({ by: ['result'], where: { auditId: audit.id }, _count: { _all: true } }),
		earlierActions(ctx, audit)
	]);
	const list = findings.map(({ area, raisedBy, repeats, ...finding }) => ({
		...finding,
		area: area?.name ?? '',
		raisedBy: raisedBy.fullName,
		repeats: repeats ? `${repeats.audit?.number ?? ''} (${repeats.number})` : null
	}));
	const by = (keyOf: (finding: (typeof list)[number]) => string) =>
		[...Map.groupBy(list, keyOf)].map(([key, group]) => ({
			key,
			major: group.filter(({ grade }) => grade === 'major').length,
			minor: group.filter(({ grade }) => grade === 'minor').length,
			observation: group.filter(({ grade }) => grade === 'observation').length
		}));
	return {
		number: audit.number,
		title: audit.title,
		unit: unit?.name ?? '',
		from: audit.firstDay,
		to: audit.lastDay,
		round: audit.reportRound + 1,
		areas: audit.areas.map(({ name }) => name),
		clauses: [...audit.clauses],
		team: audit.team.map(({ fullName, role }) => ({ name: fullName, role })),
		answers: Object.fromEntries(answers.map(({ result, _count }) => [result, _count._all])),
		byGrade: {
			major: list.filter(({ grade }) => grade === 'major').length,
			minor: list.filter(({ grade }) => grade === 'minor').length,
			observation: list.filter(({ grade }) => grade === 'observation').length
		},
		byClause: by(({ clause }) => clause ?? '').sort((a, b) => compareClauses(a.key, b.key)),
		byArea: by(({ area }) => area),
		findings: list,
		recurring: list.filter(({ repeats }) => repeats !== null).map(({ number }) => number),
		strengths: audit.strengths,
		conclusion: audit.conclusion,
		proposals: audit.proposals,
		closingMeeting: audit.closingMeeting ?? '',
		actions
	};
}

/** How the actions of the audited areas that were raised before this audit stand: closed in time, closed late, open, open and late. */
async function earlierActions(ctx: Ctx, audit: LoadedAudit) {
	const areaIds = audit.areas.map(({ id }) => id);
	const actions = await ctx.db.correctiveAction.findMany({
		where: {
			unitId: audit.unitId,
			AND: [
				// What is open has no outcome yet, and `not` leaves out what is null.
				{ OR: [{ outcome: null }, { outcome: { not: 'void' } }] },
				{
					OR: [
						{ findingId: null, OR: [{ areaId: null }, { areaId: { in: areaIds } }] },
						{ finding: { auditId: { not: audit.id }, areaId: { in: areaIds } } }
					]
				}
			]
		},
		select: { state: true, firstDueOn: true, completedAt: true, closedAt: true }
	});
	const counts = { onTime: 0, late: 0, open: 0, openLate: 0 };
	for (const action of actions) {
		// Late is always against the first day that was promised.
		const firstDueOn = fromDbDate(action.firstDueOn);
		const late = lateness({ ...action, firstDueOn, dueOn: firstDueOn }, today(ctx)).sinceFirst > 0;
		if (action.state === 'closed') counts[late ? 'late' : 'onTime'] += 1;
		else counts[late ? 'openLate' : 'open'] += 1;
	}
	return counts;
}
