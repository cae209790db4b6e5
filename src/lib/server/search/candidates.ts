import { codeKey } from '#lib/domain/documents/code.ts';
import { searchWords } from '#lib/domain/documents/highlight.ts';
import type { Actor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { inForceOnSql, visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';

type Kind = 'code' | 'title' | 'text' | 'similar';
/**
 * Ranking reads the whole vector of a row, so only so many are ranked of each kind of hit (design.md §10): of what lies near the
 * person, which is not much, nearly all; of the province, where a common word has thousands of hits, as many as anybody looks at.
 */
const most: Record<'near' | 'wide', Record<Kind, number>> = {
	near: { code: 50, title: 200, text: 300, similar: 30 },
	wide: { code: 50, title: 60, text: 60, similar: 30 }
};
/** So few exact hits that a slip of the finger is likely. */
const fewHits = 5;

/**
 * The entries that fit a query, as `candidate(version_id, kind)`: by code (its key or the beginning of one), by all words in the
 * title, by all words anywhere, and, when that is little, by likeness to the title. Only versions in force today that this actor
 * may read: `found(version_id, kind, reach, most)` has what is within each of the actor's reaches, and `exact` asks the permission
 * table of all of it once, because asking in every branch took longer to plan than to run.
 */
export function candidatesSql(ctx: Ctx, q: string): Prisma.Sql {
	const { words } = searchWords(q);
	const matches: [Kind, Prisma.Sql][] = [['code', codeMatch(q)]];
	if (words.length > 0) {
		const title = titleMatch(words);
		if (title) matches.push(['title', title]);
		matches.push(['text', Prisma.sql`s.vector @@ (select ts from query)`]);
	}
	const likeness = Prisma.sql`(select count(*) from exact) < ${fewHits} and (select folded from query) <% s.title_fold
		and s.version_id not in (select version_id from exact)`;
	const found = matches.flatMap(([kind, match]) => branches(ctx, kind, match));
	return Prisma.sql`
		query as (select ${tsQuery(q)} as ts, eiso_fold(${q}) as folded),
		found as materialized (${Prisma.join(found, ' union all ')}),
		exact as materialized (${readableOf(ctx, 'found')}),
		alike as materialized (${Prisma.join(branches(ctx, 'similar', likeness), ' union all ')}),
		candidate as materialized (
			select version_id, min(kind) as kind from exact group by version_id
			union all ${readableOf(ctx, 'alike')}
		)`;
}

/** Those of the entries that this actor may read. */
function readableOf(ctx: Ctx, entries: 'found' | 'alike'): Prisma.Sql {
	return Prisma.sql`select distinct e.version_id, e.kind from ${Prisma.raw(entries)} e
		join version v on v.id = e.version_id join document d on d.id = v.document_id
		where ${visibleVersionsSql(ctx.actor, 'version.read', today(ctx), { version: 'v', document: 'd' })}`;
}

type Reach = { readonly where: Prisma.Sql; readonly few: boolean };
const order: Record<Kind, number> = { code: 1, title: 2, text: 3, similar: 4 };

/**
 * One kind of hit, from each reach by itself: what other units have open must not push out the person's own. Last comes what may
 * turn out not to be readable.
 */
function branches(ctx: Ctx, kind: Kind, match: Prisma.Sql): Prisma.Sql[] {
	return reaches(ctx.actor).map(({ where, few }, reach) => {
		// Of a unit or two it is quicker to look at all their entries than to ask the index of words for the whole province's.
		const entries = few ? Prisma.sql`(select * from search_entry s where ${where} offset 0)` : Prisma.sql`search_entry`;
		const last = few ? Prisma.sql`order by s.visibility = 'restricted'` : Prisma.empty;
		const limit = most[few ? 'near' : 'wide'][kind];
		return Prisma.sql`(select s.version_id, ${order[kind]}::int as kind, ${reach}::int as reach, ${limit}::int as most from ${entries} s
			where ${match} and ${where} and ${inForceOnSql('s', today(ctx))} ${last} limit ${limit})`;
	});
}

/**
 * Where this actor can have anything to read at all, in terms that indexes know. Never narrower than the permission table; the
 * exact condition is asked beside it.
 */
function reaches(actor: Actor): Reach[] {
	const open = { where: Prisma.sql`s.visibility in ('province', 'public')`, few: false };
	if (actor.kind !== 'user') return [open];
	if (actor.province.includes('coordinator')) return [{ where: Prisma.sql`true`, few: false }];
	const units = [...new Set([...actor.memberships.map((m) => m.unitId), ...actor.childUnitIds, ...actor.inspectedUnitIds])].sort();
	const near = Prisma.sql`(s.unit_id = any(${units}::uuid[]) or s.version_id = any(array(select g.version_id from guest_review g
		where g.guest_id = ${actor.userId}::uuid and g.state = 'appointed')))`;
	return [{ where: near, few: units.length <= 3 }, open];
}

function codeMatch(q: string): Prisma.Sql {
	const key = codeKey(q);
	if (key === '') return Prisma.sql`false`;
	const pattern = key.replace(/[\\%_]/g, (mark) => `\\${mark}`);
	const beginning = /\d$/.test(key) ? `${pattern}.%` : `${pattern}%`;
	return Prisma.sql`(s.code_key = ${key} or s.code_key like ${beginning} ${compactMatch(key)})`;
}

/** `qtccvc02` without separators: codes are in the vector without them as well. */
function compactMatch(key: string): Prisma.Sql {
	const compact = key.replaceAll('.', '').replaceAll('Đ', 'D').toLowerCase();
	if (!/^[a-z]{2,}\d[a-z\d]*$/.test(compact)) return Prisma.empty;
	return Prisma.sql`or s.vector @@ to_tsquery('simple', ${`'${compact}':A`})`;
}

/** Words of three letters and more, which the trigram index can find; null when there is none. */
function titleMatch(words: readonly string[]): Prisma.Sql | null {
	if (!words.some((word) => word.length >= 3)) return null;
	return Prisma.join(
		words.map((word) => Prisma.sql`s.title_fold like ${`%${word}%`}`),
		' and '
	);
}

/**
 * All words; the last may be the beginning of one. Where there is more than letters, the database's own reading of the query stands
 * beside it, because it keeps numbers of laws and codes (`33/2024/QH15`) together as it did in the text.
 */
function tsQuery(q: string): Prisma.Sql {
	const { words, lastIsPrefix } = searchWords(q);
	const plain = Prisma.sql`plainto_tsquery('simple', eiso_fold(${q}))`;
	if (words.length === 0) return plain;
	const terms = words.map((word, index) => `'${word}'${lastIsPrefix && index === words.length - 1 ? ':*' : ''}`);
	const all = Prisma.sql`to_tsquery('simple', ${terms.join(' & ')})`;
	return /^[\p{L}\s]+$/u.test(q) ? all : Prisma.sql`(${plain} || ${all})`;
}
