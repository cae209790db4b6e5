import { addMonths, fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { exceptionSentence, type Sentence } from '#lib/domain/documents/sentences.ts';
import { formatDay } from '#lib/format.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitNameOn, validOn } from '#lib/server/units/units-on-day.ts';
import { eligiblePeople, peopleWith } from './eligibility.ts';
import { contentHash } from './issue.ts';
import { requireReason, requireUser } from './input.ts';
import { takeNumber } from './numbers.ts';

const longestMonths = 12;
/** From so many people with a part in documents on, review and approval can be two people (design.md §7). */
const enoughPeople = 3;

/**
 * A head grants "one person reviews and approves" to the own unit, for twelve months at most. Author and approver stay two people.
 * @param input.validTo last day of the exception
 * @throws Conflict `exception_not_needed` (three eligible people or more), `exception_exists`, `exception_too_long`,
 * `signature_refused`; Invalid; Forbidden
 */
export async function grantException(
	ctx: Ctx,
	input: { unitId: string; reason: string; validFrom?: Day | null; validTo: Day; password: string }
): Promise<{ id: string; number: string }> {
	authorize(ctx, 'exception.grant', { unitId: input.unitId });
	const reason = requireReason(input.reason, 'reason');
	const { validFrom, end } = requirePeriod(ctx, input);
	await requireSmallUnit(ctx, input.unitId);
	const signer = await proveSigner(ctx, input.unitId, input.password);
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'exception.grant', { unitId: input.unitId });
		// One at a time per unit, so that two heads cannot both find none.
		await ctx.db.$queryRaw`select id from unit where id = ${input.unitId}::uuid for no key update`;
		await requireSmallUnit(ctx, input.unitId);
		const overlapping = await ctx.db.sodException.count({
			where: { unitId: input.unitId, endedAt: null, validFrom: { lt: toDbDate(end) }, validTo: { gt: toDbDate(validFrom) } }
		});
		if (overlapping > 0) throw new Conflict('exception_exists');
		const number = await takeNumber(ctx, 'NL', input.unitId);
		const created = await ctx.db.sodException.create({
			data: {
				unitId: input.unitId,
				number,
				reason,
				signedById: signer.userId,
				validFrom: toDbDate(validFrom),
				validTo: toDbDate(end),
				createdAt: ctx.clock.now()
			},
			select: { id: true }
		});
		const signature = await ctx.db.signature.create({
			data: {
				meaning: 'grant_exception',
				meaningText: (await grantSentence(ctx, input.unitId)).vi,
				...signer,
				contentSha256: contentHash({ exception: created.id, unit: input.unitId, validFrom, end, reason }),
				signedAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await ctx.db.sodException.update({ where: { id: created.id }, data: { signatureId: signature.id } });
		await record(ctx, {
			event: 'exception.grant',
			subjectType: 'exception',
			subjectId: created.id,
			unitId: input.unitId,
			role,
			after: { number, validFrom, validTo: input.validTo },
			comment: reason
		});
		await tell(ctx, 'exception_granted', { id: created.id, unitId: input.unitId }, { number, reason, day: formatDay(input.validTo) });
		return { id: created.id, number };
	});
}

/** What a head is shown and signs when they grant the exception. */
export async function grantSentence(ctx: Ctx, unitId: string): Promise<Sentence> {
	return exceptionSentence(await unitNameOn(ctx, unitId, today(ctx)));
}

function requirePeriod(ctx: Ctx, input: { validFrom?: Day | null; validTo: Day }): { validFrom: Day; end: Day } {
	const validFrom = input.validFrom || today(ctx);
	if (!isDay(validFrom)) throw new Invalid({ validFrom: 'day_invalid' });
	if (!isDay(input.validTo)) throw new Invalid({ validTo: 'day_invalid' });
	if (validFrom < today(ctx)) throw new Conflict('effective_in_past', { field: 'validFrom' });
	if (input.validTo < validFrom) throw new Invalid({ validTo: 'day_order' });
	// Kept as the first day without it; people name the last day with it.
	const end = fromDbDate(new Date(toDbDate(input.validTo).getTime() + 86_400_000));
	if (end > addMonths(validFrom, longestMonths)) throw new Conflict('exception_too_long', { field: 'validTo' });
	return { validFrom, end };
}

async function requireSmallUnit(ctx: Ctx, unitId: string): Promise<void> {
	const people = await eligiblePeople(ctx, unitId);
	if (people >= enoughPeople) throw new Conflict('exception_not_needed', { people });
}

/**
 * Ends an exception: a head of the unit, the coordinator, or an inspector who may read the unit.
 * @throws NotFound, Conflict `illegal_transition` (over already), `stale`; Invalid (reason)
 */
export function endException(
	ctx: Ctx,
	input: { exceptionId: string; comment: string; rowVersion?: number }
): Promise<{ rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const exception = await ctx.db.sodException.findUnique({ where: { id: input.exceptionId } });
		if (!exception || !may(ctx.actor, 'exception.read', { unitId: exception.unitId })) throw new NotFound('exception_not_found');
		const role = authorize(ctx, 'exception.end', { unitId: exception.unitId });
		const reason = requireReason(input.comment);
		if (exception.endedAt !== null || fromDbDate(exception.validTo) <= today(ctx))
			throw new Conflict('illegal_transition', { event: 'end' });
		if (input.rowVersion !== undefined && input.rowVersion !== exception.rowVersion)
			throw new Conflict('stale', { rowVersion: exception.rowVersion });
		const { count } = await ctx.db.sodException.updateMany({
			where: { id: exception.id, endedAt: null, rowVersion: exception.rowVersion },
			data: { endedAt: ctx.clock.now(), endedById: requireUser(ctx), endReason: reason, rowVersion: exception.rowVersion + 1 }
		});
		if (count !== 1) throw new Conflict('stale');
		await record(ctx, {
			event: 'exception.end',
			subjectType: 'exception',
			subjectId: exception.id,
			unitId: exception.unitId,
			role,
			before: { number: exception.number, validTo: fromDbDate(exception.validTo) },
			after: { ended: today(ctx) },
			comment: reason
		});
		await lapse(ctx, 'exception', [exception.id], ['exception_granted']);
		await tell(ctx, 'exception_ended', { id: exception.id, unitId: exception.unitId }, { number: exception.number, reason });
		return { rowVersion: exception.rowVersion + 1 };
	});
}

/** The unit's officers, reviewers and heads, the coordinators, and the inspectors who may read the unit. */
async function tell(
	ctx: Ctx,
	kind: 'exception_granted' | 'exception_ended',
	exception: { id: string; unitId: string },
	params: Record<string, string>
): Promise<void> {
	const running = { ...validOn(today(ctx)), user: { status: 'active' as const } };
	const unit = await peopleWith(ctx, exception.unitId, ['officer', 'reviewer', 'head']);
	const coordinators = await ctx.db.provinceAppointment.findMany({ where: { role: 'coordinator', ...running }, select: { userId: true } });
	const inspectors = await ctx.db.inspectionAccess.findMany({ where: { unitId: exception.unitId, ...running }, select: { userId: true } });
	await notify(ctx, {
		to: [...unit, ...coordinators, ...inspectors].map((person) => person.userId),
		kind,
		subjectType: 'exception',
		subjectId: exception.id,
		unitId: exception.unitId,
		params
	});
}
