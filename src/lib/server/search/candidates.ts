import { codeKey } from '#lib/domain/documents/code.ts';
import { searchWords } from '#lib/domain/documents/highlight.ts';
import type { Actor } from '#lib/domain/permissions/actor.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { inForceOnSql, visibleVersionsSql } from '#lib/server/permissions/visible-sql.ts';

/** Ranking reads the whole vector of a row, so only so many are ranked of each kind of hit (design.md §10). */
export const most = { code: 50, title: 200, text: 300, similar: 30 } as const;
/** So few exact hits that a slip of the finger is likely. */
const fewHits = 5;

/**
 * The entries that fit a query, as `candidate(version_id, kind)`: by code (its key or the beginning of one), by all words in the
 * title, by all words anywhere, and, when that is little, by likeness to the title. Every branch takes only versions in force
 * today that this actor may read.
 */
export function candidatesSql(ctx: Ctx, q: string): Prisma.Sql {
	const { words } = searchWords(q);
	const branches = [branch(ctx, 'code', codeMatch(q))];
	if (words.length > 0) {
		const title = titleMatch(words);
		if (title) branches.push(branch(ctx, 'title', title));
		for (const { where, few } of reaches(ctx.actor)) {
			// Of a unit or two it is quicker to look at all their entries than to ask the index of words for the whole province's.
			const entries = few ? Prisma.sql`(select * from search_entry s where ${where} offset 0)` : undefined;
			branches.push(branch(ctx, 'text', Prisma.sql`s.vector @@ (select ts from query) and ${where}`, entries));
		}
	}
	return Prisma.sql`
		query as (select ${tsQuery(q)} as ts, eiso_fold(${q}) as folded),
		exact as materialized (${Prisma.join(branches, ' union all ')}),
		candidate as materialized (
			select version_id, min(kind) as kind from exact group by version_id
			union all
			${branch(
				ctx,
				'similar',
				Prisma.sql`(select count(*) from exact) < ${fewHits} and (select folded from query) <% s.title_fold
				and s.version_id not in (select version_id from exact)`
			)}
		)`;
}

type Kind = keyof typeof most;
type Reach = { readonly where: Prisma.Sql; readonly few: boolean };
const order: Record<Kind, number> = { code: 1, title: 2, text: 3, similar: 4 };

/** Cheap conditions on the entry first; the version and the document are asked only for rows that pass them. */
function branch(ctx: Ctx, kind: Kind, match: Prisma.Sql, entries = Prisma.sql`search_entry`): Prisma.Sql {
	const wide = Prisma.join(
		reaches(ctx.actor).map(({ where }) => where),
		' or '
	);
	return Prisma.sql`(select s.version_id, ${order[kind]}::int as kind from ${entries} s
		join version v on v.id = s.version_id join document d on d.id = s.document_id
		where ${match} and (${wide}) and ${inForceOnSql('s', today(ctx))}
			and ${visibleVersionsSql(ctx.actor, 'version.read', today(ctx), { version: 'v', document: 'd' })}
		limit ${most[kind]})`;
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
 * All words; the last may be the beginning of one. The database's own reading of the query stands beside it, because it keeps
 * numbers of laws and codes (`33/2024/QH15`) together as it did in the text.
 */
function tsQuery(q: string): Prisma.Sql {
	const { words, lastIsPrefix } = searchWords(q);
	const plain = Prisma.sql`plainto_tsquery('simple', eiso_fold(${q}))`;
	if (words.length === 0) return plain;
	const terms = words.map((word, index) => `'${word}'${lastIsPrefix && index === words.length - 1 ? ':*' : ''}`);
	return Prisma.sql`(${plain} || to_tsquery('simple', ${terms.join(' & ')}))`;
}
