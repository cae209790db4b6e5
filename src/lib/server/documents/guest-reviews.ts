import { roles } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import type { GuestReviewState } from '#lib/domain/documents/lifecycle.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';
import { activeMembership, peopleWith } from './eligibility.ts';
import { requireReason, requireUser } from './input.ts';
import { guestReviewMachine } from './machines.ts';
import { noticeParams } from './review.ts';
import { requireUnitToPrepare, unitOn } from './unit-facts.ts';
import { loadVersion } from './version-facts.ts';

/** A unit that can be asked for a reviewer. `department`: the coordinators' own. */
export type GuestTarget = { unitId: string; name: string; department: boolean };

/** The parent unit of today and the Department (a unit that a coordinator belongs to), never the own unit. */
export async function guestTargets(ctx: Ctx, unitId: string): Promise<GuestTarget[]> {
	const day = today(ctx);
	const parentId = (await unitOn(ctx, unitId, day))?.parentId ?? null;
	const coordinators = await ctx.db.membership.findMany({
		where: { ...validOn(day), user: { status: 'active', appointments: { some: { role: 'coordinator', ...validOn(day) } } } },
		select: { unitId: true }
	});
	const department = new Set(coordinators.map((membership) => membership.unitId));
	const ids = [...new Set([...(parentId ? [parentId] : []), ...department])].filter((id) => id !== unitId);
	const units = await ctx.db.unitVersion.findMany({
		where: { unitId: { in: ids }, ...validOn(day) },
		select: { unitId: true, name: true }
	});
	return units.map((unit) => ({ ...unit, department: department.has(unit.unitId) }));
}

/**
 * An officer asks the parent unit or the Department for a reviewer of this round of one version (design.md §7). They see nothing
 * of it but code, title and reason; the person appointed sees that version, until the round ends.
 * @throws Conflict `guest_asked` (one is asked or appointed already), `illegal_transition` (review is over); Invalid `unit_unknown`
 */
export function askGuestReview(
	ctx: Ctx,
	input: { versionId: string; askedOfUnitId: string; reason: string }
): Promise<{ id: string; rowVersion: number }> {
	return transaction(ctx, async (ctx) => {
		const { version, subject } = await loadVersion(ctx, input.versionId);
		const role = authorize(ctx, 'guest_review.ask', subject);
		const reason = requireReason(input.reason, 'reason');
		if (version.state !== 'draft' && version.state !== 'in_review')
			throw new Conflict('illegal_transition', { state: version.state, event: 'ask_guest' });
		const target = (await guestTargets(ctx, version.unitId)).find((unit) => unit.unitId === input.askedOfUnitId);
		if (!target) throw new Invalid({ askedOfUnitId: 'unit_unknown' });
		// Two officers who ask at once wait for each other here.
		await ctx.db.$queryRaw`select id from version where id = ${version.id}::uuid for no key update`;
		const open = await ctx.db.guestReview.count({ where: { versionId: version.id, state: { in: ['asked', 'appointed'] } } });
		if (open > 0) throw new Conflict('guest_asked');
		const created = await ctx.db.guestReview.create({
			data: { versionId: version.id, askedOfUnitId: target.unitId, askedById: requireUser(ctx), reason, createdAt: ctx.clock.now() },
			select: { id: true, rowVersion: true }
		});
		await record(ctx, {
			event: 'guest_review.ask',
			subjectType: 'guest_review',
			subjectId: created.id,
			unitId: version.unitId,
			role,
			after: { version: version.id, code: version.document.code, round: version.round, askedOf: target.unitId },
			comment: reason
		});
		await notify(ctx, {
			to: await appointersOf(ctx, target),
			kind: 'guest_asked',
			subjectType: 'guest_review',
			subjectId: created.id,
			unitId: target.unitId,
			params: { ...noticeParams(version), unit: (await unitOn(ctx, version.unitId, today(ctx)))?.name ?? '', reason }
		});
		return created;
	});
}

async function appointersOf(ctx: Ctx, target: GuestTarget): Promise<string[]> {
	const leads = (await peopleWith(ctx, target.unitId, ['officer', 'head'])).map((person) => person.userId);
	if (!target.department) return leads;
	const coordinators = await ctx.db.provinceAppointment.findMany({
		where: { role: 'coordinator', ...validOn(today(ctx)), user: { status: 'active' } },
		select: { userId: true }
	});
	return [...leads, ...coordinators.map((person) => person.userId)];
}

const guestReviewSelect = {
	id: true,
	state: true,
	rowVersion: true,
	reason: true,
	askedOfUnitId: true,
	askedById: true,
	version: {
		select: {
			id: true,
			unitId: true,
			state: true,
			round: true,
			title: true,
			issueNo: true,
			revisionNo: true,
			document: { select: { code: true } },
			authors: { select: { userId: true, round: true } }
		}
	}
} as const satisfies Prisma.GuestReviewSelect;

export type LoadedGuestReview = Prisma.GuestReviewGetPayload<{ select: typeof guestReviewSelect }>;

