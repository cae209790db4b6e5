import { inspectionLifecycle, inspectionStates } from '#lib/domain/audits/inspection-lifecycle.ts';
import { rowsFor } from '#lib/domain/documents/lifecycle.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { formatDay } from '#lib/format.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';

export const inspectionSelect = {
	id: true,
	cycleId: true,
	unitId: true,
	teamId: true,
	state: true,
	visitOn: true,
	firstVisitOn: true,
	selfDueOn: true,
	firstSelfDueOn: true,
	notifiedAt: true,
	handedInAt: true,
	startedAt: true,
	minutesAt: true,
	minutesRound: true,
	notHandedIn: true,
	returnedAt: true,
	closedAt: true,
	ending: true,
	points: true,
	maxPoints: true,
	rowVersion: true,
	cycle: {
		select: {
			id: true,
			number: true,
			title: true,
			state: true,
			checklistVersionId: true,
			criteriaSetId: true,
			evidenceRequest: true,
			selfDays: true,
			recommendationDays: true,
			createdById: true,
			previousId: true
		}
	},
	team: {
		select: {
			name: true,
			cycleTeamMemberTeam: {
				where: { endedAt: null },
				orderBy: [{ isLead: 'desc' }, { since: 'asc' }, { id: 'asc' }],
				select: { userId: true, isLead: true, user: { select: { fullName: true } } }
			}
		}
	},
	inspectionHelperInspection: {
		where: { endedAt: null },
		orderBy: [{ namedAt: 'asc' }, { id: 'asc' }],
		select: { id: true, userId: true, user: { select: { fullName: true } } }
	},
	findingInspection: { select: { correctiveActionFinding: { select: { ownerId: true } } } }
} as const satisfies Prisma.InspectionSelect;

export type LoadedInspection = Prisma.InspectionGetPayload<{ select: typeof inspectionSelect }>;

/** The states in which the unit assesses itself. Who was named to help with that has nothing to do in any other, and no right. */
export const helpingStates = inspectionStates.filter((state) => rowsFor(inspectionLifecycle, state, 'self_assess').length > 0);

/**
 * What the policy asks of an inspection: its unit, the team that is appointed today with those who lead it, the people of the unit who are
 * named to help (assigned) while there is something to help with, and those who own an action that came of it.
 */
export function inspectionSubject(inspection: LoadedInspection): Subject {
	const members = inspection.team?.cycleTeamMemberTeam ?? [];
	return {
		unitId: inspection.unitId,
		teamIds: members.map(({ userId }) => userId),
		leadIds: members.filter(({ isLead }) => isLead).map(({ userId }) => userId),
		assignedIds: helpingStates.includes(inspection.state) ? inspection.inspectionHelperInspection.map(({ userId }) => userId) : [],
		ownerIds: inspection.findingInspection.flatMap((finding) => finding.correctiveActionFinding.flatMap(({ ownerId }) => ownerId ?? []))
	};
}

/** The team's side of a question for who may not see it: as before the visit. */
export const teamUnsaid = { result: 'unanswered', points: null, evidence: '', remark: '' } as const;

/** The inspection as it is now, whoever asks. @throws NotFound `inspection_not_found` */
export async function findInspection(ctx: Ctx, inspectionId: string): Promise<{ inspection: LoadedInspection; subject: Subject }> {
	const inspection = isUuid(inspectionId)
		? await ctx.db.inspection.findUnique({ where: { id: inspectionId }, select: inspectionSelect })
		: null;
	if (!inspection) throw new NotFound('inspection_not_found');
	return { inspection, subject: inspectionSubject(inspection) };
}

/**
 * An inspection that this actor may see with its questions; else it does not exist: 404. What its team says is for `inspection.read_whole`
 * alone; who may see only the result (`inspection.result`) is answered by page.ts.
 * @throws NotFound `inspection_not_found`
 */
export async function loadInspection(ctx: Ctx, inspectionId: string): Promise<{ inspection: LoadedInspection; subject: Subject }> {
	const found = await findInspection(ctx, inspectionId);
	if (!may(ctx.actor, 'inspection.read', found.subject)) throw new NotFound('inspection_not_found');
	return found;
}

/** An inspection with what its team says; for who only helps to answer there is none of that. @throws NotFound `inspection_not_found` */
export async function loadWholeInspection(ctx: Ctx, inspectionId: string): Promise<{ inspection: LoadedInspection; subject: Subject }> {
	const found = await findInspection(ctx, inspectionId);
	if (!may(ctx.actor, 'inspection.read_whole', found.subject)) throw new NotFound('inspection_not_found');
	return found;
}

/** Whether the day by which the unit assesses itself is over (states.md I2): then only the lead gives more time. */
export function isSelfTimeOver(ctx: Ctx, inspection: Pick<LoadedInspection, 'selfDueOn'>): boolean {
	const due = fromDbDate(inspection.selfDueOn);
	return due !== null && due < today(ctx);
}

/** @throws Conflict `self_assessment_over` with the day */
export function requireSelfTime(ctx: Ctx, inspection: Pick<LoadedInspection, 'selfDueOn'>): void {
	const due = fromDbDate(inspection.selfDueOn);
	if (due !== null && isSelfTimeOver(ctx, inspection)) throw new Conflict('self_assessment_over', { day: formatDay(due) });
}
