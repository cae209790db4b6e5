import { may } from '#lib/domain/permissions/decide.ts';
import type { RiskQuery } from '#lib/domain/reviews/risks/forms.ts';
import { levelOf } from '#lib/domain/reviews/risks/scale.ts';
import { addDays, fromDbDate, toDbDate } from '#lib/domain/shared/day.ts';
import { unitBefore } from '#lib/server/units/ended-units.ts';
import { staffOptions } from '#lib/server/documents/work/options.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { loadRisk } from './load.ts';
import { scaleOf } from './scales.ts';

const pageSize = 50;

/**
 * The register of a unit: the list, the matrix of what is open, and the scale.
 * @param activeUnitId the unit the person works in, unless the query asks for a closed one before it
 * @throws Forbidden
 */
export async function riskList(ctx: Ctx, activeUnitId: string | null, query: RiskQuery) {
	const ended = await unitBefore(ctx, query.unit);
	const unitId = ended?.unitId ?? activeUnitId;
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'risk.read', { unitId });
	const day = today(ctx);
	const where = whereOf(unitId, query, day);
	const [scale, rows, total, cells] = await Promise.all([
		scaleOf(ctx, unitId),
		ctx.db.risk.findMany({
			where,
			orderBy: [{ closedAt: { sort: 'desc', nulls: 'first' } }, { score: 'desc' }, { number: 'asc' }],
			skip: (query.page - 1) * pageSize,
			take: pageSize,
			include: {
				owner: { select: { fullName: true } },
				riskMeasureRisk: { where: { doneOn: null, droppedAt: null }, select: { id: true } }
			}
		}),
		ctx.db.risk.count({ where }),
		ctx.db.risk.groupBy({ by: ['kind', 'likelihood', 'impact'], where: { unitId, closedAt: null }, _count: true })
	]);
	return {
		total,
		page: query.page,
		pageSize,
		ended,
		scale,
		/** Rows from the most likely down, columns by impact. */
		matrix: scale.likelihood.toReversed().map((likelihood) => ({
			likelihood,
			cells: scale.impact.map((impact) => {
				const score = likelihood.value * impact.value;
				const count = (kind: string) =>
					cells.find((one) => one.kind === kind && one.likelihood === likelihood.value && one.impact === impact.value)?._count ?? 0;
				return { impact, score, level: levelOf(scale, score), risks: count('risk'), opportunities: count('opportunity') };
			})
		})),
		items: rows.map(({ riskMeasureRisk, owner, closedAt, reviewOn, ...row }) => ({
			...{
				id: row.id,
				number: row.number,
				kind: row.kind,
				activity: row.activity,
				statement: row.statement,
				score: row.score,
				level: row.level
			},
			tone: levelOf(scale, row.score).tone,
			owner: owner.fullName,
			reviewOn: fromDbDate(reviewOn),
			state: closedAt ? ('closed' as const) : reviewOn < toDbDate(day) ? ('overdue' as const) : ('open' as const),
			openMeasures: riskMeasureRisk.length
		})),
		may: { manage: may(ctx.actor, 'risk.manage', { unitId }) }
	};
}

export function whereOf(unitId: string, query: RiskQuery, day: string): Prisma.RiskWhereInput {
	const [likelihood, impact] = query.cell === '' ? [] : query.cell.split('x').map(Number);
	const contains = { contains: query.q, mode: 'insensitive' } as const;
	return {
		unitId,
		...(query.kind === 'all' ? {} : { kind: query.kind }),
		...(query.state === 'open' ? { closedAt: null } : {}),
		...(query.state === 'overdue' ? { closedAt: null, reviewOn: { lt: toDbDate(day) } } : {}),
		...(query.state === 'closed' ? { closedAt: { not: null } } : {}),
		...(likelihood === undefined || impact === undefined ? {} : { likelihood, impact }),
		...(query.q === '' ? {} : { OR: [{ number: contains }, { activity: contains }, { statement: contains }, { cause: contains }] })
	};
}

/** What the form of a new risk offers. @throws Forbidden */
export async function newRiskPage(ctx: Ctx, unitId: string | null) {
	if (unitId === null) throw new Forbidden();
	authorize(ctx, 'risk.manage', { unitId });
	const day = today(ctx);
	return { scale: await scaleOf(ctx, unitId), people: await staffOptions(ctx, unitId), today: day, reviewOn: addDays(day, 180) };
}

