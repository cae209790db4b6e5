import type { DocumentPart, IndependenceFacts } from '#lib/domain/audits/independence.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { headsOf } from '#lib/server/documents/eligibility.ts';
import { unitOn } from '#lib/server/documents/unit-facts.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { documentsOfAreas } from '../areas.ts';
import { validAuditors, type ValidAuditor } from '../auditors.ts';
import type { LoadedAudit } from './facts.ts';

/** Whose independence is asked, for which areas; `homeUnitId` of a guest. */
export type Candidate = {
	readonly userId: string;
	readonly fullName: string;
	readonly homeUnitId: string | null;
	readonly areaIds: readonly string[];
};

type AuditedDocument = { readonly documentId: string; readonly code: string; readonly areaIds: readonly string[] | null };
type AuditedAction = {
	readonly number: string;
	readonly areaId: string | null;
	readonly ownerId: string | null;
	readonly doerIds: readonly string[];
};

/** What of an audit independence is asked about. */
export type Audited = Pick<LoadedAudit, 'unitId' | 'firstDay' | 'lastDay' | 'areas' | 'documentIds'>;

/**
 * What stands for and against people auditing the areas that they are named for (domain/audits/independence.ts), as of now and for the days of
 * the audit. A fixed number of statements however many people and areas there are.
 */
export async function independenceOf(ctx: Ctx, audit: Audited, candidates: readonly Candidate[]): Promise<IndependenceFacts[]> {
	const userIds = [...new Set(candidates.map(({ userId }) => userId))];
	const documents = await auditedDocuments(ctx, audit);
	const [register, known, parts, actions, heads] = await Promise.all([
		validOnAllDays(ctx, userIds, audit),
		ctx.db.auditor.findMany({ where: { userId: { in: userIds } }, select: { userId: true, unitId: true } }),
		partsIn(ctx, audit, documents, userIds),
		auditedActions(ctx, audit),
		headsOf(ctx, audit.unitId)
	]);
	const unitNames = new Map<string, string>();
	for (const unitId of new Set(register.map(({ unitId }) => unitId)))
		unitNames.set(unitId, (await unitOn(ctx, unitId, audit.firstDay))?.name ?? '');
	return candidates.map((candidate) => {
		const unitId = candidate.homeUnitId ?? audit.unitId;
		const entry = register.find((one) => one.userId === candidate.userId && one.unitId === unitId);
		const areas = audit.areas.filter(({ id }) => candidate.areaIds.includes(id));
		// Documents and actions of no area concern the whole audit, and so everybody on the team.
		const concerns = (areaIds: readonly string[] | null) => areaIds === null || areaIds.some((id) => candidate.areaIds.includes(id));
		return {
			userId: candidate.userId,
			fullName: candidate.fullName,
			register: entry
				? { unit: unitNames.get(unitId) ?? '', certificateNumber: entry.certificateNumber, validTo: fromDbDate(entry.validTo) }
				: null,
			lapsed: known.some((one) => one.userId === candidate.userId && one.unitId === unitId),
			areas: areas.map((area) => ({
				id: area.id,
				name: area.name,
				ledByHead: area.leaderId !== null && heads.includes(area.leaderId),
				belongs: area.people.find(({ userId }) => userId === candidate.userId)?.why ?? null
			})),
			documents: documents
				.filter(({ areaIds }) => concerns(areaIds))
				.map(({ documentId, code }) => ({ code, parts: parts.get(`${documentId} ${candidate.userId}`) ?? [] })),
			actions: actions
				.filter(({ areaId }) => concerns(areaId === null ? null : [areaId]))
				.map(({ number, ownerId, doerIds }) => ({
					number,
					part: ownerId === candidate.userId ? 'owner' : doerIds.includes(candidate.userId) ? 'doer' : null
				}))
		};
	});
}

/** The entries of the register that hold on the first and on the last day. */
async function validOnAllDays(ctx: Ctx, userIds: readonly string[], { firstDay, lastDay }: Audited): Promise<ValidAuditor[]> {
	const first = await validAuditors(ctx, { day: firstDay, userIds });
	if (firstDay === lastDay) return first;
	const last = new Set((await validAuditors(ctx, { day: lastDay, userIds })).map(({ auditorId }) => auditorId));
	return first.filter(({ auditorId }) => last.has(auditorId));
}

/** Documents in scope and those that the areas work by; of an area when it works by them, else of the audit as a whole. */
async function auditedDocuments(ctx: Ctx, audit: Audited): Promise<AuditedDocument[]> {
	const ofAreas = await documentsOfAreas(
		ctx,
		audit.areas.map(({ id }) => id)
	);
	const areas = Map.groupBy(ofAreas, ({ documentId }) => documentId);
	const inScope = await ctx.db.document.findMany({
		where: { id: { in: [...new Set([...audit.documentIds, ...areas.keys()])] } },
		orderBy: { codeSort: 'asc' },
		select: { id: true, code: true }
	});
	return inScope.map(({ id, code }) => ({ documentId: id, code, areaIds: areas.get(id)?.map(({ areaId }) => areaId) ?? null }));
}

/**
 * Who wrote, passed or approved what is in force on a day of the audit, or is being written: by `<document> <person>`. What was replaced
 * before the audit is not audited.
 */
async function partsIn(
	ctx: Ctx,
	{ firstDay, lastDay }: { firstDay: Day; lastDay: Day },
	documents: readonly AuditedDocument[],
	userIds: readonly string[]
): Promise<Map<string, DocumentPart[]>> {
	const rows = await ctx.db.$queryRaw<{ documentId: string; userId: string; part: DocumentPart }[]>`
		with audited as (
			select v.id, v.document_id from version v
			where v.document_id = any(${documents.map(({ documentId }) => documentId)}::uuid[])
				and (v.state in ('draft', 'in_review', 'in_approval', 'approved')
					or v.effective_from <= ${lastDay}::date and (v.effective_to is null or v.effective_to > ${firstDay}::date))
		)
		select distinct v.document_id as "documentId", p.user_id as "userId", p.part from audited v
		join lateral (
			select a.user_id, 'author' as part from version_author a where a.version_id = v.id
			union all select x.user_id, 'reviewer' from version_act x where x.version_id = v.id and x.event = 'pass' and x.voided_at is null
			union all select s.user_id, 'approver' from signature s
				where s.version_id = v.id and s.meaning = 'approve_version' and s.voided_at is null
		) p on p.user_id = any(${[...userIds]}::uuid[])
		order by 1, 2, 3`;
	return new Map(
		[...Map.groupBy(rows, (row) => `${row.documentId} ${row.userId}`)].map(([key, list]) => [key, list.map(({ part }) => part)])
	);
}

/** Actions that the audit looks at: open ones of its areas, and those whose question has to return. */
async function auditedActions(ctx: Ctx, audit: Audited): Promise<AuditedAction[]> {
	const areaIds = audit.areas.map(({ id }) => id);
	const rows = await ctx.db.correctiveAction.findMany({
		where: {
			unitId: audit.unitId,
			AND: [
				{ OR: [{ areaId: null }, { areaId: { in: areaIds } }] },
				{ OR: [{ state: { not: 'closed' } }, { followUpQuestionAction: { some: { usedAt: null } } }] }
			]
		},
		orderBy: { number: 'asc' },
		select: {
			number: true,
			areaId: true,
			ownerId: true,
			actionLineAction: { where: { removedAt: null }, select: { doerId: true } }
		}
	});
	return rows.map(({ actionLineAction, ...action }) => ({ ...action, doerIds: actionLineAction.map(({ doerId }) => doerId) }));
}
