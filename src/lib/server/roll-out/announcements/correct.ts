import { correctionSentence } from '#lib/domain/roll-out/announcements/sentences.ts';
import { fromDbDate, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, tidy } from '#lib/server/documents/input.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { bump, loadAnnouncement, recordAct, type Announcement } from './facts.ts';
import { tell } from './sign.ts';

/**
 * A head puts a wrong number or date of a signed decision right, with password and reason. A row keeps old and new; what was signed stays as it
 * was in the content and its papers, and everything that lists announcements shows the new number. Recorded as `announcement.correct`.
 * @throws NotFound, Forbidden; Invalid `decisionNumber` (`unchanged`), `decisionDate` (after today, after the first day, after it was sent),
 * `reason`; Conflict `signature_refused`, `stale`, `illegal_transition` (not signed), `announcement_decision_used`
 */
export async function correctAnnouncement(
	ctx: Ctx,
	input: { id: string; rowVersion: number; password: string; decisionNumber: string; decisionDate: Day; reason: string }
): Promise<void> {
	const shown = await loadAnnouncement(ctx, input.id);
	authorize(ctx, 'announcement.sign', shown.subject);
	const reason = requireReason(input.reason, 'reason');
	const { unitId } = shown.announcement;
	const signer = await proveSigner(ctx, unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		const role = authorize(ctx, 'announcement.sign', subject);
		if (announcement.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: announcement.rowVersion });
		const { state, decisionNumber, decisionDate } = announcement;
		if ((state !== 'signed' && state !== 'withdrawn') || decisionDate === null)
			throw new Conflict('illegal_transition', { state, event: 'correct' });
		const now = { number: tidy(input.decisionNumber), date: input.decisionDate };
		requireFits(ctx, announcement, now);
		await requireUnused(ctx, announcement, now);
		const number = (await ctx.db.announcementCorrection.count({ where: { announcementId: announcement.id } })) + 1;
		const sentence = correctionSentence({ number: decisionNumber, date: formatDay(decisionDate) });
		const signature = await signAct(ctx, {
			subjectType: 'announcement',
			subjectId: announcement.id,
			meaning: 'correct_announcement',
			meaningText: sentence.vi,
			unitId,
			signer,
			content: { number: announcement.number, from: { number: decisionNumber, date: decisionDate }, to: now, reason }
		});
		await ctx.db.announcementCorrection.create({
			data: {
				announcementId: announcement.id,
				number,
				oldNumber: decisionNumber,
				oldDate: toDbDate(decisionDate),
				newNumber: now.number,
				newDate: toDbDate(now.date),
				reason,
				signatureId: signature.id,
				correctedAt: ctx.clock.now()
			}
		});
		await bump(ctx, announcement.id, announcement.rowVersion, { decisionNumber: now.number, decisionDate: toDbDate(now.date) });
		await recordAct(
			ctx,
			announcement,
			'correct',
			role,
			{ decisionNumber: now.number, decisionDate: now.date, content: signature.contentSha256 },
			{ before: { decisionNumber, decisionDate }, comment: reason }
		);
		const to = [...(await officersOf(ctx, unitId)), ...(announcement.sendings.length > 0 ? await coordinatorsOf(ctx) : [])];
		await tell(ctx, { ...announcement, decisionNumber: now.number }, 'announcement_corrected', to, reason);
	});
}

type Decided = { readonly number: string; readonly date: Day };

function requireFits(ctx: Ctx, announcement: Announcement, now: Decided): void {
	const faults: Record<string, string> = {};
	if (now.number === announcement.decisionNumber && now.date === announcement.decisionDate) faults.decisionNumber = 'unchanged';
	const sent = announcement.sendings.map(({ sentOn }) => fromDbDate(sentOn)).toSorted()[0];
	if (sent !== undefined && now.date > sent) faults.decisionDate = 'after_sending';
	if (announcement.effectiveOn !== null && now.date > announcement.effectiveOn) faults.decisionDate = 'after_effect';
	if (now.date > today(ctx)) faults.decisionDate = 'day_in_future';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
}

/** @throws Conflict `announcement_decision_used` */
async function requireUnused(ctx: Ctx, { id, unitId }: Announcement, now: Decided): Promise<void> {
	const [used] = await ctx.db.$queryRaw<{ number: string }[]>`
		select number from announcement where unit_id = ${unitId}::uuid and state in ('signed', 'withdrawn') and id <> ${id}::uuid
			and upper(decision_number) = upper(${now.number}) and extract(year from decision_date) = extract(year from ${now.date}::date)`;
	if (used) throw new Conflict('announcement_decision_used', { number: used.number });
}

/** The corrections of an announcement, the first ahead, with who signed. No question of rights. */
export async function correctionsOf(ctx: Ctx, announcementId: string) {
	const rows = await ctx.db.announcementCorrection.findMany({
		where: { announcementId },
		orderBy: { number: 'asc' },
		include: { signature: { select: { signerName: true, position: true } } }
	});
	return rows.map(({ number, oldNumber, oldDate, newNumber, newDate, reason, correctedAt, signature }) => ({
		...{ number, oldNumber, newNumber, reason, at: correctedAt, by: `${signature.signerName}, ${signature.position}` },
		oldDate: fromDbDate(oldDate),
		newDate: fromDbDate(newDate)
	}));
}
