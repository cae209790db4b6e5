import { shortNumbers } from '#lib/domain/documents/numbering.ts';
import { addDays, fromDbDate } from '#lib/domain/shared/day.ts';
import { formatDay } from '#lib/format.ts';
import { lapse, notify } from '#lib/server/notifications/notify.ts';
import { Prisma } from '#lib/server/platform/generated/client.ts';
import { today, type Ctx } from '#lib/server/platform/context.ts';
import { asksSql } from './sql.ts';

/** The first reminder: so many days before the last one. */
const soonDays = 3;
/** Who is late is reminded again after so many days. */
const againDays = 7;

type Reminded = {
	versionId: string;
	unitId: string;
	dueOn: Date;
	code: string;
	title: string;
	issueNo: number;
	revisionNo: number;
	people: string[];
};

/** Reminds of what is due in three days, once, and of what is late, every week: in the digest. Nothing that asks no more is named. */
export async function remind(ctx: Ctx): Promise<void> {
	const day = today(ctx);
	const again = new Date(ctx.clock.now().getTime() - againDays * 86_400_000);
	const soon = Prisma.sql`r.due_on >= ${day}::date and r.due_on <= ${addDays(day, soonDays)}::date and r.soon_told_at is null`;
	const late = Prisma.sql`r.due_on < ${day}::date and (r.late_told_at is null or r.late_told_at < ${again})`;
	await tell(ctx, 'read_soon', soon, Prisma.sql`soon_told_at`);
	await tell(ctx, 'read_late', late, Prisma.sql`late_told_at`);
}

async function tell(ctx: Ctx, kind: 'read_soon' | 'read_late', which: Prisma.Sql, column: Prisma.Sql): Promise<void> {
	const groups = await ctx.db.$queryRaw<Reminded[]>`
		with told as (
			update reading_request t set ${column} = ${ctx.clock.now()}
			from (select r.id from reading_request r join version v on v.id = r.version_id where ${asksSql(today(ctx))} and ${which}) due
			where t.id = due.id and t.state = 'open' returning t.version_id, t.user_id, t.due_on
		)
		select v.id as "versionId", v.unit_id as "unitId", told.due_on as "dueOn", d.code, v.title, v.issue_no as "issueNo",
			v.revision_no as "revisionNo", array_agg(told.user_id::text) as people
		from told join version v on v.id = told.version_id join document d on d.id = v.document_id
		group by v.id, d.id, told.due_on order by d.code_sort`;
	for (const { versionId, unitId, dueOn, code, title, people, ...numbers } of groups) {
		if (kind === 'read_late') await lapse(ctx, 'version', [versionId], ['read_soon'], { userIds: people });
		await notify(ctx, {
			to: people,
			kind,
			subjectType: 'version',
			subjectId: versionId,
			unitId,
			params: { code, title, numbers: shortNumbers(numbers), day: formatDay(fromDbDate(dueOn)) }
		});
	}
}
