import { z } from 'zod';
import { inspectionResults, scoreOf, selfResults } from '#lib/domain/audits/inspection-points.ts';
import { dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import { unitOn } from '#lib/server/documents/unit-facts.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { LoadedInspection } from './facts.ts';

const count = z.number().int().nonnegative();

/**
 * What both sides sign: the answers of unit and team, points, findings and recommendations, remarks, as they stand when the minutes are drawn
 * up. Kept in `inspection.minutes`; everything that shows minutes or scores of them reads this and nothing newer.
 */
export const minutesShape = z.object({
	round: count,
	cycle: z.object({ number: z.string(), title: z.string(), decisionNumber: z.string(), decisionDate: z.string().nullable() }),
	unit: z.object({ code: z.string(), name: z.string() }),
	team: z.array(z.object({ name: z.string(), isLead: z.boolean() })),
	visitOn: z.string().nullable(),
	firstVisitOn: z.string().nullable(),
	startedOn: z.string().nullable(),
	drawnUpOn: z.string(),
	notHandedIn: z.boolean(),
	checklist: z.object({ title: z.string(), number: count, isSample: z.boolean() }).nullable(),
	answers: z.array(
		z.object({
			questionId: z.string(),
			key: z.string(),
			position: count,
			section: z.string(),
			text: z.string(),
			clause: z.string().nullable(),
			weight: count,
			selfResult: z.enum(selfResults),
			selfText: z.string(),
			result: z.enum(inspectionResults),
			points: z.number().nullable(),
			evidence: z.string(),
			remark: z.string()
		})
	),
	score: z.object({ points: z.number(), maxPoints: count, counts: z.record(z.enum(inspectionResults), count) }),
	findings: z.array(
		z.object({
			id: z.string(),
			number: count,
			grade: z.enum(['major', 'minor', 'observation', 'recommendation']),
			clause: z.string().nullable(),
			requirement: z.string(),
			statement: z.string(),
			evidence: z.string(),
			dueOn: z.string().nullable(),
			position: count.nullable()
		})
	),
	strengths: z.string(),
	remarks: z.string()
});
export type Minutes = z.infer<typeof minutesShape>;

/** Minutes out of the database; null where there are none. */
export function minutesOf(stored: unknown): Minutes | null {
	return stored === null || stored === undefined ? null : minutesShape.parse(stored);
}

/** What the minutes say if they are drawn up now. */
export async function contentOf(
	ctx: Ctx,
	inspection: LoadedInspection,
	words: { strengths: string; remarks: string; notHandedIn: boolean; round: number }
): Promise<Minutes> {
	const [unit, cycle, answers, findings] = await Promise.all([
		unitOn(ctx, inspection.unitId, today(ctx)),
		ctx.db.auditCycle.findUniqueOrThrow({
			where: { id: inspection.cycleId },
			select: {
				decisionNumber: true,
				decisionDate: true,
				checklistVersion: { select: { number: true, checklist: { select: { title: true, isSample: true } } } }
			}
		}),
		ctx.db.inspectionAnswer.findMany({
			where: { inspectionId: inspection.id },
			orderBy: [{ position: 'asc' }, { id: 'asc' }],
			select: {
				questionId: true,
				position: true,
				selfResult: true,
				selfText: true,
				result: true,
				points: true,
				evidence: true,
				remark: true,
				question: { select: { key: true, section: true, text: true, clause: true, weight: true } }
			}
		}),
		ctx.db.finding.findMany({
			where: { inspectionId: inspection.id, state: { not: 'void' } },
			orderBy: { number: 'asc' },
			select: {
				id: true,
				number: true,
				grade: true,
				clause: true,
				requirement: true,
				statement: true,
				evidence: true,
				dueOn: true,
				answer: { select: { position: true } }
			}
		})
	]);
	const score = scoreOf(answers.map(({ result, points, question }) => ({ result, points, weight: question.weight })));
	const checklist = cycle.checklistVersion;
	return minutesShape.parse({
		round: words.round,
		cycle: {
			number: inspection.cycle.number,
			title: inspection.cycle.title,
			decisionNumber: cycle.decisionNumber,
			decisionDate: fromDbDate(cycle.decisionDate)
		},
		unit: { code: unit?.code ?? '', name: unit?.name ?? '' },
		team: (inspection.team?.cycleTeamMemberTeam ?? []).map(({ user, isLead }) => ({ name: user.fullName, isLead })),
		visitOn: fromDbDate(inspection.visitOn),
		firstVisitOn: fromDbDate(inspection.firstVisitOn),
		startedOn: inspection.startedAt ? dayOf(inspection.startedAt) : null,
		drawnUpOn: today(ctx),
		notHandedIn: words.notHandedIn,
		checklist: checklist ? { title: checklist.checklist.title, number: checklist.number, isSample: checklist.checklist.isSample } : null,
		answers: answers.map(({ question, ...answer }) => ({ ...answer, ...question })),
		score,
		findings: findings.map(({ answer, dueOn, ...finding }) => ({
			...finding,
			dueOn: fromDbDate(dueOn),
			position: answer?.position ?? null
		})),
		strengths: words.strengths,
		remarks: words.remarks
	});
}
