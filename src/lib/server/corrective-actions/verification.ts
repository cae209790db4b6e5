import { may } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import * as m from '#lib/paraglide/messages.js';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { headsOf, officersOf } from '#lib/server/documents/eligibility.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { forgetOfAction, lockAction, moveAction, tellOfAction, type ActionResult, type LoadedAction } from './action-facts.ts';
import { addEvidence } from './evidence.ts';
import { lapseExtensions } from './extensions.ts';
import { closeFindingOf } from './findings.ts';
import { blocksOf } from './gate.ts';
import { coordinatorsOf } from './coordinators.ts';
import { raiseAction } from './raise.ts';
import { peopleOfPlan } from './verifier.ts';

/**
 * What the verifier looked at: files, or a document or record of eISO, beside the evidence of those who did it.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`; as `addEvidence`
 */
export function addCheckEvidence(
	ctx: Ctx,
	input: { actionId: string; files?: readonly VersionFile[]; documentId?: string | null; recordId?: string | null; note?: string | null }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const role = authorize(ctx, 'action.verify', subject);
		if (action.state !== 'verifying') throw new Conflict('illegal_transition', { state: action.state, event: 'verify_effective' });
		const { actionId: subjectId, ...given } = input;
		const trail = { subjectType: 'corrective_action', subjectId: action.id, name: action.number };
		await addEvidence(ctx, { ...given, subjectType: 'action_check', subjectId, unitId: action.unitId, role, trail });
	});
}

export type VerifyInput = {
	actionId: string;
	/** What was looked at; of an ineffective one what still happens. */
	verification: string;
	rowVersion?: number;
};

/**
 * C10: the named verifier calls the action effective. Refused while a gate is not met, with what blocks. The question returns in the next
 * checklist by itself, and the finding closes when this was its last action. Recorded as `corrective_action.verify_effective`.
 * @throws NotFound, Forbidden `separation_of_duties`; Conflict `gate_not_met` {blocks}, `illegal_transition`, `stale`; Invalid `verification`,
 * `riskNote`
 */
export function verifyEffective(
	ctx: Ctx,
	input: VerifyInput & { riskTouched: boolean | null; riskNote?: string | null }
): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject, verification } = await loadCheck(ctx, input);
		const riskNote = tidy(input.riskNote);
		if (input.riskTouched === null) throw new Invalid({ riskTouched: 'required' });
		if (input.riskTouched && riskNote === '') throw new Invalid({ riskNote: 'required' });
		if (riskNote.length > 2_000) throw new Invalid({ riskNote: 'too_long:2000' });
		if (action.state === 'verifying') {
			const blocks = await blocksOf(ctx, action);
			if (blocks.length > 0) throw new Conflict('gate_not_met', { blocks: blocks.map(({ href: _href, ...block }) => block) });
		}
		const moved = await moveAction(ctx, action, 'verify_effective', subject, {
			expectedRowVersion: input.rowVersion,
			comment: verification,
			data: { ...checked(ctx, verification), outcome: 'effective', closedRiskTouched: input.riskTouched, closedRiskNote: riskNote },
			details: { outcome: 'effective', riskTouched: input.riskTouched }
		});
		await afterCheck(ctx, action);
		await ctx.db.followUpQuestion.create({
			data: {
				unitId: action.unitId,
				actionId: action.id,
				areaId: action.areaId,
				clause: action.clause,
				// Kept words of the unit, in its language.
				text: m.verification_follow_up_question({ number: action.number, statement: action.statement }, { locale: 'vi' }),
				createdAt: ctx.clock.now()
			}
		});
		await closeFindingOf(ctx, action.id);
		await tellOfAction(ctx, action, 'action_verified', await source(ctx, action));
		return moved;
	});
}

/**
 * C11: it still happens. The action closes as ineffective, and its successor is raised, linked and counted as a recurrence. No gate but words:
 * what still happens need not wait for the day of the check. Heads are told by mail. Recorded as `corrective_action.verify_ineffective`.
 * @throws as `verifyEffective`
 */
export function verifyIneffective(ctx: Ctx, input: VerifyInput): Promise<ActionResult & { successor: { id: string; number: string } }> {
	return transaction(ctx, async (ctx) => {
		const { action, subject, verification } = await loadCheck(ctx, input);
		const moved = await moveAction(ctx, action, 'verify_ineffective', subject, {
			expectedRowVersion: input.rowVersion,
			comment: verification,
			data: { ...checked(ctx, verification), outcome: 'ineffective' },
			details: { outcome: 'ineffective' }
		});
		await afterCheck(ctx, action);
		const successor = await raiseAction(ctx, {
			unitId: action.unitId,
			source: action.source,
			findingId: action.findingId,
			reportId: action.reportId,
			grade: action.grade,
			standardCode: action.standardCode,
			clause: action.clause,
			areaId: action.areaId,
			statement: action.statement,
			evidence: verification,
			raisedById: requireUser(ctx),
			predecessorId: action.id,
			recurrenceOfId: action.id
		});
		const heads = await headsOf(ctx, action.unitId);
		await tellOfAction(ctx, action, 'action_failed', heads, { code: successor.number });
		await tellOfAction(
			ctx,
			action,
			'action_failed_owner',
			(await source(ctx, action)).filter((id) => id === null || !heads.includes(id)),
			{ code: successor.number }
		);
		return { ...moved, successor };
	});
}

async function loadCheck(ctx: Ctx, input: VerifyInput) {
	const { action, subject } = await lockAction(ctx, input.actionId);
	const me = userIdOf(ctx.actor);
	// Who is no verifier is told so before what is wrong with the form.
	if (!may(ctx.actor, 'action.verify', subject)) authorize(ctx, 'action.verify', subject);
	if (me !== null && (await peopleOfPlan(ctx, action)).has(me)) throw new Forbidden('separation_of_duties');
	return { action, subject, verification: requireReason(input.verification, 'verification') };
}

function checked(ctx: Ctx, verification: string) {
	const now = ctx.clock.now();
	return { verification, verifiedById: requireUser(ctx), verifiedAt: now, closedAt: now };
}

async function afterCheck(ctx: Ctx, action: LoadedAction): Promise<void> {
	await lapseExtensions(ctx, action);
	await forgetOfAction(ctx, action.id);
}

/** Whom the result concerns: owner, heads and officers, who raised it, and of an inspection the coordinators. */
async function source(ctx: Ctx, action: LoadedAction): Promise<(string | null)[]> {
	return [
		action.ownerId,
		action.raisedById,
		...(await headsOf(ctx, action.unitId)),
		...(await officersOf(ctx, action.unitId)),
		...(action.source === 'inspection' ? await coordinatorsOf(ctx) : [])
	];
}
