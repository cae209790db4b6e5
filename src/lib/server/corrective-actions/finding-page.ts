import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, fromDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { hasAnswer } from './assign.ts';
import { evidenceOf, type EvidenceItem } from './evidence-list.ts';
import { mayShareFinding } from './finding-facts.ts';
import { agreesToVoidFinding, loadFindingOutline } from './void.ts';

/** A finding with what became of it, and what this person may do; its outline alone for a coordinator who is asked to agree. @throws NotFound `finding_not_found` */
export async function findingPage(ctx: Ctx, findingId: string) {
	const { finding, subject, sight } = await loadFindingOutline(ctx, findingId);
	const whole = sight === 'whole';
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
		whole ? evidenceOf(ctx, 'finding', [finding.id]) : new Map<string, EvidenceItem[]>()
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
		// Texts of a unit stay in it: null for who sees the outline.
		requirement: whole ? finding.requirement : null,
		statement: whole ? finding.statement : null,
		evidence: whole ? finding.evidence : null,
		dueOn: fromDbDate(finding.dueOn),
		verdict: whole ? finding.verdict : null,
		verdictText: whole ? row.verdictText : null,
		raisedBy: whole ? row.raisedBy.fullName : null,
		raisedOn: dayOf(row.raisedAt),
		area: whole ? (row.area?.name ?? null) : null,
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
