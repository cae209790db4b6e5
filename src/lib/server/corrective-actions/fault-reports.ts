import type { FindingGrade } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { may, type Subject } from '#lib/domain/permissions/decide.ts';
import { isDay, toDbDate, type Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { record } from '#lib/server/audit-trail/record.ts';
import { officersOf } from '#lib/server/documents/eligibility.ts';
import type { VersionFile } from '#lib/server/documents/files.ts';
import { requireReason, requireUser, tidy } from '#lib/server/documents/input.ts';
import { takeNumber } from '#lib/server/documents/numbers.ts';
import { requireOpenUnit } from '#lib/server/documents/unit-facts.ts';
import { transition } from '#lib/server/lifecycle/transition.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Invalid, NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { requireArea } from './assign.ts';
import { addEvidence } from './evidence.ts';
import { faultMachine } from './machines.ts';
import { raiseAction, shortStatement } from './raise.ts';

const reportSelect = {
	id: true,
	unitId: true,
	number: true,
	state: true,
	what: true,
	place: true,
	foundOn: true,
	reporterId: true,
	reportedAt: true,
	decidedAt: true,
	decisionReason: true,
	rowVersion: true
} as const satisfies Prisma.FaultReportSelect;

export type LoadedReport = Prisma.FaultReportGetPayload<{ select: typeof reportSelect }>;

/** A report that this actor may see: officers and heads all of the unit, everybody their own. @throws NotFound `fault_report_not_found` */
export async function loadFaultReport(ctx: Ctx, reportId: string): Promise<{ report: LoadedReport; subject: Subject }> {
	const report = isUuid(reportId) ? await ctx.db.faultReport.findUnique({ where: { id: reportId }, select: reportSelect }) : null;
	const subject = report ? { unitId: report.unitId, authorIds: [report.reporterId] } : {};
	if (!report || !may(ctx.actor, 'fault.read', subject)) throw new NotFound('fault_report_not_found');
	return { report, subject };
}

/**
 * "Báo sai sót": anybody of the unit says what went wrong, where, when, with photos. Officers are told. Recorded as `fault_report.report`.
 * @throws Forbidden (not of the unit), Conflict `unit_closed`, Invalid by field
 */
export function reportFault(
	ctx: Ctx,
	input: { unitId: string; what: string; place?: string | null; foundOn: Day; files?: readonly VersionFile[] }
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { unitId } = input;
		const role = authorize(ctx, 'fault.report', { unitId });
		const what = tidy(input.what);
		const place = tidy(input.place);
		const fields: Record<string, string> = {};
		if (what === '') fields.what = 'required';
		if (what.length > 4_000) fields.what = 'too_long:4000';
		if (place.length > 300) fields.place = 'too_long:300';
		if (!isDay(input.foundOn)) fields.foundOn = 'day_invalid';
		else if (input.foundOn > today(ctx)) fields.foundOn = 'day_to_come';
		if (Object.keys(fields).length > 0) throw new Invalid(fields);
		await requireOpenUnit(ctx, unitId, today(ctx));
		const number = await takeNumber(ctx, 'SS', unitId);
		const made = { reporterId: requireUser(ctx), reportedAt: ctx.clock.now() };
		const { id } = await ctx.db.faultReport.create({
			data: { unitId, number, what, place, foundOn: toDbDate(input.foundOn), ...made },
			select: { id: true }
		});
		await record(ctx, {
			event: 'fault_report.report',
			subjectType: 'fault_report',
			subjectId: id,
			unitId,
			role,
			after: { number, what: what.slice(0, 500), place, foundOn: input.foundOn }
		});
		const { files = [] } = input;
		if (files.length > 0) {
			const trail = { subjectType: 'fault_report', subjectId: id, name: number };
			await addEvidence(ctx, { subjectType: 'fault_report', subjectId: id, unitId, files, role, trail });
		}
		await notify(ctx, {
			to: await officersOf(ctx, unitId),
			kind: 'fault_reported',
			subjectType: 'fault_report',
			subjectId: id,
			unitId,
			params: { number, title: shortStatement(what) }
		});
		return { id, number };
	});
}

/**
 * An officer makes an action of it, in the words that they find right. The reporter is told its number.
 * @throws NotFound, Forbidden, Conflict `illegal_transition`, `stale`; Invalid by field
 */
export function confirmFault(
	ctx: Ctx,
	input: {
		reportId: string;
		source: 'complaint' | 'late_dossier' | 'wrong_result' | 'self_found';
		grade: Extract<FindingGrade, 'major' | 'minor'>;
		statement?: string | null;
		clause?: string | null;
		areaId?: string | null;
		rowVersion?: number;
	}
): Promise<{ id: string; number: string }> {
	return transaction(ctx, async (ctx) => {
		const { report, subject } = await loadFaultReport(ctx, input.reportId);
		await transition(ctx, faultMachine, report, 'confirm', subject, {
			expectedRowVersion: input.rowVersion,
			data: { decidedById: requireUser(ctx), decidedAt: ctx.clock.now() },
			after: { number: report.number }
		});
		const role = authorize(ctx, 'fault.decide', subject);
		await requireArea(ctx, report.unitId, input.areaId);
		const action = await raiseAction(ctx, {
			unitId: report.unitId,
			source: input.source,
			reportId: report.id,
			grade: input.grade,
			clause: input.clause,
			areaId: input.areaId,
			statement: tidy(input.statement) || report.what,
			evidence: report.place,
			raisedById: requireUser(ctx),
			role
		});
		await tellReporter(ctx, report, 'fault_confirmed', { code: action.number });
		return action;
	});
}

/** An officer says why it becomes no action; the reporter is told. @throws as `confirmFault`; Invalid (reason) */
export function declineFault(ctx: Ctx, input: { reportId: string; reason: string; rowVersion?: number }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const { report, subject } = await loadFaultReport(ctx, input.reportId);
		const comment = requireReason(input.reason, 'reason');
		await transition(ctx, faultMachine, report, 'decline', subject, {
			comment,
			expectedRowVersion: input.rowVersion,
			data: { decidedById: requireUser(ctx), decidedAt: ctx.clock.now(), decisionReason: comment },
			after: { number: report.number }
		});
		await tellReporter(ctx, report, 'fault_declined', { reason: comment });
	});
}

/** The end of a unit (states.md §11): what nobody has decided on becomes no action of it; who reported hears why. @returns how many */
export async function endFaultReports(ctx: Ctx, unitId: string, reason: string): Promise<number> {
	const open = await ctx.db.faultReport.findMany({
		where: { unitId, state: 'reported' },
		select: reportSelect,
		orderBy: { number: 'asc' }
	});
	for (const report of open) {
		await transition(
			ctx,
			faultMachine,
			report,
			'decline',
			{ unitId },
			{
				follows: 'C1e',
				comment: reason,
				data: { decidedAt: ctx.clock.now(), decisionReason: reason },
				after: { number: report.number }
			}
		);
		await tellReporter(ctx, report, 'fault_declined', { reason });
	}
	return open.length;
}

async function tellReporter(
	ctx: Ctx,
	report: LoadedReport,
	kind: 'fault_confirmed' | 'fault_declined',
	params: Record<string, string>
): Promise<void> {
	await lapse(ctx, 'fault_report', [report.id], ['fault_reported']);
	await notify(ctx, {
		to: [report.reporterId],
		kind,
		subjectType: 'fault_report',
		subjectId: report.id,
		unitId: report.unitId,
		params: { number: report.number, ...params }
	});
}
