import type { HandOverKind, HandOverLine } from '#lib/domain/hand-overs/duties.ts';
import { dutyKinds } from '#lib/domain/people/duties.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { toDbDate } from '#lib/domain/shared/day.ts';
import { giveAction, giveLine } from '#lib/server/corrective-actions/assign.ts';
import { findAction } from '#lib/server/corrective-actions/action-facts.ts';
import { giveCheck } from '#lib/server/corrective-actions/verifier.ts';
import { moveDuty } from '#lib/server/people/hand-over.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';

export type Moving = { readonly unitId: string; readonly fromId: string; readonly comment: string };

/**
 * One line of a confirmed list to whoever takes it, as its own domain does it: an action by the row of its own table, with its notices. What
 * is no longer that person's, or no longer open, is a conflict: it went to somebody else in between.
 * @throws Conflict `hand_over_changed`; Forbidden `separation_of_duties`
 */
export async function moveLine(ctx: Ctx, line: HandOverLine, by: Moving): Promise<void> {
	const kind = dutyKinds.find((one) => one === line.kind);
	if (kind) return moveDuty(ctx, { kind, subjectId: line.subjectId, unitId: by.unitId }, by.fromId, line.toId);
	switch (line.kind) {
		case 'action_owner':
			return ownAction(ctx, line, by);
		case 'action_line':
			return doLine(ctx, line, by);
		case 'action_verifier':
			return verify(ctx, line, by);
		case 'series_reader':
			return inList(await ctx.db.recordSeriesReader.deleteMany({ where: { seriesId: line.subjectId, userId: by.fromId } }), () =>
				ctx.db.recordSeriesReader.createMany({ data: [{ seriesId: line.subjectId, userId: line.toId }], skipDuplicates: true })
			);
		case 'area_member':
			return inList(await ctx.db.auditAreaMember.deleteMany({ where: { areaId: line.subjectId, userId: by.fromId } }), () =>
				ctx.db.auditAreaMember.createMany({ data: [{ areaId: line.subjectId, userId: line.toId }], skipDuplicates: true })
			);
		default:
			one(await inColumn(ctx, line, by));
	}
}

/** By the two confirmations, not by the right of whoever gives the last one: they may not even see the action. */
async function holdAction(ctx: Ctx, actionId: string) {
	await ctx.db.$queryRaw`select id from corrective_action where id = ${actionId}::uuid for update`;
	return findAction(ctx, actionId);
}

async function ownAction(ctx: Ctx, line: HandOverLine, { fromId, comment }: Moving): Promise<void> {
	const { action, subject } = await holdAction(ctx, line.subjectId);
	if (action.ownerId !== fromId) throw new Conflict('hand_over_changed');
	const follows = action.state === 'analysing' ? 'C2h' : 'C2hp';
	await giveAction(ctx, action, subject, { ownerId: line.toId, comment, follows });
}

async function doLine(ctx: Ctx, line: HandOverLine, { fromId, comment }: Moving): Promise<void> {
	const found = await ctx.db.actionLine.findUnique({ where: { id: line.subjectId }, select: { actionId: true } });
	if (!found) throw new Conflict('hand_over_changed');
	const { action, subject } = await holdAction(ctx, found.actionId);
	if (action.actionLineAction.find(({ id }) => id === line.subjectId)?.doerId !== fromId) throw new Conflict('hand_over_changed');
	if (action.state === 'in_progress') {
		await giveLine(ctx, action, subject, { lineId: line.subjectId, doerId: line.toId, comment, follows: 'C2hp' });
		return;
	}
	// A plan that nobody has approved is still being written.
	const where = { id: line.subjectId, doerId: fromId, doneOn: null, droppedAt: null, removedAt: null };
	one(await ctx.db.actionLine.updateMany({ where, data: { doerId: line.toId, rowVersion: { increment: 1 } } }));
}

const verifyRows: Readonly<Record<string, string>> = {
	analysing: 'C10ha',
	awaiting_plan_approval: 'C10hw',
	in_progress: 'C10hn',
	verifying: 'C10hm'
};

async function verify(ctx: Ctx, line: HandOverLine, { fromId }: Moving): Promise<void> {
	const { action, subject } = await holdAction(ctx, line.subjectId);
	const follows = verifyRows[action.state];
	if (action.verifierId !== fromId || !follows) throw new Conflict('hand_over_changed');
	await giveCheck(ctx, action, subject, { userId: line.toId, unitId: null, reason: null }, { follows });
}

