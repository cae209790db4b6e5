import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { inForceOnSql, keptDocumentsSql } from '#lib/server/permissions/visible-sql.ts';
import { openStates, readable } from './list-sql.ts';

export type RelatedDocument = {
	readonly id: string;
	readonly code: string;
	readonly title: string;
	readonly inForce: boolean;
	/** The version in force has an editable file, as blank forms do. */
	readonly versionId: string | null;
	readonly hasSource: boolean;
	readonly sourceType: string | null;
	/** An open version waits to be issued, where the reader may see that. */
	readonly open: 'draft' | 'in_review' | 'in_approval' | 'approved' | null;
};

export type Related = {
	/** Documents below this one: the forms of a procedure. */
	readonly children: readonly RelatedDocument[];
	readonly parent: RelatedDocument | null;
	/** What the version shown cites. */
	readonly cites: readonly RelatedDocument[];
	/** Documents whose version in force cites this one. */
	readonly citedBy: readonly RelatedDocument[];
	readonly replaces: RelatedDocument | null;
	readonly replacedBy: readonly RelatedDocument[];
};

type Row = Omit<RelatedDocument, 'inForce'> & {
	how: 'child' | 'parent' | 'cites' | 'cited_by' | 'replaces' | 'replaced_by';
	in_force: boolean;
	has_source: boolean;
	source_type: string | null;
	version_id: string | null;
};

/** Everything that hangs together with a document, as far as this actor may see it. One statement. */
export async function relatedDocuments(ctx: Ctx, documentId: string, versionId: string | null): Promise<Related> {
	const day = today(ctx);
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`
		with link(how, id) as (
			select 'child', c.id from document c where c.parent_id = ${documentId}::uuid and c.status = 'open'
			union select 'parent', p.parent_id from document p where p.id = ${documentId}::uuid
			union select 'replaces', p.replaces_id from document p where p.id = ${documentId}::uuid
			union select 'replaced_by', r.id from document r where r.replaces_id = ${documentId}::uuid
			union select 'cites', r.document_id from version_reference r where r.version_id = ${versionId}::uuid
			union select 'cited_by', v.document_id from version_reference r join version v on v.id = r.version_id
				where r.document_id = ${documentId}::uuid and ${inForceOnSql('v', day)}
		)
		select link.how, d.id, d.code, coalesce(f.title, o.title, past.title, d.title) as title, f.id is not null as in_force, f.id as version_id,
			f.source_sha256 is not null as has_source, f.source_type, o.state as open
		from link join document d on d.id = link.id
		left join version f on f.document_id = d.id and ${inForceOnSql('f', day)} and ${readable(ctx, 'f')}
		left join version o on o.document_id = d.id and o.state in ${openStates} and ${readable(ctx, 'o')}
		left join lateral (select w.title from version w where w.document_id = d.id and w.effective_from is not null and ${readable(ctx, 'w')}
			order by w.effective_from desc limit 1) past on true
		where f.id is not null or o.id is not null or past.title is not null or ${keptDocumentsSql(ctx.actor, 'd')}
		order by d.code_sort`);
	const of = (how: Row['how']) => rows.filter((row) => row.how === how).map(related);
	return {
		children: of('child'),
		parent: of('parent')[0] ?? null,
		cites: of('cites'),
		citedBy: of('cited_by'),
		replaces: of('replaces')[0] ?? null,
		replacedBy: of('replaced_by')
	};
}

function related(row: Row): RelatedDocument {
	return {
		id: row.id,
		code: row.code,
		title: row.title,
		inForce: row.in_force,
		versionId: row.version_id,
		hasSource: row.has_source,
		sourceType: row.source_type,
		open: row.open
	};
}
