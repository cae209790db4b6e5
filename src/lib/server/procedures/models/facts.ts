import type { AdoptionFacts, ModelVersion } from '#lib/domain/procedures/models/adoption-state.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';

/** A model with its document and issued versions, the newest first. */
export type LoadedModel = {
	readonly id: string;
	readonly documentId: string;
	readonly unitId: string;
	readonly code: string;
	readonly title: string;
	readonly kind: string;
	readonly class: 'system' | 'tthc' | 'internal' | null;
	readonly unitKinds: readonly string[];
	readonly edition: string;
	readonly dueDays: number;
	readonly retiredOn: Day | null;
	readonly retiredReason: string | null;
	readonly rowVersion: number;
	/** A form of the model whose id, kinds and days these are. */
	readonly isForm: boolean;
	readonly versions: readonly (ModelVersion & { readonly effectiveTo: Day | null })[];
	/** The version in force today. */
	readonly inForce: ModelVersion | null;
};

type ModelRow = Omit<LoadedModel, 'inForce'>;

/**
 * Models by code with their issued versions, the newest first, in one statement however many there are. No question of rights.
 * @param where about `m`, the model, and `d`, its document; not given: those on offer
 * @param what with `forms` also the documents below a model, each by its own versions
 */
export async function readModels(
	ctx: Ctx,
	where: Prisma.Sql = Prisma.sql`m.retired_on is null`,
	what: 'models' | 'forms' = 'models'
): Promise<LoadedModel[]> {
	const forms = Prisma.sql`or (d.parent_id = m.document_id and d.status = 'open'
		and not exists (select 1 from framework_model own where own.document_id = d.id))`;
	const rows = await ctx.db.$queryRaw<ModelRow[]>`
		select m.id, d.id as "documentId", d.unit_id as "unitId", d.code, d.title, d.kind_code as kind, d.class, m.unit_kinds as "unitKinds",
			m.edition, m.due_days as "dueDays", m.retired_on::text as "retiredOn", m.retired_reason as "retiredReason",
			m.row_version as "rowVersion", d.id <> m.document_id as "isForm", coalesce((
				select jsonb_agg(jsonb_build_object('id', v.id, 'issueNo', v.issue_no, 'revisionNo', v.revision_no,
					'effectiveFrom', v.effective_from, 'effectiveTo', v.effective_to) order by v.issue_no desc, v.revision_no desc)
				from version v where v.document_id = d.id and v.state = 'issued' and v.effective_from is distinct from v.effective_to), '[]') as versions
		from framework_model m join document d on d.id = m.document_id ${what === 'forms' ? forms : Prisma.empty}
		where ${where} order by d.code_sort, d.id`;
	const day = today(ctx);
	const holds = ({ effectiveFrom, effectiveTo }: LoadedModel['versions'][number]) =>
		effectiveFrom <= day && (effectiveTo === null || effectiveTo > day);
	return rows.map((row) => ({ ...row, inForce: row.versions.find(holds) ?? null }));
}

/** @throws NotFound */
export async function readModel(ctx: Ctx, id: string): Promise<LoadedModel> {
	const [model] = isUuid(id) ? await readModels(ctx, Prisma.sql`m.id = ${id}::uuid`) : [];
	if (!model) throw new NotFound();
	return model;
}

/** What is known of one unit and one model, for pages and the matrix. */
export type AdoptionRow = AdoptionFacts & {
	readonly id: string;
	readonly unitId: string;
	readonly sourceDocumentId: string;
	readonly notApplicableReason: string | null;
	readonly declineReason: string | null;
	/** Drafts, and what waits for review, approval or issue: the Department sees no more of them than the number. */
	readonly openVersions: number;
	/** The unit's document has an issued version, which the Department may open. */
	readonly visible: boolean;
};

type Row = {
	id: string;
	unitId: string;
	sourceDocumentId: string;
	documentId: string | null;
	notApplicableReason: string | null;
	declineReason: string | null;
	baseIssue: number | null;
	baseRevision: number | null;
	resultState: string | null;
	declinedIssue: number | null;
	declinedRevision: number | null;
	openVersions: number;
	visible: boolean;
	newest: string | null;
	asIs: boolean | null;
};

/**
 * What units did with models, in one statement however many there are: of these units, the Department's documents, the units' own. The newest adoption or merge counts whose draft was not
 * cancelled; the text issued last is compared with it by hash, without reading any text.
 */
