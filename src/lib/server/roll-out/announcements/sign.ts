import { withdrawalSentence } from '#lib/domain/roll-out/announcements/sentences.ts';
import { announcementPhase } from '#lib/domain/roll-out/announcements/lifecycle.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { contentHash, signAct } from '#lib/server/corrective-actions/act-signatures.ts';
import { coordinatorsOf } from '#lib/server/corrective-actions/coordinators.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { proveSigner } from '#lib/server/identity/signing.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { unitEnd, unitNameOn } from '#lib/server/units/units-on-day.ts';
import { asJson, prepare, type Prepared } from './content.ts';
import { bump, loadAnnouncement, recordAct, takeDraft, type Announcement } from './facts.ts';
import { announcementMachine } from './machines.ts';

type At = { id: string; rowVersion: number };

/** Hands a draft to the heads for their signature; they are told. @throws as `takeDraft`; Conflict as `missingOf` names it */
export function submitAnnouncement(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, role } = await takeDraft(ctx, input.id, input.rowVersion);
		requireComplete(announcement, await prepare(ctx, announcement));
		await bump(ctx, input.id, input.rowVersion, { submittedAt: ctx.clock.now(), submittedById: requireUser(ctx), returnedReason: null });
		await recordAct(ctx, announcement, 'submit', role, { services: announcement.services.length });
		await lapse(ctx, 'announcement', [input.id], ['announcement_returned']);
		await tell(ctx, announcement, 'announcement_submitted', await headsOf(ctx, announcement.unitId));
	});
}

/** Takes it back before a head has signed. @throws NotFound, Forbidden; Conflict `stale`, `announcement_not_submitted` */
export function recallAnnouncement(ctx: Ctx, input: At): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		const role = authorize(ctx, 'announcement.manage', subject);
		await takeFromHeads(ctx, announcement, input.rowVersion, null);
		await recordAct(ctx, announcement, 'recall', role, {});
	});
}

/** A head gives it back to the officer. @throws NotFound, Forbidden, Invalid (reason); Conflict `stale`, `announcement_not_submitted` */
export function returnAnnouncement(ctx: Ctx, input: At & { reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		const role = authorize(ctx, 'announcement.sign', subject);
		const comment = requireReason(input.reason, 'reason');
		await takeFromHeads(ctx, announcement, input.rowVersion, comment);
		await recordAct(ctx, announcement, 'return', role, {}, { comment });
		await tell(
			ctx,
			announcement,
			'announcement_returned',
			[announcement.submittedById, ...(await officersOf(ctx, announcement.unitId))],
			comment
		);
	});
}

async function takeFromHeads(ctx: Ctx, announcement: Announcement, rowVersion: number, returnedReason: string | null): Promise<void> {
	if (announcement.rowVersion !== rowVersion) throw new Conflict('stale', { rowVersion: announcement.rowVersion });
	if (announcement.state !== 'draft' || !announcement.submittedAt) throw new Conflict('announcement_not_submitted');
	await bump(ctx, announcement.id, rowVersion, { submittedAt: null, submittedById: null, returnedReason });
	await lapse(ctx, 'announcement', [announcement.id], ['announcement_submitted']);
}

/**
 * A head signs (N1): password, sentence and the hash of all that the papers will say, which is frozen with it. What was in force ends on the first
 * day of this one; its past does not move.
 * @param input `sha256`: of the content that the head looked at
 * @throws NotFound, Forbidden; Conflict `signature_refused`, `content_changed`, `stale`, `illegal_transition`, `successor_pending`, `unit_closed` and as
 * `missingOf` names it
 */
export async function signAnnouncement(ctx: Ctx, input: At & { password: string; sha256: string }): Promise<void> {
	const shown = await loadAnnouncement(ctx, input.id);
	authorize(ctx, 'announcement.sign', shown.subject);
	const { unitId } = shown.announcement;
	const signer = await proveSigner(ctx, unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		if (announcement.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: announcement.rowVersion });
		if (announcement.state !== 'draft') throw new Conflict('illegal_transition', { state: announcement.state, event: 'sign' });
		const prepared = await prepare(ctx, announcement);
		const effectiveOn = requireComplete(announcement, prepared);
		const content = asJson(prepared.content);
		if (contentHash(content) !== input.sha256) throw new Conflict('content_changed');
		const last = announcement.takenOn ? today(ctx) : effectiveOn;
		if (announcement.takenOn) {
			if (await ctx.db.announcement.findFirst({ where: { unitId, takenOn: false, signatureId: { not: null } }, select: { id: true } }))
				throw new Conflict('announcement_exists');
		} else {
			if (effectiveOn < today(ctx)) throw new Conflict('effective_in_past');
			await endPredecessor(ctx, announcement, prepared, effectiveOn);
		}
		await requireOpenUnit(ctx, unitId, last);
		await requireFree(ctx, announcement, effectiveOn);
		const signature = await signAct(ctx, {
			subjectType: 'announcement',
			subjectId: announcement.id,
			meaning: 'sign_announcement',
			meaningText: prepared.sentence.vi,
			unitId,
			signer,
			content
		});
		const signedBy = prepared.signedBy({ name: signer.signerName, position: signer.position, capacity: signer.capacity });
		await transition(ctx, announcementMachine, announcement, 'sign', subject, {
			data: {
				signatureId: signature.id,
				signedAt: ctx.clock.now(),
				supersedesId: prepared.replaced?.id ?? null,
				content: { content, signer: { heading: [...signedBy.heading], name: signedBy.name } }
			},
			after: {
				decisionNumber: announcement.decisionNumber,
				decisionDate: announcement.decisionDate,
				effectiveOn,
				kind: announcement.kind,
				services: announcement.services.length,
				content: signature.contentSha256
			}
		});
		await endWithUnit(ctx, announcement);
		await lapse(ctx, 'announcement', [announcement.id], ['announcement_submitted', 'announcement_returned']);
		await tell(ctx, announcement, 'announcement_signed', [announcement.submittedById, ...(await officersOf(ctx, unitId))]);
	});
}

