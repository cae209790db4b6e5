import { recordMany } from '#lib/server/audit-trail/record.ts';
import { transitionSet } from '#lib/server/lifecycle/transition-set.ts';
import type { NoticeKind } from '#lib/server/notifications/notice-kinds.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readingMachine } from '../machines.ts';
import { currentSql, inAudienceSql } from './sql.ts';

/** Notices that ask somebody to read. */
export const askingKinds = ['read_asked', 'read_soon', 'read_late'] as const satisfies readonly NoticeKind[];

/** Which requests are looked at: of a document, of a person, of a unit, or all. */
export type Where = { readonly documentIds?: readonly string[]; readonly userId?: string; readonly unitId?: string };

/**
 * Lets the open requests lapse that ask nothing any more: their version was superseded, withdrawn or taken back, or the person is not in its
 * audience today, because they left, changed their division, or the audience did (docs/decisions/0311). Nothing depends on its having run.
 * Recorded once per version with the number of people.
 * @returns how many lapsed
 */
export async function lapseRequests(ctx: Ctx, where: Where = {}): Promise<number> {
	const day = today(ctx);
	const of = [
		where.documentIds ? Prisma.sql`t.document_id = any(${[...where.documentIds]}::uuid[])` : null,
		where.userId ? Prisma.sql`t.user_id = ${where.userId}::uuid` : null,
		where.unitId ? Prisma.sql`t.unit_id = ${where.unitId}::uuid` : null
	].filter((clause) => clause !== null);
	const concerned = Prisma.sql`exists (select 1 from version v join document d on d.id = v.document_id
		join membership m on m.unit_id = v.unit_id and m.user_id = t.user_id and ${inAudienceSql}
			and (m.valid_to is null or m.valid_to > ${day}::date)
		join "user" p on p.id = m.user_id and p.status = 'active'
		where v.id = t.version_id and v.round = t.round and ${currentSql(day)})`;
	const ids = await transitionSet(
		ctx,
		readingMachine,
		{ follows: 'R5', from: 'open', event: 'lapse' },
		Prisma.sql`${of.length > 0 ? Prisma.join(of, ' and ') : Prisma.sql`true`} and not ${concerned}`,
		Prisma.sql`, decided_at = ${ctx.clock.now()}`
	);
	if (ids.length === 0) return 0;
	await recordLapsed(ctx, ids);
	const people = await ctx.db.$queryRaw<
		{ id: string }[]
	>`select distinct user_id as id from reading_request where id = any(${ids}::uuid[])`;
	await ctx.db.$executeRaw`
		update notice n set lapsed_at = ${ctx.clock.now()} from reading_request r
		where r.id = any(${ids}::uuid[]) and n.subject_type = 'version' and n.subject_id = r.version_id and n.user_id = r.user_id
			and n.kind = any(${[...askingKinds]}::text[]) and n.lapsed_at is null`;
	await forgetAskedTogether(
		ctx,
		people.map(({ id }) => id)
	);
	return ids.length;
}

/**
 * Whoever joined was told of several documents of the unit in one notice: it goes when the last of them asks nothing any more.
 * @param people of whom requests were decided or have lapsed
 */
export async function forgetAskedTogether(ctx: Ctx, people: readonly string[]): Promise<void> {
	if (people.length === 0) return;
	await ctx.db.$executeRaw`
		update notice n set lapsed_at = ${ctx.clock.now()}
		where n.user_id = any(${[...people]}::uuid[]) and n.kind = 'read_asked' and n.subject_type = 'unit' and n.lapsed_at is null
			and not exists (select 1 from reading_request r where r.user_id = n.user_id and r.unit_id = n.subject_id and r.state = 'open')`;
}

/**
 * What was said of the issue of versions that a later one has replaced, or that were withdrawn, by today.
 * @param documentIds of these documents; none: of all
 */
export async function forgetSuperseded(ctx: Ctx, documentIds: readonly string[] | null = null): Promise<void> {
	const day = today(ctx);
	const of = documentIds ? Prisma.sql`n.subject_id = any(${[...documentIds]}::uuid[])` : Prisma.sql`true`;
	await ctx.db.$executeRaw`
		update notice n set lapsed_at = ${ctx.clock.now()}
		where n.kind = 'issued' and n.subject_type = 'document' and n.lapsed_at is null and ${of} and (
			exists (select 1 from version v where v.document_id = n.subject_id and v.state in ('issued', 'withdrawn')
				and v.effective_from <= ${day}::date and v.issued_at > n.created_at)
			or not exists (select 1 from version v where v.document_id = n.subject_id and ${currentSql(day)}))`;
}

async function recordLapsed(ctx: Ctx, ids: readonly string[]): Promise<void> {
	const groups = await ctx.db.$queryRaw<{ versionId: string; unitId: string; people: number }[]>`
		select version_id as "versionId", unit_id as "unitId", count(*)::int as people from reading_request
		where id = any(${[...ids]}::uuid[]) group by version_id, unit_id order by version_id`;
	await recordMany(
		ctx,
		groups.map(({ versionId, unitId, people }) => ({
			event: 'version.reading_lapsed',
			subjectType: 'version',
			subjectId: versionId,
			unitId,
			role: 'system',
			after: { people }
		}))
	);
}
