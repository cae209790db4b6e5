import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { dutyRoles, type Duty } from '#lib/domain/people/duties.ts';
import type { HandOverInput } from '#lib/domain/people/forms.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import * as m from '#lib/paraglide/messages.js';
import { record } from '#lib/server/audit-trail/record.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { dutiesOf } from './duties.ts';
import { authorizeAbout, loadPerson } from './person-facts.ts';

/**
 * Hands duties of one person to others, all or none. The new holder must be active in the unit and hold a role that fits; a review
 * never goes to an author. Recorded as `person.hand_over` per duty in the unit's chain; each new holder is told.
 * @throws NotFound (person, or a duty that is not theirs any more), Forbidden, Invalid (`to:<kind>:<id>` → `holder_not_eligible`)
 */
export function handOver(ctx: Ctx, input: HandOverInput): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const from = await loadPerson(ctx, input.fromUserId);
		const duties = await dutiesOf(ctx, from.id);
		const faults: Record<string, string> = {};
		const told = new Map<string, { unitId: string; labels: string[] }>();
		for (const item of input.items) {
			const duty = duties.find((one) => one.kind === item.kind && one.subjectId === item.subjectId);
			if (!duty) throw new NotFound('duty_not_found');
			const role = authorizeAbout(ctx, 'person.hand_over', { unitId: duty.unitId, personId: null });
			if (item.toUserId === from.id || !(await isEligible(ctx, duty, item.toUserId))) {
				faults[`to:${item.kind}:${item.subjectId}`] = 'holder_not_eligible';
				continue;
			}
			await moveDuty(ctx, duty, from.id, item.toUserId);
			await recordHandedOver(ctx, duty, { fromId: from.id, toId: item.toUserId, role });
			const known = told.get(item.toUserId);
			told.set(item.toUserId, { unitId: duty.unitId, labels: [...(known?.labels ?? []), duty.label] });
		}
		if (Object.keys(faults).length > 0) throw new Invalid(faults);
		for (const [userId, { unitId, labels }] of told) await tellHolder(ctx, from, userId, unitId, labels);
	});
}

async function isEligible(ctx: Ctx, duty: Duty, userId: string): Promise<boolean> {
	const date = toDbDate(today(ctx));
	const roles = dutyRoles[duty.kind];
	const membership = await ctx.db.membership.findFirst({
		where: {
			userId,
			unitId: duty.unitId,
			...(roles ? { roles: { hasSome: [...roles] } } : {}),
			validFrom: { lte: date },
			OR: [{ validTo: null }, { validTo: { gt: date } }],
			user: { status: 'active' }
		},
		select: { id: true }
	});
	if (!membership) return false;
	if (duty.kind !== 'review') return true;
	const version = await ctx.db.version.findUniqueOrThrow({ where: { id: duty.subjectId }, select: { round: true } });
	const author = await ctx.db.versionAuthor.findFirst({ where: { versionId: duty.subjectId, round: version.round, userId } });
	return author === null;
}

/** One duty of somebody to another, each kind as its domain writes it. Whether they may hold it is the caller's question. @throws Conflict `stale` */
export async function moveDuty(ctx: Ctx, duty: Pick<Duty, 'kind' | 'subjectId' | 'unitId'>, fromId: string, toId: string): Promise<void> {
	switch (duty.kind) {
		case 'draft': {
			const { documentId } = await ctx.db.version.findUniqueOrThrow({ where: { id: duty.subjectId }, select: { documentId: true } });
			return moveDrafter(ctx, documentId, fromId, toId);
		}
		case 'drafter':
			return moveDrafter(ctx, duty.subjectId, fromId, toId, true);
		case 'review':
			return moveReview(ctx, duty, fromId, toId);
		case 'batch':
			one(
				await ctx.db.issueBatch.updateMany({
					where: { id: duty.subjectId, state: 'draft', OR: [{ keeperId: fromId }, { keeperId: null, createdById: fromId }] },
					data: { keeperId: toId, rowVersion: { increment: 1 } }
				})
			);
			return;
		case 'owner':
			one(
				await ctx.db.document.updateMany({
					where: { id: duty.subjectId, ownerId: fromId },
					data: { ownerId: toId, rowVersion: { increment: 1 } }
				})
			);
			return;
		case 'division_head':
			return moveDivision(ctx, duty.subjectId, fromId, toId);
	}
}

