import type { Day } from '#lib/domain/shared/day.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actOn } from './acts.ts';
import { cellsSql } from './cells.ts';
import { itemsOf, readMembers, type MemberFacts } from './facts.ts';
import { lockMembersOf } from './lose-proof.ts';
import type { Proofs } from './proofs.ts';
import { recordJoined, tellJoined } from './units.ts';

/** The step that takes a unit from the list that builds to the list that maintains. */
const passingProof = 'announcement';

/**
 * Records what eISO knows of the steps of open waves: the day on which each was first so. Pages do not wait for it; the history, the notices
 * and the way into the next wave follow it. May run as often as one likes.
 * @returns how many steps were recorded as proven
 */
export async function recordProofs(ctx: Ctx, proofs: Proofs): Promise<number> {
	const day = today(ctx);
	const found = new Set((await unrecorded(ctx, proofs, Prisma.sql`w.state = 'open'`)).map(({ rollOutUnitId }) => rollOutUnitId));
	let recorded = 0;
	for (const rollOutUnitId of found)
		recorded += await transaction(ctx, async (ctx) => {
			const [member] = await readMembers(ctx, [rollOutUnitId]);
			if (!member || member.waveState !== 'open' || (member.leftOn !== null && member.leftOn <= day)) return 0;
			// A fact that was given back since it was looked for proves nothing.
			await lockMembersOf(ctx, member.unitId);
			const steps = await unrecorded(ctx, proofs, Prisma.sql`w.state = 'open' and u.id = ${rollOutUnitId}::uuid`);
			let count = 0;
			for (const [doneOn, same] of Map.groupBy(steps, (step) => step.doneOn)) {
				const items = await itemsOf(
					ctx,
					member,
					same.map(({ stepId }) => stepId)
				);
				// Another run, or a coordinator, was first.
				const open = items.filter(({ state }) => state !== 'proven' && state !== 'accepted');
				if (open.length === 0) continue;
				await actOn(ctx, open, 'prove', { unitId: member.unitId }, { facts: { doneOn, keepClaim: true, settled: true }, follows: 'RO5' });
				count += open.length;
			}
			return count;
		});
	await passOn(ctx, proofs);
	return recorded;
}

/** Steps that are proven today and are not written down as that. */
function unrecorded(ctx: Ctx, proofs: Proofs, of: Prisma.Sql): Promise<{ rollOutUnitId: string; stepId: string; doneOn: Day }[]> {
	return ctx.db.$queryRaw`
		select c.roll_out_unit_id as "rollOutUnitId", c.step_id as "stepId", c.done_on::text as "doneOn"
		from (${cellsSql(proofs, today(ctx), of)}) c
		where c.state = 'proven' and c.recorded is distinct from 'proven' order by c.roll_out_unit_id, c.done_on`;
}

/**
 * Units that have announced join the wave that follows theirs, and stay in their own with everything done; one that stands in several with the
 * same wave to follow joins once. Recorded as `roll_out_unit.join`.
 * @returns how many joined
 */
export async function passOn(ctx: Ctx, proofs: Proofs): Promise<number> {
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<{ rollOutUnitId: string; nextId: string }[]>`
		select distinct on (c.unit_id, w.next_id) c.roll_out_unit_id as "rollOutUnitId", w.next_id as "nextId"
		from (${cellsSql(proofs, day, Prisma.sql`w.state = 'open' and w.next_id is not null and w.kind = 'build'`)}) c
			join roll_out_wave w on w.id = c.wave_id join roll_out_wave n on n.id = w.next_id and n.state <> 'closed'
		where c.proof = ${passingProof} and c.state in ('accepted', 'proven')
			and not exists (select 1 from roll_out_unit o where o.wave_id = w.next_id and o.unit_id = c.unit_id
				and (o.left_on is null or o.left_on > ${day}::date or o.predecessor_id = c.roll_out_unit_id))
		order by c.unit_id, w.next_id, c.done_on, c.roll_out_unit_id`;
	for (const { rollOutUnitId, nextId } of rows)
		await transaction(ctx, async (ctx) => {
			const [member] = await readMembers(ctx, [rollOutUnitId]);
			if (member) await join(ctx, member, nextId, day);
		});
	return rows.length;
}

async function join(ctx: Ctx, member: MemberFacts, waveId: string, day: Day): Promise<void> {
	const wave = await ctx.db.rollOutWave.findUniqueOrThrow({ where: { id: waveId }, select: { id: true, title: true, state: true } });
	const { groupCode } = await ctx.db.rollOutUnit.findUniqueOrThrow({ where: { id: member.id }, select: { groupCode: true } });
	await ctx.db.rollOutUnit.create({
		data: {
			waveId,
			unitId: member.unitId,
			groupCode,
			joinedOn: toDbDate(day),
			predecessorId: member.id,
			responsibleId: member.responsibleId
		}
	});
	await recordJoined(ctx, wave, [{ unitId: member.unitId, groupCode }], 'system', day);
	if (wave.state === 'open') await tellJoined(ctx, wave, [member.unitId]);
}
