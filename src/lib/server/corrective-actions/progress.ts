import { completionGates } from '#lib/domain/corrective-actions/gates.ts';
import { addDays, dayOf, fromDbDate, isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { requireReason, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { actionDays } from './action-days.ts';
import { lineOf } from './analysis.ts';
import { lockAction, moveAction, tellOfAction, type ActionResult, type LoadedAction, type LoadedLine } from './action-facts.ts';
import { countEvidence } from './evidence-list.ts';
import { addEvidence, removeEvidence } from './evidence.ts';
import { planFacts, requireGates } from './plan.ts';

type EvidenceInput = { files?: readonly VersionFile[]; documentId?: string | null; recordId?: string | null; note?: string | null };

/** The line is still to be done: neither reported nor dropped. @throws Conflict `stale` */
function requireOpenLine(action: LoadedAction, line: LoadedLine): void {
	if (line.doneOn !== null || line.droppedAt !== null) throw new Conflict('stale', { state: action.state });
}

/**
 * C7: the doer of a line says on which day it was done and shows it. The owner is told.
 * @throws Forbidden (another's line), Conflict `illegal_transition`, `stale`; Invalid by field (`evidence` when there is none)
 */
export function reportLine(
	ctx: Ctx,
	input: EvidenceInput & { actionId: string; lineId: string; doneOn: Day; result?: string | null }
): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const line = lineOf(action, input.lineId);
		const mine = { ...subject, doerIds: [line.doerId] };
		const role = authorize(ctx, 'action.report_line', mine);
		if (action.state !== 'in_progress') throw new Conflict('illegal_transition', { state: action.state, event: 'report_line' });
		requireOpenLine(action, line);
		if (!isDay(input.doneOn)) throw new Invalid({ doneOn: 'day_invalid' });
		if (input.doneOn > today(ctx)) throw new Invalid({ doneOn: 'day_to_come' });
		if (input.doneOn < (await foundOn(ctx, action))) throw new Invalid({ doneOn: 'day_before_found' });
		const result = tidy(input.result);
		if (result.length > 2_000) throw new Invalid({ result: 'too_long:2000' });
		const { files = [], documentId, recordId } = input;
		if (files.length > 0 || documentId || recordId) {
			const trail = { subjectType: 'corrective_action', subjectId: action.id, name: action.number };
			const subjectOf = { subjectType: 'action_line', subjectId: line.id, unitId: action.unitId } as const;
			await addEvidence(ctx, { ...subjectOf, files, documentId, recordId, note: input.note, role, trail });
		} else if (!(await countEvidence(ctx, 'action_line', [line.id])).get(line.id)) throw new Invalid({ evidence: 'evidence_required' });
		await ctx.db.actionLine.update({
			where: { id: line.id },
			data: { doneOn: toDbDate(input.doneOn), reportedAt: ctx.clock.now(), result, rowVersion: line.rowVersion + 1 }
		});
		const moved = await moveAction(ctx, action, 'report_line', mine, {
			details: { what: line.what.slice(0, 300), doneOn: input.doneOn }
		});
		const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
		await tellOfAction(ctx, action, 'action_line_done', [action.ownerId], { who, what: line.what.slice(0, 120) });
		return moved;
	});
}

/** The day on which it was found: nothing against it was done before, and the time until its check is counted from what was done. */
async function foundOn(ctx: Ctx, action: LoadedAction): Promise<Day> {
	const from = await ctx.db.correctiveAction.findUniqueOrThrow({
		where: { id: action.id },
		select: { finding: { select: { raisedAt: true } }, report: { select: { foundOn: true } } }
	});
	const days = [
		dayOf(action.raisedAt),
		...(from.finding ? [dayOf(from.finding.raisedAt)] : []),
		...(from.report ? [fromDbDate(from.report.foundOn)] : [])
	];
	return days.toSorted()[0] ?? dayOf(action.raisedAt);
}

/** Evidence on a line before it is reported, or more after it while the action is not closed. @throws Forbidden, Conflict, Invalid */
export function addLineEvidence(ctx: Ctx, input: EvidenceInput & { actionId: string; lineId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const line = lineOf(action, input.lineId);
		const role = authorize(ctx, 'action.record', { ...subject, doerIds: [line.doerId] });
		if (action.state !== 'in_progress' && action.state !== 'verifying')
			throw new Conflict('illegal_transition', { state: action.state, event: 'add_evidence' });
		const trail = { subjectType: 'corrective_action', subjectId: action.id, name: action.number };
		await addEvidence(ctx, { ...input, subjectType: 'action_line', subjectId: line.id, unitId: action.unitId, role, trail });
	});
}

