import { toDbDate } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { lockCycle, type LoadedCycle } from './facts.ts';
import { teamConflicts } from './team-conflicts.ts';

type InCycle = { cycleId: string };

/** Makes a team, or renames one. Recorded as `audit_cycle.team`. @throws NotFound; Forbidden; Conflict `cycle_closed`; Invalid */
export function saveTeam(ctx: Ctx, input: InCycle & { teamId: string | null; name: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { cycle, role } = await lockTeams(ctx, input.cycleId);
		const name = tidy(input.name);
		if (name === '') throw new Invalid({ name: 'required' });
		if (cycle.cycleTeamCycle.some((team) => team.id !== input.teamId && team.name === name)) throw new Invalid({ name: 'name_taken' });
		const before = input.teamId === null ? null : teamOf(cycle, input.teamId);
		const position = Math.max(0, ...cycle.cycleTeamCycle.map((team) => team.position)) + 1;
		const team = before
			? await ctx.db.cycleTeam.update({ where: { id: before.id }, data: { name }, select: { id: true } })
			: await ctx.db.cycleTeam.create({ data: { cycleId: cycle.id, name, position }, select: { id: true } });
		await noted(ctx, cycle, role, 'audit_cycle.team', { team: name, ...(before ? { was: before.name } : {}) });
		return team;
	});
}

/** Takes a team off a draft that nobody was ever in. Recorded as `audit_cycle.remove_team`. @throws Conflict `team_in_use`, `cycle_not_draft` */
export function removeTeam(ctx: Ctx, input: InCycle & { teamId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { cycle, role } = await lockTeams(ctx, input.cycleId);
		if (cycle.state !== 'draft') throw new Conflict('cycle_not_draft');
		const team = teamOf(cycle, input.teamId);
		if ((await ctx.db.cycleTeamMember.count({ where: { teamId: team.id } })) > 0) throw new Conflict('team_in_use');
		await ctx.db.cycleUnit.updateMany({ where: { cycleId: cycle.id, teamId: team.id }, data: { teamId: null } });
		await ctx.db.cycleTeam.delete({ where: { id: team.id } });
		await noted(ctx, cycle, role, 'audit_cycle.remove_team', { team: team.name });
	});
}

/**
 * Puts an inspector with a current appointment into a team, or makes a member its lead and the other way round. In an open cycle nobody joins
 * who may not inspect one of the team's units that are not over. Recorded as `audit_cycle.member`.
 * @throws Invalid `userId: not_inspector`; Conflict `in_team_already`, `team_conflict`, `cycle_closed`; NotFound; Forbidden
 */
export function addMember(ctx: Ctx, input: InCycle & { teamId: string; userId: string; lead: boolean }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { cycle, role } = await lockTeams(ctx, input.cycleId);
		const team = teamOf(cycle, input.teamId);
		const person = (await currentInspectors(ctx)).find(({ id }) => id === input.userId);
		if (!person) throw new Invalid({ userId: 'not_inspector' });
		const already = team.cycleTeamMemberTeam.find(({ userId }) => userId === person.id);
		if (already?.isLead === input.lead) throw new Conflict('in_team_already', { who: person.fullName });
		if (cycle.state === 'open') await refuseConflicts(ctx, team.id, person.id);
		const now = ctx.clock.now();
		if (already)
			await ctx.db.cycleTeamMember.update({
				where: { id: already.id },
				data: { endedAt: now, endedReason: input.lead ? 'lead' : 'member' }
			});
		await ctx.db.cycleTeamMember.create({ data: { teamId: team.id, userId: person.id, isLead: input.lead, since: now } });
		await noted(ctx, cycle, role, 'audit_cycle.member', { team: team.name, who: person.fullName, lead: input.lead });
	});
}

/**
 * Takes somebody out of a team; the row stays. In an open cycle with a reason, and a team keeps a lead. Recorded as `audit_cycle.end_member`.
 * @throws Invalid (reason); Conflict `team_without_lead`; NotFound; Forbidden
 */
export function endMember(ctx: Ctx, input: InCycle & { memberId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { cycle, role } = await lockTeams(ctx, input.cycleId);
		const team = cycle.cycleTeamCycle.find((one) => one.cycleTeamMemberTeam.some(({ id }) => id === input.memberId));
		const member = team?.cycleTeamMemberTeam.find(({ id }) => id === input.memberId);
		if (!team || !member) throw new NotFound();
		const reason = cycle.state === 'draft' ? tidy(input.reason) : requireReason(input.reason, 'reason');
		const leads = team.cycleTeamMemberTeam.filter(({ isLead }) => isLead);
		if (cycle.state === 'open' && member.isLead && leads.length === 1) throw new Conflict('team_without_lead', { team: team.name });
		await ctx.db.cycleTeamMember.update({ where: { id: member.id }, data: { endedAt: ctx.clock.now(), endedReason: reason || null } });
		await noted(ctx, cycle, role, 'audit_cycle.end_member', { team: team.name, who: member.user.fullName }, reason);
	});
}

export type Inspector = { readonly id: string; readonly fullName: string };

/** The Department's inspectors of today, by name. No question of rights. */
export function currentInspectors(ctx: Ctx): Promise<Inspector[]> {
	const date = toDbDate(today(ctx));
	return ctx.db.user.findMany({
		where: {
			status: 'active',
			appointments: { some: { role: 'inspector', validFrom: { lte: date }, OR: [{ validTo: null }, { validTo: { gt: date } }] } }
		},
		orderBy: [{ fullName: 'asc' }, { id: 'asc' }],
		select: { id: true, fullName: true }
	});
}

async function refuseConflicts(ctx: Ctx, teamId: string, userId: string): Promise<void> {
	const open = await ctx.db.inspection.findMany({ where: { teamId, state: { notIn: ['closed', 'cancelled'] } }, select: { unitId: true } });
	const [found] = await teamConflicts(
		ctx,
		open.map(({ unitId }) => ({ unitId, userId }))
	);
	if (found) throw new Conflict('team_conflict', { who: found.who, why: found.why });
}

async function lockTeams(ctx: Ctx, cycleId: string): Promise<{ cycle: LoadedCycle; role: string }> {
	const { cycle } = await lockCycle(ctx, cycleId);
	const role = authorize(ctx, 'cycle.manage');
	if (cycle.state === 'closed') throw new Conflict('cycle_closed');
	return { cycle, role };
}

export function teamOf(cycle: LoadedCycle, teamId: string) {
	const team = cycle.cycleTeamCycle.find(({ id }) => id === teamId);
	if (!team) throw new NotFound('team_not_found');
	return team;
}

async function noted(
	ctx: Ctx,
	cycle: LoadedCycle,
	role: string,
	event: 'audit_cycle.team' | 'audit_cycle.remove_team' | 'audit_cycle.member' | 'audit_cycle.end_member',
	after: Prisma.InputJsonObject,
	comment: string | null = null
): Promise<void> {
	await record(ctx, {
		event,
		subjectType: 'audit_cycle',
		subjectId: cycle.id,
		unitId: null,
		role,
		after: { number: cycle.number, ...after },
		comment: comment || null
	});
}