/** Kinds that are a name in one column. Each is written only while the name is still there. */
function inColumn(ctx: Ctx, { kind, subjectId: id, toId }: HandOverLine, { fromId }: Moving): Promise<{ count: number }> {
	const next = { rowVersion: { increment: 1 } };
	switch (kind) {
		case 'external_check':
			return ctx.db.externalSubscription.updateMany({
				where: { id, checkerId: fromId, endedAt: null },
				data: { checkerId: toId, ...next }
			});
		case 'series':
			return ctx.db.recordSeries.updateMany({ where: { id, custodianId: fromId, endedOn: null }, data: { custodianId: toId, ...next } });
		case 'area_leader':
			return ctx.db.auditArea.updateMany({ where: { id, leaderId: fromId, endedOn: null }, data: { leaderId: toId, ...next } });
		case 'programme_line':
			return programmeLine(ctx, id, fromId, toId);
		case 'roll_out_unit':
			return ctx.db.rollOutUnit.updateMany({ where: { id, responsibleId: fromId }, data: { responsibleId: toId, ...next } });
		case 'roll_out_item':
			return rollOutItem(ctx, id, fromId, toId);
		case 'plan_step':
			return planStep(ctx, id, fromId, toId);
		case 'review_chair':
			return office(ctx, id, toId, { chairId: fromId }, { chairId: toId });
		case 'review_secretary':
			return office(ctx, id, toId, { secretaryId: fromId }, { secretaryId: toId });
		case 'review_input':
			return ctx.db.managementReviewInput.updateMany({
				where: { id, reporterId: fromId, review: { state: 'planned' } },
				data: { reporterId: toId, ...next }
			});
		case 'review_decision':
			return ctx.db.managementReviewDecision.updateMany({
				where: { id, responsibleId: fromId, doneOn: null },
				data: { responsibleId: toId, ...next }
			});
		case 'objective':
			return objective(ctx, id, fromId, toId);
		case 'objective_report':
			return ctx.db.objective.updateMany({
				where: { id, OR: [{ reporterId: fromId }, { reporterId: null, ownerId: fromId }], set: { state: 'approved' } },
				data: { reporterId: toId }
			});
		case 'risk':
			return ctx.db.risk.updateMany({ where: { id, ownerId: fromId, closedAt: null }, data: { ownerId: toId, ...next } });
		case 'risk_measure':
			return ctx.db.riskMeasure.updateMany({
				where: { id, doerId: fromId, doneOn: null, droppedAt: null },
				data: { doerId: toId, ...next }
			});
		case 'training_need':
			return ctx.db.trainingNeed.updateMany({
				where: { id, responsibleId: fromId, droppedAt: null },
				data: { responsibleId: toId, ...next }
			});
		default:
			throw new Error(`a ${kind} does not move`);
	}
}

const draft = { state: 'draft', submittedAt: null } as const;

/** With the row version of the programme, so that a page that was opened before does not write the old name back. */
async function programmeLine(ctx: Ctx, id: string, fromId: string, toId: string): Promise<{ count: number }> {
	const moved = await ctx.db.auditProgrammeLine.updateMany({ where: { id, leadId: fromId, programme: draft }, data: { leadId: toId } });
	const where = { auditProgrammeLineProgramme: { some: { id } }, ...draft };
	if (moved.count === 1) await ctx.db.auditProgramme.updateMany({ where, data: { rowVersion: { increment: 1 } } });
	return moved;
}

/** As of a line of a programme. */
async function objective(ctx: Ctx, id: string, fromId: string, toId: string): Promise<{ count: number }> {
	const moved = await ctx.db.objective.updateMany({ where: { id, ownerId: fromId, set: draft }, data: { ownerId: toId } });
	const where = { objectiveSet: { some: { id } }, ...draft };
	if (moved.count === 1) await ctx.db.objectiveSet.updateMany({ where, data: { rowVersion: { increment: 1 } } });
	return moved;
}

/** A step of the roll-out tells each change by an act of its own. */
async function rollOutItem(ctx: Ctx, id: string, fromId: string, toId: string): Promise<{ count: number }> {
	const item = await ctx.db.rollOutItem.findUnique({ where: { id } });
	if (!item) return { count: 0 };
	const number = item.rowVersion + 1;
	const moved = await ctx.db.rollOutItem.updateMany({
		where: { id, responsibleId: fromId, rowVersion: item.rowVersion },
		data: { responsibleId: toId, rowVersion: number }
	});
	if (moved.count === 0) return moved;
	const { fullName } = await ctx.db.user.findUniqueOrThrow({ where: { id: toId }, select: { fullName: true } });
	const { state, doneOn } = item;
	const at = ctx.clock.now();
	await ctx.db.rollOutAct.create({
		data: {
			itemId: id,
			number,
			event: 'name',
			state,
			actedOn: toDbDate(today(ctx)),
			at,
			doneOn,
			userId: userIdOf(ctx.actor),
			text: fullName
		}
	});
	return moved;
}

type Office = { chairId: string } | { secretaryId: string };

/** Who chairs a review or keeps its minutes is one of its members. */
async function office(ctx: Ctx, id: string, toId: string, was: Office, now: Office): Promise<{ count: number }> {
	const moved = await ctx.db.managementReview.updateMany({
		where: { id, ...was, state: 'planned' },
		data: { ...now, rowVersion: { increment: 1 } }
	});
	if (moved.count === 1) await ctx.db.managementReviewMember.createMany({ data: [{ reviewId: id, userId: toId }], skipDuplicates: true });
	return moved;
}

/** A step of the plan also has the name in words. */
async function planStep(ctx: Ctx, id: string, fromId: string, toId: string): Promise<{ count: number }> {
	const { fullName } = await ctx.db.user.findUniqueOrThrow({ where: { id: toId }, select: { fullName: true } });
	return ctx.db.isoPlanStep.updateMany({
		where: { id, responsibleId: fromId, doneOn: null },
		data: { responsibleId: toId, responsibleName: fullName, rowVersion: { increment: 1 } }
	});
}

function one({ count }: { count: number }): void {
	if (count !== 1) throw new Conflict('hand_over_changed');
}

async function inList(taken: { count: number }, add: () => Promise<unknown>): Promise<void> {
	one(taken);
	await add();
}

/** Kinds that never move: what they are given by says so in `OpenDuty.stays`. */
export const fixedKinds = [
	'role',
	'guest_review',
	'change_request',
	'print',
	'audit_team',
	'inspection_helper',
	'committee',
	'review_member'
] as const satisfies readonly HandOverKind[];
