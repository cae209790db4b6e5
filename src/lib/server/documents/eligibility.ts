import type { Role } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

/**
 * Who may review and who may approve (design.md §7, separation of duties). An author never does either; reviewer and approver
 * are two people unless the unit holds an exception in force.
 */
export type ReviewerFacts = {
	/** Asked to review in this round: the named reviewer, else the reviewers of the owning division, else of the unit; guests; under an exception also the heads. */
	readonly asked: readonly string[];
	/** Those who are asked whether the unit holds an exception or not. */
	readonly askedWithout: readonly string[];
	/** Those of `asked` who are not authors. */
	readonly eligible: readonly string[];
	readonly heads: readonly string[];
	/** Heads who are not authors. */
	readonly eligibleHeads: readonly string[];
	readonly exception: { readonly id: string; readonly number: string } | null;
};

type VersionForReview = {
	unitId: string;
	round: number;
	reviewerId: string | null;
	document: { ownerDivisionId: string | null };
	authors: readonly { userId: string; round: number }[];
	guests: readonly { guestId: string | null }[];
};

/** Memberships in force today, of people whose accounts are active. */
export function activeMembership(day: string, unitId: string, anyOf: readonly Role[]): Prisma.MembershipWhereInput {
	return {
		unitId,
		roles: { hasSome: [...anyOf] },
		validFrom: { lte: toDbDate(day) },
		OR: [{ validTo: null }, { validTo: { gt: toDbDate(day) } }],
		user: { status: 'active' }
	};
}

export async function peopleWith(
	ctx: Ctx,
	unitId: string,
	anyOf: readonly Role[]
): Promise<{ userId: string; divisionId: string | null; roles: Role[] }[]> {
	return ctx.db.membership.findMany({
		where: activeMembership(today(ctx), unitId, anyOf),
		select: { userId: true, divisionId: true, roles: true }
	});
}

export async function headsOf(ctx: Ctx, unitId: string): Promise<string[]> {
	return [...new Set((await peopleWith(ctx, unitId, ['head'])).map((person) => person.userId))];
}

export async function officersOf(ctx: Ctx, unitId: string): Promise<string[]> {
	return [...new Set((await peopleWith(ctx, unitId, ['officer'])).map((person) => person.userId))];
}

/** The exception "one person reviews and approves" that holds in a unit today. */
export async function exceptionInForce(ctx: Ctx, unitId: string): Promise<{ id: string; number: string } | null> {
	const day = toDbDate(today(ctx));
	return ctx.db.sodException.findFirst({
		where: { unitId, endedAt: null, validFrom: { lte: day }, validTo: { gt: day } },
		orderBy: { validFrom: 'desc' },
		select: { id: true, number: true }
	});
}

/** People with a part in documents: below three of them a unit may hold the exception. */
export async function eligiblePeople(ctx: Ctx, unitId: string): Promise<number> {
	const people = await peopleWith(ctx, unitId, ['drafter', 'officer', 'reviewer', 'head']);
	return new Set(people.map((person) => person.userId)).size;
}

export async function reviewersOf(ctx: Ctx, version: VersionForReview): Promise<ReviewerFacts> {
	const people = await peopleWith(ctx, version.unitId, ['reviewer', 'head']);
	const exception = await exceptionInForce(ctx, version.unitId);
	return reviewerFacts(version, people, exception);
}

/** The same from what is known already: Home asks for many versions at once. */
export function reviewerFacts(
	version: VersionForReview,
	people: readonly { userId: string; divisionId: string | null; roles: readonly Role[] }[],
	exception: ReviewerFacts['exception']
): ReviewerFacts {
	const authors = new Set(version.authors.filter((author) => author.round === version.round).map((author) => author.userId));
	const reviewers = people.filter((person) => person.roles.includes('reviewer'));
	const heads = unique(people.filter((person) => person.roles.includes('head')).map((person) => person.userId));
	const guests = version.guests.flatMap((guest) => (guest.guestId ? [guest.guestId] : []));

	const askedWithout = unique([...namedOrTold(version, reviewers, authors), ...guests]);
	const asked = unique([...askedWithout, ...(exception ? heads : [])]);
	return {
		asked,
		askedWithout,
		eligible: asked.filter((id) => !authors.has(id)),
		heads,
		eligibleHeads: heads.filter((id) => !authors.has(id)),
		exception
	};
}

function namedOrTold(
	version: VersionForReview,
	reviewers: readonly { userId: string; divisionId: string | null }[],
	authors: ReadonlySet<string>
): string[] {
	if (version.reviewerId) return reviewers.some((person) => person.userId === version.reviewerId) ? [version.reviewerId] : [];
	const ofDivision = reviewers.filter(
		(person) => version.document.ownerDivisionId !== null && person.divisionId === version.document.ownerDivisionId
	);
	// A division whose only reviewers wrote the text leaves the review to the unit's others.
	const usable = ofDivision.some((person) => !authors.has(person.userId)) ? ofDivision : reviewers;
	return usable.map((person) => person.userId);
}

function unique(ids: readonly string[]): string[] {
	return [...new Set(ids)];
}

/**
 * Whether review and approval can both be done by two people who are not authors (or by one under the exception). Gives what is
 * missing, for the refusal `no_eligible_reviewer`.
 */
export function missingForReview(facts: ReviewerFacts): 'reviewer' | 'head' | 'second_person' | null {
	if (facts.eligibleHeads.length === 0) return 'head';
	if (facts.eligible.length === 0) return 'reviewer';
	if (facts.exception) return null;
	const twoPeople = facts.eligible.some((reviewer) => facts.eligibleHeads.some((head) => head !== reviewer));
	return twoPeople ? null : 'second_person';
}
