import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { isStillThere, stillThereOn } from './still-there.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { validOn } from '#lib/server/units/units-on-day.ts';

export const findingSelect = {
	id: true,
	unitId: true,
	number: true,
	auditId: true,
	inspectionId: true,
	questionId: true,
	answerId: true,
	areaId: true,
	grade: true,
	state: true,
	standardCode: true,
	clause: true,
	requirement: true,
	statement: true,
	evidence: true,
	dueOn: true,
	repeatsId: true,
	raisedById: true,
	verdict: true,
	voidAskedById: true,
	voidReason: true,
	rowVersion: true,
	correctiveActionFinding: { select: { id: true, ownerId: true, state: true, outcome: true } }
} as const satisfies Prisma.FindingSelect;

export type LoadedFinding = Prisma.FindingGetPayload<{ select: typeof findingSelect }>;

/**
 * Who audits: appointed, not ended, and still in the unit that they came from (states.md §13). Of an internal audit a guest only until it is closed or
 * cancelled (states.md A9).
 */
export async function teamOf(
	ctx: Ctx,
	of: { auditId: string | null; inspectionId: string | null }
): Promise<{ teamIds: string[]; leadIds: string[] }> {
	if (of.auditId) {
		const members = await ctx.db.auditTeamMember.findMany({
			where: {
				auditId: of.auditId,
				appointedAt: { not: null },
				endedAt: null,
				OR: [{ homeUnitId: null }, { audit: { state: { notIn: ['closed', 'cancelled'] } } }]
			},
			select: {
				userId: true,
				role: true,
				homeUnitId: true,
				audit: { select: { unitId: true } },
				user: { select: stillThereOn(today(ctx)) }
			}
		});
		const active = members.filter(({ user, homeUnitId, audit }) => isStillThere(user, homeUnitId ?? audit.unitId));
		return {
			teamIds: active.map(({ userId }) => userId),
			leadIds: active.filter(({ role }) => role === 'lead').map(({ userId }) => userId)
		};
	}
	if (of.inspectionId) {
		const members = await ctx.db.cycleTeamMember.findMany({
			where: { endedAt: null, team: { inspectionTeam: { some: { id: of.inspectionId } } } },
			select: { userId: true, isLead: true }
		});
		return {
			teamIds: members.map(({ userId }) => userId),
			leadIds: members.filter(({ isLead }) => isLead).map(({ userId }) => userId)
		};
	}
	return { teamIds: [], leadIds: [] };
}

/** Whether the actor leads the area, works in its division today or was named to it. */
export async function isOfArea(ctx: Ctx, areaId: string | null): Promise<boolean> {
	const me = userIdOf(ctx.actor);
	if (!me || !areaId) return false;
	const count = await ctx.db.auditArea.count({
		where: {
			id: areaId,
			OR: [
				{ leaderId: me },
				{ auditAreaMemberArea: { some: { userId: me } } },
				{ division: { memberships: { some: { userId: me, ...validOn(today(ctx)) } } } }
			]
		}
	});
	return count > 0;
}

/** What the policy asks of a finding. Auditee is the actor alone, because only whether they are one is asked. */
export async function findingSubject(ctx: Ctx, finding: LoadedFinding): Promise<Subject> {
	const me = userIdOf(ctx.actor);
	return {
		unitId: finding.unitId,
		...(await teamOf(ctx, finding)),
		auditeeIds: me && finding.auditId && (await isOfArea(ctx, finding.areaId)) ? [me] : [],
		ownerIds: finding.correctiveActionFinding.flatMap(({ ownerId }) => ownerId ?? [])
	};
}

/** The finding as it is now, whoever asks. @throws NotFound `finding_not_found` */
export async function findFinding(ctx: Ctx, findingId: string): Promise<LoadedFinding> {
	const finding = isUuid(findingId) ? await ctx.db.finding.findUnique({ where: { id: findingId }, select: findingSelect }) : null;
	if (!finding) throw new NotFound('finding_not_found');
	return finding;
}

/** Whether this actor may ask other units to look for the same: the Department, of what an inspection found and nobody called an error. */
export function mayShareFinding(ctx: Ctx, finding: Pick<LoadedFinding, 'inspectionId' | 'state'>): boolean {
	return (
		finding.inspectionId !== null && finding.state !== 'draft' && finding.state !== 'void' && may(ctx.actor, 'sister.share_inspection')
	);
}

/** Whether its page opens for this actor. */
export async function mayReadFinding(ctx: Ctx, finding: LoadedFinding): Promise<boolean> {
	return may(ctx.actor, finding.inspectionId ? 'finding.read_inspection' : 'finding.read', await findingSubject(ctx, finding));
}

/** A finding that this actor may read; else it does not exist. @throws NotFound `finding_not_found` */
export async function loadFinding(ctx: Ctx, findingId: string): Promise<{ finding: LoadedFinding; subject: Subject }> {
	const finding = await findFinding(ctx, findingId);
	const subject = await findingSubject(ctx, finding);
	if (!may(ctx.actor, finding.inspectionId ? 'finding.read_inspection' : 'finding.read', subject)) throw new NotFound('finding_not_found');
	return { finding, subject };
}
