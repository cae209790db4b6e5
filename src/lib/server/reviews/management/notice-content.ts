import { fromDbDate } from '#lib/domain/shared/day.ts';
import type { SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
import type { LoadedReview } from './facts.ts';

/** The notice as it is sent: who comes, when and where, and who reports what. */
export function noticeContent(review: LoadedReview): SignedContent {
	return {
		number: review.number,
		title: review.title,
		day: fromDbDate(review.plannedOn),
		startsAt: review.startsAt,
		place: review.place,
		chair: review.chair.fullName,
		secretary: review.secretary.fullName,
		members: review.members.map(({ userId, user }) => ({ userId, name: user.fullName, position: positionOf(review, userId) })),
		inputs: review.inputs.map(({ code, clause, reporter }) => ({ code, clause, reporter: (reporter ?? review.secretary).fullName }))
	};
}

/** What somebody is in the unit today; empty for who is no longer of it. */
export function positionOf(review: LoadedReview, userId: string): string {
	const member = review.members.find((one) => one.userId === userId);
	return member?.user.memberships.find(({ unitId }) => unitId === review.unitId)?.position ?? '';
}
