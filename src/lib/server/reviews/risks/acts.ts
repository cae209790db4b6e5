import type { AssessInput, NewRiskInput, RiskEntry } from '#lib/domain/reviews/risks/forms.ts';
import { hasStep, levelOf, type RiskScale } from '#lib/domain/reviews/risks/scale.ts';
import { toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';
import { takeRisk, writeRisk } from './load.ts';
import { scaleOf } from './scales.ts';

/**
 * Enters a risk or an opportunity with its first assessment, numbered `RR-2026-001`. Recorded as `risk.create`; the owner is told.
 * @throws Forbidden, Invalid by field; Conflict `unit_closed`
 */
export function createRisk(ctx: Ctx, input: NewRiskInput & { unitId: string }): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId, kind } = input;
		const role = authorize(ctx, 'risk.manage', { unitId });
		await requireOpenUnit(ctx, unitId, today(ctx));
		const entry = tidied(input);
		await requireStaff(ctx, unitId, [entry.ownerId], 'ownerId');
		const judged = judgedBy(await scaleOf(ctx, unitId), input, today(ctx));
		const number = await takeNumber(ctx, 'RR', unitId);
		const me = requireUser(ctx);
		const now = ctx.clock.now();
		const { likelihood, impact, score, level, reviewOn } = judged;
		const { id } = await ctx.db.risk.create({
			data: { unitId, number, kind, ...entry, likelihood, impact, score, level, reviewOn, createdById: me, createdAt: now },
			select: { id: true }
		});
		await ctx.db.riskAssessment.create({ data: { riskId: id, number: 1, ...judged, assessedById: me, assessedAt: now } });
		await record(ctx, {
			event: 'risk.create',
			subjectType: 'risk',
			subjectId: id,
			unitId,
			role,
			after: { number, kind, ...shown(entry), likelihood, impact, score, level, reviewOn: input.reviewOn }
		});
		await notify(ctx, {
			to: [entry.ownerId],
			kind: 'risk_owner_named',
			subjectType: 'risk',
			subjectId: id,
			unitId,
			params: { number, title: entry.statement.slice(0, 120) }
		});
		return { id, number };
	});
}

/** Puts words right or names another owner. Recorded with before and after. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `risk_closed` */
export function editRisk(ctx: Ctx, input: RiskEntry & { riskId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { risk, subject } = await takeRisk(ctx, input.riskId);
		const role = authorize(ctx, 'risk.manage', subject);
		const entry = tidied(input);
		if (entry.ownerId !== risk.ownerId) await requireStaff(ctx, risk.unitId, [entry.ownerId], 'ownerId');
		await writeRisk(ctx, risk, input.rowVersion, entry);
		await record(ctx, {
			event: 'risk.edit',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			role,
			before: shown(risk),
			after: shown(entry)
		});
		if (entry.ownerId === risk.ownerId) return;
		await lapse(ctx, 'risk', [risk.id], ['risk_owner_named', 'risk_review_due'], { userIds: [risk.ownerId] });
		await notify(ctx, {
			to: [entry.ownerId],
			kind: 'risk_owner_named',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			params: { number: risk.number, title: entry.statement.slice(0, 120) }
		});
	});
}

/**
 * Assesses a risk again by the scale of today; earlier assessments stay. Recorded as `risk.assess`.
 * @throws NotFound, Forbidden, Invalid; Conflict `stale`, `risk_closed`
 */
export function assessRisk(ctx: Ctx, input: AssessInput & { riskId: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { risk, subject } = await takeRisk(ctx, input.riskId);
		const role = authorize(ctx, 'risk.assess', subject);
		const judged = judgedBy(await scaleOf(ctx, risk.unitId), input, today(ctx));
		const count = await ctx.db.riskAssessment.count({ where: { riskId: risk.id } });
		const effective = input.effective === '' ? null : input.effective === 'yes';
		await ctx.db.riskAssessment.create({
			data: { riskId: risk.id, number: count + 1, ...judged, effective, assessedById: requireUser(ctx), assessedAt: ctx.clock.now() }
		});
		const { likelihood, impact, score, level, reviewOn, conclusion } = judged;
		await writeRisk(ctx, risk, input.rowVersion, { likelihood, impact, score, level, reviewOn });
		await record(ctx, {
			event: 'risk.assess',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			role,
			before: { likelihood: risk.likelihood, impact: risk.impact, score: risk.score, level: risk.level },
			after: { number: risk.number, likelihood, impact, score, level, effective, reviewOn: input.reviewOn },
			comment: conclusion || null
		});
		await lapse(ctx, 'risk', [risk.id], ['risk_review_due']);
	});
}

