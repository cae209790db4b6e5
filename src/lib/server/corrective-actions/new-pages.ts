import { may } from '#lib/domain/permissions/decide.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { dayOf, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import type { Choice } from '#lib/server/documents/work/options.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { evidenceOf } from './evidence-list.ts';
import { loadFaultReport } from './fault-reports.ts';

/** What the form of a new action offers. @throws Forbidden for who may not raise one in the unit */
export async function newActionPage(ctx: Ctx, unitId: string | null): Promise<{ areas: Choice[] }> {
	if (!unitId) throw new Forbidden();
	authorize(ctx, 'action.raise', { unitId });
	return { areas: await areaOptions(ctx, unitId) };
}

async function areaOptions(ctx: Ctx, unitId: string): Promise<Choice[]> {
	const areas = await ctx.db.auditArea.findMany({
		where: { unitId, OR: [{ endedOn: null }, { endedOn: { gt: toDbDate(today(ctx)) } }] },
		orderBy: [{ position: 'asc' }, { name: 'asc' }],
		select: { id: true, name: true }
	});
	return areas.map(({ id, name }) => ({ value: id, label: name }));
}

const lineSelect = {
	id: true,
	number: true,
	state: true,
	what: true,
	place: true,
	foundOn: true,
	reportedAt: true,
	decisionReason: true,
	reporter: { select: { fullName: true } },
	decidedBy: { select: { fullName: true } },
	correctiveActionReport: { select: { id: true, number: true } }
} as const;

const pageSize = 50;

/** The reports of a unit: all for officers and heads, their own for everybody else; those that wait first. @throws Forbidden without a unit */
export async function faultReportsPage(ctx: Ctx, unitId: string | null, page: number) {
	const me = userIdOf(ctx.actor);
	if (!unitId || !me) throw new Forbidden();
	authorize(ctx, 'fault.report', { unitId });
	const all = may(ctx.actor, 'fault.read', { unitId });
	const where = { unitId, ...(all ? {} : { reporterId: me }) };
	const [rows, total] = await Promise.all([
		ctx.db.faultReport.findMany({
			where,
			orderBy: [{ state: 'asc' }, { reportedAt: 'desc' }, { id: 'desc' }],
			skip: (page - 1) * pageSize,
			take: pageSize,
			select: lineSelect
		}),
		ctx.db.faultReport.count({ where })
	]);
	return {
		items: rows.map(({ foundOn, reportedAt, reporter, ...row }) => ({
			...row,
			foundOn: fromDbDate(foundOn),
			reportedOn: dayOf(reportedAt),
			reporter: reporter.fullName
		})),
		total,
		page,
		pageSize,
		all,
		today: today(ctx)
	};
}

/** One report, what came of it, and whether this person decides. @throws NotFound */
export async function faultReportPage(ctx: Ctx, reportId: string) {
	const { report, subject } = await loadFaultReport(ctx, reportId);
	const row = await ctx.db.faultReport.findUniqueOrThrow({ where: { id: report.id }, select: lineSelect });
	const decides = report.state === 'reported' && may(ctx.actor, 'fault.decide', subject);
	const [action] = row.correctiveActionReport;
	return {
		id: report.id,
		number: report.number,
		state: report.state,
		what: report.what,
		place: report.place,
		foundOn: fromDbDate(report.foundOn),
		reportedOn: dayOf(report.reportedAt),
		reporter: row.reporter.fullName,
		decidedBy: row.decidedBy?.fullName ?? null,
		decisionReason: report.decisionReason,
		/** Who reported it knows its number; the action itself is for those who work on it. */
		action: action ? { ...action, open: may(ctx.actor, 'action.assign', subject) } : null,
		rowVersion: report.rowVersion,
		files: (await evidenceOf(ctx, 'fault_report', [report.id])).get(report.id) ?? [],
		decides,
		areas: decides ? await areaOptions(ctx, report.unitId) : []
	};
}
