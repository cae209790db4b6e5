import { handInSentence } from '#lib/domain/audits/inspection-sentences.ts';
import { fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { activeMembership } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { roles } from '#lib/domain/permissions/actor.ts';
import { loadInspection, type LoadedInspection } from './facts.ts';
import {
	actOnInspection,
	helperPeople,
	leadPeople,
	moveInspection,
	tellInspection,
	unitPeople,
	type InspectionActInput,
	type InspectionResultOfAct
} from './move.ts';

/**
 * I2: names the people of the unit who answer beside its officers; the list is the whole list. Who is taken off keeps what they answered.
 * @throws Invalid `person_unknown`; Conflict `illegal_transition`; Forbidden
 */
export function nameHelpers(ctx: Ctx, input: InspectionActInput & { userIds: readonly string[] }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.name_helpers', subject);
		const wanted = [...new Set(input.userIds)];
		const known = await ctx.db.membership.findMany({
			where: { ...activeMembership(today(ctx), inspection.unitId, roles), userId: { in: wanted } },
			distinct: ['userId'],
			select: { userId: true }
		});
		if (known.length !== wanted.length || wanted.length > 50) throw new Invalid({ userIds: 'person_unknown' });
		const before = helperPeople(inspection);
		const added = wanted.filter((id) => !before.includes(id));
		const left = before.filter((id) => !wanted.includes(id));
		await actOnInspection(ctx, inspection, 'name_helpers', subject, {
			action: 'inspection.name_helpers',
			before: { helpers: before },
			details: { helpers: wanted },
			rowVersion: input.rowVersion
		});
		const now = ctx.clock.now();
		await ctx.db.inspectionHelper.updateMany({
			where: { inspectionId: inspection.id, endedAt: null, userId: { in: left } },
			data: { endedAt: now }
		});
		await ctx.db.inspectionHelper.createMany({
			data: added.map((userId) => ({ inspectionId: inspection.id, userId, namedById: requireUser(ctx), namedAt: now }))
		});
		await lapse(ctx, 'inspection', [inspection.id], ['inspection_helper'], { userIds: left });
		await tellInspection(ctx, inspection, 'inspection_helper', added, { day: fromDbDate(inspection.selfDueOn) });
	});
}

/**
 * I2, extension: the lead gives the unit more time; the first day stays beside the new one.
 * @throws Invalid (`until`, reason), Conflict `illegal_transition`, Forbidden
 */
export function extendSelfAssessment(ctx: Ctx, input: InspectionActInput & { until: Day; reason: string }): Promise<InspectionResultOfAct> {
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		authorize(ctx, 'inspection.lead', subject);
		const reason = requireReason(input.reason, 'reason');
		const due = fromDbDate(inspection.selfDueOn);
		if (inspection.state === 'notified') requireLater(input.until, due, fromDbDate(inspection.visitOn), today(ctx));
		const moved = await moveInspection(ctx, inspection, 'extend_self', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { selfDueOn: isDay(input.until) ? toDbDate(input.until) : inspection.selfDueOn },
			details: { from: due, to: input.until }
		});
		await lapse(ctx, 'inspection', [inspection.id], ['inspection_self_due']);
		const told = [...(await unitPeople(ctx, inspection.unitId)), ...helperPeople(inspection)];
		await tellInspection(ctx, inspection, 'inspection_self_extended', told, { day: input.until, reason });
		return moved;
	});
}

function requireLater(until: Day, due: Day | null, visitOn: Day | null, day: Day): void {
	if (!isDay(until)) throw new Invalid({ until: 'day_invalid' });
	if (until < day) throw new Invalid({ until: 'day_in_past' });
	if (due && until <= due) throw new Invalid({ until: 'day_after_first' });
	if (visitOn && until > visitOn) throw new Invalid({ until: 'day_after_visit' });
}

/**
 * I3: a head hands in the self-assessment, signed: every question is answered or "chưa có", and nobody's answer waits beside another's.
 * Recorded with the hash of the answers.
 * @throws Conflict `signature_refused`, `self_unanswered`, `answers_in_conflict`, `stale`, `illegal_transition`; Forbidden
 */
export async function handInSelfAssessment(ctx: Ctx, input: InspectionActInput & { password: string }): Promise<InspectionResultOfAct> {
	const { inspection: shown, subject } = await loadInspection(ctx, input.inspectionId);
	authorize(ctx, 'inspection.hand_in', subject);
	const signer = await proveSigner(ctx, shown.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		const { inspection, subject } = await loadInspection(ctx, input.inspectionId);
		// Locked before the answers are read: nobody types another one between the hash and the state.
		await ctx.db.$queryRaw`select id from inspection where id = ${inspection.id}::uuid for update`;
		if (inspection.state === 'notified') await requireSelfAnswered(ctx, inspection);
		const moved = await moveInspection(ctx, inspection, 'hand_in', subject, {
			expectedRowVersion: input.rowVersion ?? shown.rowVersion,
			data: { handedInAt: ctx.clock.now(), handedInById: signer.userId }
		});
		const answers = await ctx.db.inspectionAnswer.findMany({
			where: { inspectionId: inspection.id },
			orderBy: { position: 'asc' },
			select: { questionId: true, selfResult: true, selfText: true, selfVersion: true }
		});
		await signAct(ctx, {
			subjectType: 'inspection',
			subjectId: inspection.id,
			meaning: 'hand_in_self_assessment',
			meaningText: handInSentence(inspection.cycle.number, answers.length).vi,
			unitId: inspection.unitId,
			signer,
			content: { inspectionId: inspection.id, answers }
		});
		await tellInspection(ctx, inspection, 'inspection_handed_in', leadPeople(inspection));
		return moved;
	});
}

async function requireSelfAnswered(ctx: Ctx, inspection: LoadedInspection): Promise<void> {
	const missing = await ctx.db.inspectionAnswer.findMany({
		where: { inspectionId: inspection.id, selfResult: 'unanswered' },
		orderBy: { position: 'asc' },
		select: { position: true }
	});
	if (missing.length > 0) throw new Conflict('self_unanswered', countAndPlaces(missing));
	await requireNoConflicts(ctx, inspection.id, 'self');
}

/** @throws Conflict `answers_in_conflict` while two people's answers to one question wait to be settled */
export async function requireNoConflicts(ctx: Ctx, inspectionId: string, side: 'self' | 'team'): Promise<void> {
	const waiting = await ctx.db.inspectionAnswer.findMany({
		where: { inspectionId, answerEditInspectionAnswer: { some: { side, outcome: 'conflict' } } },
		orderBy: { position: 'asc' },
		select: { position: true }
	});
	if (waiting.length > 0) throw new Conflict('answers_in_conflict', countAndPlaces(waiting));
}

/** How many, and which of them by their numbers; of many the first and the last. */
export function countAndPlaces(rows: readonly { position: number }[]): { count: number; positions: string } {
	const places = rows.map(({ position }) => String(position));
	const shown = places.length > 20 ? [...places.slice(0, 18), '…', ...places.slice(-1)] : places;
	return { count: rows.length, positions: shown.join(', ') };
}