/** Evidence on the action itself: of what was raised, of the correction. By owner and doers, officer and heads, until it is closed. */
export function addActionEvidence(ctx: Ctx, input: EvidenceInput & { actionId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const byOwner = ctx.actor.kind === 'user' && [...(subject.ownerIds ?? []), ...(subject.doerIds ?? [])].includes(ctx.actor.userId);
		const role = authorize(ctx, byOwner ? 'action.record' : 'action.assign', subject);
		if (action.state === 'closed') throw new Conflict('illegal_transition', { state: action.state, event: 'add_evidence' });
		const trail = { subjectType: 'corrective_action', subjectId: action.id, name: action.number };
		await addEvidence(ctx, { ...input, subjectType: 'corrective_action', subjectId: action.id, unitId: action.unitId, role, trail });
	});
}

/** A head takes away what was added by mistake, to the action or one of its lines; not their own, and not once it is closed. */
export function removeActionEvidence(ctx: Ctx, input: { actionId: string; evidenceId: string; reason: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		if (action.state === 'closed') throw new Conflict('illegal_transition', { state: action.state, event: 'remove_evidence' });
		const ofAction = await ctx.db.evidenceFile.count({ where: { id: input.evidenceId, subjectType: 'corrective_action' } });
		const pointed = await ctx.db.evidencePointer.count({ where: { id: input.evidenceId, subjectType: 'corrective_action' } });
		const onAction = ofAction + pointed > 0;
		await removeEvidence(ctx, {
			evidenceId: input.evidenceId,
			reason: input.reason,
			subjectType: onAction ? 'corrective_action' : 'action_line',
			subjectIds: onAction ? [action.id] : action.actionLineAction.map(({ id }) => id),
			by: { action: 'action.remove_evidence', subject },
			trail: { subjectType: 'corrective_action', subjectId: action.id, name: action.number }
		});
	});
}

/** The owner drops a line of the approved plan, with a reason. @throws Forbidden, Invalid (reason), Conflict `stale`, `illegal_transition` */
export function dropLine(ctx: Ctx, input: { actionId: string; lineId: string; reason: string }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.plan', subject);
		const line = lineOf(action, input.lineId);
		const comment = requireReason(input.reason, 'reason');
		const moved = await moveAction(ctx, action, 'drop_line', subject, { comment, details: { what: line.what.slice(0, 300) } });
		requireOpenLine(action, line);
		await ctx.db.actionLine.update({
			where: { id: line.id },
			data: { droppedAt: ctx.clock.now(), droppedReason: comment, rowVersion: line.rowVersion + 1 }
		});
		return moved;
	});
}

/**
 * C9: all lines are done or dropped. The check is due so many days after the last actual date; none at all needs a reason.
 * @param input.checkDays null: the setting of the unit
 * @throws Forbidden, Conflict `gate_not_met` (lines_ended, one_done), `stale`, `illegal_transition`; Invalid by field
 */
export function completeAction(
	ctx: Ctx,
	input: { actionId: string; checkDays?: number | null; reason?: string | null; rowVersion?: number }
): Promise<ActionResult & { checkDueOn: Day }> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.plan', subject);
		if (action.state !== 'in_progress') throw new Conflict('illegal_transition', { state: action.state, event: 'complete' });
		requireGates(completionGates(await planFacts(ctx, action)));
		const checkDays = input.checkDays ?? (await actionDays(ctx, action.unitId)).checkDays;
		if (!Number.isInteger(checkDays) || checkDays < 0 || checkDays > 730) throw new Invalid({ checkDays: 'number_to:730' });
		const reason = tidy(input.reason) || null;
		if (checkDays === 0 && !reason) throw new Invalid({ reason: 'reason_required' });
		const last =
			action.actionLineAction
				.flatMap(({ doneOn }) => fromDbDate(doneOn) ?? [])
				.toSorted()
				.at(-1) ?? today(ctx);
		const checkDueOn = addDays(last, checkDays);
		const moved = await moveAction(ctx, action, 'complete', subject, {
			comment: reason,
			expectedRowVersion: input.rowVersion,
			data: { completedAt: ctx.clock.now(), checkDays, checkDaysReason: reason, checkDueOn: toDbDate(checkDueOn) },
			details: { checkDays, checkDueOn }
		});
		return { ...moved, checkDueOn };
	});
}
