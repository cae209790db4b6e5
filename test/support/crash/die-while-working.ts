import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import pg from 'pg';
import { PgBoss } from 'pg-boss';

/*
 * Uploads a file and opens a version with it, or issues a batch, as a request does, but kills itself (-9) just before the n-th step
 * that writes to disk or database. Started by integration/crash-*.test.ts, which look at what is left. Everything is loaded and
 * connected before the orders come, so that only the work itself is counted.
 */
export type Orders = {
	readonly databaseUrl: string;
	readonly storeDir: string;
	readonly tempDir: string;
	readonly userId: string;
	/** ISO 8601; the clock stands still. */
	readonly now: string;
	/** Counted from 0; -1: not before a step. */
	readonly dieBefore: number;
	/** Dies when this statement has been sent and its answer has not come. */
	readonly dieAfterSending?: string;
	readonly work:
		| { readonly kind: 'upload'; readonly documentId: string; readonly fileName: string; readonly pdfBase64: string }
		| { readonly kind: 'issue'; readonly batchId: string; readonly confirm: readonly string[] };
};

/** What is told when the work was done to its end. */
export type Finished = { readonly steps: readonly string[] };

const steps: string[] = [];
let dieBefore: number | null = null;
let dieAfterSending: string | undefined;

function step(name: string): void {
	if (dieBefore === null) return;
	if (steps.length === dieBefore) process.kill(process.pid, 'SIGKILL');
	steps.push(name);
}

function watch(target: object, label: string, names: readonly string[]): void {
	for (const name of names) {
		const original: unknown = Reflect.get(target, name);
		if (typeof original !== 'function') throw new Error(`there is no ${name} to stop at`);
		Reflect.set(target, name, function (this: unknown, ...args: unknown[]): unknown {
			step(`${label}.${name}`);
			const result: unknown = Reflect.apply(original, this, args);
			return result;
		});
	}
}

function sqlOf(query: unknown): string {
	if (typeof query === 'string') return query;
	return typeof query === 'object' && query !== null && 'text' in query && typeof query.text === 'string' ? query.text : '';
}

/** A read changes nothing, so that a death before it leaves what a death before the step after it leaves. */
function isRead(sql: string): boolean {
	return /^select\b/i.test(sql) && !/\bfor (no key )?update\b|set_config|\bpgboss\b/i.test(sql);
}

const query: unknown = Reflect.get(pg.Client.prototype, 'query');
if (typeof query !== 'function') throw new Error('there is no query to stop at');
Reflect.set(pg.Client.prototype, 'query', function (this: unknown, ...args: unknown[]): unknown {
	const sql = sqlOf(args[0]).trim();
	if (!isRead(sql)) step(sql.slice(0, 60));
	const result: unknown = Reflect.apply(query, this, args);
	// The statement is in the socket by then; its answer is not read any more.
	if (dieBefore !== null && sql === dieAfterSending) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
	return result;
});
const probe = await fs.open(process.execPath, 'r');
watch(Object.getPrototypeOf(probe) as object, 'file', ['write', 'sync']);
await probe.close();
watch(fs, 'fs', ['open', 'mkdir', 'rename', 'utimes', 'rm']);
syncBuiltinESMExports();

const { createVersion } = await import('#lib/server/documents/versions.ts');
const { issueBatch } = await import('#lib/server/documents/issue.ts');
const { versionFileFrom } = await import('#lib/server/documents/files.ts');
const { createFileParser } = await import('#lib/server/files/inspect.ts');
const { storeUpload } = await import('#lib/server/files/store-upload.ts');
const { loadActor } = await import('#lib/server/identity/actor.ts');
const { attachQueue } = await import('#lib/server/jobs/queue.ts');
const { fixedClock } = await import('#lib/server/platform/clock.ts');
const { createContext, today } = await import('#lib/server/platform/context.ts');
const { createPrisma } = await import('#lib/server/platform/prisma.ts');
const { createFileStore } = await import('#lib/server/storage/index.ts');

async function work(orders: Orders): Promise<void> {
	const client = createPrisma(orders.databaseUrl, { max: 2 });
	const boss = new PgBoss({ connectionString: orders.databaseUrl, max: 1, supervise: false, schedule: false, migrate: false });
	await boss.start();
	attachQueue(client, boss);
	const clock = fixedClock(new Date(orders.now));
	const store = await createFileStore({ kind: 'disk', dir: orders.storeDir });
	const parser = createFileParser({ tempDir: orders.tempDir });
	const actor = await loadActor(client, orders.userId, today(createContext({ actor: { kind: 'public' }, client, clock })));
	if (!actor) throw new Error('this person may not act');
	const ctx = createContext({ actor, client, clock });

	({ dieBefore, dieAfterSending } = orders);
	if (orders.work.kind === 'issue') {
		await issueBatch(ctx, { batchId: orders.work.batchId, confirm: orders.work.confirm });
	} else {
		const form = new FormData();
		form.set('summary', 'Lần đầu');
		form.set('pdf', new File([Buffer.from(orders.work.pdfBase64, 'base64')], orders.work.fileName));
		const request = new Request('http://eiso.example/', { method: 'POST', body: form });
		const purposes = { pdf: 'reading' } as const;
		const { fields, files } = await storeUpload(request, { store, parser, tempDir: orders.tempDir }, { purposes, required: ['pdf'] });
		const [file] = files;
		if (!file) throw new Error('the upload has no file');
		await createVersion(ctx, { documentId: orders.work.documentId, summary: fields.get('summary') ?? '', pdf: versionFileFrom(file) });
	}
	dieBefore = null;
	process.send?.({ steps } satisfies Finished);
	await parser.close();
	await boss.stop({ graceful: false });
	await client.$disconnect();
	process.disconnect();
}

process.once('message', (orders: Orders) => void work(orders));
process.send?.('ready');
