import { may } from '#lib/domain/permissions/decide.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { fromDbDate } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { plainName } from '#lib/domain/shared/table-head.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { Conflict, NotFound } from '#lib/server/platform/errors.ts';
import type { ChecklistPurpose } from './published.ts';

export type LoadedVersion = {
	readonly id: string;
	readonly number: number;
	readonly state: 'draft' | 'published' | 'discarded';
	readonly note: string;
	readonly createdAt: Date;
	readonly publishedAt: Date | null;
	readonly rowVersion: number;
};

export type LoadedChecklist = {
	readonly id: string;
	/** Null: of the province. */
	readonly unitId: string | null;
	readonly title: string;
	readonly purpose: ChecklistPurpose;
	readonly standardCode: string;
	readonly unitKinds: readonly string[];
	readonly isSample: boolean;
	readonly retiredOn: Day | null;
	readonly retiredReason: string | null;
	readonly rowVersion: number;
	/** The newest first; a draft only for who may see it. */
	readonly versions: readonly LoadedVersion[];
	readonly draft: LoadedVersion | null;
	readonly published: LoadedVersion | null;
	readonly mayManage: boolean;
};

/** Whether the actor writes the lists of a unit, or of the province (null). */
export function mayManage(ctx: Ctx, unitId: string | null): boolean {
	return unitId === null ? may(ctx.actor, 'checklist.manage_province') : may(ctx.actor, 'checklist.manage', { unitId });
}

/** @throws Forbidden, Unauthenticated */
export function authorizeManage(ctx: Ctx, unitId: string | null): string {
	return unitId === null ? authorize(ctx, 'checklist.manage_province') : authorize(ctx, 'checklist.manage', { unitId });
}

/**
 * A checklist with its versions, as far as the actor may see it: of the province's, what was published; of a unit's, its own. A draft that
 * was discarded is none of them, and a checklist that has nothing else is gone for everybody.
 * @throws NotFound
 */
export async function loadChecklist(ctx: Ctx, id: string): Promise<LoadedChecklist> {
	const found = isUuid(id)
		? await ctx.db.checklist.findUnique({
				where: { id },
				select: {
					id: true,
					unitId: true,
					title: true,
					purpose: true,
					standardCode: true,
					unitKinds: true,
					isSample: true,
					retiredOn: true,
					retiredReason: true,
					rowVersion: true,
					checklistVersionChecklist: {
						where: { state: { in: ['draft', 'published'] } },
						orderBy: { number: 'desc' },
						select: { id: true, number: true, state: true, note: true, createdAt: true, publishedAt: true, rowVersion: true }
					}
				}
			})
		: null;
	if (!found) throw new NotFound();
	const manages = mayManage(ctx, found.unitId);
	const reads =
		found.unitId === null ? may(ctx.actor, 'checklist.read_province') : may(ctx.actor, 'checklist.read', { unitId: found.unitId });
	const { checklistVersionChecklist: all, ...checklist } = found;
	// A draft of the province is the coordinator's; in a unit those who read its checklists see what is being written.
	const versions = manages || found.unitId !== null ? all : all.filter(({ state }) => state === 'published');
	if (!(manages || reads) || versions.length === 0) throw new NotFound();
	return {
		...checklist,
		retiredOn: fromDbDate(checklist.retiredOn),
		versions,
		draft: versions.find(({ state }) => state === 'draft') ?? null,
		published: versions.find(({ state }) => state === 'published') ?? null,
		mayManage: manages
	};
}

/** A version that the actor may read, with its checklist. @throws NotFound */
export async function loadVersion(ctx: Ctx, versionId: string): Promise<{ checklist: LoadedChecklist; version: LoadedVersion }> {
	const found = isUuid(versionId)
		? await ctx.db.checklistVersion.findUnique({ where: { id: versionId }, select: { checklistId: true } })
		: null;
	if (!found) throw new NotFound();
	const checklist = await loadChecklist(ctx, found.checklistId);
	const version = checklist.versions.find(({ id }) => id === versionId);
	if (!version) throw new NotFound();
	return { checklist, version };
}

export type Draft = { readonly checklist: LoadedChecklist; readonly version: LoadedVersion; readonly role: string };

/**
 * The draft of a checklist for an edit, held against everybody else's until the transaction ends.
 * @throws NotFound; Forbidden; Conflict `checklist_retired`, `checklist_no_draft`, `stale`
 */
export async function lockDraft(ctx: Ctx, checklistId: string, rowVersion?: number): Promise<Draft> {
	const seen = await loadChecklist(ctx, checklistId);
	const role = authorizeManage(ctx, seen.unitId);
	if (seen.retiredOn !== null) throw new Conflict('checklist_retired');
	if (!seen.draft) throw new Conflict('checklist_no_draft');
	await ctx.db.$queryRaw`select 1 from checklist_version where id = ${seen.draft.id}::uuid for update`;
	const checklist = await loadChecklist(ctx, checklistId);
	const version = checklist.draft;
	if (version?.id !== seen.draft.id) throw new Conflict('checklist_no_draft');
	if (rowVersion !== undefined && rowVersion !== version.rowVersion) throw new Conflict('stale', { rowVersion: version.rowVersion });
	return { checklist, version, role };
}

/** Counts an edit of the draft that `lockDraft` holds. */
export async function touchDraft(ctx: Ctx, version: LoadedVersion): Promise<void> {
	await ctx.db.checklistVersion.update({ where: { id: version.id }, data: { rowVersion: version.rowVersion + 1 } });
}

/** Numbers of an edition's clauses, in its order. */
export async function clausesOf(ctx: Ctx, standardCode: string): Promise<{ number: string; titleVi: string; titleEn: string }[]> {
	return ctx.db.clause.findMany({
		where: { standardCode },
		orderBy: { sortOrder: 'asc' },
		select: { number: true, titleVi: true, titleEn: true }
	});
}

export type LinkableDocument = { readonly id: string; readonly code: string; readonly title: string; readonly isModel: boolean };

/** What a question may be linked to: procedures and instructions of the unit, and the Department's models; for the province, its models. */
export async function linkableDocuments(ctx: Ctx, unitId: string | null): Promise<LinkableDocument[]> {
	return ctx.db.$queryRaw<LinkableDocument[]>`
		select d.id, d.code, d.title, m.id is not null and d.unit_id is distinct from ${unitId}::uuid as "isModel"
		from document d left join framework_model m on m.document_id = d.id and m.retired_on is null
		where d.status = 'open' and d.kind_code in ('QT', 'HD', 'QC') and (m.id is not null or d.unit_id = ${unitId}::uuid)
		order by d.unit_id is distinct from ${unitId}::uuid, d.code_sort, d.id`;
}

/** By code as a table may write it; where a unit's code is also a model's, the unit's document. */
export function documentsByCode(documents: readonly LinkableDocument[]): Map<string, string> {
	return new Map(documents.toReversed().map(({ id, code }) => [plainName(code), id]));
}
