import type { FigureRow } from '#lib/domain/reviews/management-inputs.ts';
import { letterhead } from '#lib/domain/documents/decision-words.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { dayOf, fromDbDate, isDay, type Day } from '#lib/domain/shared/day.ts';
import { formatDateTime, formatDay, formatNumber } from '#lib/format.ts';
import * as m from '#lib/paraglide/messages.js';
import { logRead } from '#lib/server/audit-trail/access-log.ts';
import { signaturesOf, type ShownSignature } from '#lib/server/corrective-actions/act-signatures.ts';
import type { InternalAuditPaperData, PaperConfirmation, PaperPart, PaperSheet } from '#lib/server/pdf/internal-audit-data.ts';
import { renderInternalAuditPaper } from '#lib/server/pdf/render.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { unitHeading } from '#lib/server/units/units-on-day.ts';
import { wordsOf } from '#lib/words.ts';
import { readFigures } from './figures/read.ts';
import { findReview, reviewSubject, type LoadedReview } from './facts.ts';
import { noticeContent } from './notice-content.ts';
import { readMinutes, readNotice, type PrintedMinutes, type PrintedNotice } from './printed.ts';
import { asKept } from './sign.ts';

export const reviewPapers = ['notice', 'minutes'] as const;
export type ReviewPaper = (typeof reviewPapers)[number];

const vi = { locale: 'vi' } as const;

/**
 * The notice or the minutes of a review as PDF, in Vietnamese, in the layout of NĐ 30/2020: the notice as it was sent, the minutes as they were
 * signed, until then as they stand. Noted in the access log.
 * @throws NotFound `management_review_not_found`; `file_not_found` for a paper that does not exist yet
 */
export async function reviewPaper(
	ctx: Ctx,
	reviewId: string,
	paper: ReviewPaper
): Promise<{ bytes: Uint8Array; fileName: string; contentType: string }> {
	const review = await findReview(ctx, reviewId);
	const subject = reviewSubject(review);
	if (!may(ctx.actor, 'management_review.read', subject)) {
		const shown = review.state === 'closed' && review.sharedAt !== null && may(ctx.actor, 'management_review.read_minutes', subject);
		if (!shown) throw new NotFound('management_review_not_found');
		if (paper !== 'minutes') throw new NotFound('file_not_found');
	}
	const sheet = paper === 'notice' ? noticeSheet(review) : minutesSheet(review, await signaturesIn(ctx, review));
	if (!sheet) throw new NotFound('file_not_found');
	const heading = await unitHeading(ctx, review.unitId, fromDbDate(review.heldOn) ?? today(ctx));
	const name = `${paper === 'notice' ? m.management_paper_notice({}, vi) : m.management_paper_minutes({}, vi)} ${review.number}`;
	const data: InternalAuditPaperData = {
		...letterhead({ name: heading.agency, above: heading.parentAgency ? [heading.parentAgency] : [] }),
		name,
		number: review.number,
		printedAt: formatDateTime(ctx.clock.now()),
		sheets: [sheet]
	};
	const bytes = await renderInternalAuditPaper(data, { createdAt: ctx.clock.now() });
	logRead(ctx, { action: 'export', unitId: review.unitId, detail: `management review ${review.number} ${paper}` });
	return { bytes, fileName: `${name}.pdf`.replaceAll('/', '-'), contentType: 'application/pdf' };
}

async function signaturesIn(ctx: Ctx, review: LoadedReview): Promise<ShownSignature[]> {
	if (review.state !== 'signing' && review.state !== 'closed') return [];
	return (await signaturesOf(ctx, 'management_review', [review.id])).get(review.id) ?? [];
}

function part(heading: string, paragraphs: readonly string[], more: Partial<PaperPart> = {}): PaperPart {
	return { heading, paragraphs: paragraphs.filter(Boolean), items: [], table: null, ...more };
}

const labelOf = (code: string) => wordsOf(`management_input_${code}`, {}, 'vi') ?? code;
const dayText = (day: string | null) => (day !== null && isDay(day) ? formatDay(day) : '–');
const line = (label: string, value: string) => (value ? `${label}: ${value}` : '');

function noticeSheet(review: LoadedReview): PaperSheet | null {
	if (review.notifiedAt === null) return null;
	const notice: PrintedNotice = readNotice(review.notice ?? noticeContent(review));
	return {
		title: m.management_paper_notice({}, vi),
		about: notice.title,
		day: dayOf(review.notifiedAt),
		decides: false,
		parts: [
			part('', [
				line(m.management_time({}, vi), `${notice.startsAt}, ${dayText(notice.day)}`),
				line(m.management_place({}, vi), notice.place),
				line(m.management_chair({}, vi), notice.chair),
				line(m.management_secretary({}, vi), notice.secretary),
				line(m.management_short_notice({}, vi), review.shortNoticeReason ?? '')
			]),
			part(m.management_members({}, vi), [], {
				table: {
					head: ['TT', m.management_person({}, vi), m.management_position({}, vi)],
					rows: notice.members.map(({ name, position }, at) => [String(at + 1), name, position])
				}
			}),
			part(m.management_inputs({}, vi), [], {
				table: {
					head: ['TT', m.management_input({}, vi), m.management_clause({}, vi), m.management_reporter({}, vi)],
					rows: notice.inputs.map(({ code, clause, reporter }, at) => [String(at + 1), labelOf(code), clause, reporter])
				}
			})
		],
		confirmations: [byHand(m.management_chair({}, vi), notice.chair)]
	};
}

