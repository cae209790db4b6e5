import { percentRead, readStates, type ReadingState } from '#lib/domain/documents/reading.ts';
import { userIdOf } from '#lib/domain/permissions/actor.ts';
import { may } from '#lib/domain/permissions/decide.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { hasOpened } from '../../history.ts';
import { versionSlug } from '../../queries/document-versions.ts';
import { countsSql, readersSql, type Counts } from './readers-sql.ts';
import { readersScope } from './scope.ts';

/** What a version asks of the person who looks at it, or what they have confirmed. */
export type OwnReading = {
	readonly state: ReadingState;
	readonly dueOn: Day;
	readonly late: boolean;
	readonly decidedAt: Date | null;
	readonly reason: string | null;
	readonly opened: boolean;
	/** What is confirmed by pressing the button: other bytes are refused. */
	readonly sha256: string;
};

export type DocumentReading = {
	/** Null: nobody asked this person. */
	readonly own: OwnReading | null;
	/** The last version that this person confirmed, for "what changed since"; null: none, or it is the one that is shown. */
	readonly lastConfirmed: { readonly id: string; readonly slug: string; readonly numbers: { issueNo: number; revisionNo: number } } | null;
	/** How many have read it, for those who may see the list. */
	readonly counts: (Counts & { readonly percent: number | null }) | null;
	/** Per cent alone. */
	readonly percent: number | null;
	/** Some of those who have not read, late first. */
	readonly missing: readonly string[];
};

type Shown = {
	readonly id: string;
	readonly pdf: { sha256: string } | null;
	readonly source: { sha256: string } | null;
	readonly phase: string;
};

/** Reading as the page of a document shows it beside a version that is upcoming or in force; null for any other. */
export async function documentReading(ctx: Ctx, unitId: string, documentId: string, shown: Shown | null): Promise<DocumentReading | null> {
	if (!shown || (shown.phase !== 'upcoming' && shown.phase !== 'in_force')) return null;
	const [own, lastConfirmed, people] = await Promise.all([
		ownReading(ctx, shown),
		lastConfirmedVersion(ctx, documentId, shown.id),
		peopleOf(ctx, unitId, shown.id)
	]);
	return { own, lastConfirmed, ...people };
}

async function ownReading(ctx: Ctx, shown: Shown): Promise<OwnReading | null> {
	const userId = userIdOf(ctx.actor);
	const sha256 = shown.pdf?.sha256 ?? shown.source?.sha256;
	if (!userId || !sha256) return null;
	const rows = await ctx.db.$queryRaw<{ state: ReadingState; due_on: Date; decided_at: Date | null; reason: string | null }[]>`
		select r.state, r.due_on, r.decided_at, r.reason from reading_request r join version v on v.id = r.version_id and v.round = r.round
		where r.version_id = ${shown.id}::uuid and r.user_id = ${userId}::uuid and r.state <> 'lapsed'`;
	const [row] = rows;
	if (!row) return null;
	const dueOn = fromDbDate(row.due_on);
	return {
		state: row.state,
		dueOn,
		late: row.state === 'open' && dueOn < today(ctx),
		decidedAt: row.decided_at,
		reason: row.reason,
		opened: row.state === 'open' && (await hasOpened(ctx, shown.id)),
		sha256
	};
}

/**
 * The version of a document that a person confirmed last, to compare with the one they read now (`/documents/[id]/compare?from=…&to=…`).
 * @param exceptId the version that is shown: there is nothing to compare it with when it is the one
 */
export async function lastConfirmedVersion(
	ctx: Ctx,
	documentId: string,
	exceptId: string | null = null
): Promise<DocumentReading['lastConfirmed']> {
	const userId = userIdOf(ctx.actor);
	if (!userId) return null;
	const [row] = await ctx.db.$queryRaw<{ id: string; issueNo: number; revisionNo: number }[]>`
		select v.id, v.issue_no as "issueNo", v.revision_no as "revisionNo" from reading_request r
		join version v on v.id = r.version_id and v.round = r.round
		where r.document_id = ${documentId}::uuid and r.user_id = ${userId}::uuid and r.state = any(${[...readStates]}::reading_state[])
			and v.effective_from is not null
		order by v.effective_from desc, v.issue_no desc, v.revision_no desc limit 1`;
	if (!row || row.id === exceptId) return null;
	const { id, ...numbers } = row;
	return { id, slug: versionSlug(row.issueNo, row.revisionNo), numbers };
}

type People = Pick<DocumentReading, 'counts' | 'percent' | 'missing'>;

async function peopleOf(ctx: Ctx, unitId: string, versionId: string): Promise<People> {
	const scope = await readersScope(ctx, unitId);
	const mayShare = may(ctx.actor, 'reading.share', { unitId });
	if (!scope && !mayShare) return { counts: null, percent: null, missing: [] };
	const rows = readersSql(ctx, scope ?? { divisionIds: null }, Prisma.sql`v.id = ${versionId}::uuid`);
	const [found] = await ctx.db.$queryRaw<(Counts & { missing: string[] | null })[]>`
		select ${countsSql}, (array_agg(q.name order by q.shown = 'late' desc, q."dueOn", q.name) filter (where q.shown in ('late', 'to_read')))[1:4] as missing
		from (${rows}) q`;
	if (!found) return { counts: null, percent: null, missing: [] };
	const { missing, ...counts } = found;
	const percent = percentRead(counts.confirmed + counts.onPaper, counts.toRead + counts.late);
	return scope ? { counts: { ...counts, percent }, percent, missing: missing ?? [] } : { counts: null, percent, missing: [] };
}
