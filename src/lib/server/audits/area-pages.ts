import { fromDbDate } from '#lib/domain/shared/day.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { referenceOptions, staffOptions, divisionOptions } from '#lib/server/documents/work/options.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Forbidden } from '#lib/server/platform/errors.ts';
import { loadArea } from './area-acts.ts';
import { documentsOfAreas, peopleOfAreas } from './areas.ts';
import { editionOf } from './edition.ts';
import { lastAudits } from './programmes/history.ts';

/** The areas of a unit, the open ones first, with who belongs to each and when it was last audited. @throws Forbidden */
export async function areaList(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'area.read', { unitId })) throw new Forbidden();
	const rows = await ctx.db.auditArea.findMany({
		where: { unitId },
		orderBy: [{ endedOn: { sort: 'desc', nulls: 'first' } }, { position: 'asc' }, { name: 'asc' }],
		select: {
			id: true,
			name: true,
			risk: true,
			clauses: true,
			endedOn: true,
			leader: { select: { fullName: true } },
			_count: { select: { auditAreaDocumentArea: true } }
		}
	});
	const [people, last] = await Promise.all([
		peopleOfAreas(
			ctx,
			rows.map(({ id }) => id),
			today(ctx)
		),
		lastAudits(ctx, unitId)
	]);
	const manage = may(ctx.actor, 'area.manage', { unitId });
	return {
		items: rows.map(({ _count, leader, endedOn, ...row }) => ({
			...row,
			leader: leader?.fullName ?? null,
			endedOn: fromDbDate(endedOn),
			documents: _count.auditAreaDocumentArea,
			people: people.get(row.id)?.length ?? 0,
			lastOn:
				last
					.filter(({ areaId }) => areaId === row.id)
					.map(({ day }) => day)
					.sort()
					.at(-1) ?? null
		})),
		may: { manage }
	};
}

/** An area with what its form offers. @throws NotFound */
export async function areaPage(ctx: Ctx, areaId: string) {
	const { area, subject } = await loadArea(ctx, areaId);
	const manage = may(ctx.actor, 'area.manage', subject) && area.endedOn === null;
	const [people, documents, choices] = await Promise.all([
		peopleOfAreas(ctx, [area.id], today(ctx)),
		documentsOfAreas(ctx, [area.id]),
		areaChoices(ctx, area.unitId)
	]);
	return {
		area: {
			id: area.id,
			name: area.name,
			divisionId: area.divisionId,
			leaderId: area.leaderId,
			risk: area.risk,
			clauses: area.clauses,
			members: area.auditAreaMemberArea.map(({ userId }) => userId),
			documents: area.auditAreaDocumentArea.map(({ documentId }) => documentId),
			endedOn: fromDbDate(area.endedOn),
			rowVersion: area.rowVersion
		},
		people: people.get(area.id) ?? [],
		// What the reader may not see of the documents is not told here either.
		documents: documents.filter(({ documentId }) => choices.documents.some(({ value }) => value === documentId)),
		choices,
		may: { manage }
	};
}

/** What the form of a new area offers. @throws Forbidden */
export async function newArea(ctx: Ctx, unitId: string | null) {
	if (!unitId || !may(ctx.actor, 'area.manage', { unitId })) throw new Forbidden();
	return { choices: await areaChoices(ctx, unitId) };
}

async function areaChoices(ctx: Ctx, unitId: string) {
	const [divisions, people, documents, edition] = await Promise.all([
		divisionOptions(ctx, unitId),
		staffOptions(ctx, unitId),
		referenceOptions(ctx, unitId),
		editionOf(ctx, unitId, today(ctx))
	]);
	return { divisions, people, documents, sections: edition.sections, standard: edition.name };
}