/** Closes a risk that is no more, with the reason. Its measures have ended. Recorded as `risk.close`. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `risk_closed`, `risk_measures_open` */
export function closeRisk(ctx: Ctx, input: { riskId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { risk, subject } = await takeRisk(ctx, input.riskId);
		const role = authorize(ctx, 'risk.manage', subject);
		const closedReason = requireReason(input.reason, 'reason');
		const open = await ctx.db.riskMeasure.count({ where: { riskId: risk.id, doneOn: null, droppedAt: null } });
		if (open > 0) throw new Conflict('risk_measures_open');
		await writeRisk(ctx, risk, input.rowVersion, { closedAt: ctx.clock.now(), closedById: requireUser(ctx), closedReason });
		await record(ctx, {
			event: 'risk.close',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			role,
			after: { number: risk.number },
			comment: closedReason
		});
		await lapse(ctx, 'risk', [risk.id]);
	});
}

/** Says that a corrective action of the unit touches this risk. Recorded as `risk.link_action`. @throws NotFound, Forbidden, Invalid; Conflict `risk_action_linked`, `risk_closed` */
export function linkAction(ctx: Ctx, input: { riskId: string; actionId: string; note: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { risk, subject } = await takeRisk(ctx, input.riskId);
		const role = authorize(ctx, 'risk.assess', subject);
		const action = await ctx.db.correctiveAction.findFirst({
			where: { id: input.actionId, unitId: risk.unitId },
			select: { id: true, number: true }
		});
		if (!action) throw new Invalid({ actionId: 'action_unknown' });
		const { count } = await ctx.db.riskAction.createMany({
			data: [{ riskId: risk.id, actionId: action.id, note: tidy(input.note), linkedById: requireUser(ctx), linkedAt: ctx.clock.now() }],
			skipDuplicates: true
		});
		if (count === 0) throw new Conflict('risk_action_linked');
		await record(ctx, {
			event: 'risk.link_action',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			role,
			after: { number: risk.number, correctiveAction: action.number, note: tidy(input.note) }
		});
	});
}

function tidied(input: RiskEntry) {
	const { activity, context, statement, cause, consequence, controls, ownerId } = input;
	return {
		...{ activity: tidy(activity), context: tidy(context), statement: tidy(statement), cause: tidy(cause), consequence: tidy(consequence) },
		...{ controls: tidy(controls), clause: tidy(input.clause) || null, ownerId }
	};
}

function shown(entry: { activity: string; statement: string; clause: string | null; ownerId: string }) {
	return { activity: entry.activity, statement: entry.statement.slice(0, 500), clause: entry.clause, owner: entry.ownerId };
}

type Judging = Omit<AssessInput, 'effective'>;

/** The columns of an assessment by a scale. @throws Invalid for steps that the scale does not have, a day that is over */
function judgedBy(scale: RiskScale, input: Judging, day: Day) {
	const { likelihood, impact, expectedLikelihood, expectedImpact } = input;
	const faults: Record<string, string> = {};
	if (!hasStep(scale.likelihood, likelihood)) faults.likelihood = 'scale_step_unknown';
	if (!hasStep(scale.impact, impact)) faults.impact = 'scale_step_unknown';
	if (expectedLikelihood !== null && !hasStep(scale.likelihood, expectedLikelihood)) faults.expectedLikelihood = 'scale_step_unknown';
	if (expectedImpact !== null && !hasStep(scale.impact, expectedImpact)) faults.expectedImpact = 'scale_step_unknown';
	if ((expectedLikelihood === null) !== (expectedImpact === null))
		faults[expectedLikelihood === null ? 'expectedLikelihood' : 'expectedImpact'] = 'expected_both';
	if (input.reviewOn < day) faults.reviewOn = 'day_in_past';
	if (Object.keys(faults).length > 0) throw new Invalid(faults);
	const score = likelihood * impact;
	return {
		...{ likelihood, impact, score, level: levelOf(scale, score).name, scaleNumber: scale.number, expectedLikelihood, expectedImpact },
		...{ conclusion: tidy(input.conclusion), reviewOn: toDbDate(input.reviewOn) }
	};
}
