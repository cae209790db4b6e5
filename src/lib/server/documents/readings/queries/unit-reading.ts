import { percentRead } from '#lib/domain/documents/reading.ts';
import { hasProvinceRole } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { isUuid } from '#lib/domain/shared/uuid.ts';
import { visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';
import { Unauthenticated } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { versionSlug } from '../../queries/document-versions.ts';
import { currentSql } from '../sql.ts';
import { myReading, type ToRead } from './my-reading.ts';
import { countsSql, noCounts, readersSql, type Counts } from './readers-sql.ts';
import { readersScope } from './scope.ts';

export const readingViews = ['mine', 'documents', 'divisions', 'people'] as const;
export type ReadingView = (typeof readingViews)[number];

/** A document, a division or a person with how far they are. Counts are null where only the share may be seen. */
export type ReadingLine = {
	readonly id: string;
	readonly name: string;
	readonly fact: string;
	readonly href: string | null;
	readonly counts: Counts | null;
	readonly percent: number | null;
};

export type ReadingPage = {
	readonly view: ReadingView;
	/** The views that this person may open. */
	readonly views: readonly ReadingView[];
	readonly mine: readonly ToRead[];
	readonly lines: readonly ReadingLine[];
	readonly totals: Counts;
	/** Per cent per document, without counts. */
	readonly shareOnly: boolean;
	readonly total: number;
	readonly page: number;
	readonly pageSize: number;
	readonly today: string;
};

const pageSize = 50;

/**
 * Reading in a unit: one's own list; for those who may see it, who is how far, late first. The Department sees the share per document of
 * every unit, and no names.
 * @throws Unauthenticated
 */
export async function readingPage(ctx: Ctx, unitId: string | null, asked: string | null, page: number): Promise<ReadingPage> {
	if (ctx.actor.kind !== 'user') throw new Unauthenticated();
	const own = unitId !== null && isUuid(unitId) ? unitId : null;
	const scope = own ? await readersScope(ctx, own) : null;
	const province = hasProvinceRole(ctx.actor, 'coordinator') && may(ctx.actor, 'reading.share');
	const inspected = ctx.actor.inspectedUnitIds.filter((id) => may(ctx.actor, 'reading.share', { unitId: id }));
	const shares = !scope && (province || inspected.length > 0);
	const views: ReadingView[] = scope ? [...readingViews] : shares ? ['mine', 'documents'] : ['mine'];
	const mine = await myReading(ctx);
	const fallback = scope ? 'documents' : shares && mine.length === 0 ? 'documents' : 'mine';
	const view = views.find((one) => one === asked) ?? fallback;
	const base = { view, views, mine, shareOnly: shares && province, page, pageSize, today: today(ctx) };
	if (view === 'mine') return { ...base, lines: [], totals: noCounts, total: 0 };
	const where = Prisma.sql`${currentSql(today(ctx))} and ${
		scope && own ? Prisma.sql`v.unit_id = ${own}::uuid` : province ? Prisma.sql`true` : Prisma.sql`v.unit_id = any(${inspected}::uuid[])`
	}`;
	// The head of a division hears of their people, and not of documents that are hidden from themself.
	const visible = visibleVersionsSql(ctx.actor, 'version.read', today(ctx), { version: 'v', document: 'd' });
	const rows = readersSql(
		ctx,
		scope ?? { divisionIds: null },
		Prisma.sql`${where} and exists (select 1 from document d where d.id = v.document_id and ${visible})`
	);
	const found = view === 'documents' ? await byDocument(ctx, rows, page, scope !== null) : await byGroup(ctx, rows, view, page);
	return base.shareOnly ? { ...base, ...found, lines: found.lines.map(withoutCounts), totals: noCounts } : { ...base, ...found };
}

type Found = Pick<ReadingPage, 'lines' | 'totals' | 'total'>;
type Totals = { total: number } & { [Name in keyof Counts as `all_${Name}`]: number };

const totalsSql = Prisma.sql`count(*) over ()::int as total, sum(g.confirmed) over ()::int as "all_confirmed", sum(g."onPaper") over ()::int as "all_onPaper",
	sum(g."toRead") over ()::int as "all_toRead", sum(g.late) over ()::int as "all_late", sum(g.waived) over ()::int as "all_waived"`;

function foundOf(rows: readonly Totals[], lines: ReadingLine[]): Found {
	const [first] = rows;
	const totals = first
		? {
				confirmed: first.all_confirmed,
				onPaper: first.all_onPaper,
				toRead: first.all_toRead,
				late: first.all_late,
				waived: first.all_waived
			}
		: noCounts;
	return { lines, totals, total: first?.total ?? 0 };
}

type DocumentRow = Counts &
	Totals & { id: string; documentId: string; code: string; title: string; issueNo: number; revisionNo: number; unit: string };

/** @param named whether the lists of names open for this actor */
async function byDocument(ctx: Ctx, rows: Prisma.Sql, page: number, named: boolean): Promise<Found> {
	const day = today(ctx);
	const found = await ctx.db.$queryRaw<DocumentRow[]>`
		select g.*, d.id as "documentId", d.code, v.title, v.issue_no as "issueNo", v.revision_no as "revisionNo", coalesce(uv.name, '') as unit, ${totalsSql}
		from (select q."versionId" as id, ${countsSql} from (${rows}) q group by q."versionId") g
		join version v on v.id = g.id join document d on d.id = v.document_id
		left join unit_version uv on uv.unit_id = v.unit_id and uv.valid_from <= ${day}::date and (uv.valid_to is null or uv.valid_to > ${day}::date)
		order by g.late desc, g."toRead" desc, unit, d.code_sort, v.effective_from limit ${pageSize} offset ${(page - 1) * pageSize}`;
	return foundOf(
		found,
		found.map((row) => ({
			id: row.id,
			name: `${row.code} ${row.title}`,
			fact: row.unit,
			href: named
				? `/documents/${row.documentId}/readers?version=${versionSlug(row.issueNo, row.revisionNo)}`
				: `/documents/${row.documentId}`,
			...countsOf(row)
		}))
	);
}

type GroupRow = Counts & Totals & { id: string | null; name: string | null; fact: string | null };

async function byGroup(ctx: Ctx, rows: Prisma.Sql, view: 'divisions' | 'people', page: number): Promise<Found> {
	const [id, name, fact] =
		view === 'divisions'
			? [Prisma.sql`q."divisionId"`, Prisma.sql`q.division`, Prisma.sql`null`]
			: [Prisma.sql`q."userId"`, Prisma.sql`q.name`, Prisma.sql`max(q.division)`];
	const found = await ctx.db.$queryRaw<GroupRow[]>`
		select g.*, ${totalsSql} from (select ${id} as id, ${name} as name, ${fact} as fact, ${countsSql} from (${rows}) q group by ${id}, ${name}) g
		order by g.late desc, g."toRead" desc, g.name nulls last, g.id limit ${pageSize} offset ${(page - 1) * pageSize}`;
	return foundOf(
		found,
		found.map((row) => ({ id: row.id ?? 'none', name: row.name ?? '', fact: row.fact ?? '', href: null, ...countsOf(row) }))
	);
}

function countsOf({ confirmed, onPaper, toRead, late, waived }: Counts): Pick<ReadingLine, 'counts' | 'percent'> {
	return { counts: { confirmed, onPaper, toRead, late, waived }, percent: percentRead(confirmed + onPaper, toRead + late) };
}

function withoutCounts(line: ReadingLine): ReadingLine {
	return { ...line, href: null, counts: null };
}
