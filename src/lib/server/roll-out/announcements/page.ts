import { announcementPhase } from '#lib/domain/roll-out/announcements/lifecycle.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { membershipIn } from '#lib/domain/permissions/actor.ts';
import { correctionSentence, withdrawalSentence } from '#lib/domain/roll-out/announcements/sentences.ts';
import { addDays, daysBetween, fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { contentHash, isAsSigned, signaturesOf } from '#lib/server/corrective-actions/act-signatures.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { papersOf } from '#lib/server/signatures/papers.ts';
import { unitHeading, unitNameOn } from '#lib/server/units/units-on-day.ts';
import { asJson, frozenContent, prepare } from './content.ts';
import { correctionsOf } from './correct.ts';
import { loadAnnouncement } from './facts.ts';
import { isAnnounced } from './outside-papers.ts';
import { announcementRules } from './rules.ts';
import { missingOf } from './sign.ts';

/** One announcement with all that its page shows and asks. @throws NotFound */
export async function announcementPage(ctx: Ctx, id: string) {
	const { announcement, subject } = await loadAnnouncement(ctx, id);
	const { unitId } = announcement;
	const day = today(ctx);
	const phase = announcementPhase(announcement, day);
	const isDraft = announcement.state === 'draft';
	const [prepared, signatures, unitName, rules, people, options, createdBy, next, heading] = await Promise.all([
		isDraft ? prepare(ctx, announcement) : null,
		signaturesOf(ctx, 'announcement', [id]),
		unitNameOn(ctx, unitId, day),
		announcementRules(ctx),
		namesOf(
			ctx,
			announcement.sendings.flatMap(({ sentById, answeredById }) => [sentById, answeredById])
		),
		isDraft ? draftOptions(ctx, unitId) : null,
		ctx.db.user.findUnique({ where: { id: announcement.createdById }, select: { fullName: true } }),
		ctx.db.announcement.findFirst({
			where: { supersedesId: id, state: { in: ['signed', 'withdrawn'] } },
			orderBy: { signedAt: 'desc' },
			select: { id: true, number: true, decisionNumber: true }
		}),
		unitHeading(ctx, unitId, day)
	]);
	const frozen = frozenContent(announcement);
	const own = signatures.get(id) ?? [];
	const signature = own.find(({ meaning }) => meaning === 'sign_announcement') ?? null;
	const last = announcement.sendings.at(-1) ?? null;
	const manage = may(ctx.actor, 'announcement.manage', subject);
	const sign = may(ctx.actor, 'announcement.sign', subject);
	const receive = may(ctx.actor, 'announcement.receive', subject);
	const waitsForAnswer = last !== null && last.answeredById === null;
	const missing = prepared && missingOf(announcement, prepared);
	const held = membershipIn(ctx.actor, unitId, ['head']);
	const content = prepared?.content ?? frozen?.content ?? null;
	const english = ctx.locale === 'en';
	return {
		id,
		unitId,
		unitName,
		parentName: heading.parentAgency,
		number: announcement.number,
		rowVersion: announcement.rowVersion,
		kind: announcement.kind,
		state: announcement.state,
		phase,
		takenOn: announcement.takenOn,
		standardCode: announcement.standardCode,
		standardName: english ? announcement.standard.nameEn : announcement.standard.nameVi,
		decisionNumber: announcement.decisionNumber,
		decisionDate: announcement.decisionDate,
		effectiveOn: announcement.effectiveOn,
		effectiveTo: announcement.effectiveTo,
		endedFor: announcement.endedFor,
		words: content ?? announcement.words,
		services: announcement.services.map(({ id, code, name, field, procedureCode }) => ({ id, code, name, field, procedureCode })),
		change: prepared && prepared.predecessor ? { added: [...prepared.change.added], removed: [...prepared.change.removed] } : null,
		predecessor: prepared
			? prepared.replaced && { id: prepared.replaced.id, name: prepared.replaced.decisionNumber }
			: announcement.supersedes && { id: announcement.supersedes.id, name: announcement.supersedes.decisionNumber },
		successor: next && { id: next.id, name: next.decisionNumber || next.number },
		confirmation: announcement.confirmation && {
			...announcement.confirmation,
			confirmedOn: fromDbDate(announcement.confirmation.confirmedOn)
		},
		confirmationId: announcement.confirmationId,
		options,
		missing,
		submittedAt: announcement.submittedAt,
		returnedReason: announcement.returnedReason,
		createdBy: createdBy?.fullName ?? '',
		createdAt: announcement.createdAt,
		sentence: prepared?.sentence ?? null,
		sha256: prepared ? contentHash(asJson(prepared.content)) : null,
		signer: held && ctx.actor.kind === 'user' ? { fullName: ctx.actor.fullName, position: held.position } : null,
		signature,
		asSigned: signature && frozen ? isAsSigned(signature, asJson(frozen.content)) : null,
		corrections: isDraft ? [] : await correctionsOf(ctx, id),
		correction:
			!isDraft && announcement.decisionDate
				? correctionSentence({ number: announcement.decisionNumber, date: formatDay(announcement.decisionDate) })
				: null,
		/** What a head would sign to take it back. */
		withdrawalSentence: withdrawalSentence({ decisionNumber: announcement.decisionNumber, upcoming: phase === 'upcoming' }),
		withdrawal: own.find(({ meaning }) => meaning === 'withdraw_announcement') ?? null,
		/** What was signed outside eISO. */
		outsidePapers: isDraft ? [] : await papersOf(ctx, 'announcement', id),
		withdrawReason: announcement.withdrawReason,
		postedUrl: announcement.postedUrl,
		postedOn: announcement.postedOn,
		sendings: announcement.sendings.map((one) => ({
			number: one.number,
			sentOn: fromDbDate(one.sentOn),
			sentBy: people.get(one.sentById) ?? '',
			note: one.note,
			receivedOn: fromDbDate(one.receivedOn),
			returnedOn: fromDbDate(one.returnedOn),
			returnedReason: one.returnedReason,
			answeredBy: one.answeredById ? (people.get(one.answeredById) ?? '') : ''
		})),
		/** Days left for sending it; null where nothing is asked. */
		daysToSend:
			(phase === 'in_force' || phase === 'upcoming') &&
			announcement.state === 'signed' &&
			!announcement.takenOn &&
			announcement.decisionDate &&
			(last === null || last.returnedOn !== null)
				? daysBetween(day, addDays(announcement.decisionDate, rules.sendDays))
				: null,
		today: day,
		may: {
			edit: manage && isDraft && !announcement.submittedAt,
			submit: manage && isDraft && !announcement.submittedAt && missing === null && !sign,
			recall: manage && isDraft && announcement.submittedAt !== null && !sign,
			cancel: manage && isDraft,
			sign: sign && isDraft && missing === null,
			return: sign && isDraft && announcement.submittedAt !== null,
			correct: sign && isAnnounced(announcement),
			withdraw: sign && announcement.state === 'signed' && (phase === 'in_force' || phase === 'upcoming'),
			send: manage && announcement.state === 'signed' && (last === null || last.returnedOn !== null),
			receive: receive && waitsForAnswer,
			post: manage && (announcement.state === 'signed' || announcement.state === 'withdrawn'),
			attach: manage && isAnnounced(announcement)
		}
	};
}
export type AnnouncementPage = Awaited<ReturnType<typeof announcementPage>>;

async function namesOf(ctx: Ctx, ids: readonly (string | null)[]): Promise<Map<string, string>> {
	const wanted = [...new Set(ids.filter((id) => id !== null))];
	if (wanted.length === 0) return new Map();
	const rows = await ctx.db.user.findMany({ where: { id: { in: wanted } }, select: { id: true, fullName: true } });
	return new Map(rows.map(({ id, fullName }) => [id, fullName]));
}

/** Editions and signed confirmations to choose from. */
export async function draftOptions(ctx: Ctx, unitId: string) {
	const [standards, confirmations] = await Promise.all([
		ctx.db.standard.findMany({ orderBy: { sortOrder: 'desc' } }),
		ctx.db.systemConfirmation.findMany({
			where: { unitId, state: 'signed', effective: true },
			orderBy: { confirmedOn: 'desc' },
			select: { id: true, number: true, confirmedOn: true }
		})
	]);
	const english = ctx.locale === 'en';
	return {
		standards: standards.map(({ code, nameVi, nameEn }) => ({ value: code, label: english ? nameEn : nameVi })),
		confirmations: confirmations.map(({ id, number, confirmedOn }) => ({ id, number, confirmedOn: fromDbDate(confirmedOn) }))
	};
}
