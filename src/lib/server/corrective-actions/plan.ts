import { isEmptyCause, keptCause } from '#lib/domain/corrective-actions/cause.ts';
import { correctionOnlyGates, firstMissing, planGates, type Gate, type PlanFacts } from '#lib/domain/corrective-actions/gates.ts';
import { acceptCorrectionSentence, approvePlanSentence } from '#lib/domain/corrective-actions/sentences.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import type { Sentence } from '#lib/domain/documents/sentences.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { provePerson, proveSigner, type Signer } from '#lib/server/identity/signing.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Forbidden, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import {
	forgetOfAction,
	headsWhoMayApprove,
	loadActionToAct,
	lockAction,
	moveAction,
	tellOfAction,
	type ActionResult,
	type LoadedAction
} from './action-facts.ts';
import { signAct, type SignedContent } from './act-signatures.ts';
import { coordinatorsOf } from './coordinators.ts';
import { lapseExtensions } from './extensions.ts';
import { closeFindingOf } from './findings.ts';

/** What the gates ask of an action. */
export async function planFacts(ctx: Ctx, action: LoadedAction): Promise<PlanFacts> {
	const notMet = action.finding?.inspectionId
		? await ctx.db.finding.count({ where: { id: action.finding.id, answer: { result: 'not_met' } } })
		: 0;
	return {
		grade: action.grade,
		correction: action.correction,
		correctionDoneOn: fromDbDate(action.correctionDoneOn),
		correctionImpossible: action.correctionImpossible,
		hasCause: !isEmptyCause(keptCause(action.causeMethod, action.cause)),
		rootCause: action.rootCause,
		riskTouched: action.riskTouched,
		lines: action.actionLineAction.map(({ doneOn, droppedAt }) => ({ doneOn: fromDbDate(doneOn), dropped: droppedAt !== null })),
		notMet: notMet > 0
	};
}

/** @throws Conflict `gate_not_met` with the first thing that is missing */
export function requireGates(gates: readonly Gate[]): void {
	const missing = firstMissing(gates);
	if (missing) throw new Conflict('gate_not_met', { missing, all: gates.filter(({ met }) => !met).map(({ name }) => name) });
}

/** Heads who may approve are told; where there is none, the coordinators, with no more than the outline. */
async function tellApprovers(
	ctx: Ctx,
	action: LoadedAction,
	kind: 'action_plan_asked' | 'action_correction_asked',
	reason = ''
): Promise<void> {
	const heads = await headsWhoMayApprove(ctx, action);
	const outline = heads.length === 0;
	const who = ctx.actor.kind === 'user' ? ctx.actor.fullName : '';
	await tellOfAction(
		ctx,
		action,
		kind,
		outline ? await coordinatorsOf(ctx) : heads,
		outline ? { reason: '–', who: '–' } : { reason, who },
		{ outline, barred: [userIdOf(ctx.actor), action.ownerId, ...action.actionLineAction.map(({ doerId }) => doerId)] }
	);
}

/**
 * C5: the plan goes to the heads who neither own the action nor do a line of it.
 * @throws Forbidden, Conflict `gate_not_met` (correction, cause, lines, risk), `stale`, `illegal_transition`
 */
export function submitPlan(ctx: Ctx, input: { actionId: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.plan', subject);
		if (action.state === 'analysing') requireGates(planGates(await planFacts(ctx, action)));
		const moved = await moveAction(ctx, action, 'submit', subject, {
			expectedRowVersion: input.rowVersion,
			data: { submittedAt: ctx.clock.now(), submittedById: requireUser(ctx), correctionOnly: false, correctionOnlyReason: null },
			details: { lines: action.actionLineAction.length }
		});
		await forgetOfAction(ctx, action.id, ['action_assigned', 'action_plan_returned']);
		await tellApprovers(ctx, action, 'action_plan_asked');
		return moved;
	});
}

type CorrectionOnlyInput = {
	actionId: string;
	reason: string;
	riskTouched?: boolean | null;
	riskNote?: string | null;
	rowVersion?: number;
};

