import type { DelegableRole } from '#lib/domain/people/delegation.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { noticeTable, type NoticeKind } from './notice-kinds.ts';

/** Who is told beside an absent one: whom, for whom, and by which delegation. */
export type InPlace = { readonly userId: string; readonly ofId: string; readonly ofName: string; readonly delegationId: string };

/** What a notice in the place of somebody says beside its own words. */
export function paramsInPlace({ ofId, ofName, delegationId }: InPlace): Record<string, string> {
	return { inPlaceOf: ofName, inPlaceOfId: ofId, delegationId };
}

/** The roles whose holders a kind asks for an act; none where it only tells, or asks a person for something of their own. */
export function rolesAsked(kind: NoticeKind): readonly DelegableRole[] {
	const row: { readonly row: string; readonly asks?: readonly DelegableRole[] } = noticeTable[kind];
	return row.asks ?? [];
}

/**
 * Those who act today for the people who are asked, by a delegation of a role that the kind asks. Each once, and nobody who is asked anyway: they
 * act in their own name. One statement, and none for a kind that asks no role.
 * @param people who is asked
 * @param except whom the separation of duties keeps from the act: neither they nor anybody in their name is asked
 */
export async function delegatesOf(
	ctx: Ctx,
	told: {
		readonly kind: NoticeKind;
		readonly unitId: string | null;
		readonly people: readonly string[];
		readonly except: readonly string[];
	}
): Promise<InPlace[]> {
	const roles = rolesAsked(told.kind);
	const absent = told.people.filter((id) => !told.except.includes(id));
	if (roles.length === 0 || told.unitId === null || absent.length === 0) return [];
	const rows = await ctx.db.$queryRaw<InPlace[]>`
		select d.to_id as "userId", o.from_id as "ofId", o.from_name as "ofName", d.id as "delegationId"
		from delegation d cross join lateral eiso_delegations_of(d.to_id, ${today(ctx)}::date) o
		where o.id = d.id and d.unit_id = ${told.unitId}::uuid and d.from_id = any(${absent}::uuid[]) and o.roles && ${[...roles]}::role[]
		order by d.valid_from, d.id`;
	const kept = new Set([...told.people, ...told.except]);
	const found = rows.filter(({ userId }) => !kept.has(userId));
	return [...new Map(found.toReversed().map((row) => [row.userId, row])).values()];
}

/** With a delegation goes what its delegate was asked under it and has not done: it is asked of the absent one still. */
export async function lapseUnder(ctx: Ctx, delegation: { readonly id: string; readonly toId: string }): Promise<void> {
	await ctx.db.notice.updateMany({
		where: { userId: delegation.toId, lapsedAt: null, params: { path: ['delegationId'], equals: delegation.id } },
		data: { lapsedAt: ctx.clock.now() }
	});
}
