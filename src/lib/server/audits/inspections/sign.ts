import { ownOpinionSentence, signMinutesSentence } from '#lib/domain/audits/inspection-sentences.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { contentHash, signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { requireReason, tidy } from '#lib/server/documents/input.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { closeWithMinutes } from './close.ts';
import { loadInspection } from './facts.ts';
import { minutesOf } from './minutes-content.ts';
import { leadPeople, moveInspection, tellInspection, unitPeople, type InspectionActInput, type InspectionResultOfAct } from './move.ts';

/** `contentSha256`: what the page showed; minutes that are others by now are refused. */
export type SignInput = InspectionActInput & { password: string; opinion?: string | null; contentSha256?: string };

/**
 * I7: a head of the unit signs the minutes, as they are or with the unit's own opinion. The inspection is closed with its scores, and the
 * corrective actions are raised in the unit.
 * @throws Conflict `signature_refused`, `content_changed`, `stale`, `illegal_transition`; Invalid (`opinion`); Forbidden
 */
export async function signMinutes(ctx: Ctx, input: SignInput): Promise<{ points: number; maxPoints: number }> {
	const { inspection: shown, subject } = await loadInspection(ctx, input.inspectionId);
	authorize(ctx, 'inspection.sign', subject);
	const opinion = tidy(input.opinion) || null;
	if (opinion && opinion.length > 5_000) throw new Invalid({ opinion: 'too_long:5000' });
	const signer = await proveSigner(ctx, shown.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		if (inspection.state !== 'minutes') throw new Conflict('illegal_transition', { state: inspection.state, event: 'sign' });
		const stored = await ctx.db.inspection.findUniqueOrThrow({ where: { id: inspection.id }, select: { minutes: true } });
		const minutes = minutesOf(stored.minutes);
		if (!minutes) throw new Conflict('illegal_transition', { state: inspection.state, event: 'sign' });
		if (input.contentSha256 && input.contentSha256 !== contentHash(minutes)) throw new Conflict('content_changed');
		const sentence = opinion === null ? signMinutesSentence : ownOpinionSentence;
		const signed = await signAct(ctx, {
			subjectType: 'inspection',
			subjectId: inspection.id,
			meaning: opinion === null ? 'sign_minutes' : 'sign_minutes_own_opinion',
			meaningText: sentence(inspection.cycle.number, minutes.score.points, minutes.score.maxPoints).vi,
			unitId: inspection.unitId,
			signer,
			content: opinion === null ? minutes : { ...minutes, opinion }
		});
		const score = await closeWithMinutes(ctx, inspection, subject, {
			event: opinion === null ? 'sign' : 'sign_own_opinion',
			ending: opinion === null ? 'signed' : 'own_opinion',
			comment: opinion,
			opinion,
			rowVersion: input.rowVersion ?? shown.rowVersion,
			contentSha256: signed.contentSha256
		});
		const told = [...(await coordinatorsOf(ctx)), ...(await unitPeople(ctx, inspection.unitId))];
		await tellInspection(ctx, inspection, 'inspection_closed', told, { score });
		return score;
	});
}

/**
 * I8: a head returns the minutes for an error of fact, once: the lead is on site again and draws up new ones. The returned minutes stay in the
 * history.
 * @throws Conflict `returned_already`, `stale`, `illegal_transition`; Invalid (reason); Forbidden
 */
export function returnMinutes(ctx: Ctx, input: InspectionActInput & { reason: string }): Promise<InspectionResultOfAct> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.sign', subject);
		const reason = requireReason(input.reason, 'reason');
		if (inspection.state === 'minutes' && inspection.returnedAt) throw new Conflict('returned_already');
		const stored = await ctx.db.inspection.findUniqueOrThrow({ where: { id: inspection.id }, select: { minutes: true } });
		const minutes = minutesOf(stored.minutes);
		const moved = await moveInspection(ctx, inspection, 'return', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { returnedAt: ctx.clock.now(), returnedText: reason },
			details: { round: inspection.minutesRound },
			kept: minutes ? { minutes } : {}
		});
		await tellInspection(ctx, inspection, 'inspection_returned', leadPeople(inspection), { reason });
		return moved;
	});
}
