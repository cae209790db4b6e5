import { PgBoss, fromPrisma } from 'pg-boss';
import type { Logger } from 'pino';
import type { Ctx } from '#lib/server/platform/context.ts';
import { jobNames, jobSettings, type JobData, type JobName } from './names.ts';

/** The queue of one database; one process may know several (tests). */
const queues = new WeakMap<object, PgBoss>();

/** Makes `enqueue` work for contexts of this client. */
export function attachQueue(client: object, boss: PgBoss): void {
	queues.set(client, boss);
}

/**
 * Opens the queue of a database, makes its schema when it is new, and one queue per kind of job. A worker that was killed is noticed
 * by its missing heartbeat and its job is done again within a minute.
 */
export async function createBoss(databaseUrl: string, log: Logger): Promise<PgBoss> {
	const boss = new PgBoss({
		connectionString: databaseUrl,
		max: 4,
		monitorIntervalSeconds: 10,
		superviseIntervalSeconds: 10,
		queueCacheIntervalSeconds: 10
	});
	boss.on('error', (error) => log.error({ err: error }, 'queue'));
	await boss.start();
	for (const name of jobNames) {
		const { retries, expireSeconds } = jobSettings[name];
		const options = { retryLimit: retries, retryDelay: 1, retryBackoff: true, expireInSeconds: expireSeconds, heartbeatSeconds: 10 };
		if (await boss.getQueue(name)) await boss.updateQueue(name, options);
		else await boss.createQueue(name, { policy: 'short', ...options });
	}
	return boss;
}

export type EnqueueOptions = {
	/** Jobs of one name with one key are queued once while the first has not ended. */
	key?: string;
	startAfter?: Date;
};

/**
 * Queues a job in the caller's transaction: it exists if and only if the change commits. Delivery is at least once, so that
 * handlers are idempotent.
 * @throws Error outside a transaction
 */
export async function enqueue<Name extends JobName>(
	ctx: Ctx,
	name: Name,
	data: JobData[Name],
	options: EnqueueOptions = {}
): Promise<void> {
	if (!ctx.inTransaction) throw new Error(`enqueue(${name}) outside a transaction`);
	const boss = queues.get(ctx.client);
	if (!boss) throw new Error('no queue is attached to this database');
	await boss.send(name, data, {
		db: fromPrisma(ctx.db),
		// The queues take one waiting job per key; a job without a key of its own must not be taken for another.
		singletonKey: options.key ?? crypto.randomUUID(),
		...(options.startAfter ? { startAfter: options.startAfter } : {})
	});
}

/** Many jobs of one name in one statement, each with the key that tells it from the others. @throws Error outside a transaction */
export async function enqueueMany<Name extends JobName>(
	ctx: Ctx,
	name: Name,
	jobs: readonly { data: JobData[Name]; key?: string }[]
): Promise<void> {
	if (jobs.length === 0) return;
	if (!ctx.inTransaction) throw new Error(`enqueueMany(${name}) outside a transaction`);
	const boss = queues.get(ctx.client);
	if (!boss) throw new Error('no queue is attached to this database');
	const rows = jobs.map(({ data, key }) => ({ data, singletonKey: key ?? crypto.randomUUID() }));
	await boss.insert(name, rows, { db: fromPrisma(ctx.db) });
}
