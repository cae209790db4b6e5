import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

export const cycleSelect = {
	id: true,
	number: true,
	title: true,
	state: true,
	decisionNumber: true,
	decisionDate: true,
	scope: true,
	scopeValues: true,
	windowFrom: true,
	windowTo: true,
	checklistVersionId: true,
	criteriaSetId: true,
	evidenceRequest: true,
	selfDays: true,
	recommendationDays: true,
	previousId: true,
	openedAt: true,
	closedAt: true,
	closedReason: true,
	rowVersion: true,
	createdBy: { select: { id: true, fullName: true } },
	previous: { select: { id: true, number: true, title: true } },
	criteriaSet: { select: { id: true, title: true, year: true } },
	checklistVersion: { select: { id: true, number: true, checklist: { select: { title: true } } } },
	cycleTeamCycle: {
		orderBy: [{ position: 'asc' }, { id: 'asc' }],
		select: {
			id: true,
			name: true,
			position: true,
			cycleTeamMemberTeam: {
				where: { endedAt: null },
				orderBy: [{ isLead: 'desc' }, { since: 'asc' }, { id: 'asc' }],
				select: { id: true, userId: true, isLead: true, user: { select: { fullName: true } } }
			}
		}
	}
} as const satisfies Prisma.AuditCycleSelect;

/** A cycle with its teams and those who are in them today, leads first. */
export type LoadedCycle = Prisma.AuditCycleGetPayload<{ select: typeof cycleSelect }>;

/** What the policy asks of a cycle: who is in one of its teams. */
export function cycleSubject(cycle: LoadedCycle): Subject {
	const members = cycle.cycleTeamCycle.flatMap((team) => team.cycleTeamMemberTeam);
	return {
		teamIds: members.map(({ userId }) => userId),
		leadIds: members.filter(({ isLead }) => isLead).map(({ userId }) => userId)
	};
}

/**
 * A cycle that this actor may see: coordinators every one, inspectors those in whose teams they are, and no draft.
 * @throws NotFound `cycle_not_found`
 */
export async function loadCycle(ctx: Ctx, cycleId: string): Promise<{ cycle: LoadedCycle; subject: Subject }> {
	const cycle = isUuid(cycleId) ? await ctx.db.auditCycle.findUnique({ where: { id: cycleId }, select: cycleSelect }) : null;
	if (!cycle) throw new NotFound('cycle_not_found');
	const subject = cycleSubject(cycle);
	const readable = may(ctx.actor, cycle.state === 'draft' ? 'cycle.manage' : 'cycle.read', subject);
	if (!readable) throw new NotFound('cycle_not_found');
	return { cycle, subject };
}

/**
 * The same, with its row locked to the end of the transaction: acts on one cycle come one after the other.
 * @throws NotFound; Conflict `stale` for another row version than the person saw
 */
export async function lockCycle(ctx: Ctx, cycleId: string, rowVersion?: number): Promise<{ cycle: LoadedCycle; subject: Subject }> {
	if (!ctx.inTransaction) throw new Error('lockCycle() outside a transaction');
	if (isUuid(cycleId)) await ctx.db.$executeRaw`select 1 from audit_cycle where id = ${cycleId}::uuid for update`;
	const found = await loadCycle(ctx, cycleId);
	if (rowVersion !== undefined && rowVersion !== found.cycle.rowVersion)
		throw new Conflict('stale', { state: found.cycle.state, rowVersion: found.cycle.rowVersion });
	return found;
}
