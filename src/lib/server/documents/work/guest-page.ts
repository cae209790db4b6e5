import { may } from '#lib/domain/permissions/decide.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { guestCandidates, guestTargets, loadGuestReview } from '../guest-reviews.ts';
import { unitOn } from '../unit-facts.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadVersion } from '../version-facts.ts';

/** Whom a unit can ask for a reviewer of one version. @throws Forbidden, NotFound */
export async function askGuestPage(ctx: Ctx, versionId: string) {
	const { version, subject } = await loadVersion(ctx, versionId);
	authorize(ctx, 'guest_review.ask', subject);
	const targets = await guestTargets(ctx, version.unitId);
	return { id: version.id, code: version.document.code, title: version.title, targets };
}

/** A request for a guest reviewer as the asked unit sees it: what for, why, and who could do it. */
export async function guestReviewPage(ctx: Ctx, guestReviewId: string) {
	const review = await loadGuestReview(ctx, guestReviewId);
	const mayAppoint = may(ctx.actor, 'guest_review.appoint', { unitId: review.askedOfUnitId });
	const [unit, candidates] = await Promise.all([
		unitOn(ctx, review.version.unitId, today(ctx)),
		mayAppoint && review.state === 'asked' ? guestCandidates(ctx, review) : Promise.resolve([])
	]);
	return {
		id: review.id,
		state: review.state,
		rowVersion: review.rowVersion,
		reason: review.reason,
		code: review.version.document.code,
		title: review.version.title,
		unit: unit?.name ?? '',
		candidates: candidates.map((person) => ({ value: person.userId, label: person.fullName })),
		may: { appoint: mayAppoint && review.state === 'asked' }
	};
}
