import type { z } from 'zod';
import {
	actionDayNames,
	defaultActionDays,
	storedActionDays,
	type ActionDayName,
	type ActionDays,
	type actionDaysForm,
	type provinceActionDaysForm
} from '#lib/domain/corrective-actions/action-days.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

const key = 'actions';

/** One of the days in a statement about `action_rule u`, joined from the left: the unit's, else the province's, else the code's. */
export const actionDaysSql = {
	soonDays: daysSql('soonDays', Prisma.sql`u.soon_days`),
	officerDays: daysSql('officerDays', Prisma.sql`u.officer_days`),
	headDays: daysSql('headDays', Prisma.sql`u.head_days`),
	coordinatorDays: daysSql('coordinatorDays', Prisma.sql`u.coordinator_days`)
};

function daysSql(name: ActionDayName, own: Prisma.Sql): Prisma.Sql {
	return Prisma.sql`coalesce(${own}, (select (s.value ->> ${name})::int from setting s where s.key = ${key}), ${defaultActionDays[name]})::int`;
}

function pick<Value>(of: Readonly<Record<ActionDayName, Value>>): Record<ActionDayName, Value> {
	const { checkDays, soonDays, officerDays, headDays, coordinatorDays } = of;
	return { checkDays, soonDays, officerDays, headDays, coordinatorDays };
}

/** What holds in every unit that has not set its own. @returns also how often it was set, for whoever sets it next */
export async function provinceActionDays(ctx: Ctx): Promise<ActionDays & { readonly rowVersion: number }> {
	const row = await ctx.db.setting.findUnique({ where: { key }, select: { value: true } });
	const stored = storedActionDays.safeParse(row?.value);
	if (!stored.success) return { ...defaultActionDays, rowVersion: 0 };
	return { ...pick(stored.data), rowVersion: stored.data.version };
}

/** The days that hold in a unit: its own, else the province's. */
export async function actionDays(ctx: Ctx, unitId: string): Promise<ActionDays> {
	const [own, province] = await Promise.all([ctx.db.actionRule.findUnique({ where: { unitId } }), provinceActionDays(ctx)]);
	return {
		checkDays: own?.checkDays ?? province.checkDays,
		soonDays: own?.soonDays ?? province.soonDays,
		officerDays: own?.officerDays ?? province.officerDays,
		headDays: own?.headDays ?? province.headDays,
		coordinatorDays: own?.coordinatorDays ?? province.coordinatorDays
	};
}

export type ActionDaysPage = {
	/** Null: as the province sets it. */
	readonly own: Readonly<Record<ActionDayName, number | null>>;
	readonly province: ActionDays;
	readonly rowVersion: number;
};

/** What a unit set, beside what the province has. @throws Forbidden */
export async function actionDaysPage(ctx: Ctx, unitId: string): Promise<ActionDaysPage> {
	authorize(ctx, 'unit.settings', { unitId });
	const [row, province] = await Promise.all([ctx.db.actionRule.findUnique({ where: { unitId } }), provinceActionDays(ctx)]);
	const none = { checkDays: null, soonDays: null, officerDays: null, headDays: null, coordinatorDays: null };
	return { own: pick(row ?? none), province: pick(province), rowVersion: row?.rowVersion ?? 0 };
}

/** @throws Forbidden */
export function provinceActionDaysPage(ctx: Ctx): Promise<ActionDays & { readonly rowVersion: number }> {
	authorize(ctx, 'upkeep.province');
	return provinceActionDays(ctx);
}

/**
 * Sets a unit's own days; null: as the province has it. What is due follows at once, because it is computed; a check that has its day keeps it.
 * Recorded as `unit.set_action_days`. @throws Forbidden, Conflict `stale`
 */
export function setActionDays(ctx: Ctx, input: z.output<typeof actionDaysForm> & { unitId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'unit.settings', { unitId });
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`actions:${unitId}`}, 0))`;
		const before = await actionDaysPage(ctx, unitId);
		if (before.rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion: before.rowVersion });
		const after = pick(input);
		const data = { ...after, rowVersion: before.rowVersion + 1 };
		await ctx.db.actionRule.upsert({ where: { unitId }, create: { unitId, ...data }, update: data });
		await record(ctx, { event: 'unit.set_action_days', subjectType: 'unit', subjectId: unitId, unitId, role, before: before.own, after });
	});
}

/** Sets the province's. Recorded as `action_days.set_province`; nothing when nothing changes. @throws Forbidden, Conflict `stale` */
export function setProvinceActionDays(ctx: Ctx, input: z.output<typeof provinceActionDaysForm>): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'upkeep.province');
		await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended('actions', 0))`;
		const { rowVersion, ...before } = await provinceActionDays(ctx);
		if (rowVersion !== input.rowVersion) throw new Conflict('stale', { rowVersion });
		const after = pick(input);
		if (actionDayNames.every((name) => before[name] === after[name])) return;
		const [value, updatedAt] = [{ ...after, version: rowVersion + 1 }, ctx.clock.now()];
		await ctx.db.setting.upsert({ where: { key }, create: { key, value, updatedAt }, update: { value, updatedAt } });
		await record(ctx, { event: 'action_days.set_province', subjectType: 'setting', subjectId: key, unitId: null, role, before, after });
	});
}
