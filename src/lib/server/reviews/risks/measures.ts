import { isUuid } from '#lib/domain/shared/uuid.ts';
import { fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict, Invalid, NotFound } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireStaff } from '../staff.ts';
import { takeRisk, type Risk } from './load.ts';

/** Adds what is to be done about a risk. Recorded as `risk.add_measure`; who does it is told. @throws NotFound, Forbidden, Invalid; Conflict `risk_closed` */
export function addMeasure(ctx: Ctx, input: { riskId: string; what: string; doerId: string; dueOn: string }): Promise<{ id: string }> {
	return transaction(ctx, async (ctx) => {
		const { risk, subject } = await takeRisk(ctx, input.riskId);
		const role = authorize(ctx, 'risk.assess', subject);
		if (input.dueOn < today(ctx)) throw new Invalid({ dueOn: 'day_in_past' });
		await requireStaff(ctx, risk.unitId, [input.doerId], 'doerId');
		const what = tidy(input.what);
		const dueOn = toDbDate(input.dueOn);
		const { id } = await ctx.db.riskMeasure.create({
			data: {
				riskId: risk.id,
				what,
				doerId: input.doerId,
				dueOn,
				firstDueOn: dueOn,
				createdById: requireUser(ctx),
				createdAt: ctx.clock.now()
			},
			select: { id: true }
		});
		await recordMeasure(ctx, 'risk.add_measure', risk, role, { what, doer: input.doerId, dueOn: input.dueOn });
		await notify(ctx, {
			to: [input.doerId],
			kind: 'risk_measure_named',
			subjectType: 'risk',
			subjectId: risk.id,
			unitId: risk.unitId,
			params: { number: risk.number, title: what.slice(0, 120), day: formatDay(input.dueOn) }
		});
		return { id };
	});
}

/** Says that a measure was done and what came of it. Recorded as `risk.measure_done`. @throws NotFound, Forbidden, Invalid; Conflict `stale`, `measure_not_found`, `risk_closed` */
export function reportMeasure(
	ctx: Ctx,
	input: { riskId: string; measureId: string; doneOn: string; result: string; rowVersion: number }
): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { risk, measure, subject } = await takeMeasure(ctx, input);
		const role = authorize(ctx, 'risk.report_measure', subject);
		if (input.doneOn > today(ctx)) throw new Invalid({ doneOn: 'day_to_come' });
		const result = tidy(input.result);
		await write(ctx, measure.id, input.rowVersion, {
			...{ doneOn: toDbDate(input.doneOn), result, reportedById: requireUser(ctx), reportedAt: ctx.clock.now() }
		});
		await recordMeasure(ctx, 'risk.measure_done', risk, role, {
			what: measure.what,
			dueOn: fromDbDate(measure.dueOn),
			doneOn: input.doneOn,
			result
		});
		await lapse(ctx, 'risk', [risk.id], ['risk_measure_named', 'risk_measure_late'], { userIds: [measure.doerId] });
	});
}

/** Drops a measure, with the reason. Recorded as `risk.drop_measure`. @throws as `reportMeasure` */
export function dropMeasure(ctx: Ctx, input: { riskId: string; measureId: string; reason: string; rowVersion: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { risk, measure, subject } = await takeMeasure(ctx, input);
		const role = authorize(ctx, 'risk.assess', subject);
		const droppedReason = requireReason(input.reason, 'reason');
		await write(ctx, measure.id, input.rowVersion, { droppedAt: ctx.clock.now(), droppedReason });
		await recordMeasure(ctx, 'risk.drop_measure', risk, role, { what: measure.what, dueOn: fromDbDate(measure.dueOn) }, droppedReason);
		await lapse(ctx, 'risk', [risk.id], ['risk_measure_named', 'risk_measure_late'], { userIds: [measure.doerId] });
	});
}

async function takeMeasure(ctx: Ctx, { riskId, measureId }: { riskId: string; measureId: string }) {
	const { risk, subject } = await takeRisk(ctx, riskId);
	const measure = isUuid(measureId)
		? await ctx.db.riskMeasure.findFirst({ where: { id: measureId, riskId: risk.id, doneOn: null, droppedAt: null } })
		: null;
	if (!measure) throw new NotFound('measure_not_found');
	return { risk, measure, subject: { ...subject, doerIds: [measure.doerId] } };
}

async function write(ctx: Ctx, id: string, rowVersion: number, data: object): Promise<void> {
	const { count } = await ctx.db.riskMeasure.updateMany({ where: { id, rowVersion }, data: { ...data, rowVersion: rowVersion + 1 } });
	if (count !== 1) throw new Conflict('stale');
}

function recordMeasure(
	ctx: Ctx,
	event: 'risk.add_measure' | 'risk.measure_done' | 'risk.drop_measure',
	risk: Risk,
	role: string,
	after: Record<string, string>,
	comment: string | null = null
): Promise<void> {
	return record(ctx, {
		event,
		subjectType: 'risk',
		subjectId: risk.id,
		unitId: risk.unitId,
		role,
		after: { number: risk.number, ...after },
		comment
	});
}
