import type { FindingGrade, FindingState } from '#lib/domain/corrective-actions/finding-lifecycle.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Prisma } from '#lib/server/platform/generated/client.ts';
import { findInspection } from '../inspections/facts.ts';
import { isInternalAudit, loadAudit } from './facts.ts';

export type FindingsAsked = {
	/** An internal audit or an inspection. */
	readonly auditId?: string;
	/** All of a unit, for its officer and heads. */
	readonly unitId?: string;
	readonly state?: FindingState;
	readonly grade?: FindingGrade;
};

/**
 * Findings of an audit or inspection that the actor may see (of an internal audit an auditee those of their areas), or of a whole unit for
 * its officer and heads. The newest first.
 * @throws NotFound for whoever may not see them
 */
export async function findingList(ctx: Ctx, asked: FindingsAsked, { page, pageSize }: { page: number; pageSize: number }) {
	const where: Prisma.FindingWhereInput = {
		AND: [await scopeOf(ctx, asked), asked.state ? { state: asked.state } : {}, asked.grade ? { grade: asked.grade } : {}]
	};
	const [total, rows] = await Promise.all([
		ctx.db.finding.count({ where }),
		ctx.db.finding.findMany({
			where,
			orderBy: [{ raisedAt: 'desc' }, { number: 'desc' }],
			skip: (page - 1) * pageSize,
			take: pageSize,
			select: {
				id: true,
				unitId: true,
				number: true,
				auditId: true,
				inspectionId: true,
				grade: true,
				state: true,
				clause: true,
				statement: true,
				evidence: true,
				dueOn: true,
				area: { select: { name: true } },
				correctiveActionFinding: { orderBy: { raisedAt: 'asc' }, select: { id: true, number: true } }
			}
		})
	]);
	return {
		total,
		items: rows.map(({ area, dueOn, correctiveActionFinding, ...row }) => ({
			...row,
			area: area?.name ?? null,
			dueOn: fromDbDate(dueOn),
			actions: correctiveActionFinding
		}))
	};
}

async function scopeOf(ctx: Ctx, { auditId, unitId }: FindingsAsked): Promise<Prisma.FindingWhereInput> {
	if (auditId !== undefined && (await isInternalAudit(ctx, auditId))) {
		const { sight } = await loadAudit(ctx, auditId);
		return sight.all ? { auditId } : { auditId, areaId: { in: [...sight.areaIds] } };
	}
	if (auditId !== undefined) {
		const { subject } = await findInspection(ctx, auditId);
		if (!may(ctx.actor, 'finding.read_inspection', subject)) throw new NotFound('inspection_not_found');
		return { inspectionId: auditId };
	}
	if (unitId === undefined || (!may(ctx.actor, 'audit.plan', { unitId }) && !may(ctx.actor, 'audit.decide', { unitId })))
		throw new NotFound('unit_not_found');
	return { unitId };
}
