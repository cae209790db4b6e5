import { notify } from '#lib/server/notifications/notify.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { requireReason, tidy } from '#lib/server/documents/input.ts';
import { inEachLanguage } from '#lib/server/notifications/each-language.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actOn } from './acts.ts';
import { itemsOf, itemSubject, loadItems, loadMember, requireActing, type LoadedItem } from './facts.ts';
import { isMemberOf } from './people.ts';

/** Steps that one act may settle. */
const most = 1000;

/**
 * A coordinator accepts what units claim, one or many at once, all or none: claims become accepted, wishes to be let off not applicable. Both days
 * stay: that of the claim, and today. Recorded as `roll_out_item.accept` or `.accept_waiver` of each step; who claimed it is told.
 * @throws NotFound; Forbidden `separation_of_duties` (an own claim); Conflict `illegal_transition`, `stale`, `wave_not_open`; Invalid (`items`)
 */
export function acceptItems(ctx: Ctx, input: { itemIds: readonly string[]; note?: string }): Promise<{ accepted: number }> {
	return transaction(ctx, async (ctx) => {
		if (input.itemIds.length === 0) throw new Invalid({ items: 'required' });
		if (input.itemIds.length > most) throw new Invalid({ items: `too_many:${most}` });
		const items = await loadItems(ctx, input.itemIds);
		const subject = { authorIds: items.flatMap(({ claimedById }) => claimedById ?? []) };
		authorize(ctx, 'roll_out.accept', subject);
		for (const { member } of items) requireActing(ctx, member);
		const text = tidy(input.note) || null;
		const waivers = items.filter(({ state }) => state === 'waiver_asked');
		const claims = items.filter(({ state }) => state !== 'waiver_asked');
		if (claims.length > 0) await actOn(ctx, claims, 'accept', subject, { facts: { keepClaim: true, settled: true }, text });
		if (waivers.length > 0) await actOn(ctx, waivers, 'accept_waiver', subject, { facts: { keepClaim: true, settled: true }, text });
		for (const item of items) await tell(ctx, item, 'roll_out_accepted', text);
		return { accepted: items.length };
	});
}

/** Gives a claim or a wish back to the unit, with what is missing. The unit is told at once. @throws as `acceptItems`; Invalid (reason) */
export function returnItem(ctx: Ctx, input: { itemId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const item = await only(ctx, input.itemId);
		authorize(ctx, 'roll_out.accept', itemSubject(item));
		requireActing(ctx, item.member);
		const text = requireReason(input.reason, 'reason');
		await actOn(ctx, [item], 'return', itemSubject(item), { text });
		await tell(ctx, item, 'roll_out_returned', text);
	});
}

/** Takes back an acceptance or a waiver that should not have been. @throws as `returnItem` */
export function reopenItem(ctx: Ctx, input: { itemId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const item = await only(ctx, input.itemId);
		authorize(ctx, 'roll_out.manage', itemSubject(item));
		requireActing(ctx, item.member);
		const text = requireReason(input.reason, 'reason');
		await actOn(ctx, [item], 'reopen', itemSubject(item), { text });
		await tell(ctx, item, 'roll_out_returned', text);
	});
}

/** Lets a unit off a step without its asking. @throws as `returnItem` */
export function waiveStep(ctx: Ctx, input: { rollOutUnitId: string; stepId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const member = await loadMember(ctx, input.rollOutUnitId);
		authorize(ctx, 'roll_out.manage', { unitId: member.unitId });
		requireActing(ctx, member);
		const text = requireReason(input.reason, 'reason');
		await actOn(ctx, await itemsOf(ctx, member, [input.stepId]), 'waive', { unitId: member.unitId }, { facts: { settled: true }, text });
	});
}

async function only(ctx: Ctx, itemId: string): Promise<LoadedItem> {
	const [item] = await loadItems(ctx, [itemId]);
	if (!item) throw new NotFound('roll_out_item_not_found');
	return item;
}

/** Who claimed it, while they work there, and who answers for it. */
async function tell(ctx: Ctx, item: LoadedItem, kind: NoticeKind, reason: string | null): Promise<void> {
	const people = [...new Set([item.claimedById, item.responsibleId ?? item.member.responsibleId])].filter((id) => id !== null);
	const to: string[] = [];
	for (const userId of people) if (await isMemberOf(ctx, item.unitId, userId)) to.push(userId);
	await notify(ctx, {
		to,
		kind,
		subjectType: 'roll_out_item',
		subjectId: item.id,
		unitId: item.unitId,
		params: { title: inEachLanguage((locale) => (locale === 'en' && item.step.titleEn ? item.step.titleEn : item.step.titleVi)), reason }
	});
}