export async function readAdoptions(
	ctx: Ctx,
	where: { unitIds?: readonly string[]; documentIds?: readonly string[]; ownDocumentIds?: readonly string[] }
): Promise<AdoptionRow[]> {
	const units = where.unitIds ? Prisma.sql`a.unit_id = any(${[...where.unitIds]}::uuid[])` : Prisma.sql`true`;
	const documents = where.documentIds ? Prisma.sql`a.source_document_id = any(${[...where.documentIds]}::uuid[])` : Prisma.sql`true`;
	const own = where.ownDocumentIds ? Prisma.sql`a.document_id = any(${[...where.ownDocumentIds]}::uuid[])` : Prisma.sql`true`;
	const rows = await ctx.db.$queryRaw<Row[]>`
		with adoption as materialized (
			select a.id, a.unit_id, a.source_document_id, a.not_applicable_reason, a.decline_reason, a.declined_version_id, d.id as document_id
			from model_adoption a left join document d on d.id = a.document_id and d.status = 'open'
			where ${units} and ${documents} and ${own}),
		merged as materialized (
			select distinct on (act.adoption_id) act.adoption_id, base.issue_no, base.revision_no, result.state, act.as_is_sha256
			from adoption a join model_adoption_act act on act.adoption_id = a.id and act.event in ('adopt', 'merge')
			join version result on result.id = act.result_version_id and result.document_id = a.document_id and result.state <> 'cancelled'
			join version base on base.id = act.model_version_id
			order by act.adoption_id, base.issue_no desc, base.revision_no desc, act.at desc, act.id desc),
		held as materialized (
			select v.document_id, count(*) filter (where v.state in ('draft', 'in_review', 'in_approval', 'approved'))::int as open,
				(array_agg(v.state::text order by v.issue_no desc, v.revision_no desc))[1] as newest,
				(array_agg(${contentHashSql('v')} order by v.issue_no desc, v.revision_no desc) filter (where v.state = 'issued'))[1] as sha256,
				bool_or(v.state in ('issued', 'withdrawn')) as visible
			from version v join adoption a on a.document_id = v.document_id
			where v.state <> 'cancelled' group by v.document_id)
		select a.id, a.unit_id as "unitId", a.source_document_id as "sourceDocumentId", a.document_id as "documentId",
			a.not_applicable_reason as "notApplicableReason", a.decline_reason as "declineReason",
			merged.issue_no as "baseIssue", merged.revision_no as "baseRevision", merged.state::text as "resultState",
			declined.issue_no as "declinedIssue", declined.revision_no as "declinedRevision",
			coalesce(held.open, 0) as "openVersions", coalesce(held.visible, false) as visible, held.newest, held.sha256 = merged.as_is_sha256 as "asIs"
		from adoption a left join merged on merged.adoption_id = a.id left join held on held.document_id = a.document_id
		left join version declined on declined.id = a.declined_version_id`;
	return rows.map((row) => ({
		id: row.id,
		unitId: row.unitId,
		sourceDocumentId: row.sourceDocumentId,
		documentId: row.documentId,
		notApplicable: row.notApplicableReason !== null,
		notApplicableReason: row.notApplicableReason,
		declineReason: row.declineReason,
		// A document that was withdrawn follows nothing any more: the model may be adopted into it anew.
		base:
			row.baseIssue === null || row.baseRevision === null || row.newest === 'withdrawn'
				? null
				: { issueNo: row.baseIssue, revisionNo: row.baseRevision },
		declined:
			row.declinedIssue === null || row.declinedRevision === null ? null : { issueNo: row.declinedIssue, revisionNo: row.declinedRevision },
		issued: row.resultState === 'issued',
		asIs: row.asIs === true,
		openVersions: row.openVersions,
		visible: row.visible
	}));
}

/** What a version's text hashes to: of an uploaded one its editable source, else its PDF. @param alias the version's */
export function contentHashSql(alias: 'v'): Prisma.Sql {
	return Prisma.sql`coalesce(${Prisma.raw(alias)}.source_sha256, ${Prisma.raw(alias)}.pdf_sha256)`;
}

/** How a unit's newest facts on each of its models are found. */
export function adoptionIndex(rows: readonly AdoptionRow[]): (unitId: string, documentId: string) => AdoptionRow | null {
	const found = new Map(rows.map((row) => [`${row.unitId} ${row.sourceDocumentId}`, row]));
	return (unitId, documentId) => found.get(`${unitId} ${documentId}`) ?? null;
}
