import type { ManyAct } from '#lib/domain/documents/many.ts';
import { predecessorIdsWith, unitIdsWith, type Role } from '#lib/domain/permissions/actor.ts';
import { isNarrowed, parseListQuery, type ListQuery } from '#lib/domain/documents/list-query.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import type { Action } from '#lib/domain/permissions/policy.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { decisionNow } from '../decisions.ts';
import { listDocuments, type ListedDocument, type Page } from './list.ts';
import { endedUnits, type EndedUnit } from '#lib/server/units/ended-units.ts';
import { listFacets, type ListFacets } from './list-facets.ts';

/** The lists of a closed unit beside its documents, and who reads them. */
const listsBefore = {
	audits: 'audit.read',
	programmes: 'programme.read',
	actions: 'action.read',
	reviews: 'management_review.read',
	objectives: 'objective.read',
	risks: 'risk.read',
	providers: 'provider.read',
	reports: 'report.read',
	announcements: 'announcement.read'
} as const satisfies Record<string, Action>;
export type ListBefore = keyof typeof listsBefore;
export type UnitBefore = EndedUnit & { readonly lists: readonly ListBefore[] };

export type DocumentListPage = {
	readonly query: ListQuery;
	readonly asOf: Day;
	readonly narrowed: boolean;
	readonly list: Page<ListedDocument>;
	readonly facets: ListFacets;
	/** The unit that the list is of, where it is no more. */
	readonly ended: EndedUnit | null;
	/** Closed units of which the person's own are successors, with what else they may read there; a list of one's own unit holds nothing of theirs. */
	readonly before: readonly UnitBefore[];
	/** The decision, else the number, of the batch that the list is of; null where nothing of it may be read. */
	readonly batch: string | null;
	readonly can: {
		readonly create: boolean;
		readonly batch: boolean;
		readonly approve: boolean;
		/** The list of the unit's numbered prints. */
		readonly prints: boolean;
		/** What can be asked of several lines at once; each line is decided by itself. */
		readonly acts: readonly ManyAct[];
	};
};

/** The master list as a page: two statements, one more where units are no more. Without a unit in the address it is of the unit the person works in. */
export async function documentListPage(ctx: Ctx, params: URLSearchParams, activeUnitId: string | null): Promise<DocumentListPage> {
	const query = pageQuery(params, activeUnitId);
	const before = predecessorIdsWith(ctx.actor);
	const asked = query.unit !== undefined && isUuid(query.unit) ? query.unit : null;
	// Who has no unit before theirs, and looks at one by its own lists, is asked nothing more.
	const isOwn = asked === null || unitIdsWith(ctx.actor).includes(asked);
	const [list, facets, past] = await Promise.all([
		listDocuments(ctx, query),
		listFacets(ctx, query),
		endedUnits(ctx, [...before, ...(asked === null || isOwn ? [] : [asked])])
	]);
	const unitId = facets.unit?.id ?? null;
	return {
		query,
		asOf: query.asOf ?? today(ctx),
		narrowed: isNarrowed(query),
		list,
		facets,
		ended: past.find(({ unitId }) => unitId === asked) ?? null,
		// Who may read nothing of what it left is not led to it.
		before: past
			.flatMap((unit) => (before.includes(unit.unitId) ? [{ ...unit, lists: listsOf(ctx, unit.unitId) }] : []))
			.filter(({ documents, lists }) => documents || lists.length > 0),
		batch: query.batch && list.total > 0 ? await batchName(ctx, query.batch) : null,
		can: {
			create: may(ctx.actor, 'document.create', { unitId }),
			batch: may(ctx.actor, 'batch.manage', { unitId }),
			approve: may(ctx.actor, 'version.approve', { unitId }),
			prints: may(ctx.actor, 'print.read', { unitId }),
			acts: actsIn(ctx, unitId)
		}
	};
}

function listsOf(ctx: Ctx, unitId: string): ListBefore[] {
	const lists = Object.keys(listsBefore) as ListBefore[];
	return lists.filter((list) => may(ctx.actor, listsBefore[list], { unitId }));
}

/** Who has no part in the unit's documents is offered nothing. */
function actsIn(ctx: Ctx, unitId: string | null): ManyAct[] {
	const parts = (...roles: Role[]) => ctx.actor.kind === 'user' && unitId !== null && unitIdsWith(ctx.actor, roles).includes(unitId);
	return [
		...(parts('officer', 'drafter') ? (['submit'] as const) : []),
		...(parts('reviewer', 'head') ? (['pass'] as const) : []),
		...(parts('officer', 'reviewer', 'head') ? (['return'] as const) : []),
		...(may(ctx.actor, 'document.manage', { unitId }) ? (['audience', 'owner'] as const) : [])
	];
}

async function batchName(ctx: Ctx, batchId: string): Promise<string | null> {
	const batch = await ctx.db.issueBatch.findUnique({
		where: { id: batchId },
		select: { id: true, number: true, decisionNumber: true, decisionDate: true, effectiveOn: true }
	});
	return batch && ((await decisionNow(ctx, batch)).decisionNumber ?? batch.number);
}

/** The query of the page and of its exports. */
export function pageQuery(params: URLSearchParams, activeUnitId: string | null): ListQuery {
	const query = parseListQuery(params);
	return query.unit === undefined && activeUnitId !== null ? { ...query, unit: activeUnitId } : query;
}
