import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { hasAnswer } from './assign.ts';
import { evidenceOf } from './evidence-list.ts';
import { loadFinding, mayShareFinding } from './finding-facts.ts';
import { agreesToVoidFinding } from './void.ts';

/** A finding with what became of it, and what this person may do. @throws NotFound `finding_not_found` */
export async function findingPage(ctx: Ctx, findingId: string) {
	const { finding, subject } = await loadFinding(ctx, findingId);
	const [row, files] = await Promise.all([
		ctx.db.finding.findUniqueOrThrow({
			where: { id: finding.id },
			select: {
				raisedAt: true,
				verdictText: true,
				raisedBy: { select: { fullName: true } },
				area: { select: { name: true } },
				standard: { select: { nameVi: true, nameEn: true } },
				repeats: { select: { id: true, number: true } },
				audit: { select: { id: true, number: true } },
				inspection: { select: { id: true, cycle: { select: { number: true } } } },
				correctiveActionFinding: {
					orderBy: { raisedAt: 'asc' },
					select: { id: true, number: true, state: true, outcome: true, dueOn: true }
				}
			}
		}),
		evidenceOf(ctx, 'finding', [finding.id])
	]);
	const open = finding.state === 'draft' || finding.state === 'fixed' || finding.state === 'answered';
	const side = open && may(ctx.actor, 'finding.void', subject);
	return {
		id: finding.id,
		number: finding.number,
		state: finding.state,
		grade: finding.grade,
		standard: ctx.locale === 'vi' ? row.standard.nameVi : row.standard.nameEn,
		clause: finding.clause,
		requirement: finding.requirement,
		statement: finding.statement,
		evidence: finding.evidence,
		dueOn: fromDbDate(finding.dueOn),
		verdict: finding.verdict,
		verdictText: row.verdictText,
		raisedBy: row.raisedBy.fullName,
		raisedOn: dayOf(row.raisedAt),
		area: row.area?.name ?? null,
		repeats: row.repeats,
		audit: row.audit,
		inspection: row.inspection ? { id: row.inspection.id, number: row.inspection.cycle.number } : null,
		actions: row.correctiveActionFinding,
		files: files.get(finding.id) ?? [],
		rowVersion: finding.rowVersion,
		voiding: {
			asked: open && finding.voidAskedById !== null,
			reason: finding.voidReason,
			mayAsk: side && finding.voidAskedById === null,
			mayConfirm: side && (await agreesToVoidFinding(ctx, finding, subject))
		},
		mayShare: mayShareFinding(ctx, finding),
		mayRaise:
			(finding.state === 'fixed' || finding.state === 'answered') &&
			finding.grade !== 'observation' &&
			!hasAnswer(row.correctiveActionFinding) &&
			may(ctx.actor, 'action.assign', subject)
	};
}
