import { drawUpSentence } from '#lib/domain/audits/inspection-sentences.ts';
import { signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { provePerson } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { loadInspection, type LoadedInspection } from './facts.ts';
import { findingsForNotMet } from './findings.ts';
import { contentOf } from './minutes-content.ts';
import { moveInspection, tellInspection, type InspectionActInput, type InspectionResultOfAct } from './move.ts';
import { inspectorPosition } from './people.ts';
import { countAndPlaces, requireNoConflicts } from './self-assessment.ts';

const longest = 5_000;

export type DrawUpInput = InspectionActInput & { strengths?: string | null; remarks?: string | null; password: string };

/**
 * I6: the lead draws up the minutes and signs them. Nothing may be unanswered or wait beside another answer. What is not met and has no finding
 * gets one, a major one, so that an action follows (decision 0406). The minutes are fixed as they are signed: whoever shows them reads this.
 * @throws Conflict `signature_refused`, `unanswered`, `answers_in_conflict`, `stale`, `illegal_transition`; Invalid; Forbidden
 */
export async function drawUpMinutes(ctx: Ctx, input: DrawUpInput): Promise<InspectionResultOfAct> {
	const { inspection: shown, subject } = await loadInspection(ctx, input.inspectionId);
	const role = authorize(ctx, 'inspection.lead', subject);
	const strengths = tidy(input.strengths);
	const remarks = tidy(input.remarks);
	const long = Object.entries({ strengths, remarks }).filter(([, text]) => text.length > longest);
	if (long.length > 0) throw new Invalid(Object.fromEntries(long.map(([field]) => [field, `too_long:${longest}`])));
	const signer = await provePerson(ctx, input.password, { position: inspectorPosition(ctx) });
	return transaction(ctx, async (ctx) => {
		// Locked before anything is read: an answer that is on its way comes before, or is refused.
		await ctx.db.$queryRaw`select id from inspection where id = ${shown.id}::uuid for update`;
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		if (inspection.state === 'on_site') {
			await requireAnswered(ctx, inspection);
			await findingsForNotMet(ctx, inspection, role);
		}
		const round = inspection.minutesRound + 1;
		const minutes = await contentOf(ctx, inspection, { strengths, remarks, notHandedIn: inspection.notHandedIn, round });
		const signed = await signAct(ctx, {
			subjectType: 'inspection',
			subjectId: inspection.id,
			meaning: 'draw_up_minutes',
			meaningText: drawUpSentence(inspection.cycle.number, minutes.score.points, minutes.score.maxPoints).vi,
			unitId: null,
			signer,
			content: minutes
		});
		const moved = await moveInspection(ctx, inspection, 'draw_up', subject, {
			expectedRowVersion: input.rowVersion ?? shown.rowVersion,
			data: {
				minutes,
				minutesAt: ctx.clock.now(),
				minutesRound: round,
				strengths,
				remarks,
				points: minutes.score.points,
				maxPoints: minutes.score.maxPoints
			},
			details: { round, contentSha256: signed.contentSha256, points: minutes.score.points, maxPoints: minutes.score.maxPoints }
		});
		await tellInspection(ctx, inspection, 'inspection_minutes', await headsOf(ctx, inspection.unitId));
		return moved;
	});
}

async function requireAnswered(ctx: Ctx, inspection: LoadedInspection): Promise<void> {
	const missing = await ctx.db.inspectionAnswer.findMany({
		where: { inspectionId: inspection.id, result: 'unanswered' },
		orderBy: { position: 'asc' },
		select: { position: true }
	});
	if (missing.length > 0) throw new Conflict('unanswered', countAndPlaces(missing));
	await requireNoConflicts(ctx, inspection.id, 'team');
}