/** It went to somebody else, or ended, since it was found. */
function one({ count }: { count: number }): void {
	if (count !== 1) throw new Conflict('stale');
}

/** @param named whether the person must still be named; a draft may be theirs without that */
async function moveDrafter(ctx: Ctx, documentId: string, fromId: string, toId: string, named = false): Promise<void> {
	const { count } = await ctx.db.documentDrafter.deleteMany({ where: { documentId, userId: fromId } });
	// With the draft of a document its drafter may have been changed already.
	if (named && count === 0 && (await ctx.db.documentDrafter.count({ where: { documentId, userId: toId } })) === 0)
		throw new Conflict('stale');
	const namedById = userIdOf(ctx.actor);
	if (!namedById) throw new NotFound();
	await ctx.db.documentDrafter.createMany({
		data: [{ documentId, userId: toId, namedById, namedAt: ctx.clock.now() }],
		skipDuplicates: true
	});
}

async function moveReview(ctx: Ctx, duty: Pick<Duty, 'subjectId' | 'unitId'>, fromId: string, toId: string): Promise<void> {
	const { count } = await ctx.db.version.updateMany({
		where: { id: duty.subjectId, state: 'in_review', reviewerId: fromId },
		data: { reviewerId: toId, rowVersion: { increment: 1 }, updatedAt: ctx.clock.now() }
	});
	if (count !== 1) throw new Conflict('stale');
	await lapse(ctx, 'version', [duty.subjectId], ['review_asked'], { userIds: [fromId] });
	const version = await ctx.db.version.findUniqueOrThrow({
		where: { id: duty.subjectId },
		select: { title: true, document: { select: { code: true } } }
	});
	await notify(ctx, {
		to: [toId],
		kind: 'review_asked',
		subjectType: 'version',
		subjectId: duty.subjectId,
		unitId: duty.unitId,
		params: { code: version.document.code, title: version.title }
	});
}

/** Dated like every change of a division: the version of today ends, one with the new head begins. */
async function moveDivision(ctx: Ctx, divisionId: string, fromId: string, toId: string): Promise<void> {
	const date = toDbDate(today(ctx));
	const current = await ctx.db.divisionVersion.findFirst({
		where: { divisionId, headId: fromId, validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] }
	});
	if (!current) throw new Conflict('stale');
	await ctx.db.divisionVersion.update({ where: { id: current.id }, data: { validTo: date } });
	await ctx.db.divisionVersion.create({
		data: { divisionId, code: current.code, name: current.name, headId: toId, validFrom: date, validTo: current.validTo }
	});
	await ctx.db.division.update({ where: { id: divisionId }, data: { rowVersion: { increment: 1 } } });
}

/** The trail's word of one duty that went to another. @param more what else is known of why */
export async function recordHandedOver(
	ctx: Ctx,
	duty: { readonly kind: string; readonly subjectId: string; readonly unitId: string },
	by: { fromId: string; toId: string; role: string; handOverId?: string }
): Promise<void> {
	await record(ctx, {
		event: 'person.hand_over',
		subjectType: 'person',
		subjectId: by.fromId,
		unitId: duty.unitId,
		role: by.role,
		before: { duty: duty.kind, subject: duty.subjectId, holder: by.fromId },
		after: { duty: duty.kind, subject: duty.subjectId, holder: by.toId, ...(by.handOverId ? { handOver: by.handOverId } : {}) }
	});
}

/** Tells a person what they take over from another, in one notice. */
export async function tellHolder(
	ctx: Ctx,
	from: { id: string; fullName: string },
	userId: string,
	unitId: string,
	labels: readonly string[]
): Promise<void> {
	const shown = labels.slice(0, 5).join('; ');
	const more = labels.length > 5 ? `; ${m.people_and_more({ count: labels.length - 5 }, { locale: 'vi' })}` : '';
	await notify(ctx, {
		to: [userId],
		kind: 'duty_received',
		subjectType: 'person',
		subjectId: from.id,
		unitId,
		params: { who: from.fullName, what: shown + more, count: labels.length }
	});
}