function minutesSheet(review: LoadedReview, signatures: readonly ShownSignature[]): PaperSheet | null {
	if (review.heldOn === null || review.state === 'cancelled') return null;
	const minutes: PrintedMinutes = readMinutes(asKept(review));
	const signed = (meaning: string) => signatures.filter((one) => one.meaning === meaning).at(-1) ?? null;
	const secretary = signed('keep_minutes');
	const chair = review.state === 'closed' ? signed('sign_review') : null;
	const held: Day = fromDbDate(review.heldOn);
	const missing = minutes.inputs.filter(({ source }) => source === 'not_available');
	return {
		title: m.management_paper_minutes({}, vi),
		about: minutes.title,
		day: held,
		decides: false,
		parts: [
			part('', [
				line(m.management_time({}, vi), `${minutes.startsAt}–${minutes.endedAt ?? '…'}, ${formatDay(held)}`),
				line(m.management_place({}, vi), minutes.place),
				line(m.management_standard({}, vi), minutes.standard),
				line(m.management_period({}, vi), `${dayText(minutes.periodFrom)} – ${formatDay(held)}`),
				minutes.firstPlannedOn === minutes.plannedOn ? '' : line(m.management_first_day({}, vi), dayText(minutes.firstPlannedOn))
			]),
			part(m.management_members({}, vi), [], {
				table: {
					head: ['TT', m.management_person({}, vi), m.management_position({}, vi), m.management_attendance({}, vi)],
					rows: minutes.members.map(({ name, position, present, absentReason }, at) => [
						String(at + 1),
						name,
						position,
						present === true ? m.management_present({}, vi) : [m.management_absent({}, vi), absentReason ?? ''].filter(Boolean).join(': ')
					])
				}
			}),
			...minutes.inputs.map((input, at) =>
				part(`${at + 1}. ${labelOf(input.code)}${input.clause ? ` (${input.clause})` : ''}`, inputLines(input), {
					items: figureLines(input.figures)
				})
			),
			part(m.management_not_available_inputs({}, vi), missing.length === 0 ? [m.management_all_available({}, vi)] : [], {
				items: missing.map(({ code, missing: reason }) => `${labelOf(code)}: ${reason}`)
			}),
			part(m.management_decisions({}, vi), minutes.decisions.length === 0 ? [m.management_no_decisions({}, vi)] : [], {
				table:
					minutes.decisions.length === 0
						? null
						: {
								head: [
									'TT',
									m.management_what({}, vi),
									m.management_kind({}, vi),
									m.management_responsible({}, vi),
									m.management_due({}, vi)
								],
								rows: minutes.decisions.map(({ what, kind, responsible, dueOn }, at) => [
									String(at + 1),
									what,
									wordsOf(`management_kind_${kind}`, {}, 'vi') ?? kind,
									responsible,
									dayText(dueOn)
								])
							}
			}),
			part(m.management_conclusion({}, vi), [minutes.conclusion || '–'])
		],
		confirmations: [
			secretary
				? confirmation(m.management_secretary({}, vi), secretary)
				: byHand(m.management_secretary({}, vi), review.secretary.fullName),
			chair ? confirmation(m.management_chair({}, vi), chair) : byHand(m.management_chair({}, vi), review.chair.fullName)
		]
	};
}

function inputLines(input: PrintedMinutes['inputs'][number]): string[] {
	const source =
		input.source === 'eiso'
			? m.management_from_eiso({ day: dayText(input.figuresOn) }, vi)
			: input.source === 'typed'
				? m.management_from_typed({ source: input.textSource, day: dayText(input.textOn) }, vi)
				: input.source === 'not_available'
					? m.management_from_nothing({ reason: input.missing }, vi)
					: m.management_from_nobody({}, vi);
	return [
		line(m.management_reporter({}, vi), input.reporter),
		source,
		input.text,
		line(m.management_discussion({}, vi), input.discussion),
		line(m.management_input_conclusion({}, vi), input.conclusion)
	];
}

/** A line for each group of figures, then what it names. */
function figureLines(kept: unknown): string[] {
	return (readFigures(kept)?.groups ?? []).flatMap(({ group, rows, items }) => [
		...[line(wordsOf(`management_group_${group}`, {}, 'vi') ?? group, rows.map(figureText).join('; '))].filter(Boolean),
		...items.map(({ label, text }) => [label, text].filter(Boolean).join(': '))
	]);
}

function figureText({ name, value }: FigureRow): string {
	const shown = value === null ? '–' : typeof value === 'number' ? formatNumber(value, vi) : value;
	return `${wordsOf(`management_figure_${name}`, {}, 'vi') ?? name} ${shown}${name.endsWith('_rate') && value !== null ? '%' : ''}`;
}

function confirmation(party: string, signature: ShownSignature): PaperConfirmation {
	return {
		party,
		name: signature.signerName,
		position: signature.position,
		when: formatDateTime(signature.signedAt),
		meaning: signature.meaningText,
		hash: signature.contentSha256
	};
}

function byHand(party: string, below: string): PaperConfirmation {
	return { party, name: '', position: '', when: '', meaning: '', hash: '', below };
}
