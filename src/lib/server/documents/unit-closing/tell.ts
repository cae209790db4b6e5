import { addDays, type Day } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import type { EndingUnit } from '#lib/server/units/finish-closing.ts';
import { unitNamesOn } from '#lib/server/units/units-on-day.ts';
import * as m from '#lib/paraglide/messages.js';
import { activeMembership } from '../eligibility.ts';
import { firstCodes } from '../issue-notices.ts';

/** Why everything is closed, as it stands in the history for ever: in the language of the unit's papers. */
export function closingReason(): string {
	return m.units_closing_reason({}, { locale: 'vi' });
}

/** Heads of the unit that ends and of those that go on, before the day: what is open can still be finished. */
export async function tellOfEnd(ctx: Ctx, ending: EndingUnit): Promise<void> {
	const before = addDays(ending.day, -1);
	const [old, heirs] = [await headsOn(ctx, [ending.unitId], before), await headsOn(ctx, ending.heirIds, before)];
	await notify(ctx, { to: [...old, ...heirs], kind: 'unit_ends', ...(await aboutUnit(ctx, ending)) });
}

/** The same people on the day: how much was closed unfinished. */
export async function tellOfClosing(ctx: Ctx, ending: EndingUnit, count: number): Promise<void> {
	await lapse(ctx, 'unit', [ending.unitId], ['unit_ends']);
	const [old, heirs] = [await headsOn(ctx, [ending.unitId], addDays(ending.day, -1)), await headsOn(ctx, ending.heirIds, ending.day)];
	await notify(ctx, { to: [...old, ...heirs], kind: 'unit_closed', ...(await aboutUnit(ctx, ending, count)) });
	const { params } = await aboutUnit(ctx, ending);
	for (const heirId of ending.heirIds) {
		const to = await keepersOn(ctx, heirId, ending.day);
		await notify(ctx, { to, kind: 'handed_over', subjectType: 'unit', subjectId: heirId, unitId: heirId, params });
	}
}

/** Officers and heads, who take or decline what is handed over. */
async function keepersOn(ctx: Ctx, unitId: string, day: Day): Promise<string[]> {
	const memberships = await ctx.db.membership.findMany({
		where: activeMembership(day, unitId, ['officer', 'head']),
		select: { userId: true }
	});
	return [...new Set(memberships.map(({ userId }) => userId))];
}

async function aboutUnit(ctx: Ctx, { unitId, day, heirIds }: EndingUnit, count = 0) {
	const [unit] = (await unitNamesOn(ctx, [unitId], addDays(day, -1))).values();
	const heirs = [...(await unitNamesOn(ctx, heirIds, day)).values()].map(({ name }) => name).sort((a, b) => a.localeCompare(b, 'vi'));
	const params = { unit: unit?.name ?? '', who: heirs.join(', ') || '—', day: formatDay(day), count };
	return { subjectType: 'unit', subjectId: unitId, unitId, params } as const;
}

async function headsOn(ctx: Ctx, unitIds: readonly string[], day: Day): Promise<string[]> {
	const memberships = await ctx.db.membership.findMany({
		where: { OR: unitIds.map((unitId) => activeMembership(day, unitId, ['head'])) },
		select: { userId: true }
	});
	return memberships.map(({ userId }) => userId);
}

type Cancelled = { id: string; round: number; title: string; document: { code: string }; acts: { userId: string | null; round: number }[] };

/**
 * V11: everyone who acted in the round of a version hears that it was cancelled, each person once: of one version by itself, of several
 * by their codes.
 */
export async function tellOfCancelled(ctx: Ctx, unitId: string, versions: readonly Cancelled[]): Promise<void> {
	const versionsOf = new Map<string, Cancelled[]>();
	for (const version of versions) {
		const acted = new Set(version.acts.flatMap(({ userId, round }) => (userId !== null && round === version.round ? [userId] : [])));
		for (const userId of acted) versionsOf.set(userId, [...(versionsOf.get(userId) ?? []), version]);
	}
	for (const group of Map.groupBy(versionsOf, ([, own]) => own.map(({ id }) => id).join()).values()) {
		const own = group[0]?.[1] ?? [];
		const [only] = own;
		await notify(ctx, {
			to: group.map(([userId]) => userId),
			kind: 'cancelled',
			...(only && own.length === 1
				? ({ subjectType: 'version', subjectId: only.id } as const)
				: ({ subjectType: 'unit', subjectId: unitId } as const)),
			unitId,
			params: {
				code: firstCodes(own.map(({ document }) => document.code)),
				title: only && own.length === 1 ? only.title : null,
				reason: closingReason()
			}
		});
	}
}

type Ask = { id: string; askedById: string; version: { id: string; unitId: string; title: string; document: { code: string } } };

/** Who asked a unit that is no more for a reviewer. */
export async function tellOfAbandonedAsk(ctx: Ctx, asks: readonly Ask[]): Promise<void> {
	for (const { askedById, version } of asks) {
		await notify(ctx, {
			to: [askedById],
			kind: 'guest_ended',
			subjectType: 'version',
			subjectId: version.id,
			unitId: version.unitId,
			params: { code: version.document.code, title: version.title }
		});
	}
}