/** What was in force ends where this one begins. @throws Conflict `successor_pending` */
async function endPredecessor(ctx: Ctx, announcement: Announcement, { predecessor }: Prepared, effectiveOn: Day): Promise<void> {
	const later = await ctx.db.announcement.findFirst({
		where: { unitId: announcement.unitId, state: 'signed', effectiveOn: { gt: toDbDate(effectiveOn) }, endedFor: null },
		select: { number: true }
	});
	if (later) throw new Conflict('successor_pending', { number: later.number });
	if (!predecessor || (predecessor.effectiveTo && predecessor.effectiveTo <= toDbDate(effectiveOn))) return;
	if (predecessor.endedFor === 'unit_ended') throw new Conflict('unit_closed');
	// Withdrawn from a later day: this one comes before it, and the withdrawal stays on record.
	if (predecessor.state === 'withdrawn') throw new Conflict('announcement_withdrawal_pending', { number: predecessor.number });
	await bump(ctx, predecessor.id, predecessor.rowVersion, { effectiveTo: toDbDate(effectiveOn), endedFor: 'superseded' });
	await recordAct(ctx, { id: predecessor.id, unitId: announcement.unitId }, 'supersede', 'system', {
		lastDayBefore: effectiveOn,
		by: announcement.number
	});
}

/** An event that was entered already ends the unit: what is signed until then ends with it, as what was in force did (unit-end.ts). */
async function endWithUnit(ctx: Ctx, { id, unitId, rowVersion, effectiveTo }: Announcement): Promise<void> {
	const end = await unitEnd(ctx, unitId);
	// A paper from before eISO may be over, or end earlier by itself.
	if (end === null || (effectiveTo !== null && effectiveTo <= end)) return;
	await bump(ctx, id, rowVersion + 1, { effectiveTo: toDbDate(end), endedFor: 'unit_ended' });
	await recordAct(ctx, { id, unitId }, 'end_with_unit', 'system', { endsOn: end });
}

/** Says in words what the database would refuse. @throws Conflict `announcement_decision_used`, `announcement_overlaps` */
async function requireFree(ctx: Ctx, announcement: Announcement, effectiveOn: Day): Promise<void> {
	const [used] = await ctx.db.$queryRaw<{ number: string }[]>`
		select number from announcement where unit_id = ${announcement.unitId}::uuid and state in ('signed', 'withdrawn') and id <> ${announcement.id}::uuid
			and upper(decision_number) = upper(${announcement.decisionNumber})
			and extract(year from decision_date) = extract(year from ${announcement.decisionDate}::date)`;
	if (used) throw new Conflict('announcement_decision_used', { number: used.number });
	const [other] = await ctx.db.$queryRaw<{ number: string }[]>`
		select number from announcement where unit_id = ${announcement.unitId}::uuid and state in ('signed', 'withdrawn') and id <> ${announcement.id}::uuid
			and daterange(effective_on, effective_to, '[)') && daterange(${effectiveOn}::date, ${announcement.effectiveTo}::date, '[)')`;
	if (other) throw new Conflict('announcement_overlaps', { number: other.number });
}

/** What a draft still lacks for a signature; null: nothing. */
export function missingOf(
	announcement: Pick<Announcement, 'decisionNumber' | 'decisionDate' | 'effectiveOn' | 'takenOn'>,
	{ fits }: Pick<Prepared, 'fits'>
): 'announcement_without_decision' | 'announcement_without_day' | 'announcement_kind_differs' | null {
	if (announcement.decisionNumber === '' || announcement.decisionDate === null) return 'announcement_without_decision';
	if (announcement.effectiveOn === null) return 'announcement_without_day';
	// A paper is recorded as what it says it is.
	return fits || announcement.takenOn ? null : 'announcement_kind_differs';
}