/** For those who may appoint and for the officers who asked; else it does not exist: 404. */
export async function loadGuestReview(ctx: Ctx, guestReviewId: string): Promise<LoadedGuestReview> {
	const where = { id: guestReviewId };
	const review = isUuid(guestReviewId) ? await ctx.db.guestReview.findUnique({ where, select: guestReviewSelect }) : null;
	const visible =
		review &&
		(may(ctx.actor, 'guest_review.appoint', { unitId: review.askedOfUnitId }) ||
			may(ctx.actor, 'guest_review.ask', { unitId: review.version.unitId }));
	if (!visible) throw new NotFound('guest_review_not_found');
	return review;
}

/** People whom the asked unit may send: its own active members; the coordinator also inspectors. Never authors or the unit's own. */
export async function guestCandidates(ctx: Ctx, review: LoadedGuestReview): Promise<{ userId: string; fullName: string }[]> {
	const day = today(ctx);
	const inspectors = may(ctx.actor, 'person.grant_inspection', {});
	const authors = review.version.authors.filter((author) => author.round === review.version.round).map((author) => author.userId);
	const people = await ctx.db.user.findMany({
		where: {
			status: 'active',
			id: { notIn: authors },
			memberships: { none: { unitId: review.version.unitId, ...validOn(day) } },
			appointments: { none: { role: 'administrator', ...validOn(day) } },
			OR: [
				{ memberships: { some: activeMembership(day, review.askedOfUnitId, roles) } },
				...(inspectors ? [{ appointments: { some: { role: 'inspector' as const, ...validOn(day) } } }] : [])
			]
		},
		select: { id: true, fullName: true },
		orderBy: { fullName: 'asc' }
	});
	return people.map((person) => ({ userId: person.id, fullName: person.fullName }));
}

type Answered = { state: GuestReviewState; rowVersion: number };

/** An officer or head of the asked unit, or the coordinator, names the guest. @throws Invalid `guest_not_eligible`; Conflict */
export function appointGuest(ctx: Ctx, input: { guestReviewId: string; guestId: string; rowVersion?: number }): Promise<Answered> {
	return transaction(ctx, async (ctx) => {
		const review = await loadGuestReview(ctx, input.guestReviewId);
		const fits = (await guestCandidates(ctx, review)).some((person) => person.userId === input.guestId);
		if (review.state === 'asked' && !fits) throw new Invalid({ guestId: 'guest_not_eligible' });
		const moved = await answer(ctx, review, 'appoint', { ...input, data: { guestId: input.guestId, appointedById: requireUser(ctx) } });
		// Of a draft the guest hears that it will come, of one in review that it waits for them: not of both.
		await tellAnswer(ctx, review, input.guestId, review.version.state === 'in_review' ? 'review_asked' : 'guest_appointed');
		await tellAnswer(ctx, review, review.askedById, 'guest_sent');
		return moved;
	});
}

/** Nobody can be sent: the unit that asked learns why. */
export function declineGuestReview(ctx: Ctx, input: { guestReviewId: string; comment: string; rowVersion?: number }): Promise<Answered> {
	return transaction(ctx, async (ctx) => {
		const review = await loadGuestReview(ctx, input.guestReviewId);
		const moved = await answer(ctx, review, 'decline', input);
		await tellAnswer(ctx, review, review.askedById, 'guest_declined', input.comment);
		return moved;
	});
}

async function answer(
	ctx: Ctx,
	review: LoadedGuestReview,
	event: 'appoint' | 'decline',
	input: { comment?: string; rowVersion?: number; data?: { guestId: string; appointedById: string } }
): Promise<Answered> {
	await requireUnitToPrepare(ctx, review.version.unitId);
	const thing = { id: review.id, state: review.state, rowVersion: review.rowVersion, unitId: review.version.unitId };
	const { state, rowVersion } = await transition(
		ctx,
		guestReviewMachine,
		thing,
		event,
		{ unitId: review.askedOfUnitId },
		{
			comment: input.comment,
			expectedRowVersion: input.rowVersion,
			data: input.data ?? {},
			after: { version: review.version.id, code: review.version.document.code, guest: input.data?.guestId ?? null }
		}
	);
	await lapse(ctx, 'guest_review', [review.id], ['guest_asked']);
	return { state, rowVersion };
}

function paramsOf(review: LoadedGuestReview): Record<string, string> {
	return { code: review.version.document.code, title: review.version.title, numbers: shortNumbers(review.version) };
}

async function tellAnswer(
	ctx: Ctx,
	review: LoadedGuestReview,
	userId: string,
	kind: 'review_asked' | 'guest_appointed' | 'guest_sent' | 'guest_declined',
	reason?: string
): Promise<void> {
	await notify(ctx, {
		to: [userId],
		kind,
		subjectType: 'version',
		subjectId: review.version.id,
		unitId: review.version.unitId,
		params: { ...paramsOf(review), reason: reason ?? null }
	});
}
