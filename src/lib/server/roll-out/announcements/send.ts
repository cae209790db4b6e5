import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { announcementProofs } from '../announcement-proofs.ts';
import { lockMembersOf, loseProof } from '../lose-proof.ts';
import { bump, loadAnnouncement, recordAct, type Announcement } from './facts.ts';
import { tell } from './sign.ts';

type At = { id: string; rowVersion: number };

/**
 * The unit says on which day it sent the announcement to the Department; again once it was given back. The coordinators are told.
 * @throws NotFound, Forbidden, Invalid `sentOn` (before the decision, after today); Conflict `stale`, `illegal_transition`, `announcement_sent`
 */
export function sendAnnouncement(ctx: Ctx, input: At & { sentOn: Day; note: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeSigned(ctx, input, 'announcement.manage');
		if (announcement.state !== 'signed') throw new Conflict('illegal_transition', { state: announcement.state, event: 'send' });
		const last = announcement.sendings.at(-1);
		if (last && last.returnedOn === null) throw new Conflict('announcement_sent');
		if (input.sentOn > today(ctx)) throw new Invalid({ sentOn: 'day_in_future' });
		if (input.sentOn < (announcement.decisionDate ?? '') || (last && toDbDate(input.sentOn) < last.sentOn))
			throw new Invalid({ sentOn: 'before_decision' });
		const number = (last?.number ?? 0) + 1;
		const note = tidy(input.note);
		await ctx.db.announcementSending.create({
			data: {
				announcementId: announcement.id,
				number,
				sentOn: toDbDate(input.sentOn),
				enteredOn: toDbDate(today(ctx)),
				sentById: requireUser(ctx),
				note
			}
		});
		await recordAct(ctx, announcement, 'send', role, { number, sentOn: input.sentOn, note });
		await lapse(ctx, 'announcement', [announcement.id], ['announcement_given_back']);
		await tell(ctx, announcement, 'announcement_sent', await coordinatorsOf(ctx));
	});
}

/** The Department received it. The unit is told. @throws NotFound, Forbidden, Invalid `receivedOn`; Conflict `stale`, `announcement_not_sent` */
export function receiveAnnouncement(ctx: Ctx, input: At & { receivedOn: Day }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeSigned(ctx, input, 'announcement.receive');
		const sending = openSending(announcement);
		if (input.receivedOn > today(ctx)) throw new Invalid({ receivedOn: 'day_in_future' });
		if (toDbDate(input.receivedOn) < sending.sentOn) throw new Invalid({ receivedOn: 'before_sending' });
		await ctx.db.announcementSending.update({
			where: { id: sending.id },
			data: { receivedOn: toDbDate(input.receivedOn), answeredById: requireUser(ctx), rowVersion: { increment: 1 } }
		});
		await recordAct(ctx, announcement, 'receive', role, { number: sending.number, receivedOn: input.receivedOn });
		await lapse(ctx, 'announcement', [announcement.id], ['announcement_sent']);
		await tell(ctx, announcement, 'announcement_received', await officersOf(ctx, announcement.unitId));
	});
}

/** The Department gives it back with the reason; the unit sends it again. @throws NotFound, Forbidden, Invalid `reason`; Conflict `stale`, `announcement_not_sent` */
export function giveBackAnnouncement(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeSigned(ctx, input, 'announcement.receive');
		const sending = openSending(announcement);
		const comment = requireReason(input.reason, 'reason');
		await lockMembersOf(ctx, announcement.unitId);
		await ctx.db.announcementSending.update({
			where: { id: sending.id },
			data: { returnedOn: toDbDate(today(ctx)), returnedReason: comment, answeredById: requireUser(ctx), rowVersion: { increment: 1 } }
		});
		await recordAct(ctx, announcement, 'give_back', role, { number: sending.number }, { comment });
		await loseProof(ctx, announcementProofs, 'announcement_sent', announcement.unitId, comment);
		await lapse(ctx, 'announcement', [announcement.id], ['announcement_sent']);
		const to = [...(await officersOf(ctx, announcement.unitId)), ...(await headsOf(ctx, announcement.unitId))];
		await tell(ctx, announcement, 'announcement_given_back', to, comment);
	});
}

/** Where it is posted for the public; an empty address takes it off. Recorded. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `illegal_transition` */
export function postAnnouncement(ctx: Ctx, input: At & { postedUrl: string; postedOn: Day | null }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeSigned(ctx, input, 'announcement.manage');
		const postedUrl = input.postedUrl.trim();
		const postedOn = postedUrl === '' ? null : (input.postedOn ?? today(ctx));
		if (postedOn !== null && postedOn > today(ctx)) throw new Invalid({ postedOn: 'day_in_future' });
		await ctx.db.announcement.update({ where: { id: announcement.id }, data: { postedUrl, postedOn: postedOn && toDbDate(postedOn) } });
		await recordAct(
			ctx,
			announcement,
			'post',
			role,
			{ postedUrl, postedOn },
			{ before: { postedUrl: announcement.postedUrl, postedOn: announcement.postedOn } }
		);
	});
}

function openSending(announcement: Announcement): Announcement['sendings'][number] {
	const last = announcement.sendings.at(-1);
	if (!last || last.answeredById !== null) throw new Conflict('announcement_not_sent');
	return last;
}

/** What was signed, for an act of the unit or of the Department on its way; holds the row until the end of the transaction. */
async function takeSigned(ctx: Ctx, { id, rowVersion }: At, action: 'announcement.manage' | 'announcement.receive') {
	const { subject } = await loadAnnouncement(ctx, id);
	const role = authorize(ctx, action, subject);
	await bump(ctx, id, rowVersion);
	const { announcement } = await loadAnnouncement(ctx, id);
	if (announcement.state !== 'signed' && announcement.state !== 'withdrawn')
		throw new Conflict('illegal_transition', { state: announcement.state });
	return { announcement, role };
}
