import { highlight, searchWords, snippet, type Segment } from '#lib/domain/documents/highlight.ts';
import { shortNumbers, type NumberingScheme } from '#lib/domain/documents/numbering.ts';
import type { DocumentClass } from '#lib/domain/documents/list-query.ts';
import { codeKey } from '#lib/domain/documents/code.ts';
import { unitIdsWith } from '#lib/domain/permissions/actor.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { byItsValues } from '#lib/server/platform/prepared.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { carriedOverSql, type CarriedOver } from './carried-over.ts';
import { candidatesSql } from './candidates.ts';

export type SearchInput = { readonly q: string; readonly kind?: string; readonly page?: number; readonly pageSize?: number };

export type FoundDocument = {
	readonly documentId: string;
	readonly versionId: string;
	readonly unitCode: string;
	readonly unitName: string;
	/** Of a unit the reader belongs to. */
	readonly own: boolean;
	readonly code: string;
	readonly title: readonly Segment[];
	readonly kind: string;
	readonly kindName: string;
	readonly class: DocumentClass | null;
	readonly numbers: string;
	readonly effectiveOn: Day | null;
	/** From which unit it was carried over, and until when; null for any other. */
	readonly carriedOver: CarriedOver | null;
	readonly keeper: string;
	/** Code of the procedure that a form belongs to. */
	readonly parent: string | null;
	readonly pdfPages: number | null;
	readonly sourceType: string | null;
	/** From the text, where the words are not all in the title. */
	readonly snippet: readonly Segment[] | null;
	/** Nothing has all the words; this title is like them. */
	readonly similar: boolean;
};

export type Found = {
	readonly items: readonly FoundDocument[];
	/** Of this kind, if one was asked for. At most so many hits are counted: `more` says that there are others. */
	readonly total: number;
	readonly more: boolean;
	readonly page: number;
	readonly pageSize: number;
	readonly kinds: readonly { readonly code: string; readonly name: string; readonly count: number }[];
};

type Row = {
	kinds: { code: string; name: string; count: number }[] | null;
	full: boolean | null;
	version_id: string | null;
	document_id: string;
	unit_id: string;
	unit_code: string | null;
	unit_name: string | null;
	code: string;
	title: string;
	kind_code: string;
	kind_name: string;
	class: DocumentClass | null;
	issue_no: number;
	revision_no: number;
	scheme: NumberingScheme;
	effective_from: Date | null;
	carried_over: CarriedOver | null;
	keeper: string | null;
	parent: string | null;
	pdf_pages: number | null;
	source_type: string | null;
	match: number;
	body: string | null;
};

const longest = 200;
/** So many characters of a text are looked at for a line to show. */
const searchedText = 30_000;

/**
 * Documents in force today that this actor may read, by code, title and text, without accents; one statement. What fits best of
 * the own unit comes first. A query without a letter or digit finds nothing.
 */