/**
 * C4: the owner asks that the correction alone be enough. As it closes with the head's word, whether a risk or planned change is touched is
 * asked here where the analysis has not said it.
 * @throws Forbidden, Invalid (reason, riskTouched, riskNote), Conflict `gate_not_met` (minor, correction_done), `stale`, `illegal_transition`
 */
export function askCorrectionOnly(ctx: Ctx, input: CorrectionOnlyInput): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		authorize(ctx, 'action.plan', subject);
		const comment = requireReason(input.reason, 'reason');
		if (action.state === 'analysing') requireGates(correctionOnlyGates(await planFacts(ctx, action)));
		const risk = riskOf(input, action);
		const moved = await moveAction(ctx, action, 'ask_correction_only', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: { submittedAt: ctx.clock.now(), submittedById: requireUser(ctx), correctionOnly: true, correctionOnlyReason: comment, ...risk },
			details: { riskTouched: risk.riskTouched }
		});
		await forgetOfAction(ctx, action.id, ['action_assigned', 'action_plan_returned']);
		await tellApprovers(ctx, action, 'action_correction_asked', comment);
		return moved;
	});
}

function riskOf(input: CorrectionOnlyInput, action: LoadedAction): { riskTouched: boolean; riskNote: string } {
	const riskTouched = input.riskTouched ?? action.riskTouched;
	const note = tidy(input.riskNote === undefined ? action.riskNote : input.riskNote);
	if (riskTouched === null) throw new Invalid({ riskTouched: 'required' });
	// Nothing is touched: what was said of it before does not stand beside the answer.
	const riskNote = riskTouched ? note : '';
	if (riskTouched && riskNote === '') throw new Invalid({ riskNote: 'required' });
	if (riskNote.length > 2_000) throw new Invalid({ riskNote: 'too_long:2000' });
	return { riskTouched, riskNote };
}

/** Who decides on this plan now: a head who may, or the coordinator where none is left. @throws Forbidden, as the policy says or `head_first` */
async function decideAs(ctx: Ctx, action: LoadedAction, subject: Subject): Promise<'head' | 'coordinator'> {
	if (may(ctx.actor, 'action.approve', subject)) return 'head';
	if (!may(ctx.actor, 'action.approve_for_unit', subject)) authorize(ctx, 'action.approve', subject);
	if ((await headsWhoMayApprove(ctx, action)).length > 0) throw new Forbidden('head_first');
	return 'coordinator';
}

/** What the signer is shown and the signature keeps. */
export function planSentence(action: LoadedAction): Sentence {
	if (action.correctionOnly) return acceptCorrectionSentence(action.number);
	const last = action.actionLineAction
		.map(({ dueOn }) => fromDbDate(dueOn))
		.toSorted()
		.at(-1);
	return approvePlanSentence(action.number, action.actionLineAction.length, last ? formatDay(last) : '–');
}

/** What is signed: the plan as it stands. */
export function planContent(action: LoadedAction): SignedContent {
	return {
		id: action.id,
		number: action.number,
		statement: action.statement,
		correction: action.correction,
		correctionDoneOn: fromDbDate(action.correctionDoneOn),
		correctionImpossible: action.correctionImpossible,
		consequences: action.consequences,
		rootCause: action.rootCause,
		riskTouched: action.riskTouched,
		correctionOnly: action.correctionOnly,
		correctionOnlyReason: action.correctionOnlyReason,
		lines: action.actionLineAction.map(({ what, doerId, dueOn }) => [what, doerId, fromDbDate(dueOn)])
	};
}

/**
 * C6: a head who neither owns it nor does a line signs the plan, or accepts the correction alone and the action closes. Where no such head is
 * left the coordinator signs, and the action shows it.
 * @throws Forbidden `separation_of_duties`, `head_first`; Conflict `signature_refused`, `stale`, `illegal_transition`; TooMany
 */
