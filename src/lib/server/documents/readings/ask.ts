import { dueDay, readStates, type ReadingWhy } from '#lib/domain/documents/reading.ts';
import type { BatchPreview } from '#lib/domain/documents/batch-preview.ts';
import { fromDbDate, type Day } from '#lib/domain/shared/day.ts';
import { recordMany } from '#lib/server/audit-trail/record.ts';
import { transitionSet } from '#lib/server/lifecycle/transition-set.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { readingMachine } from '../machines.ts';
import { readingRule } from './rules.ts';
import { holdsSql, inAudienceSql } from './sql.ts';

/** Who was asked to read which version, or keeps the confirmation of the one before. */
export type Asked = { readonly versionId: string; readonly userId: string; readonly state: 'open' | 'carried'; readonly dueOn: Day };

/** A version to read and the last day for it. */
type Due = { readonly versionId: string; readonly dueOn: Day };

/**
 * What an issue asks (states.md §4), in a number of statements that does not grow with the people: a substantive version, or the first in a
 * row, asks everyone in the audience today. An editorial one carries the confirmations of what it supersedes, and asks only those who
 * had not read that yet, until the same day as before (docs/decisions/0310). Recorded once per version with the number of people.
 */
export async function askAtIssue(ctx: Ctx, unitId: string, preview: BatchPreview): Promise<Asked[]> {
	const lines = preview.lines.flatMap((line) => (line.versionId === null ? [] : [{ ...line, versionId: line.versionId }]));
	const day = preview.effectiveOn ?? today(ctx);
	const rule = await readingRule(ctx, unitId);
	const fresh = lines
		.filter((line) => line.changeClass !== 'editorial' || line.supersedes === null)
		.map(({ versionId, kind }) => ({
			versionId,
			dueOn: dueDay(rule, { kind, effectiveFrom: day, today: today(ctx), why: 'issue' })
		}));
	const pairs = lines.flatMap(({ versionId, changeClass, supersedes }) =>
		changeClass === 'editorial' && supersedes ? [{ versionId, beforeId: supersedes.versionId }] : []
	);
	const asked = [...(await ask(ctx, fresh, 'issue')), ...(await carry(ctx, pairs)), ...(await goOn(ctx, pairs))];
	await recordAsked(ctx, unitId, asked, 'issue');
	return asked;
}

/**
 * Asks everyone in the audience today to read these versions, as far as they were not asked before. What lapsed is asked again.
 * @param only further narrows the memberships `m` of the people
 */
export async function ask(ctx: Ctx, dues: readonly Due[], why: ReadingWhy, only: Prisma.Sql = Prisma.sql`true`): Promise<Asked[]> {
	if (dues.length === 0) return [];
	const wanted = Prisma.sql`
		select distinct v.id as version_id, v.round, v.document_id, v.unit_id, m.user_id, due.due_on
		from unnest(${dues.map((due) => due.versionId)}::uuid[], ${dues.map((due) => due.dueOn)}::date[]) due(version_id, due_on)
		join version v on v.id = due.version_id join document d on d.id = v.document_id
		join membership m on m.unit_id = v.unit_id and ${holdsSql(today(ctx))} and ${inAudienceSql} and ${only}
		join "user" p on p.id = m.user_id and p.status = 'active'`;
	const again = await transitionSet(
		ctx,
		readingMachine,
		{ follows: 'R1', from: 'lapsed', event: 'ask' },
		Prisma.sql`exists (select 1 from (${wanted}) w where w.version_id = t.version_id and w.round = t.round and w.user_id = t.user_id)`,
		Prisma.sql`, decided_at = null, asked_at = ${ctx.clock.now()}, why = ${why}::reading_why,
			due_on = (select due_on from unnest(${dues.map((due) => due.versionId)}::uuid[], ${dues.map((due) => due.dueOn)}::date[])
				due(version_id, due_on) where due.version_id = t.version_id limit 1), soon_told_at = null, late_told_at = null`
	);
	const rows = await ctx.db.$queryRaw<Row[]>`
		with made as (
			insert into reading_request (version_id, round, document_id, unit_id, user_id, state, why, due_on, asked_at)
			select version_id, round, document_id, unit_id, user_id, 'open', ${why}::reading_why, due_on, ${ctx.clock.now()} from (${wanted}) w
			on conflict (version_id, round, user_id) do nothing returning version_id, user_id, state, due_on
		)
		select * from made union all
		select version_id, user_id, state, due_on from reading_request where id = any(${again}::uuid[])`;
	return rows.map(shown);
}

