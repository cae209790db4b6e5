import { groupsOf, type FrozenFigures } from '#lib/domain/reviews/management-inputs.ts';
import { reviewNoticeDays } from '#lib/domain/reviews/management-lifecycle.ts';
import { chairSentence, handOverSentence } from '#lib/domain/reviews/management-sentences.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { addDays, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { contentHash, isAsSigned, signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { formatNumber } from '#lib/format.ts';
import { visibleVersions } from '#lib/server/permissions/visible.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitNameOn } from '#lib/server/units/units-on-day.ts';
import { wordsOf } from '#lib/words.ts';
import { readFigures } from './figures/read.ts';
import { findReview, reviewSubject, type LoadedReview } from './facts.ts';
import { minutesGaps } from './minutes-content.ts';
import { peopleChoices } from './new-page.ts';
import { positionOf } from './notice-content.ts';
import { asKept, countsOf } from './sign.ts';

export type ReviewPage = Awaited<ReturnType<typeof reviewPage>>;
export type ShownInput = ReviewPage['inputs'][number];
export type ShownDecision = ReviewPage['decisions'][number];

/**
 * A review for those who see it whole, and its signed minutes for all staff of the unit once a head shows them.
 * @throws NotFound `management_review_not_found`
 */
export async function reviewPage(ctx: Ctx, reviewId: string) {
	const review = await findReview(ctx, reviewId);
	const subject = reviewSubject(review);
	const { actor } = ctx;
	const all = may(actor, 'management_review.read', subject);
	const minutesOnly = review.state === 'closed' && review.sharedAt !== null && may(actor, 'management_review.read_minutes', subject);
	if (!all && !minutesOnly) throw new NotFound('management_review_not_found');
	const me = userIdOf(actor);
	const is = (...states: readonly LoadedReview['state'][]) => states.includes(review.state);
	const reports = may(actor, 'management_review.report', subject);
	const conducts = is('in_session') && may(actor, 'management_review.conduct', subject);
	const plans = is('planned') && may(actor, 'management_review.plan', subject);
	const signatures = (await signaturesOf(ctx, 'management_review', [review.id])).get(review.id) ?? [];
	const kept = asKept(review);
	const counts = countsOf(review);
	const raised = review.decisions.filter(({ follow }) => follow !== 'step').length;
	const day = today(ctx);
	const locale = ctx.locale === 'en' ? 'en' : 'vi';
	return {
		id: review.id,
		all,
		unitId: review.unitId,
		unit: await unitNameOn(ctx, review.unitId, day),
		number: review.number,
		title: review.title,
		state: review.state,
		rowVersion: review.rowVersion,
		standard: locale === 'en' ? review.standard.nameEn : review.standard.nameVi,
		place: review.place,
		plannedOn: review.plannedDay,
		startsAt: review.startsAt,
		firstPlannedOn: fromDbDate(review.firstPlannedOn),
		periodFrom: fromDbDate(review.periodFrom),
		heldOn: fromDbDate(review.heldOn),
		endedAt: review.endedAt,
		conclusion: review.conclusion,
		chair: { id: review.chairId, name: review.chair.fullName },
		secretary: { id: review.secretaryId, name: review.secretary.fullName },
		shortNoticeReason: review.shortNoticeReason,
		notifiedAt: review.notifiedAt,
		closedAt: review.closedAt,
		sharedAt: review.sharedAt,
		stateReason: review.stateReason,
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
			label: wordsOf(`management_input_${input.code}`, {}, locale) ?? input.code,
			clause: input.clause,
			reporterId: input.reporterId,
			reporter: (input.reporter ?? review.secretary).fullName,
			source: input.source,
			figures: figuresInWords(readFigures(input.figures), locale),
			figuresOn: fromDbDate(input.figuresOn),
			text: input.text,
			textSource: input.textSource,
			textOn: fromDbDate(input.textOn),
			missing: input.missing,
			discussion: input.discussion,
			conclusion: input.conclusion,
			rowVersion: input.rowVersion,
			/** Whether eISO has figures of it. */
			known: groupsOf(review.standard.edition, input.code).length > 0,
			canReport: is('planned', 'notified', 'in_session') && (reports || (me !== null && input.reporterId === me && all))
		})),
		decisions: review.decisions.map((decision) => ({
			id: decision.id,
			position: decision.position,
			inputId: decision.inputId,
			kind: decision.kind,
			follow: decision.follow,
			what: decision.what,
			responsibleId: decision.responsibleId,
			responsible: decision.responsible.fullName,
			dueOn: fromDbDate(decision.action?.dueOn ?? decision.dueOn),
			documentId: decision.documentId,
			rowVersion: decision.rowVersion,
			document: decision.document,
			...inWords(statusOf(decision, day), locale),
			result: decision.result,
			doneOn: fromDbDate(decision.doneOn),
			canReport:
				is('closed') &&
				decision.follow === 'step' &&
				decision.doneOn === null &&
				all &&
				may(actor, 'management_review.report_step', reviewSubject(review, [decision.responsibleId]))
		})),
		gaps: is('in_session') && all ? minutesGaps(review) : [],
		signatures: signatures.map((signature) => ({ ...signature, asSigned: isAsSigned(signature, kept) })),
		minutesSha256: contentHash(kept),
		sentences: { handOver: handOverSentence(review, counts), sign: chairSentence(review, { decisions: counts.decisions, raised }) },
		people: all && (plans || conducts) ? await peopleChoices(ctx, review.unitId) : [],
		documents: all && conducts ? await documentChoices(ctx, review.unitId) : [],
		signer: {
			fullName: me === review.chairId ? review.chair.fullName : review.secretary.fullName,
			position: positionOf(review, me === review.chairId ? review.chairId : review.secretaryId)
		},
		shortNotice: review.plannedDay < addDays(day, reviewNoticeDays),
		can: {
			plan: plans,
			takeFigures: is('planned', 'notified', 'in_session') && reports && review.inputs.some(({ source }) => source === null),
			start: is('notified') && may(actor, 'management_review.conduct', subject),
			tooEarly: review.plannedDay > day,
			conduct: conducts,
			handOver: is('in_session') && may(actor, 'management_review.hand_over', subject),
			sign: is('signing') && me === review.chairId && may(actor, 'management_review.sign', subject),
			share: is('closed') && review.sharedAt === null && may(actor, 'management_review.share', subject),
			postpone: is('planned', 'notified') && may(actor, 'management_review.direct', subject),
			cancel: is('planned', 'notified', 'in_session') && may(actor, 'management_review.direct', subject)
		},
		papers: { notice: all && is('notified', 'in_session', 'signing', 'closed'), minutes: is('in_session', 'signing', 'closed') }
	};
}