export async function approvePlan(ctx: Ctx, input: { actionId: string; password: string; rowVersion?: number }): Promise<ActionResult> {
	const shown = await loadActionToAct(ctx, input.actionId);
	const as = await decideAs(ctx, shown.action, shown.subject);
	if (shown.action.state !== 'awaiting_plan_approval')
		throw new Conflict('illegal_transition', { state: shown.action.state, event: 'approve' });
	const signer =
		as === 'head'
			? await proveSigner(ctx, shown.action.unitId, input.password)
			: await provePerson(ctx, input.password, { position: ctx.actor.kind === 'user' ? ctx.actor.provincePosition : '' });
	return signPlan(ctx, signer, { ...input, rowVersion: input.rowVersion ?? shown.action.rowVersion });
}

/** What was said of the action until its plan is signed. */
const ofThePlan = ['action_raised', 'action_assigned', 'action_correction_asked', 'action_plan_asked', 'action_plan_returned'] as const;

function signPlan(ctx: Ctx, signer: Signer, input: { actionId: string; rowVersion: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const as = await decideAs(ctx, action, subject);
		if (input.rowVersion !== action.rowVersion) throw new Conflict('stale', { state: action.state, rowVersion: action.rowVersion });
		const only = action.correctionOnly;
		// Asked again of what is signed: the finding may have been answered otherwise, the day gone by.
		const facts = await planFacts(ctx, action);
		requireGates(only ? correctionOnlyGates(facts) : planGates(facts));
		const signature = await signAct(ctx, {
			subjectType: 'corrective_action',
			subjectId: action.id,
			meaning: only ? 'accept_correction' : 'approve_action_plan',
			meaningText: planSentence(action).vi,
			unitId: as === 'head' ? action.unitId : null,
			signer,
			content: planContent(action)
		});
		const now = ctx.clock.now();
		const moved = await moveAction(ctx, action, only ? 'accept_correction' : 'approve', subject, {
			rowId: only ? (as === 'head' ? 'C6o' : 'C6oc') : as === 'head' ? 'C6' : 'C6c',
			data: {
				approvedAt: now,
				approvedById: signer.userId,
				signatureId: signature.id,
				...(only ? { outcome: 'correction_only', closedAt: now } : {})
			},
			details: { content: signature.contentSha256, ...(as === 'coordinator' ? { forTheUnit: true } : {}) },
			after: only ? { outcome: 'correction_only' } : {}
		});
		if (only) await lapseExtensions(ctx, action);
		// What is asked besides the plan goes on: its voiding, another day, who checks it, the ladder of its day.
		await forgetOfAction(ctx, action.id, only ? undefined : ofThePlan);
		const doers = action.actionLineAction.map(({ doerId }) => doerId);
		await tellOfAction(ctx, action, only ? 'action_correction_accepted' : 'action_plan_approved', [action.ownerId, ...doers]);
		if (only) await closeFindingOf(ctx, action.id);
		return moved;
	});
}

/** C6: back to the owner with a reason, by whoever could approve it. @throws as `approvePlan`, Invalid (reason) */
export function returnPlan(ctx: Ctx, input: { actionId: string; reason: string; rowVersion?: number }): Promise<ActionResult> {
	return transaction(ctx, async (ctx) => {
		const { action, subject } = await lockAction(ctx, input.actionId);
		const as = await decideAs(ctx, action, subject);
		const comment = requireReason(input.reason, 'reason');
		const moved = await moveAction(ctx, action, 'return', subject, {
			comment,
			rowId: as === 'head' ? 'C6r' : 'C6rc',
			expectedRowVersion: input.rowVersion,
			data: { correctionOnly: false },
			details: as === 'coordinator' ? { forTheUnit: true } : {}
		});
		await forgetOfAction(ctx, action.id, ['action_plan_asked', 'action_correction_asked']);
		const doers = action.actionLineAction.map(({ doerId }) => doerId);
		await tellOfAction(ctx, action, 'action_plan_returned', [action.ownerId, ...doers], { reason: comment });
		return moved;
	});
}
