import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { withPredecessors, type Actor } from '#lib/domain/permissions/actor.ts';
import { decide, type Subject } from '#lib/domain/permissions/decide.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { reviewersOf, type ReviewerFacts } from './eligibility.ts';

/** What every command about a version needs to know of it. */
export const versionSelect = {
	id: true,
	documentId: true,
	unitId: true,
	issueNo: true,
	revisionNo: true,
	title: true,
	summary: true,
	changeClass: true,
	state: true,
	round: true,
	origin: true,
	structured: true,
	rowVersion: true,
	pdfSha256: true,
	pdfName: true,
	pdfPages: true,
	sourceSha256: true,
	sourceName: true,
	sourceType: true,
	reviewerId: true,
	submittedById: true,
	exceptionId: true,
	issueBatchId: true,
	effectiveFrom: true,
	effectiveTo: true,
	createdById: true,
	unit: { select: { numberingScheme: true } },
	document: {
		select: {
			id: true,
			code: true,
			kindCode: true,
			title: true,
			visibility: true,
			status: true,
			parentId: true,
			ownerDivisionId: true,
			kind: { select: { pdfRequired: true, sourceRequired: true } },
			drafters: { select: { userId: true } },
			audience: { select: { kind: true, divisionId: true, role: true, userId: true } }
		}
	},
	authors: { select: { userId: true, round: true } },
	acts: { where: { event: 'pass', voidedAt: null }, select: { userId: true, round: true, position: true } },
	guests: { where: { state: 'appointed' }, select: { guestId: true } }
} as const satisfies Prisma.VersionSelect;

export type LoadedVersion = Prisma.VersionGetPayload<{ select: typeof versionSelect }>;

/**
 * The facts that `decide` asks for reading: no query needed. Authors of any round read, as in `visibleVersions`: whoever wrote a
 * text may go on reading it.
 */
export function readingSubject(actor: Actor, version: LoadedVersion, day: string): Subject {
	return {
		unitId: version.unitId,
		phase: phaseOn(
			{ state: version.state, effectiveFrom: fromDbDate(version.effectiveFrom), effectiveTo: fromDbDate(version.effectiveTo) },
			day
		),
		visibility: version.document.visibility,
		inAudience: isInAudience(actor, version.unitId, version.document.audience),
		authorIds: [...new Set(version.authors.map((author) => author.userId))],
		drafterIds: version.document.drafters.map((drafter) => drafter.userId),
		guestIds: version.guests.flatMap((guest) => (guest.guestId ? [guest.guestId] : [])),
		teamIds: actor.kind === 'user' && actor.auditedDocumentIds.includes(version.documentId) ? [actor.userId] : []
	};
}

export type AudienceLine = LoadedVersion['document']['audience'][number];

export function isInAudience(actor: Actor, unitId: string, lines: readonly AudienceLine[]): boolean {
	if (actor.kind !== 'user') return false;
	const memberships = actor.memberships.filter((m) => withPredecessors(actor, m.unitId).includes(unitId));
	return lines.some((line) => {
		if (line.kind === 'person') return line.userId === actor.userId;
		if (line.kind === 'unit') return memberships.length > 0;
		if (line.kind === 'division') return actor.memberships.some((m) => m.divisionId !== null && m.divisionId === line.divisionId);
		return memberships.some((m) => line.role !== null && m.roles.includes(line.role));
	});
}

/** A version that this actor may read, with the facts for decisions about acts. What they may not see does not exist: 404. */
export async function loadVersion(
	ctx: Ctx,
	versionId: string
): Promise<{ version: LoadedVersion; subject: Subject; reviewers: ReviewerFacts }> {
	const version = isUuid(versionId) ? await ctx.db.version.findUnique({ where: { id: versionId }, select: versionSelect }) : null;
	if (!version) throw new NotFound('version_not_found');
	const reading = readingSubject(ctx.actor, version, today(ctx));
	if (!decide(ctx.actor, 'version.read', reading).allowed) throw new NotFound('version_not_found');
	const reviewers = await reviewersOf(ctx, version);
	return { version, subject: actSubject(reading, version, reviewers), reviewers };
}

/** Adds who is asked to review and who passed in this round. */
export function actSubject(reading: Subject, version: LoadedVersion, reviewers: ReviewerFacts): Subject {
	return {
		...reading,
		authorIds: version.authors.filter((author) => author.round === version.round).map((author) => author.userId),
		reviewerIds: reviewers.asked,
		passerIds: version.acts.flatMap((act) => (act.round === version.round && act.userId ? [act.userId] : []))
	};
}