/** Documents of the unit that a change can be asked of. */
async function documentChoices(ctx: Ctx, unitId: string) {
	const rows = await ctx.db.document.findMany({
		where: { unitId, status: 'open', versions: { some: visibleVersions(ctx.actor, 'version.read', today(ctx)) } },
		orderBy: [{ codeSort: 'asc' }, { id: 'asc' }],
		select: { id: true, code: true, title: true }
	});
	return rows.map(({ id, code, title }) => ({ value: id, label: code, hint: title }));
}

/** How a decision stands today: a word for its state, where it goes on, whether it is late. */
function statusOf(
	{ follow, actionId, action, changeRequestId, changeRequest, doneOn, dueOn }: LoadedReview['decisions'][number],
	day: Day
): { status: string; href: string | null; reference: string | null; late: boolean } {
	const late = (due: Date | null, done: boolean) => !done && due !== null && fromDbDate(due) < day;
	if (action && actionId)
		return {
			status: `action_${action.state}`,
			href: `/corrective-actions/${actionId}`,
			reference: action.number,
			late: late(action.dueOn, action.state === 'closed' || action.state === 'verifying')
		};
	if (changeRequest && changeRequestId)
		return {
			status: `request_${changeRequest.state}`,
			href: `/change-requests/${changeRequestId}`,
			reference: changeRequest.number,
			late: late(dueOn, ['done', 'declined', 'cancelled'].includes(changeRequest.state))
		};
	return {
		status: follow === 'step' ? (doneOn === null ? 'step_open' : 'step_done') : 'waits_for_signature',
		href: null,
		reference: null,
		late: follow === 'step' && late(dueOn, doneOn !== null)
	};
}

function inWords<Of extends { status: string }>(of: Of, locale: 'vi' | 'en'): Of & { statusLabel: string } {
	return { ...of, statusLabel: wordsOf(`management_status_${of.status}`, {}, locale) ?? of.status };
}

function figuresInWords(figures: FrozenFigures | null, locale: 'vi' | 'en') {
	if (!figures) return null;
	return {
		from: figures.from,
		to: figures.to,
		groups: figures.groups.map(({ group, rows, items }) => ({
			group,
			label: wordsOf(`management_group_${group}`, {}, locale) ?? group,
			rows: rows.map(({ name, value, href }) => ({
				name,
				label: wordsOf(`management_figure_${name}`, {}, locale) ?? name,
				value:
					value === null
						? '–'
						: `${typeof value === 'number' ? formatNumber(value, { locale }) : value}${name.endsWith('_rate') ? '%' : ''}`,
				href
			})),
			items
		}))
	};
}
