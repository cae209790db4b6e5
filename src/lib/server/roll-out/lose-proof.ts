import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { actOn } from './acts.ts';
import { itemsOf, readMembers } from './facts.ts';
import { heldSql, type Proofs } from './proofs.ts';

/**
 * Until the end of the transaction nobody else writes down what is proven of the unit, or that it is not any more. Before anything is recorded: the trail
 * is taken after it everywhere.
 */
export async function lockMembersOf(ctx: Ctx, unitId: string): Promise<void> {
	await ctx.db.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`roll-out proofs ${unitId}`}, 0))`;
}

/**
 * Opens again what was written down as proven by a fact that was given back, where nothing else of its kind proves it in the time of the wave. The
 * boards of the days before keep it. Recorded with the reason, in the transaction of the act that gave it back.
 * @returns how many steps are open again
 */
export async function loseProof(ctx: Ctx, proofs: Proofs, proof: string, unitId: string, text: string): Promise<number> {
	const day = Prisma.sql`${today(ctx)}::date`;
	await lockMembersOf(ctx, unitId);
	const lost = await ctx.db.$queryRaw<{ memberId: string; stepId: string }[]>`
		select u.id as "memberId", s.id as "stepId"
		from roll_out_item i join roll_out_unit u on u.id = i.roll_out_unit_id join roll_out_wave w on w.id = u.wave_id join roll_out_step s on s.id = i.step_id
		where u.unit_id = ${unitId}::uuid and i.state = 'proven' and s.proof = ${proof} and w.state = 'open'
			and (u.left_on is null or u.left_on > ${day}) and (s.dropped_on is null or s.dropped_on > ${day})
			and not exists (select 1 from (${heldSql(proofs, [proof], Prisma.sql`select ${unitId}::uuid`, day)}) h
				where h.since <= ${day} and (h.until is null or h.until > h.since) and (w.proves_from is null
					or (h.until is null or h.until > w.proves_from) and h.since < make_date(w.year + 1, 1, 1)))
		order by u.id, s.id`;
	for (const [memberId, steps] of Map.groupBy(lost, (row) => row.memberId)) {
		const [member] = await readMembers(ctx, [memberId]);
		if (!member) continue;
		const items = await itemsOf(
			ctx,
			member,
			steps.map(({ stepId }) => stepId)
		);
		await actOn(ctx, items, 'lose_proof', { unitId }, { follows: 'RO10', text });
	}
	return lost.length;
}
