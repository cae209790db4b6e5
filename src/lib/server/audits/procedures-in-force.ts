import { shortNumbers, type NumberingScheme } from '#lib/domain/documents/numbering.ts';
import type { Day } from '#lib/domain/shared/day.ts';
import { inForceOnSql } from '#lib/server/permissions/visible-sql.ts';
import type { Ctx } from '#lib/server/platform/context.ts';

/** A procedure that a question is about, as a unit has it. */
export type LinkedProcedure = {
	/** The document that the question names: the unit's own, or a model of the Department's. */
	readonly sourceId: string;
	/** The unit's document. */
	readonly documentId: string;
	readonly code: string;
	readonly title: string;
	/** The version in force on the day; null when nothing is. */
	readonly versionId: string | null;
	/** Its numbers, `02/01`; empty when nothing is in force. */
	readonly label: string;
};

/**
 * What is in force in a unit of the documents that questions name, by code; a model stands for the document that the unit adopted from it.
 * One statement for many documents. A model that the unit did not adopt, and a document of somebody else's, is not in the answer. No
 * question of rights: a team sees codes, titles and numbers of what it audits; opening the text asks the policy of versions.
 */
export async function linkedProcedures(ctx: Ctx, unitId: string, documentIds: readonly string[], day: Day): Promise<LinkedProcedure[]> {
	return (await linkedProceduresOf(ctx, [unitId], documentIds, day)).get(unitId) ?? [];
}

/** The same for many units, still one statement. */
export async function linkedProceduresOf(
	ctx: Ctx,
	unitIds: readonly string[],
	documentIds: readonly string[],
	day: Day
): Promise<Map<string, LinkedProcedure[]>> {
	if (unitIds.length === 0 || documentIds.length === 0) return new Map();
	type Row = Omit<LinkedProcedure, 'label'> & {
		unitId: string;
		issueNo: number | null;
		revisionNo: number | null;
		scheme: NumberingScheme;
	};
	const rows = await ctx.db.$queryRaw<Row[]>`
		select asked.id as "sourceId", d.unit_id as "unitId", d.id as "documentId", d.code, coalesce(v.title, d.title) as title,
			v.id as "versionId", v.issue_no as "issueNo", v.revision_no as "revisionNo", u.numbering_scheme::text as scheme
		from document asked
		left join model_adoption a on a.source_document_id = asked.id and a.unit_id = any(${[...unitIds]}::uuid[])
		join document d on d.status = 'open' and d.unit_id = any(${[...unitIds]}::uuid[]) and d.id in (asked.id, a.document_id)
		join unit u on u.id = d.unit_id
		left join version v on v.document_id = d.id and v.state in ('issued', 'withdrawn') and ${inForceOnSql('v', day)}
		where asked.id = any(${[...new Set(documentIds)]}::uuid[])
		order by d.unit_id, d.code_sort, asked.id`;
	// Who asks about the Department's own unit meets a model once for each unit that adopted it.
	const once = [...new Map(rows.map((row) => [`${row.sourceId} ${row.documentId}`, row])).values()];
	const found = Map.groupBy(once, (row) => row.unitId);
	return new Map(
		[...found].map(([unitId, list]) => [
			unitId,
			list.map(({ sourceId, documentId, code, title, versionId, issueNo, revisionNo, scheme }) => ({
				sourceId,
				documentId,
				code,
				title,
				versionId,
				label: issueNo === null || revisionNo === null ? '' : shortNumbers({ issueNo, revisionNo }, scheme)
			}))
		])
	);
}