export async function searchDocuments(ctx: Ctx, input: SearchInput): Promise<Found> {
	const q = input.q.normalize('NFC').trim().slice(0, longest);
	const page = input.page ?? 1;
	const pageSize = input.pageSize ?? 20;
	const words = searchWords(q);
	if (words.words.length === 0) return { items: [], total: 0, more: false, page, pageSize, kinds: [] };
	const day = today(ctx);
	const own = unitIdsWith(ctx.actor);
	const name = Prisma.raw(ctx.locale === 'en' ? 'name_en' : 'name_vi');
	const ofKind = input.kind ? Prisma.sql`where d.kind_code = ${input.kind}` : Prisma.empty;
	const rows = await ctx.db.$queryRaw<Row[]>(Prisma.sql`${Prisma.raw(byItsValues)}
		with ${candidatesSql(ctx, q)},
		ranked as (
			select c.version_id, c.kind, ${rank(q, own)} as rank, d.code_sort
			from candidate c join search_entry s on s.version_id = c.version_id join document d on d.id = s.document_id ${ofKind}
		),
		page as (select * from ranked order by rank desc, code_sort, version_id limit ${pageSize} offset ${(page - 1) * pageSize}),
		facts as (
			select (select jsonb_agg(jsonb_build_object('code', k.code, 'name', k.${name}, 'count', n.count) order by k.sort_order)
					from (select d.kind_code, count(*) from candidate c join version v on v.id = c.version_id
						join document d on d.id = v.document_id group by d.kind_code) n join document_kind k on k.code = n.kind_code) as kinds,
				(select bool_or(n.count >= n.most) from (select count(*), most from found group by kind, reach, most) n) as full
		)
		select facts.kinds, facts.full, p.version_id, v.document_id, v.unit_id, uv.code as unit_code, uv.name as unit_name, d.code, v.title,
			d.kind_code, k.${name} as kind_name, d.class, v.issue_no, v.revision_no, u.numbering_scheme as scheme, v.effective_from, ${carriedOverSql('v')} as carried_over,
			coalesce(dv.name, keeper.full_name) as keeper, parent.code as parent, v.pdf_pages, v.source_type, p.kind as match,
			case when p.kind = 3 then left(s.body, ${searchedText}) end as body
		from facts
		left join page p on true
		left join search_entry s on s.version_id = p.version_id
		left join version v on v.id = p.version_id
		left join document d on d.id = v.document_id
		left join document_kind k on k.code = d.kind_code
		left join unit u on u.id = v.unit_id
		left join unit_version uv on uv.unit_id = v.unit_id
			and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		left join division_version dv on dv.division_id = d.owner_division_id
			and dv.valid_from <= ${day}::date and (dv.valid_to is null or dv.valid_to > ${day}::date)
		left join "user" keeper on keeper.id = d.owner_id
		left join document parent on parent.id = d.parent_id
		order by p.rank desc, p.code_sort, p.version_id`);
	const kinds = rows[0]?.kinds ?? [];
	const counted = input.kind ? kinds.filter((kind) => kind.code === input.kind) : kinds;
	return {
		items: rows.flatMap((row) => (row.version_id === null ? [] : [found({ ...row, version_id: row.version_id }, words, own)])),
		total: counted.reduce((sum, kind) => sum + kind.count, 0),
		more: rows[0]?.full ?? false,
		page,
		pageSize,
		kinds
	};
}

/** Code before title before text; the words in their order before the same words apart; the own unit before others. */
function rank(q: string, own: readonly string[]): Prisma.Sql {
	return Prisma.sql`(case when s.code_key = ${codeKey(q)} then 100 when c.kind = 1 then 50 else 0 end
		+ case when s.title_fold = (select folded from query) then 12
			when strpos(s.title_fold, (select folded from query)) > 0 then 8
			when c.kind = 2 then 4 else 0 end
		+ case when c.kind = 1 then 0 when c.kind = 4 then word_similarity((select folded from query), s.title_fold) * 3
			else ts_rank('{0.05, 0.1, 0.7, 1.0}', s.vector, (select ts from query)) * 4 end
		+ case when s.unit_id = any(${[...own]}::uuid[]) then 3 else 0 end)`;
}

function found(row: Row & { version_id: string }, words: ReturnType<typeof searchWords>, own: readonly string[]): FoundDocument {
	const title = highlight(row.title, words);
	const inTitle = new Set(title.flatMap((segment) => (segment.hit ? searchWords(`${segment.text} `).words : [])));
	const complete = words.words.every((word) => inTitle.has(word));
	return {
		documentId: row.document_id,
		versionId: row.version_id,
		unitCode: row.unit_code ?? '',
		unitName: row.unit_name ?? '',
		own: own.includes(row.unit_id),
		code: row.code,
		title,
		kind: row.kind_code,
		kindName: row.kind_name,
		class: row.class,
		numbers: shortNumbers({ issueNo: row.issue_no, revisionNo: row.revision_no }, row.scheme),
		effectiveOn: fromDbDate(row.effective_from),
		carriedOver: row.carried_over,
		keeper: row.keeper ?? '',
		parent: row.parent,
		pdfPages: row.pdf_pages,
		sourceType: row.source_type,
		snippet: complete || row.body === null ? null : snippet(row.body, words),
		similar: row.match === 4
	};
}
