import { fromDbDate } from '#lib/domain/shared/day.ts';
import type { SignedContent } from '#lib/server/corrective-actions/act-signatures.ts';
import type { LoadedReview } from './facts.ts';
import { positionOf } from './notice-content.ts';

export type MinutesGap = { readonly code: 'inputs' | 'attendance' | 'conclusion' | 'ended' | 'chair_absent'; readonly count: number };

/** What the minutes still wait for; nothing: they can be handed over. */
export function minutesGaps(review: LoadedReview): MinutesGap[] {
	const chair = review.members.find(({ userId }) => userId === review.chairId);
	const counts: [MinutesGap['code'], number][] = [
		['inputs', review.inputs.filter(({ source }) => source === null).length],
		['attendance', review.members.filter(({ present }) => present === null).length],
		['chair_absent', chair?.present === false ? 1 : 0],
		['conclusion', review.conclusion === '' ? 1 : 0],
		['ended', review.endedAt === null ? 1 : 0]
	];
	return counts.flatMap(([code, count]) => (count > 0 ? [{ code, count }] : []));
}

/** The minutes as they are handed over and signed: plain values, days as `2026-11-26`. */
export function minutesContent(review: LoadedReview): SignedContent {
	const day = (date: Date | null) => fromDbDate(date);
	return {
		number: review.number,
		title: review.title,
		standard: review.standard.nameVi,
		heldOn: day(review.heldOn),
		startsAt: review.startsAt,
		endedAt: review.endedAt,
		place: review.place,
		plannedOn: day(review.plannedOn),
		firstPlannedOn: day(review.firstPlannedOn),
		periodFrom: day(review.periodFrom),
		chair: review.chair.fullName,
		secretary: review.secretary.fullName,
		members: review.members.map(({ userId, user, present, absentReason }) => ({
			userId,
			name: user.fullName,
			position: positionOf(review, userId),
			present,
			absentReason
		})),
		inputs: review.inputs.map((input) => ({
			id: input.id,
			code: input.code,
			clause: input.clause,
			reporter: (input.reporter ?? review.secretary).fullName,
			source: input.source,
			figures: input.figures,
			figuresOn: day(input.figuresOn),
			text: input.text,
			textSource: input.textSource,
			textOn: day(input.textOn),
			missing: input.missing,
			discussion: input.discussion,
			conclusion: input.conclusion
		})),
		decisions: review.decisions.map(({ id, inputId, kind, follow, what, responsible, dueOn, document }) => ({
			id,
			inputId,
			kind,
			follow,
			what,
			responsible: responsible.fullName,
			dueOn: day(dueOn),
			document: document?.code ?? null
		})),
		conclusion: review.conclusion
	};
}
