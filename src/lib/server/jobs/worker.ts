import type { Job, PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { systemActor } from '#lib/domain/permissions/actor.ts';
import { dayOf } from '#lib/domain/shared/day.ts';
import type { UploadTools } from '#lib/server/files/store-upload.ts';
import type { Clock } from '#lib/server/platform/clock.ts';
import { createContext, type Ctx } from '#lib/server/platform/context.ts';
import type { PrismaClient } from '#lib/server/platform/generated/client.ts';
import { countJob } from '#lib/server/platform/metrics.ts';
import type { Settings } from '#lib/server/platform/settings.ts';
import { jobNames, jobSettings, type JobData, type JobName } from './names.ts';

/** What a handler may use besides its context. */
export type JobTools = UploadTools & { readonly settings: Settings; readonly databaseUrl: string };

export type JobHandler<Name extends JobName> = (ctx: Ctx, tools: JobTools, data: JobData[Name]) => Promise<unknown>;
export type JobHandlers = { readonly [Name in JobName]?: JobHandler<Name> };

export type JobWorker = { readonly handlers: JobHandlers };

type Base = {
	readonly settings: Settings;
	readonly databaseUrl: string;
	readonly client: PrismaClient;
	readonly clock: Clock;
	readonly tools: UploadTools;
	readonly boss: PgBoss;
	readonly log: Logger;
};

/** Starts working on every job that has a handler, and plans the ones that begin by themselves. */
export async function createJobWorker(base: Base, handlers: JobHandlers): Promise<JobWorker> {
	for (const name of jobNames) {
		const handler = handlers[name];
		if (!handler) continue;
		const { concurrency, cron } = jobSettings[name];
		await base.boss.work<JobData[typeof name]>(
			name,
			{ localConcurrency: concurrency, pollingIntervalSeconds: 1, burstWhenReadyExceeds: 4 },
			async (jobs) => {
				for (const job of jobs) await runJob(base, handlers, name, job);
			}
		);
		if (cron) await base.boss.schedule(name, cron, {}, { tz: 'Asia/Ho_Chi_Minh' });
	}
	return { handlers };
}

async function runJob(base: Base, handlers: JobHandlers, name: JobName, job: Job<unknown>): Promise<void> {
	const started = performance.now();
	try {
		await handleJob(base, handlers, name, job.data);
		base.log.info({ job: name, id: job.id, ms: Math.round(performance.now() - started) }, 'job done');
		countJob(name, 'done');
	} catch (error) {
		countJob(name, 'failed');
		base.log.error({ job: name, id: job.id, err: error }, 'job failed');
		throw error;
	}
}

/** Does one job here and now; the worker and tests both come through here. Planned jobs get the day of their run. */
export async function handleJob(base: Omit<Base, 'log' | 'boss'>, handlers: JobHandlers, name: JobName, data: unknown): Promise<void> {
	const handler = handlers[name] as JobHandler<JobName> | undefined;
	if (!handler) throw new Error(`no handler for the job ${name}`);
	const ctx = createContext({ actor: systemActor, client: base.client, clock: base.clock });
	const given = typeof data === 'object' && data !== null ? data : {};
	const withDay = jobSettings[name].cron && !('day' in given) ? { ...given, day: dayOf(base.clock.now()) } : given;
	await handler(ctx, { ...base.tools, settings: base.settings, databaseUrl: base.databaseUrl }, withDay as JobData[JobName]);
}
