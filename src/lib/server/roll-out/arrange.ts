import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser } from '#lib/server/documents/input.ts';
import { lapse } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { writeActs } from './acts.ts';
import { itemsOf, loadMember, requireActing } from './facts.ts';
import { isMemberOf } from './people.ts';

/**
 * Names who of the unit answers for a step, or for all steps that name nobody; null: nobody by name. Recorded as `roll_out_item.name` or
 * `roll_out_unit.name`.
 * @throws NotFound; Forbidden; Conflict `wave_not_open`, `roll_out_unit_left`, `stale`; Invalid (`userId`: nobody of the unit)
 */
export function nameResponsible(ctx: Ctx, input: { rollOutUnitId: string; stepId: string | null; userId: string | null }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const member = await loadMember(ctx, input.rollOutUnitId);
		const role = authorize(ctx, 'roll_out.claim', { unitId: member.unitId });
		requireActing(ctx, member);
		if (input.userId !== null && !(await isMemberOf(ctx, member.unitId, input.userId))) throw new Invalid({ userId: 'not_in_unit' });
		const name = input.userId === null ? null : await nameOf(ctx, input.userId);
		if (input.stepId === null) {
			await ctx.db.rollOutUnit.update({ where: { id: member.id }, data: { responsibleId: input.userId, rowVersion: { increment: 1 } } });
			const after = { wave: member.waveTitle, person: name };
			await record(ctx, {
				event: 'roll_out_unit.name',
				subjectType: 'roll_out_unit',
				subjectId: member.id,
				unitId: member.unitId,
				role,
				after
			});
			return;
		}
		const items = await itemsOf(ctx, member, [input.stepId]);
		for (const item of items) {
			if (item.responsibleId === input.userId) continue;
			const { count } = await ctx.db.rollOutItem.updateMany({
				where: { id: item.id, rowVersion: item.rowVersion },
				data: { responsibleId: input.userId, rowVersion: item.rowVersion + 1 }
			});
			if (count !== 1) throw new Conflict('stale');
			await writeActs(ctx, [item], 'name', null, { text: name });
			await record(ctx, {
				event: 'roll_out_item.name',
				subjectType: 'roll_out_item',
				subjectId: item.id,
				unitId: item.unitId,
				role,
				after: { wave: member.waveTitle, step: item.step.titleVi, person: name }
			});
		}
	});
}

/**
 * Gives a unit a due day of its own for a step, or the plan's again (null), with the reason. Both days stay. Recorded as `roll_out_item.due`; what was told of the old day lapses.
 * @throws NotFound; Forbidden; Conflict `wave_not_open`, `roll_out_unit_left`, `stale`; Invalid (reason)
 */
export function setOwnDue(ctx: Ctx, input: { rollOutUnitId: string; stepId: string; dueOn: Day | null; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const member = await loadMember(ctx, input.rollOutUnitId);
		const role = authorize(ctx, 'roll_out.manage', { unitId: member.unitId });
		requireActing(ctx, member);
		const reason = requireReason(input.reason, 'reason');
		for (const item of await itemsOf(ctx, member, [input.stepId])) {
			const number = (await ctx.db.rollOutDue.count({ where: { stepId: item.stepId, rollOutUnitId: member.id } })) + 1;
			await ctx.db.rollOutDue.create({
				data: {
					stepId: item.stepId,
					rollOutUnitId: member.id,
					dueOn: input.dueOn === null ? null : toDbDate(input.dueOn),
					setOn: toDbDate(today(ctx)),
					setAt: ctx.clock.now(),
					setById: requireUser(ctx),
					reason,
					number
				}
			});
			await record(ctx, {
				event: 'roll_out_item.due',
				subjectType: 'roll_out_item',
				subjectId: item.id,
				unitId: item.unitId,
				role,
				after: { wave: member.waveTitle, step: item.step.titleVi, dueOn: input.dueOn },
				comment: reason
			});
			await lapse(ctx, 'roll_out_item', [item.id], ['roll_out_soon', 'roll_out_late', 'roll_out_asked', 'roll_out_late_province']);
		}
	});
}

async function nameOf(ctx: Ctx, userId: string): Promise<string> {
	return (await ctx.db.user.findUniqueOrThrow({ where: { id: userId }, select: { fullName: true } })).fullName;
}