function requireComplete(announcement: Announcement, prepared: Prepared): Day {
	const missing = missingOf(announcement, prepared);
	if (missing) throw new Conflict(missing);
	if (announcement.effectiveOn === null) throw new Conflict('announcement_without_day');
	return announcement.effectiveOn;
}

/**
 * A head takes an announcement back (N3), from a day on. Before its first day it never comes to hold, and what it would have replaced goes on; in
 * force it ends on that day, and nothing returns.
 * @param input `from`: the first day without it, today or later; not asked before its first day
 * @throws NotFound, Forbidden, Invalid `reason`, `from`; Conflict `signature_refused`, `stale`, `illegal_transition`, `announcement_over`
 */
export async function withdrawAnnouncement(ctx: Ctx, input: At & { password: string; reason: string; from: Day | null }): Promise<void> {
	const shown = await loadAnnouncement(ctx, input.id);
	authorize(ctx, 'announcement.sign', shown.subject);
	const comment = requireReason(input.reason, 'reason');
	const { unitId } = shown.announcement;
	const signer = await proveSigner(ctx, unitId, input.password);
	return transaction(ctx, async (ctx) => {
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const { announcement, subject } = await loadAnnouncement(ctx, input.id);
		const { effectiveOn, effectiveTo } = announcement;
		const phase = announcementPhase(announcement, today(ctx));
		if (announcement.state !== 'signed') throw new Conflict('illegal_transition', { state: announcement.state, event: 'withdraw' });
		if (effectiveOn === null || (phase !== 'in_force' && phase !== 'upcoming')) throw new Conflict('announcement_over');
		const from = phase === 'upcoming' ? effectiveOn : (input.from ?? today(ctx));
		if (from < today(ctx) || from < effectiveOn || (effectiveTo !== null && from > effectiveTo))
			throw new Invalid({ from: 'effective_in_past' });
		const sentence = withdrawalSentence({ decisionNumber: announcement.decisionNumber, upcoming: phase === 'upcoming' });
		const signature = await signAct(ctx, {
			subjectType: 'announcement',
			subjectId: announcement.id,
			meaning: 'withdraw_announcement',
			meaningText: sentence.vi,
			unitId,
			signer,
			content: { number: announcement.number, decisionNumber: announcement.decisionNumber, from, reason: comment }
		});
		await transition(ctx, announcementMachine, announcement, 'withdraw', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: {
				withdrawnAt: ctx.clock.now(),
				withdrawReason: comment,
				withdrawSigId: signature.id,
				withdrawnFrom: toDbDate(from),
				effectiveTo: toDbDate(from),
				endedFor: 'withdrawn'
			},
			after: { from, content: signature.contentSha256 }
		});
		if (phase === 'upcoming') await reopenPredecessor(ctx, announcement);
		const to = [...(await officersOf(ctx, unitId)), ...(announcement.sendings.length > 0 ? await coordinatorsOf(ctx) : [])];
		await tell(ctx, announcement, 'announcement_withdrawn', to, comment);
	});
}

/** What ended only because this one would begin goes on. */
async function reopenPredecessor(ctx: Ctx, announcement: Announcement): Promise<void> {
	const before = announcement.supersedesId
		? await ctx.db.announcement.findUnique({
				where: { id: announcement.supersedesId },
				select: { id: true, rowVersion: true, effectiveTo: true, endedFor: true }
			})
		: null;
	if (before?.endedFor !== 'superseded' || announcement.effectiveOn === null) return;
	if (before.effectiveTo?.getTime() !== toDbDate(announcement.effectiveOn).getTime()) return;
	const end = await unitEnd(ctx, announcement.unitId);
	await bump(ctx, before.id, before.rowVersion, { effectiveTo: end && toDbDate(end), endedFor: end ? 'unit_ended' : null });
	await recordAct(ctx, { id: before.id, unitId: announcement.unitId }, 'reopen', 'system', { because: announcement.number });
}

type Kind =
	| 'announcement_submitted'
	| 'announcement_returned'
	| 'announcement_signed'
	| 'announcement_withdrawn'
	| 'announcement_corrected'
	| 'announcement_sent'
	| 'announcement_received'
	| 'announcement_given_back';

/** Tells people about an announcement, by its number, with the name of the unit. */
export async function tell(
	ctx: Ctx,
	announcement: Pick<Announcement, 'id' | 'unitId' | 'number' | 'decisionNumber'>,
	kind: Kind,
	to: readonly (string | null)[],
	reason = ''
): Promise<void> {
	const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	const { id, unitId, number, decisionNumber } = announcement;
	const unit = await unitNameOn(ctx, unitId, today(ctx));
	await notify(ctx, {
		to,
		kind,
		subjectType: 'announcement',
		subjectId: id,
		unitId,
		params: { title: decisionNumber || number, unit, who, reason }
	});
}