/** A risk with all its assessments, measures and corrective actions. @throws NotFound */
export async function riskPage(ctx: Ctx, riskId: string) {
	const { risk, subject } = await loadRisk(ctx, riskId);
	const day = today(ctx);
	const person = { select: { fullName: true } } as const;
	const open = risk.closedAt === null;
	const manage = may(ctx.actor, 'risk.manage', subject);
	const assess = may(ctx.actor, 'risk.assess', subject);
	const [scale, assessments, measures, linked, people, closer, actions] = await Promise.all([
		scaleOf(ctx, risk.unitId),
		ctx.db.riskAssessment.findMany({ where: { riskId: risk.id }, orderBy: { number: 'desc' }, include: { assessedBy: person } }),
		ctx.db.riskMeasure.findMany({ where: { riskId: risk.id }, orderBy: [{ dueOn: 'asc' }, { id: 'asc' }], include: { doer: person } }),
		ctx.db.riskAction.findMany({
			where: { riskId: risk.id },
			orderBy: { linkedAt: 'asc' },
			include: { linkedBy: person, action: { select: { id: true, number: true, state: true } } }
		}),
		open && assess ? staffOptions(ctx, risk.unitId) : [],
		risk.closedById ? ctx.db.user.findUnique({ where: { id: risk.closedById }, select: { fullName: true } }) : null,
		open && assess && may(ctx.actor, 'action.outline', { unitId: risk.unitId })
			? ctx.db.correctiveAction.findMany({
					where: { unitId: risk.unitId },
					orderBy: { raisedAt: 'desc' },
					take: 200,
					select: { id: true, number: true, state: true }
				})
			: []
	]);
	const late = open && risk.reviewOn < toDbDate(day);
	return {
		risk: {
			...{ id: risk.id, number: risk.number, kind: risk.kind, activity: risk.activity, context: risk.context, statement: risk.statement },
			...{ cause: risk.cause, consequence: risk.consequence, controls: risk.controls, clause: risk.clause, ownerId: risk.ownerId },
			...{ owner: risk.owner.fullName, likelihood: risk.likelihood, impact: risk.impact, score: risk.score, level: risk.level },
			...{ tone: levelOf(scale, risk.score).tone, reviewOn: fromDbDate(risk.reviewOn), rowVersion: risk.rowVersion },
			...{ closedAt: risk.closedAt, closedReason: risk.closedReason, closedBy: closer?.fullName ?? null },
			state: !open ? ('closed' as const) : late ? ('overdue' as const) : ('open' as const)
		},
		scale,
		today: day,
		nextReview: addDays(day, 180),
		assessments: assessments.map((one) => ({
			...{ id: one.id, number: one.number, likelihood: one.likelihood, impact: one.impact, score: one.score, level: one.level },
			expected: one.expectedLikelihood === null || one.expectedImpact === null ? null : one.expectedLikelihood * one.expectedImpact,
			...{
				effective: one.effective,
				conclusion: one.conclusion,
				by: one.assessedBy.fullName,
				at: one.assessedAt,
				reviewOn: fromDbDate(one.reviewOn)
			}
		})),
		measures: measures.map((one) => ({
			...{
				id: one.id,
				what: one.what,
				doer: one.doer.fullName,
				dueOn: fromDbDate(one.dueOn),
				doneOn: fromDbDate(one.doneOn),
				result: one.result
			},
			...{ droppedReason: one.droppedReason, rowVersion: one.rowVersion },
			late: one.doneOn === null && one.droppedAt === null && one.dueOn < toDbDate(day),
			may: {
				report:
					open &&
					one.doneOn === null &&
					one.droppedAt === null &&
					may(ctx.actor, 'risk.report_measure', { ...subject, doerIds: [one.doerId] }),
				drop: open && one.doneOn === null && one.droppedAt === null && assess
			}
		})),
		linked: linked.map(({ id, note, linkedBy, action }) => ({ id, note, by: linkedBy.fullName, action })),
		people,
		actions: actions
			.filter(({ id }) => !linked.some(({ action }) => action.id === id))
			.map(({ id, number }) => ({ value: id, label: number })),
		may: { edit: open && manage, assess: open && assess, close: open && manage }
	};
}
