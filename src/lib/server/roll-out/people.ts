import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** People of units with one of the roles today, with active accounts, by unit. One statement. */
export async function peopleByUnit(
	ctx: Ctx,
	unitIds: readonly string[],
	roles: readonly ('officer' | 'head')[]
): Promise<Map<string, string[]>> {
	const rows = await ctx.db.$queryRaw<{ unitId: string; userId: string }[]>`
		select distinct w.unit_id as "unitId", w.user_id as "userId" from membership w join "user" p on p.id = w.user_id and p.status = 'active'
		where w.unit_id = any(${[...unitIds]}::uuid[]) and w.roles && ${[...roles]}::role[] and ${nowSql(today(ctx))}`;
	return new Map([...Map.groupBy(rows, ({ unitId }) => unitId)].map(([unitId, of]) => [unitId, of.map(({ userId }) => userId)]));
}

/** Officers and heads of all units of a wave. */
export async function peopleOfWave(ctx: Ctx, waveId: string): Promise<string[]> {
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<{ userId: string }[]>`
		select distinct w.user_id as "userId" from membership w join "user" p on p.id = w.user_id and p.status = 'active'
		where w.roles && '{officer,head}'::role[] and ${nowSql(day)}
			and w.unit_id in (select u.unit_id from roll_out_unit u where u.wave_id = ${waveId}::uuid and (u.left_on is null or u.left_on > ${day}::date))`;
	return rows.map(({ userId }) => userId);
}

/** Whether a person works in the unit today. */
export async function isMemberOf(ctx: Ctx, unitId: string, userId: string): Promise<boolean> {
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<unknown[]>`
		select 1 from membership w join "user" p on p.id = w.user_id and p.status = 'active'
		where w.unit_id = ${unitId}::uuid and w.user_id = ${userId}::uuid and ${nowSql(day)} limit 1`;
	return rows.length > 0;
}

const nowSql = (day: string) => Prisma.sql`w.valid_from <= ${day}::date and (w.valid_to is null or w.valid_to > ${day}::date)`;
