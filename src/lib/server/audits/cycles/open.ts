import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { requireUser } from '#lib/server/documents/input.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockCycle } from './facts.ts';
import { cycleMachine } from './machine.ts';
import { readinessOf } from './readiness.ts';

export type OpenedCycle = { state: 'open'; rowVersion: number; inspections: number; answers: number };

/**
 * Opens a cycle: one act makes an inspection of every unit in scope with a line per question, and tells the teams; units are told one by one
 * by I1. All in one transaction of a handful of statements, whatever the number of units. Recorded as `audit_cycle.open`.
 * @throws NotFound; Forbidden; Conflict `illegal_transition`, `stale`, `cycle_not_ready` (`gaps`), `team_conflicts` (`who`, `units`)
 */
export function openCycle(ctx: Ctx, input: { cycleId: string; rowVersion?: number }): Promise<OpenedCycle> {
	return transaction(
		ctx,
		async (ctx) => {
			const { cycle, subject } = await lockCycle(ctx, input.cycleId, input.rowVersion);
			authorize(ctx, 'cycle.manage', subject);
			if (cycle.state !== 'draft') throw new Conflict('illegal_transition', { state: cycle.state, event: 'open' });
			const { gaps, conflicts, units } = await readinessOf(ctx, cycle);
			const missing = gaps.filter((gap) => gap !== 'conflicts');
			if (missing.length > 0) throw new Conflict('cycle_not_ready', { missing: missing[0], gaps: missing.join(', ') });
			if (conflicts.length > 0) {
				const who = [...new Set(conflicts.map((one) => one.who))].join(', ');
				throw new Conflict('team_conflicts', { who, count: new Set(conflicts.map(({ unitId }) => unitId)).size });
			}
			const now = ctx.clock.now();
			const { rowVersion } = await transition(ctx, cycleMachine, { ...cycle, unitId: null }, 'open', subject, {
				data: { openedAt: now, openedById: requireUser(ctx) },
				after: { number: cycle.number, units: units.length, decision: cycle.decisionNumber }
			});
			const inspections = await ctx.db.$executeRaw`
				insert into inspection (id, cycle_id, unit_id, team_id, visit_on, first_visit_on)
				select gen_random_uuid(), u.cycle_id, u.unit_id, u.team_id, u.visit_on, u.visit_on
				from cycle_unit u where u.cycle_id = ${cycle.id}::uuid`;
			const answers = await fillInspections(ctx, Prisma.sql`i.cycle_id = ${cycle.id}::uuid`);
			await notify(ctx, {
				to: subject.teamIds ?? [],
				kind: 'cycle_opened',
				subjectType: 'audit_cycle',
				subjectId: cycle.id,
				unitId: null,
				params: { number: cycle.number, title: cycle.title, day: formatDay(fromDbDate(cycle.windowFrom)), count: inspections }
			});
			return { state: 'open', rowVersion, inspections, answers };
		},
		{ timeoutMs: 60_000 }
	);
}

/** A line per question of the cycle's list in each of these new inspections, and the first act of their history. Gives how many lines. */
export async function fillInspections(ctx: Ctx, which: Prisma.Sql): Promise<number> {
	await ctx.db.$executeRaw`
		insert into inspection_act (id, inspection_id, event, user_id, at, details)
		select gen_random_uuid(), i.id, 'schedule', ${userIdOf(ctx.actor)}::uuid, ${ctx.clock.now()}::timestamptz,
			jsonb_build_object('visitOn', i.visit_on)
		from inspection i where ${which}`;
	return ctx.db.$executeRaw`
		insert into inspection_answer (id, inspection_id, question_id, position)
		select gen_random_uuid(), i.id, q.id, q.position
		from inspection i join audit_cycle c on c.id = i.cycle_id join checklist_question q on q.version_id = c.checklist_version_id
		where ${which}`;
}