type Row = { version_id: string; user_id: string; state: 'open' | 'carried'; due_on: Date };

function shown({ version_id: versionId, user_id: userId, state, due_on: dueOn }: Row): Asked {
	return { versionId, userId, state, dueOn: fromDbDate(dueOn) };
}

type Pair = { readonly versionId: string; readonly beforeId: string };

/** Requests `r` of the versions that are superseded, with their editorial successors `v`, of people in the audience today. */
function successors(ctx: Ctx, pairs: readonly Pair[]): Prisma.Sql {
	return Prisma.sql`unnest(${pairs.map((pair) => pair.versionId)}::uuid[], ${pairs.map((pair) => pair.beforeId)}::uuid[]) pair(version_id, before_id)
		join version v on v.id = pair.version_id join document d on d.id = v.document_id
		join version b on b.id = pair.before_id join reading_request r on r.version_id = b.id and r.round = b.round
		where exists (select 1 from membership m join "user" p on p.id = m.user_id and p.status = 'active'
			where m.unit_id = v.unit_id and m.user_id = r.user_id and ${holdsSql(today(ctx))} and ${inAudienceSql})`;
}

async function carry(ctx: Ctx, pairs: readonly Pair[]): Promise<Asked[]> {
	if (pairs.length === 0) return [];
	const now = ctx.clock.now();
	const rows = await ctx.db.$queryRaw<Row[]>`
		insert into reading_request (version_id, round, document_id, unit_id, user_id, state, why, due_on, asked_at, sha256, decided_at, carried_from_id)
		select v.id, v.round, v.document_id, v.unit_id, r.user_id, 'carried', 'issue', r.due_on, ${now}, coalesce(v.pdf_sha256, v.source_sha256), ${now}, r.id
		from ${successors(ctx, pairs)} and r.state = any(${[...readStates]}::reading_state[])
		on conflict (version_id, round, user_id) do nothing returning version_id, user_id, state, due_on`;
	return rows.map(shown);
}

/** Who had not read what is superseded reads the corrected text instead: a correction gives nobody more time and lets nobody off. */
async function goOn(ctx: Ctx, pairs: readonly Pair[]): Promise<Asked[]> {
	if (pairs.length === 0) return [];
	const open = Prisma.sql`${successors(ctx, pairs)} and r.state = 'open'`;
	const again = await transitionSet(
		ctx,
		readingMachine,
		{ follows: 'R1', from: 'lapsed', event: 'ask' },
		Prisma.sql`exists (select 1 from ${open} and v.id = t.version_id and v.round = t.round and r.user_id = t.user_id)`,
		Prisma.sql`, decided_at = null, asked_at = ${ctx.clock.now()}`
	);
	const rows = await ctx.db.$queryRaw<Row[]>`
		with made as (
			insert into reading_request (version_id, round, document_id, unit_id, user_id, state, why, due_on, asked_at)
			select v.id, v.round, v.document_id, v.unit_id, r.user_id, 'open', r.why, r.due_on, ${ctx.clock.now()} from ${open}
			on conflict (version_id, round, user_id) do nothing returning version_id, user_id, state, due_on
		)
		select * from made union all
		select version_id, user_id, state, due_on from reading_request where id = any(${again}::uuid[])`;
	return rows.map(shown);
}

/** One row of the trail per version: how many were asked and how many keep their confirmation. Who they are stands in the requests. */
export async function recordAsked(ctx: Ctx, unitId: string, asked: readonly Asked[], why: ReadingWhy): Promise<void> {
	await recordMany(
		ctx,
		[...Map.groupBy(asked, (one) => one.versionId)].map(([versionId, group]) => {
			const open = group.filter((one) => one.state === 'open');
			return {
				event: 'version.ask_to_read',
				subjectType: 'version',
				subjectId: versionId,
				unitId,
				role: 'system',
				after: {
					why,
					people: open.length,
					...(group.length > open.length ? { carried: group.length - open.length } : {}),
					...(open[0] ? { dueOn: open[0].dueOn } : {})
				}
			};
		})
	);
}
