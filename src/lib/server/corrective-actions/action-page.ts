import { keptCause, writeOutline } from '#lib/domain/corrective-actions/cause.ts';
import { completionGates, correctionOnlyGates, lateness, planGates, type Gate } from '#lib/domain/corrective-actions/gates.ts';
import type { FindingState } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { membershipIn, userIdOf } from '#lib/domain/permissions/actor.ts';
import { dayOf, fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { unitOn } from '#lib/server/documents/unit-facts.ts';
import { referenceOptions, staffOptions, type Choice } from '#lib/server/documents/work/options.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { visibleSeries } from '#lib/server/records/queries.ts';
import { actionDays } from './action-days.ts';
import { deadlineOf, headsWhoMayApprove, loadActionOutline, type LoadedAction } from './action-facts.ts';
import { signaturesOf } from './act-signatures.ts';
import { evidenceOf } from './evidence-list.ts';
import { extensionsOf } from './extensions.ts';
import { findFinding, mayReadFinding, mayShareFinding } from './finding-facts.ts';
import { planFacts, planSentence } from './plan.ts';
import { agreesToVoidAction } from './void.ts';

/** Number, unit, grade, clause, state and dates: what a coordinator sees of an action that came from no inspection. */
async function outlineOf(ctx: Ctx, action: LoadedAction) {
	const day = today(ctx);
	// Until somebody is named it is due by the day that the Department set.
	const deadline = deadlineOf(action);
	const dates = { firstDueOn: fromDbDate(action.firstDueOn) ?? deadline, dueOn: fromDbDate(action.dueOn) ?? deadline };
	const unit = await unitOn(ctx, action.unitId, day);
	return {
		id: action.id,
		number: action.number,
		unitId: action.unitId,
		unitName: unit?.name ?? '',
		state: action.state,
		outcome: action.outcome,
		source: action.source,
		grade: action.grade,
		standard: action.standard ? (ctx.locale === 'vi' ? action.standard.nameVi : action.standard.nameEn) : null,
		clause: action.clause,
		raisedOn: dayOf(action.raisedAt),
		...dates,
		checkDueOn: fromDbDate(action.checkDueOn),
		closedOn: action.closedAt ? dayOf(action.closedAt) : null,
		late: lateness({ ...dates, completedAt: action.completedAt, closedAt: action.closedAt }, day),
		rowVersion: action.rowVersion,
		today: day
	};
}

/**
 * What somebody asked for and the other has to agree to, if this person is the other. Why it is asked is read by who sees the whole of the action, and
 * by who has to agree.
 */
async function voidOf(ctx: Ctx, action: LoadedAction, subject: Subject, whole: boolean) {
	const me = userIdOf(ctx.actor);
	const open = action.state !== 'closed' && action.state !== 'verifying';
	const waits = action.voidAskedById !== null && open;
	const mayConfirm = waits && (await agreesToVoidAction(ctx, action, subject));
	const head = me !== null && (await headsOf(ctx, action.unitId)).includes(me);
	const shown = whole || mayConfirm;
	return {
		asked: waits && shown,
		reason: shown ? action.voidReason : null,
		mayAsk: open && !waits && may(ctx.actor, 'action.void', subject) && (head || whole),
		mayConfirm
	};
}

const person = { select: { fullName: true } } as const;

async function moreOf(ctx: Ctx, id: string) {
	return ctx.db.correctiveAction.findUniqueOrThrow({
		where: { id },
		select: {
			raisedBy: person,
			owner: person,
			assignedBy: person,
			submittedBy: person,
			approvedBy: person,
			verifiedBy: person,
			voidAskedBy: person,
			area: { select: { name: true } },
			report: { select: { id: true, number: true } },
			finding: {
				select: {
					id: true,
					number: true,
					state: true,
					audit: { select: { id: true, number: true } },
					inspection: { select: { id: true, cycle: { select: { number: true } } } }
				}
			},
			predecessor: { select: { id: true, number: true } },
			recurrenceOf: { select: { id: true, number: true } },
			correctiveActionPredecessor: { select: { id: true, number: true } },
			actionActAction: {
				orderBy: [{ at: 'asc' }, { id: 'asc' }],
				select: { event: true, at: true, text: true, details: true, user: person }
			}
		}
	});
}

export type ActionPage = Awaited<ReturnType<typeof actionPage>>;
export type WholeAction = NonNullable<ActionPage['whole']>;

/**
 * An action as its page shows it: whole with what is missing before the next step and what this person may do, or its outline alone.
 * @throws NotFound `corrective_action_not_found`
 */
export async function actionPage(ctx: Ctx, actionId: string) {
	const loaded = await loadActionOutline(ctx, actionId);
	const { action, subject, sight } = loaded;
	const [outline, voiding, extensions] = await Promise.all([
		outlineOf(ctx, action),
		voidOf(ctx, action, subject, sight === 'whole'),
		extensionsOf(ctx, loaded)
	]);
	return { ...outline, voiding, extensions, whole: sight === 'whole' ? await wholeOf(ctx, action, subject) : null };
}

async function wholeOf(ctx: Ctx, action: LoadedAction, subject: Subject) {
	const lineIds = action.actionLineAction.map(({ id }) => id);
	const acts = await actsOf(ctx, action, subject);
	const editing = acts.record || acts.assign || acts.reassign;
	const [more, files, lineFiles, facts, signatures, days, people, pointing, opens] = await Promise.all([
		moreOf(ctx, action.id),
		evidenceOf(ctx, 'corrective_action', [action.id]),
		evidenceOf(ctx, 'action_line', lineIds),
		planFacts(ctx, action),
		signaturesOf(ctx, 'corrective_action', [action.id]),
		actionDays(ctx, action.unitId),
		editing ? staffOptions(ctx, action.unitId) : [],
		acts.addEvidence ? pointable(ctx, action.unitId) : { documents: [], records: [] },
		opensOf(ctx, action, subject)
	]);
	const cause = keptCause(action.causeMethod, action.cause);
	const { actionActAction, correctiveActionPredecessor, ...names } = more;
	return {
		...names,
		successors: correctiveActionPredecessor,
		opens,
		shareHref: shareHref(ctx, action, subject, more.finding),
		/** By when the Department asked for it. */
		deadline: deadlineOf(action),
		statement: action.statement,
		evidence: action.evidence,
		correction: action.correction,
		correctionDoneOn: fromDbDate(action.correctionDoneOn),
		correctionImpossible: action.correctionImpossible,
		consequences: action.consequences,
		cause,
		outline: cause?.method === 'tree' ? writeOutline(cause.roots) : '',
		rootCause: action.rootCause,
		riskTouched: action.riskTouched,
		riskNote: action.riskNote,
		correctionOnly: action.correctionOnly,
		correctionOnlyReason: action.correctionOnlyReason,
		verification: action.verification,
		checkDays: action.checkDays,
		usualCheckDays: days.checkDays,
		lines: action.actionLineAction.map((line) => ({
			id: line.id,
			what: line.what,
			doerId: line.doerId,
			doer: line.doer.fullName,
			dueOn: fromDbDate(line.dueOn),
			doneOn: fromDbDate(line.doneOn),
			result: line.result,
			droppedReason: line.droppedAt ? (line.droppedReason ?? '') : null,
			files: lineFiles.get(line.id) ?? [],
			mayReport:
				action.state === 'in_progress' &&
				line.doneOn === null &&
				line.droppedAt === null &&
				may(ctx.actor, 'action.report_line', { ...subject, doerIds: [line.doerId] }),
			mayDrop: acts.drop && line.doneOn === null && line.droppedAt === null,
			mayGive: action.state === 'in_progress' && acts.reassign && line.doneOn === null && line.droppedAt === null
		})),
		files: files.get(action.id) ?? [],
		history: actionActAction.map(({ event, at, text, details, user }) => ({
			event,
			at,
			text,
			by: user?.fullName ?? null,
			details: plainDetails(details)
		})),
		signatures: signatures.get(action.id) ?? [],
		gates: gatesOf(action, facts),
		correctionGates: action.state === 'analysing' ? correctionOnlyGates(facts) : [],
		approvers: action.state === 'awaiting_plan_approval' ? await approverNames(ctx, action) : [],
		sentence: planSentence(action),
		signer: signerOf(ctx, action.unitId),
		acts,
		mayRemove: {
			any: action.state !== 'closed' && may(ctx.actor, 'action.remove_evidence', subject),
			me: userIdOf(ctx.actor)
		},
		choices: { people, ...pointing }
	};
}

/** What it came from and what came of it: which of it has a page for this person. */
async function opensOf(ctx: Ctx, action: LoadedAction, subject: Subject): Promise<{ finding: boolean; report: boolean; others: boolean }> {
	const report = action.reportId
		? await ctx.db.faultReport.findUniqueOrThrow({ where: { id: action.reportId }, select: { unitId: true, reporterId: true } })
		: null;
	return {
		finding: action.findingId !== null && (await mayReadFinding(ctx, await findFinding(ctx, action.findingId))),
		report: report !== null && may(ctx.actor, 'fault.read', { unitId: report.unitId, authorIds: [report.reporterId] }),
		others: may(ctx.actor, 'action.outline', subject)
	};
}

/** Where this person asks other units to look for the same: from what an inspection found the Department, from its own action a unit. */
function shareHref(ctx: Ctx, action: LoadedAction, subject: Subject, finding: { state: FindingState } | null): string | null {
	if (action.state !== 'raised' && action.outcome !== 'void' && may(ctx.actor, 'sister.share', subject))
		return `/sister-checks/new?action=${action.id}`;
	if (action.finding && finding && mayShareFinding(ctx, { ...action.finding, state: finding.state }))
		return `/sister-checks/new?finding=${action.finding.id}`;
	return null;
}

/** What stands in the way of the next step; empty where the next step is somebody's decision alone. */
function gatesOf(action: LoadedAction, facts: Awaited<ReturnType<typeof planFacts>>): Gate[] {
	if (action.state === 'analysing') return planGates(facts);
	return action.state === 'in_progress' ? completionGates(facts) : [];
}

async function actsOf(ctx: Ctx, action: LoadedAction, subject: Subject) {
	const is = (state: LoadedAction['state']) => action.state === state;
	const can = (name: Parameters<typeof may>[1]) => may(ctx.actor, name, subject);
	const forUnit = is('awaiting_plan_approval') && can('action.approve_for_unit') && (await headsWhoMayApprove(ctx, action)).length === 0;
	const decides = is('awaiting_plan_approval') && (can('action.approve') || forUnit);
	return {
		assign: is('raised') && can('action.assign'),
		reassign: (is('analysing') || is('in_progress')) && can('action.assign'),
		record: is('analysing') && can('action.record'),
		submit: is('analysing') && can('action.plan'),
		correctionOnly: is('analysing') && action.grade === 'minor' && can('action.plan'),
		approve: decides,
		drop: is('in_progress') && can('action.plan'),
		complete: is('in_progress') && can('action.plan'),
		askExtension: !is('raised') && !is('closed') && can('action.plan'),
		addEvidence: !is('closed') && (can('action.record') || can('action.assign'))
	};
}

async function approverNames(ctx: Ctx, action: LoadedAction): Promise<string[]> {
	const ids = await headsWhoMayApprove(ctx, action);
	const people = await ctx.db.user.findMany({ where: { id: { in: ids } }, orderBy: { fullName: 'asc' }, select: { fullName: true } });
	return people.map(({ fullName }) => fullName);
}

function signerOf(ctx: Ctx, unitId: string): { fullName: string; position: string } {
	if (ctx.actor.kind !== 'user') return { fullName: '', position: '' };
	const position = membershipIn(ctx.actor, unitId, ['head'])?.position ?? ctx.actor.provincePosition;
	return { fullName: ctx.actor.fullName, position };
}

/** Documents and records of the unit that this person may read, to point to them. */
export async function pointable(ctx: Ctx, unitId: string): Promise<{ documents: Choice[]; records: Choice[] }> {
	const records = await ctx.db.qualityRecord.findMany({
		where: { series: visibleSeries(ctx, unitId), state: 'kept' },
		orderBy: [{ madeOn: 'desc' }, { number: 'desc' }],
		take: 200,
		select: { id: true, number: true, title: true }
	});
	return {
		documents: await referenceOptions(ctx, unitId),
		records: records.map(({ id, number, title }) => ({ value: id, label: number, hint: title }))
	};
}

export type ActDetails = {
	readonly part: string | null;
	readonly what: string | null;
	readonly day: Day | null;
	readonly forTheUnit: boolean;
};

/** Of what an act kept besides its text, what its line in the history says. */
function plainDetails(details: unknown): ActDetails {
	const of = (name: string): unknown =>
		typeof details === 'object' && details !== null ? Object.entries(details).find(([key]) => key === name)?.[1] : undefined;
	const text = (...keys: string[]) => keys.map(of).find((value): value is string => typeof value === 'string') ?? null;
	return {
		part: text('part'),
		what: text('what'),
		day: text('dueOn', 'doneOn', 'checkDueOn', 'to'),
		forTheUnit: of('forTheUnit') === true
	};
}
