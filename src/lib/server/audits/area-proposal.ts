import { defaultClauses } from '#lib/domain/audits/area-proposal.ts';
import * as m from '#lib/paraglide/messages.js';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { peopleWith } from '#lib/server/documents/eligibility.ts';
import { requireUnitToPrepare } from '#lib/server/documents/unit-facts.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Conflict } from '#lib/server/platform/errors.ts';
import { transaction } from '#lib/server/platform/transaction.ts';
import { divisionsOn } from '#lib/server/units/division-list.ts';
import { shown, writeParts, type CheckedArea } from './area-acts.ts';
import { areasOf } from './areas.ts';
import { editionOf } from './edition.ts';

/**
 * Proposes the areas of a unit in one act, so that setting up stops nobody: its leadership, and each division that is no area yet; where a unit
 * has no divisions, its procedures by their classes. What is an area already stays. Recorded one by one.
 * @throws Forbidden; Conflict `unit_closed`, `areas_complete` when nothing is left to propose
 * @returns how many were made
 */
export function proposeAreas(ctx: Ctx, unitId: string): Promise<{ count: number }> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'area.manage', { unitId });
		await requireUnitToPrepare(ctx, unitId);
		// Two officers who press at once make no area twice.
		await ctx.db.$queryRaw`select id from unit where id = ${unitId}::uuid for update`;
		const known = await areasOf(ctx, unitId);
		const proposed = (await candidates(ctx, unitId)).filter(
			({ columns }) => !known.some((area) => (columns.divisionId ? area.divisionId === columns.divisionId : area.name === columns.name))
		);
		if (proposed.length === 0) throw new Conflict('areas_complete');
		const first = await ctx.db.auditArea.count({ where: { unitId } });
		const made = [];
		for (const [index, area] of proposed.entries()) {
			const data = { unitId, ...area.columns, position: first + index, createdAt: ctx.clock.now() };
			const { id } = await ctx.db.auditArea.create({ data, select: { id: true } });
			await writeParts(ctx, id, area);
			made.push({ id, area });
		}
		await recordMany(
			ctx,
			made.map(({ id, area }) => ({
				event: 'audit_area.create',
				subjectType: 'audit_area',
				subjectId: id,
				unitId,
				role,
				after: { ...shown(area), byProposal: true }
			}))
		);
		return { count: made.length };
	});
}

async function candidates(ctx: Ctx, unitId: string): Promise<CheckedArea[]> {
	const { edition, sections } = await editionOf(ctx, unitId, today(ctx));
	const numbers = sections.map(({ number }) => number);
	const leadership = defaultClauses(edition, numbers, 'leadership');
	const work = defaultClauses(edition, numbers, 'work');
	const [divisions, documents, heads] = await Promise.all([
		divisionsOn(ctx, unitId),
		ctx.db.document.findMany({
			where: { unitId, status: 'open', kindCode: 'QT' },
			orderBy: { codeSort: 'asc' },
			select: { id: true, class: true, ownerDivisionId: true }
		}),
		peopleWith(ctx, unitId, ['head'])
	]);
	// Names of areas are the unit's own words, as its papers are written.
	const at = { locale: 'vi' } as const;
	const area = (name: string, clauses: string[], more: Partial<CheckedArea['columns']> = {}): CheckedArea['columns'] => ({
		name,
		divisionId: null,
		leaderId: null,
		risk: 'medium',
		clauses,
		...more
	});
	const idsOf = (list: typeof documents) => list.map(({ id }) => id);
	const top: CheckedArea = {
		columns: area(m.programmes_area_leadership({}, at), leadership, { leaderId: heads[0]?.userId ?? null }),
		members: [...new Set(heads.slice(1).map(({ userId }) => userId))].filter((userId) => userId !== heads[0]?.userId),
		documents: idsOf(documents.filter((one) => one.class === 'system'))
	};
	if (divisions.length > 0)
		return [
			top,
			...divisions.map(({ id, name, headId }) => ({
				columns: area(name, work, { divisionId: id, leaderId: headId }),
				members: [],
				documents: idsOf(documents.filter((one) => one.ownerDivisionId === id))
			}))
		];
	const groups = [
		['tthc', m.programmes_area_services({}, at)],
		['internal', m.programmes_area_internal({}, at)]
	] as const;
	return [
		top,
		...groups.flatMap(([group, name]) => {
			const own = documents.filter((one) => one.class === group);
			return own.length > 0 || group === 'tthc' ? [{ columns: area(name, work), members: [], documents: idsOf(own) }] : [];
		})
	];
}
