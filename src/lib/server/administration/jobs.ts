import { record } from '#lib/server/audit-trail/record.ts';
import { jobNames, jobSettings, type JobName } from '#lib/server/jobs/names.ts';
import { authorize } from '#lib/server/permissions/authorize.ts';
import { NotFound } from '#lib/server/platform/errors.ts';
import type { Ctx } from '#lib/server/platform/context.ts';
import { transaction } from '#lib/server/platform/transaction.ts';

export type QueueRow = {
	id: JobName;
	waiting: number;
	active: number;
	failed: number;
	/** The newest job that ended well. */
	lastDone: Date | null;
	/** Begins by itself, in crontab form. */
	cron: string | null;
};

export type FailedJob = { id: string; name: JobName; failedAt: Date | null; attempts: number; error: string };

/**
 * How the queues stand and what failed, the newest first. Of a failed job only the first line of its error is shown, without what
 * could be a link, an address or a secret. @throws Forbidden for everybody but the administrator
 */
export async function jobsPage(ctx: Ctx): Promise<{ queues: QueueRow[]; failed: FailedJob[] }> {
	authorize(ctx, 'job.manage');
	const counts = await ctx.db.$queryRaw<{ name: string; waiting: number; active: number; failed: number; lastDone: Date | null }[]>`
		select name, count(*) filter (where state in ('created', 'retry'))::int as waiting, count(*) filter (where state = 'active')::int as active,
			count(*) filter (where state = 'failed')::int as failed, max(completed_on) filter (where state = 'completed') as "lastDone"
		from pgboss.job where name = any(${[...jobNames]}) group by name`;
	const failed = await ctx.db.$queryRaw<{ id: string; name: string; failedAt: Date | null; attempts: number; output: unknown }[]>`
		select id::text as id, name, completed_on as "failedAt", retry_count + 1 as attempts, output
		from pgboss.job where state = 'failed' and name = any(${[...jobNames]}) order by completed_on desc nulls last limit 100`;
	return {
		queues: jobNames.map((id) => {
			const found = counts.find((row) => row.name === id);
			const { waiting, active, failed, lastDone } = found ?? { waiting: 0, active: 0, failed: 0, lastDone: null };
			return { id, waiting, active, failed, lastDone, cron: jobSettings[id].cron ?? null };
		}),
		failed: failed.flatMap(({ name, output, ...row }) => {
			const known = jobNames.find((id) => id === name);
			return known ? [{ ...row, name: known, error: errorLine(output) }] : [];
		})
	};
}

/** Puts a failed job back into its queue. Recorded as `job.retry`. @throws Forbidden, NotFound when it has not failed */
export function retryJob(ctx: Ctx, input: { jobId: string }): Promise<void> {
	return transaction(ctx, async (ctx) => {
		const role = authorize(ctx, 'job.manage');
		const rows = await ctx.db.$queryRaw<{ name: string }[]>`
			update pgboss.job set state = 'retry', retry_limit = greatest(retry_limit, retry_count + 1), start_after = now(), completed_on = null
			where id = ${input.jobId}::uuid and state = 'failed' and name = any(${[...jobNames]}) returning name`;
		const [job] = rows;
		if (!job) throw new NotFound();
		await record(ctx, {
			event: 'job.retry',
			subjectType: 'job',
			subjectId: input.jobId,
			unitId: null,
			role,
			after: { job: job.name }
		});
	});
}

/** The first line of what a handler threw, for people. */
export function errorLine(output: unknown): string {
	const message = typeof output === 'object' && output !== null && 'message' in output ? output.message : output;
	const text = typeof message === 'string' ? message : 'Error';
	return (text.split(/\r?\n/).find((line) => line.trim() !== '') ?? text)
		.replace(/\S+:\/\/\S+/g, '…')
		.replace(/\S+@\S+/g, '…')
		.replace(/[A-Za-z0-9_+/=-]{24,}/g, '…')
		.trim()
		.slice(0, 200);
}
