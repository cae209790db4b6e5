import type { LegalBasis } from '#lib/domain/roll-out/announcements/words.ts';
import { isDay } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Invalid } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

/** The key under which the start loads what the installation begins with (prisma/seed/reference.ts). */
export const announcementRulesKey = 'announcements.rules';

export type AnnouncementRules = {
	/** Days after the decision until which the Department must have been sent it. No law says a number: the province does. */
	readonly sendDays: number;
	readonly bases: readonly LegalBasis[];
};

const usualDays = 10;

export async function announcementRules(ctx: Ctx): Promise<AnnouncementRules> {
	const row = await ctx.db.setting.findUnique({ where: { key: announcementRulesKey }, select: { value: true } });
	const value = row?.value;
	const all = isObject(value) ? value : {};
	return {
		sendDays: typeof all.sendDays === 'number' ? all.sendDays : usualDays,
		bases: Array.isArray(all.bases) ? all.bases.flatMap(readBasis) : []
	};
}

/** Recorded as `announcement.set_rules` in the province's chain. @throws Forbidden; Invalid `bases` (a day that is none, an end before its beginning) */
export function setAnnouncementRules(
	ctx: Ctx,
	input: { sendDays: number; text: readonly string[]; from: readonly string[]; to: readonly string[] }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'announcement.receive');
		const bases = input.text.flatMap((text, at) => {
			const basis = { text: tidy(text), from: input.from[at] ?? '', to: input.to[at] || null };
			if (basis.text === '') return [];
			if (!isDay(basis.from) || (basis.to !== null && (!isDay(basis.to) || basis.to < basis.from)))
				throw new Invalid({ from: 'day_invalid' });
			return [basis];
		});
		const before = await announcementRules(ctx);
		const after = { sendDays: input.sendDays, bases };
		const [value, updatedAt] = [after, ctx.clock.now()];
		const key = announcementRulesKey;
		await ctx.db.setting.upsert({ where: { key }, create: { key, value, updatedAt }, update: { value, updatedAt } });
		await record(ctx, {
			event: 'announcement.set_rules',
			subjectType: 'setting',
			subjectId: key,
			unitId: null,
			role,
			before: { sendDays: before.sendDays, bases: before.bases.map(({ text }) => text) },
			after: { sendDays: after.sendDays, bases: bases.map(({ text }) => text) }
		});
	});
}

function readBasis(value: Prisma.JsonValue): LegalBasis[] {
	if (!isObject(value) || typeof value.text !== 'string' || typeof value.from !== 'string') return [];
	return [{ text: value.text, from: value.from, to: typeof value.to === 'string' ? value.to : null }];
}

function isObject(value: Prisma.JsonValue | undefined): value is Prisma.JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
