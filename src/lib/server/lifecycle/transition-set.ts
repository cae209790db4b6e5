import { followingRow, type Follows, type Row } from '#lib/domain/documents/lifecycle.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** A machine whose things follow dates and other people's acts by the thousand. */
type SetMachine<State extends string, Event extends string> = {
	readonly name: 'reading_request';
	readonly table: readonly Row<State, Event, Action | Follows>[];
};

/**
 * One event for all things that a condition names, in one statement: only by a row of the table that follows another act, so that nobody's
 * permission is asked here. Things in another state are left as they are; row versions move, so that whoever acts at the same moment on
 * one of them is told `stale`. The caller records the act, once for all of them.
 * @param where over the table's alias `t`
 * @param set further columns, beginning with a comma
 * @returns the ids that moved
 */
export async function transitionSet<State extends string, Event extends string>(
	ctx: Ctx,
	machine: SetMachine<State, Event>,
	{ follows, from, event }: { follows: string; from: NoInfer<State>; event: NoInfer<Event> },
	where: Prisma.Sql,
	set: Prisma.Sql = Prisma.empty
): Promise<string[]> {
	if (!ctx.inTransaction) throw new Error('transitionSet() outside a transaction');
	const row = followingRow(machine.table, follows, from, event);
	if (!row) throw new Error(`there is no row ${follows} from ${from} by ${event}`);
	const moved = await ctx.db.$queryRaw<{ id: string }[]>`
		update reading_request t set state = ${row.to}::reading_state, row_version = t.row_version + 1 ${set}
		where t.state = ${from}::reading_state and ${where} returning t.id`;
	return moved.map(({ id }) => id);
}
