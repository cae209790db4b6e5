import type { ShownReading } from '#lib/domain/documents/reading.ts';
import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { phaseOn } from '#lib/domain/documents/phase.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { loadDocument } from '../../document-facts.ts';
import { documentVersions, type DocumentVersion } from '../../queries/document-versions.ts';
import { countsSql, noCounts, readersSql, type Counts, type ReaderRow } from './readers-sql.ts';
import { readersScope } from './scope.ts';

export const shownReadings = [
	'late',
	'to_read',
	'confirmed',
	'confirmed_on_paper',
	'carried',
	'waived',
	'lapsed'
] as const satisfies readonly ShownReading[];

export type ReadersFilter = {
	/** `02-01`; else the version in force, or the upcoming one. */
	readonly version?: string | null;
	readonly state?: string | null;
	readonly division?: string | null;
	/** Part of a name, with or without accents. */
	readonly person?: string | null;
};

export type Reader = Omit<ReaderRow, 'dueOn'> & { readonly dueOn: Day };
export type ListedBriefing = { id: string; number: string; heldOn: Day; place: string; heldBy: string; people: number };

const pageSize = 50;

/**
 * Who has read a version, who has not, who is late: for officer, head, and the head of a division of its people.
 * @throws NotFound
 */
export async function readersPage(ctx: Ctx, documentId: string, filter: ReadersFilter, page: number) {
	const { document, version, versions, scope } = await readersOf(ctx, documentId, filter.version);
	const rows = readersSql(ctx, scope, Prisma.sql`v.id = ${version.id}::uuid`);
	const [counts] = await ctx.db.$queryRaw<Counts[]>`select ${countsSql} from (${rows}) q`;
	const divisions = await ctx.db.$queryRaw<{ id: string; name: string }[]>`
		select distinct q."divisionId" as id, q.division as name from (${rows}) q where q.division is not null order by name`;
	const listed = await ctx.db.$queryRaw<(ReaderRow & { total: number })[]>`
		select q.*, count(*) over ()::int as total from (${rows}) q where ${filterSql(filter)} order by ${orderSql}
		limit ${pageSize} offset ${(page - 1) * pageSize}`;
	const subject = { unitId: document.unitId };
	const current = version.phase === 'in_force' || version.phase === 'upcoming';
	return {
		id: document.id,
		unitId: document.unitId,
		code: document.code,
		title: version.title,
		scheme: document.unit.numberingScheme,
		version,
		versions: versions.filter((one) => one.from !== null),
		filter,
		items: listed.map(shownReader),
		total: listed[0]?.total ?? 0,
		page,
		pageSize,
		counts: counts ?? noCounts,
		/** Names on paper without an account: only whoever sees the whole unit. */
		noAccount: scope.divisionIds === null ? await namesWithoutAccount(ctx, version.id) : 0,
		briefings: scope.divisionIds === null ? await briefingsOf(ctx, version.id) : [],
		divisions,
		today: today(ctx),
		can: {
			waive: current && may(ctx.actor, 'reading.waive', { ...subject, personId: null }),
			brief: current && may(ctx.actor, 'reading.brief', subject)
		},
		me: ctx.actor.kind === 'user' ? ctx.actor.userId : ''
	};
}

/** The document, the version asked for, and whose reading the actor sees. @throws NotFound */
export async function readersOf(ctx: Ctx, documentId: string, slug: string | null | undefined) {
	const { document } = await loadDocument(ctx, documentId);
	const scope = await readersScope(ctx, document.unitId);
	if (!scope) throw new NotFound('document_not_found');
	const versions = (await documentVersions(ctx, documentId, document.unit.numberingScheme)).filter((one) => one.from !== null);
	const version = slug ? versions.find((one) => one.slug === slug) : (atHand(versions) ?? versions[0]);
	if (!version) throw new NotFound('version_not_found');
	return { document, version, versions, scope };
}

function atHand(versions: readonly DocumentVersion[]): DocumentVersion | undefined {
	return versions.find((one) => one.phase === 'in_force') ?? versions.find((one) => one.phase === 'upcoming');
}

/** Late first, then what is due first; what is done comes after. */
export const orderSql = Prisma.sql`q.shown not in ('late', 'to_read'), q.shown <> 'late', case when q.shown in ('late', 'to_read') then q."dueOn" end, eiso_fold(q.name), q.id`;

export function filterSql({ state, division, person }: ReadersFilter): Prisma.Sql {
	const and = [Prisma.sql`true`];
	if (shownReadings.some((one) => one === state)) and.push(Prisma.sql`q.shown = ${state}`);
	if (division && /^[\da-f-]{36}$/i.test(division)) and.push(Prisma.sql`q."divisionId"::text = ${division.toLowerCase()}`);
	if (person?.trim()) and.push(Prisma.sql`eiso_fold(q.name) like '%' || eiso_fold(${person.trim().replace(/[\\%_]/g, '\\$&')}) || '%'`);
	return Prisma.join(and, ' and ');
}

export function shownReader({ dueOn, ...row }: ReaderRow): Reader {
	return { ...row, dueOn: fromDbDate(dueOn) };
}

async function namesWithoutAccount(ctx: Ctx, versionId: string): Promise<number> {
	return ctx.db.readingBriefingLine.count({ where: { userId: null, briefing: { versionId } } });
}

async function briefingsOf(ctx: Ctx, versionId: string): Promise<ListedBriefing[]> {
	const rows = await ctx.db.readingBriefing.findMany({
		where: { versionId },
		select: { id: true, number: true, heldOn: true, place: true, heldBy: true, _count: { select: { lines: true } } },
		orderBy: { recordedAt: 'desc' }
	});
	return rows.map(({ heldOn, _count, ...row }) => ({ ...row, heldOn: fromDbDate(heldOn), people: _count.lines }));
}

/** What the form of a briefing shows: the version, and who has an open request for it. @throws NotFound */
export async function briefingPage(ctx: Ctx, documentId: string, slug: string | null) {
	const { document, version, scope } = await readersOf(ctx, documentId, slug);
	const times = { state: 'issued' as const, effectiveFrom: version.from, effectiveTo: version.to };
	const phase = phaseOn(times, today(ctx));
	if (!may(ctx.actor, 'reading.brief', { unitId: document.unitId }) || (phase !== 'in_force' && phase !== 'upcoming'))
		throw new NotFound('version_not_found');
	const rows = readersSql(ctx, scope, Prisma.sql`v.id = ${version.id}::uuid`);
	const open = await ctx.db.$queryRaw<{ userId: string; name: string; division: string | null }[]>`
		select q."userId", q.name, q.division from (${rows}) q where q.shown in ('late', 'to_read') order by eiso_fold(q.name) limit 500`;
	return {
		id: document.id,
		code: document.code,
		title: version.title,
		numbers: shortNumbers(version, document.unit.numberingScheme),
		versionId: version.id,
		slug: version.slug,
		open,
		today: today(ctx)
	};
}
